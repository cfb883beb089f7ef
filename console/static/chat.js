// The web chat: sends what is written (again after a lost line), shows what arrives. What waits for the line is kept in
// this browser (chat-queue.js) and gone once it is received; nothing else that a person writes goes to disk.
import { attach, begin, chosen, clear } from "./chat-files.js";
import { ask, newKey, Refused, root, waits } from "./chat-line.js";
import * as kept from "./chat-queue.js";
import { senses } from "./chat-senses.js";
import { $, bring, calm, listenFor, log, mark, pend, settle, show, tell, toEnd, typing, words } from "./chat-view.js";

const form = $("#write"), box = $("#text"), shell = "shell" in log.dataset; // the page that opens without a line
let newest = Number(log.dataset.newest), busy = false, stream, polling;
const queue = [];

// --- what arrives ---
function listen() {
  stream?.close();
  clearTimeout(polling);
  if (document.hidden || shell) return;
  stream = new EventSource(`${root}chat/events?after=${newest}`);
  stream.onmessage = (event) => {
    const found = JSON.parse(event.data);
    newest = Math.max(newest, found.id);
    show(found);
  };
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) polling = setTimeout(poll, 5000); };
}
async function poll() {
  try {
    for (const each of await ask("GET", `/chat/messages?after=${newest}`)) { newest = Math.max(newest, each.id); show(each); }
  } catch { /* the next look comes */ }
  listen();
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => event.persisted && listen());

// --- what is sent ---
const face = (item) => item.shown || item.text || item.files.map(({ file }) => file.name).join(", ");
const stored = ({ files, ...item }) => ({ ...item, files: files.map(({ file, id }) => ({ file, id })) });
function say(item) {
  Object.assign(item, { key: newKey(), at: Date.now(), files: item.files || [] });
  queue.push(item);
  waitWith(item);
  kept.keep(stored(item));
  flush();
}
function waitWith(item) {
  pend(item, face(item), () => { queue.push(item); mark(item.key, words.sending); flush(); });
  if (!navigator.onLine) mark(item.key, words.unsent);
}
async function flush() {
  if (busy) return;
  busy = true;
  for (let pause = 1000; queue.length;) {
    const [item] = queue, { files, shown, at, ...said } = item;
    try {
      const ends = await Promise.allSettled(files.map((file) => file.whole));
      const not = ends.filter((each) => each.status === "rejected").map((each) => each.reason);
      const uploads = ends.filter((each) => each.status === "fulfilled").map((each) => each.value);
      if (not.length && !uploads.length && !said.text) throw not[0];
      const { html, id } = await ask("POST", "/chat/send", { ...said, uploads });
      queue.shift();
      kept.drop(item.key);
      pause = 1000;
      show({ id, html });
      if (not.length) missing(id, not);
      else calm();
      if (!shell) typing(true);
    } catch (error) {
      if (error instanceof Refused) { // waits for "again"; what it says stays on the page
        mark(item.key, words.failed, true);
        tell(error.message);
        queue.shift();
        kept.drop(item.key);
      } else {
        for (const each of queue) mark(each.key, words.unsent);
        if (!navigator.onLine || pause > 3000) tell(words.offline);
        kept.keep(stored(item));
        await waits(pause);
        pause = Math.min(pause * 2, 20000);
      }
    }
  }
  busy = false;
  comeBack();
}
function missing(id, refusals) { // the message went without these files, and says why
  const bubble = document.getElementById(`m${id}`);
  for (const { message } of refusals) {
    const line = Object.assign(document.createElement("p"), { className: "bubble__missing", textContent: message });
    line.setAttribute("role", "alert");
    $(".bubble__body", bubble)?.append(line);
    tell(message, 20);
  }
}
async function comeBack() { // from the page without a line to the whole one, as soon as nothing can be lost
  if (!shell || busy || queue.length || box.value || chosen().length || !navigator.onLine) return;
  const there = await fetch(`${root}chat/messages?after=999999999999`, { headers: { "X-Chat": "1" } }).catch(() => null);
  if (there?.ok) location.replace(`${root}chat`);
  else setTimeout(comeBack, 5000);
}
addEventListener("offline", () => {
  tell(words.offline);
  for (const each of queue) mark(each.key, words.unsent);
});
addEventListener("online", () => { tell(words.online, 4); listen(); comeBack(); });

document.addEventListener("submit", (event) => {
  const from = event.target, button = event.submitter;
  if (from === form) {
    event.preventDefault();
    const text = box.value.trim(), files = chosen();
    if (!text && !files.length) { box.focus(); return; }
    say({ text, files, reply_to: form.reply_to.value || undefined });
    box.value = "";
    clear();
    quote("", "");
    if (matchMedia("(pointer: fine)").matches) box.focus();
  } else if (from.matches(".chips")) {
    event.preventDefault();
    button.classList.add("is-pressed");
    const pressed = button.name === "start" ? { start: button.value } : { press: button.value, under: from.under.value };
    say({ ...pressed, shown: button.textContent.trim() });
    if (from.matches(".again")) from.remove();
  } else if ("size" in from.dataset) {
    event.preventDefault();
    const large = document.body.classList.toggle("chat--large");
    fetch(`${root}chat/look`, { method: "POST", body: new URLSearchParams({ size: button.value }), redirect: "manual" }).catch(() => {});
    button.value = large ? "usual" : "large";
    button.setAttribute("aria-pressed", large);
    bring();
  }
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) { event.preventDefault(); form.requestSubmit(); }
});
box.addEventListener("paste", (event) => event.clipboardData.files.length && attach(event.clipboardData.files));

// --- quoting, menus ---
function quote(id, text) {
  form.reply_to.value = id;
  $("#quoted").textContent = text;
  $("#quoting").hidden = !id;
}
document.addEventListener("click", (event) => {
  const reply = event.target.closest("[data-reply]");
  if (reply) {
    event.preventDefault();
    quote(reply.dataset.reply, $(".bubble__text", reply.closest(".bubble"))?.textContent.slice(0, 120) || "…");
    box.focus();
  }
  if (event.target.closest("[data-unreply]")) { event.preventDefault(); quote("", ""); }
  const menu = $(".head__menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && $(".head__menu[open]");
  if (menu) { menu.open = false; $("summary", menu).focus(); }
});

// --- begin ---
senses({ attach, place: (point) => say({ point, shown: words.placeSent }) });
const slip = location.hash.match(/^#(HO-[2-9A-Z]{4}-[2-9A-Z]{4})$/); // of a QR; behind "#" no server sees it
if (slip) {
  box.value = slip[1];
  history.replaceState(null, "", location.pathname);
  tell(words.slip, 60, true);
}
settle();
listen();
for (const item of await kept.all()) {
  if (queue.some((each) => each.key === item.key)) continue;
  for (const each of item.files) begin(each);
  queue.push(item);
  if (!$(`[data-key="${item.key}"]`)) waitWith(item);
}
flush();
if (!("past" in log.dataset)) {
  const all = [...log.children];
  if (queue.length) toEnd();
  else bring(all[all.findLastIndex((each) => each.matches(".bubble--theirs")) + 1]);
}
if ("serviceWorker" in navigator && words.worker) navigator.serviceWorker.register(words.worker, { scope: `${root}chat` }).catch(() => {});
const pushes = () => import("./chat-push.js").then((push) => push.offer()).catch(() => {});
if (words.push && ($(".codecard") || window.Notification?.permission === "granted")) pushes();
listenFor("ours", ({ detail }) => { if (words.push && $(".codecard", detail)) pushes(); });
