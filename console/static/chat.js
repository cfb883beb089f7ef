// The web chat: sends what is written (again after a lost line), shows what arrives. Nothing that a person writes goes
// to disk: what waits for the line is kept in memory and in this tab's session, and is gone once it is received.
const $ = (query, at = document) => at.querySelector(query);
const words = $("#words").dataset, log = $("#log"), form = $("#write"), box = $("#text"), tray = $("#tray");
const waits = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener("online", done, { once: true }); });
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let newest = Number(log.dataset.newest), attached = [], queue = [], busy = false, typingEnds = 0;
const seen = new Set();

class Refused extends Error {}
async function ask(method, path, body) {
  const json = body !== undefined && !(body instanceof Blob);
  const answer = await fetch(path, { method, headers: { "X-Chat": "1", ...(json && { "Content-Type": "application/json" }) }, body: json ? JSON.stringify(body) : body });
  const found = await answer.json().catch(() => ({}));
  if (answer.ok || answer.status === 409) return found;
  if (answer.status >= 500) throw new Error(answer.status);
  throw Object.assign(new Refused(found.says || words.failed), { status: answer.status });
}

// --- words to the person ---
let statusEnds;
function tell(text, seconds = 0, calm = false) {
  clearTimeout(statusEnds);
  const place = $("#status");
  place.classList.toggle("write__status--calm", calm);
  place.textContent = text; place.hidden = !text;
  if (seconds) statusEnds = setTimeout(() => tell(""), seconds * 1000);
}
const toast = (text) => tell(text, 6, true);
function typing(on) {
  clearTimeout(typingEnds);
  $("#typing").hidden = !on;
  if (on) { toEnd(); typingEnds = setTimeout(() => { typing(false); tell(words.stored, 15); }, 30000); }
}
function toEnd() { // the end, but not past the first line of the answer: it is read from there
  const all = [...log.children], first = all[all.findLastIndex((each) => each.matches(".bubble--theirs")) + 1];
  const start = first ? first.getBoundingClientRect().top + scrollY - 76 : Infinity;
  scrollTo({ top: Math.min(document.documentElement.scrollHeight - innerHeight, start), behavior: still ? "auto" : "smooth" });
}
const down = $("#down"), below = () => { down.hidden = document.documentElement.scrollHeight - innerHeight - scrollY < 80; };
addEventListener("scroll", below, { passive: true });
addEventListener("resize", below);
down.onclick = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: still ? "auto" : "smooth" });

// --- what arrives ---
function made(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}
function show({ id, html, ours, edits, forgets, toast: says }) {
  if (says !== undefined || edits || forgets) {
    if (seen.has(id) || id <= Number(log.dataset.newest)) return;
    seen.add(id);
    if (says !== undefined) return toast(says);
    if (forgets) { forgets.forEach((each) => document.getElementById("m" + each)?.remove()); return settle(); } // a ballot's talk
    const old = document.getElementById("m" + edits);
    if (old) old.replaceWith(made(html));
    return settle();
  }
  if (document.getElementById("m" + id) || "past" in log.dataset) return;
  const bubble = made(html), pending = bubble.dataset.key && $(`.bubble--pending[data-key="${bubble.dataset.key}"]`);
  if (pending) pending.replaceWith(bubble);
  else {
    const later = [...log.children].find((each) => !each.dataset.id || Number(each.dataset.id) > id);
    log.insertBefore(bubble, later || null);
    bubble.classList.add("is-new");
  }
  if (ours) typing(false);
  settle();
  toEnd();
}
function settle() { // choices before the person's last word are past ones; the last question says what helps to answer it
  const all = [...log.children], last = all.findLastIndex((each) => each.matches(".bubble--theirs"));
  all.forEach((each, n) => {
    const picks = $(".picks", each);
    if (picks && picks.classList.contains("picks--now") !== n > last) {
      picks.classList.toggle("picks--now", n > last); picks.open = n > last;
    }
  });
  const asked = (last < all.length - 1 && all.at(-1)?.dataset.ask) || "";
  $("#ask-place").hidden = asked !== "place";
  document.querySelectorAll("[data-tool]").forEach((tool) => tool.classList.toggle("is-asked", tool.dataset.tool === asked));
  below();
  const welcome = $(".welcome");
  if (welcome && all.length) welcome.remove();
  log.querySelectorAll(".files__picture img").forEach((img) => { img.onerror = () => setTimeout(() => again(img), 4000); });
}
function again(img) { // a picture that is just being kept is asked for again, four times
  const tries = Number(img.dataset.tries || 0) + 1, source = img.src;
  img.dataset.tries = tries;
  if (tries < 5) img.src = source;
}
let stream, polling;
function listen() {
  stream?.close(); clearTimeout(polling);
  if (document.hidden) return;
  stream = new EventSource("/chat/events?after=" + newest);
  stream.onmessage = (event) => { const found = JSON.parse(event.data); newest = Math.max(newest, found.id); show(found); };
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) polling = setTimeout(poll, 5000); };
}
async function poll() {
  try { for (const each of await ask("GET", "/chat/messages?after=" + newest)) { newest = Math.max(newest, each.id); show(each); } } catch { /* the next look comes */ }
  listen();
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => event.persisted && listen());

// --- what is sent ---
const remember = () => { try { sessionStorage.setItem("queue", JSON.stringify(queue.map(({ files, ...item }) => ({ ...item, uploads: item.uploads || files.map((f) => f.id) })).filter((item) => item.uploads.every(Boolean)))); } catch { /* memory holds it */ } };
function say(item, text) {
  Object.assign(item, { key: newKey(), files: item.files || [] });
  queue.push(item);
  pend(item, text);
  remember(); flush();
}
function pend(item, text) {
  const bubble = $("#pending").content.firstElementChild.cloneNode(true);
  bubble.dataset.key = item.key;
  $(".bubble__text", bubble).textContent = text;
  $("[data-again]", bubble).onclick = () => { queue.push(item); mark(item, words.sending, false); flush(); };
  log.append(bubble);
  settle(); toEnd();
}
function mark(item, state, failed) {
  const bubble = $(`.bubble--pending[data-key="${item.key}"]`);
  if (!bubble) return;
  $(".bubble__state", bubble).textContent = state;
  bubble.classList.toggle("bubble--failed", failed);
  $("[data-again]", bubble).hidden = !failed;
}
async function flush() {
  if (busy) return;
  busy = true;
  for (let pause = 1000; queue.length;) {
    const { files, ...item } = queue[0];
    try {
      const uploads = item.uploads || await Promise.all(files.map((file) => file.whole));
      const { html, id } = await ask("POST", "/chat/send", { ...item, uploads });
      queue.shift(); pause = 1000;
      show({ id, html });
      if (!$("#status").matches(".write__status--calm")) tell("");
      typing(true);
    } catch (error) {
      if (error instanceof Refused) { mark(queue[0], words.failed, true); tell(error.message); queue.shift(); } // waits for "again"
      else { if (!navigator.onLine || pause > 3000) tell(words.offline); await waits(pause); pause = Math.min(pause * 2, 20000); }
    }
    remember();
  }
  busy = false;
}
addEventListener("offline", () => tell(words.offline));
addEventListener("online", () => { tell(words.online, 4); listen(); });

document.addEventListener("submit", (event) => {
  const from = event.target, button = event.submitter;
  if (from === form) {
    event.preventDefault();
    const text = box.value.trim();
    if (!text && !attached.length) return box.focus();
    say({ text, files: attached, reply_to: form.reply_to.value || undefined }, text || attached.map((f) => f.file.name).join(", "));
    box.value = ""; attached = []; drawTray(); quote("", "");
    if (matchMedia("(pointer: fine)").matches) box.focus();
  } else if (from.matches(".chips")) {
    event.preventDefault();
    button.classList.add("is-pressed");
    say(button.name === "start" ? { start: button.value } : { press: button.value, under: from.under.value }, button.textContent.trim());
    if (from.matches(".again")) from.remove();
  } else if ("size" in from.dataset) {
    event.preventDefault();
    const large = document.body.classList.toggle("chat--large");
    fetch("/chat/look", { method: "POST", body: new URLSearchParams({ size: button.value }), redirect: "manual" }).catch(() => {});
    button.value = large ? "usual" : "large"; button.setAttribute("aria-pressed", large);
    toEnd();
  }
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) { event.preventDefault(); form.requestSubmit(); }
});

// --- files ---
function attach(files) {
  for (const file of files) {
    if (attached.length >= Number(words.files)) { tell(words.many, 12); break; }
    if (!file.size || file.size > Number(words.bytes)) { tell(file.size ? words.tooBig : words.broken, 12); continue; }
    const item = { file, bar: Object.assign(document.createElement("progress"), { max: file.size, value: 0 }) };
    item.whole = upload(item);
    item.whole.catch((error) => { attached = attached.filter((each) => each !== item); drawTray(); tell(error.message, 12); });
    attached.push(item);
  }
  drawTray();
}
async function upload(item) { // announced, then in pieces; after a broken line the server says how far it got
  let id, at = 0;
  for (let pause = 1000; at < item.file.size;) {
    if (item.dropped) throw new Refused("");
    try {
      if (!id) ({ id } = await ask("POST", "/chat/upload", { name: item.file.name, mime: item.file.type, size: item.file.size }));
      else if (pause > 1000) ({ at } = await ask("GET", "/chat/upload/" + id));
      while (at < item.file.size && !item.dropped) {
        ({ at } = await ask("PUT", `/chat/upload/${id}?at=${at}`, item.file.slice(at, at + 262144)));
        item.bar.value = at; pause = 1000;
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
      pause = Math.min(pause * 2, 20000);
      await waits(pause);
    }
  }
  item.id = id;
  return id;
}
function drawTray() {
  tray.hidden = !attached.length;
  tray.replaceChildren(...attached.map((item) => {
    const row = document.createElement("li"), drop = document.createElement("button"), face = document.createElement(item.file.type.startsWith("image/") ? "img" : "span");
    if (face.tagName === "IMG") { face.src = item.url ||= URL.createObjectURL(item.file); face.alt = item.file.name; }
    else { face.className = "tray__paper"; face.textContent = item.file.name; }
    drop.type = "button"; drop.innerHTML = "<span>×</span>"; drop.setAttribute("aria-label", words.remove.replace("…", item.file.name));
    drop.onclick = () => { item.dropped = true; attached = attached.filter((each) => each !== item); drawTray(); };
    row.append(face, item.bar, drop);
    return row;
  }));
  if (attached.length) down.click();
}
document.querySelectorAll("[data-files]").forEach((input) => { input.onchange = () => { attach(input.files); input.value = ""; }; });
box.addEventListener("paste", (event) => event.clipboardData.files.length && attach(event.clipboardData.files));

// --- quoting, and what chat-senses.js brings ---
function quote(id, text) {
  form.reply_to.value = id; $("#quoted").textContent = text; $("#quoting").hidden = !id;
}
document.addEventListener("click", (event) => {
  const reply = event.target.closest("[data-reply]");
  if (reply) { event.preventDefault(); quote(reply.dataset.reply, $(".bubble__text", reply.closest(".bubble"))?.textContent.slice(0, 120) || "…"); box.focus(); }
  if (event.target.closest("[data-unreply]")) { event.preventDefault(); quote("", ""); }
  const menu = $(".head__menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("chat", ({ detail: { says, seconds, files, point, flash } }) => {
  if (says !== undefined) tell(says, seconds);
  if (files) attach(files);
  if (point) say({ point }, words.placeSent);
  if (flash) toast(flash);
});

// --- begin ---
try { queue = JSON.parse(sessionStorage.getItem("queue") || "[]").map((item) => ({ ...item, files: [] })); } catch { queue = []; }
queue.forEach((item) => pend(item, item.text || words.sending));
const slip = location.hash.match(/^#(HO-[2-9A-Z]{4}-[2-9A-Z]{4})$/); // of a QR; behind "#" no server sees it
if (slip) { box.value = slip[1]; history.replaceState(null, "", location.pathname); tell(words.slip, 60, true); }
settle(); listen(); flush();
if (!("past" in log.dataset)) scrollTo(0, document.documentElement.scrollHeight);
