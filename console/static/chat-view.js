// What the web chat shows: bubbles in their order, sentences to the person, and where the page stands.
export const $ = (query, at = document) => at.querySelector(query);
export const words = $("#words").dataset;
export const log = $("#log");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const down = $("#down");
const seen = new Set();
const told = new EventTarget(); // "ours": something of ours came
export const listenFor = (name, act) => told.addEventListener(name, act);

// --- words to the person ---
let statusEnds, typingEnds;
export function tell(text, seconds = 0, calm = false) {
  clearTimeout(statusEnds);
  const place = $("#status");
  place.classList.toggle("write__status--calm", calm);
  place.textContent = text;
  place.hidden = !text;
  if (seconds) statusEnds = setTimeout(() => tell(""), seconds * 1000);
}
export const toast = (text) => tell(text, 6, true);
export const calm = () => { if (!$("#status").matches(".write__status--calm")) tell(""); };
export function typing(on) {
  clearTimeout(typingEnds);
  $("#typing").hidden = !on;
  if (!on) return;
  toEnd();
  typingEnds = setTimeout(() => { typing(false); tell(words.stored, 15); }, 30000);
}

// --- where the page stands ---
// It follows what arrives while its end is in view, or the person has just said something. Who reads further up is left
// there, and told that there is more.
let follows = true, first = null, lately = 0;
const end = () => document.documentElement.scrollHeight - innerHeight;
const height = (query) => $(query)?.getBoundingClientRect().height || 0;
const goTo = (top) => scrollTo({ top: Math.max(0, Math.min(end(), top)), behavior: still ? "auto" : "smooth" });
export function toEnd() {
  follows = true;
  first = null;
  goTo(end());
}
const matters = (bubble) => bubble.matches("[data-ask], [data-by]") || $(".codecard, .files, .picks", bubble);
// Brings the newest thing that matters (an answer, a receipt, a question) into view: whole where it fits, from its first
// line where it does not; what came together with it stands above as far as there is room. A code that came with it is
// never pushed out at the top.
export function bring(from) {
  const all = [...log.children], fresh = all.slice(Math.max(0, all.indexOf(from)));
  const newest = fresh.slice(-3).findLast(matters) || all.at(-1);
  if (!newest) return;
  const above = height(".head") + 12, below = innerHeight - height("#write") - 12;
  const top = (bubble) => bubble.getBoundingClientRect().top + scrollY - above;
  const lowest = newest.getBoundingClientRect().bottom + scrollY - below;
  const card = fresh.map((each) => $(".codecard", each)).findLast(Boolean);
  goTo(Math.min(top(card || newest), Math.max(top(from || newest), lowest)));
}
function below() {
  const near = end() - scrollY < 80;
  down.hidden = near;
  if (near) down.textContent = words.down;
}
for (const name of ["wheel", "touchmove", "keydown"]) {
  addEventListener(name, () => setTimeout(() => { follows = end() - scrollY < 160; }, 150), { passive: true });
}
addEventListener("scroll", below, { passive: true });
addEventListener("resize", below);
down.onclick = toEnd;

// --- what arrives ---
function made(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}
export function show({ id, html, ours, edits, forgets, toast: says }) {
  if (says !== undefined || edits || forgets) {
    if (seen.has(id) || id <= Number(log.dataset.newest)) return;
    seen.add(id);
    if (says !== undefined) toast(says);
    else if (forgets) for (const each of forgets) document.getElementById(`m${each}`)?.remove(); // a ballot's talk
    else document.getElementById(`m${edits}`)?.replaceWith(made(html));
    settle();
    return;
  }
  if (document.getElementById(`m${id}`) || "past" in log.dataset) return;
  const bubble = made(html), pending = bubble.dataset.key && pendingOf(bubble.dataset.key);
  const held = document.activeElement?.closest?.(".bubble--theirs, .picks, .welcome");
  if (pending) pending.replaceWith(bubble);
  else {
    const later = [...log.children].find((each) => !each.dataset.id || Number(each.dataset.id) > id);
    log.insertBefore(bubble, later || null);
    bubble.classList.add("is-new");
  }
  if (ours) typing(false);
  settle();
  if (held && (ours || !document.contains(held))) focusOn(bubble);
  if (ours) came(bubble);
  else if (follows) toEnd();
}
function came(bubble) { // what comes within a moment belongs together
  if (Date.now() - lately > 1500 || !first?.isConnected) first = bubble;
  lately = Date.now();
  if (follows) bring(first);
  else { down.hidden = false; down.textContent = words.more; }
  told.dispatchEvent(new CustomEvent("ours", { detail: bubble }));
}
// Who goes by keyboard stands at the new question: the next Tab is its first choice.
export function focusOn(bubble) {
  bubble.tabIndex = -1;
  bubble.focus({ preventScroll: true });
}
export const pendingOf = (key) => $(`.bubble--pending[data-key="${key}"]`);
export function pend(item, text, again) {
  const bubble = $("#pending").content.firstElementChild.cloneNode(true);
  bubble.dataset.key = item.key;
  $(".bubble__text", bubble).textContent = text;
  $("[data-again]", bubble).onclick = again;
  const held = document.activeElement?.closest?.(".picks, .welcome");
  log.append(bubble);
  settle();
  if (held) focusOn(bubble);
  toEnd();
}
export function mark(key, state, failed = false) {
  const bubble = pendingOf(key);
  if (!bubble) return;
  $(".bubble__state", bubble).textContent = state;
  bubble.classList.toggle("bubble--failed", failed);
  $("[data-again]", bubble).hidden = !failed;
}
function again(img) { // a picture that is just being kept is asked for again, four times
  const tries = Number(img.dataset.tries || 0) + 1, source = img.src;
  img.dataset.tries = tries;
  if (tries < 5) img.src = source;
}
export function settle() { // choices before the person's last word are past ones; the last question says what helps
  const all = [...log.children], last = all.findLastIndex((each) => each.matches(".bubble--theirs"));
  all.forEach((each, n) => {
    const picks = $(".picks", each);
    if (picks && picks.classList.contains("picks--now") !== n > last) {
      picks.classList.toggle("picks--now", n > last);
      picks.open = n > last;
    }
  });
  const asked = (last < all.length - 1 && all.at(-1)?.dataset.ask) || "";
  $("#ask-place").hidden = asked !== "place";
  for (const tool of document.querySelectorAll("[data-tool]")) tool.classList.toggle("is-asked", tool.dataset.tool === asked);
  below();
  if (all.length) $(".welcome")?.remove();
  for (const img of log.querySelectorAll(".files__picture img")) img.onerror = () => setTimeout(() => again(img), 4000);
}
