// Files on their way: shown in the tray, announced, sent in pieces; after a broken line the server says how far it got.
import { ask, Refused, waits } from "./chat-line.js";
import { $, tell, words } from "./chat-view.js";

const tray = $("#tray");
let attached = [];

export const chosen = () => attached;
export function clear() {
  attached = [];
  draw();
}
const drop = (item) => { attached = attached.filter((each) => each !== item); draw(); };
export function attach(files) {
  for (const file of files) {
    if (attached.length >= Number(words.files)) { tell(words.many, 12); break; }
    if (!file.size || file.size > Number(words.bytes)) { tell(file.size ? words.tooBig : words.broken, 12); continue; }
    const item = { file, bar: Object.assign(document.createElement("progress"), { max: file.size, value: 0 }) };
    begin(item);
    item.whole.catch((error) => { if (attached.includes(item)) { drop(item); tell(error.message, 12); } });
    attached.push(item);
  }
  draw();
}
// A file that waited in the queue goes on where it stopped.
export function begin(item) {
  item.whole = upload(item);
  item.whole.catch(() => {});
  return item;
}
async function upload(item) {
  let at = 0, behind = Boolean(item.id);
  for (let pause = 1000; at < item.file.size || behind;) {
    if (item.dropped) throw new Refused("");
    try {
      if (!item.id) item.id = (await ask("POST", "/chat/upload", { name: item.file.name, mime: item.file.type, size: item.file.size })).id;
      else if (behind) ({ at } = await ask("GET", `/chat/upload/${item.id}`));
      behind = false;
      while (at < item.file.size && !item.dropped) {
        ({ at } = await ask("PUT", `/chat/upload/${item.id}?at=${at}`, item.file.slice(at, at + 262144)));
        if (item.bar) item.bar.value = at;
        pause = 1000;
      }
    } catch (error) {
      if (error.status === 404 && behind) { item.id = undefined; at = 0; behind = false; continue; } // kept for a day only
      if (error instanceof Refused) throw error;
      behind = Boolean(item.id);
      pause = Math.min(pause * 2, 20000);
      await waits(pause);
    }
  }
  return item.id;
}
function draw() {
  tray.hidden = !attached.length;
  tray.replaceChildren(...attached.map((item) => {
    const row = document.createElement("li"), remove = document.createElement("button");
    const face = document.createElement(item.file.type.startsWith("image/") ? "img" : "span");
    if (face.tagName === "IMG") {
      item.url ||= URL.createObjectURL(item.file);
      face.src = item.url;
      face.alt = item.file.name;
    } else { face.className = "tray__paper"; face.textContent = item.file.name; }
    remove.type = "button";
    remove.innerHTML = "<span>×</span>";
    remove.setAttribute("aria-label", words.remove.replace("…", item.file.name));
    remove.onclick = () => { item.dropped = true; drop(item); };
    item.bar.setAttribute("aria-label", item.file.name);
    row.append(face, item.bar, remove);
    return row;
  }));
  if (attached.length) $("#down").click();
}
for (const input of document.querySelectorAll("[data-files]")) {
  input.onchange = () => { attach(input.files); input.value = ""; };
}
