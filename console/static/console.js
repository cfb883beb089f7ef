/* What the console's pages do beside plain links and forms. Everything works without it, only less quickly.

   data-refresh="/address" on an element with an id: after an event the address is fetched and the element of that id in
     the answer takes its place. data-on="case. alert." limits it to acts with these beginnings, data-case="12" to one case.
   data-key="r": that key clicks the element, or goes into it when it is a field. data-row: what j and k walk through.
   data-draft="case:12" on a field: its text is kept on this machine until the answer is written. Never set for sealed cases. data-draft-of="answer": only ?done=answer lets it go.
   data-confirm="…" on a button: asked first. data-done in the address (?done=…): the drafts of the page are let go. */
const body = document.body;
const me = body.dataset.me || "";
const words = document.getElementById("words")?.dataset || {};
const all = (query, within = document) => [...within.querySelectorAll(query)];

/* Toasts */
const toasts = document.getElementById("toasts");
const toast = (text, { tone = "", stay = 6000, once = "" } = {}) => {
  if (!toasts || !text || (once && toasts.querySelector(`[data-once="${once}"]`))) return null;
  const note = document.createElement("p");
  note.className = `toast ${tone && `toast--${tone}`}`;
  note.textContent = text;
  note.dataset.once = once;
  if (!stay) note.append(Object.assign(document.createElement("button"), { type: "button", className: "toast__close", textContent: "×", ariaLabel: words.close, onclick: () => note.remove() }));
  toasts.append(note);
  if (stay) setTimeout(() => note.remove(), stay);
  return note;
};

all("[data-passing]").forEach((note) => setTimeout(() => note.remove(), 6000));

/* A wait over 300 ms shows */
let waits = 0;
let bar = null;
const waiting = () => {
  const timer = setTimeout(() => {
    waits += 1;
    bar = bar || body.appendChild(Object.assign(document.createElement("div"), { className: "progress" }));
  }, 300);
  return () => {
    clearTimeout(timer);
    waits = Math.max(0, waits - 1);
    if (!waits && bar) { bar.remove(); bar = null; }
  };
};

/* Fragments: the element of that id takes the place of ours; new children slide in */
const keysOf = (within) => new Set(all("[data-row]", within).map((row) => row.dataset.row));
const busyWith = (element) => {
  const at = document.activeElement;
  return element.contains(at) && at.matches("input, textarea, select");
};
/* A press and its release must meet the same element: nothing is exchanged under a finger. */
let down = false;
for (const [name, is] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) addEventListener(name, () => { down = is; }, true);
const released = () => new Promise((done) => {
  if (!down) { done(); return; }
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(done), { capture: true, once: true });
});
const pathOf = (address) => new URL(address, location.href).pathname;
const refresh = async (element) => {
  if (busyWith(element)) return;
  const asked = element.dataset.refresh;
  const answer = await fetch(asked, { headers: { "X-Fragment": element.id } });
  if (answer.status === 401) return signedOut();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(element.id);
  await released();
  const now = document.getElementById(element.id);
  if (!fresh || !now || busyWith(now) || pathOf(now.dataset.refresh) !== pathOf(asked)) return; // another case stands there
  const before = keysOf(now);
  const picked = now.querySelector(".is-picked")?.dataset.row;
  const scroll = now.scrollTop;
  const focus = now.contains(document.activeElement) ? document.activeElement.closest("[data-row]")?.dataset.row : null;
  const chosen = new Set(all("input:checked[name=codes]", now).map((each) => each.value));
  now.replaceWith(document.adoptNode(fresh));
  for (const each of all("input[name=codes]", fresh)) each.checked = chosen.has(each.value);
  fresh.scrollTop = scroll;
  for (const row of all("[data-row]", fresh)) {
    if (!before.has(row.dataset.row)) row.classList.add("is-fresh");
    if (row.dataset.row === picked) row.classList.add("is-picked");
    if (focus && row.dataset.row === focus) (row.matches("a") ? row : row.querySelector("a"))?.focus();
  }
  fresh.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
};

/* Events: the visible page holds the stream and tells the hidden ones of this browser */
let stream = null;
let last = body.dataset.last || ""; // events since the page was made are not missed
let lost = false;
const heard = [];
let gather = 0;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`danban-${me}`) : null;
const signedOut = () => { stream?.close(); stream = null; toast(words.signedOut, { tone: "problem", stay: 0, once: "out" }); };
const spread = () => {
  gather = 0;
  const acts = heard.splice(0);
  for (const element of all("[data-refresh]")) {
    const on = (element.dataset.on || "case.").split(" ");
    const wanted = acts.some((each) => !each.act || (on.some((start) => each.act.startsWith(start))
      && (!element.dataset.case || String(each.case) === element.dataset.case)));
    if (wanted) refresh(element).catch(() => {});
  }
  if (acts.some((each) => each.act === "case.filed" && String(each.by) !== me)) toast(words.new, { once: "new" });
  if (acts.some((each) => each.act === "chat.emergency")) toast(words.emergency, { tone: "problem", stay: 0, once: "emergency" });
};
const hear = (act) => {
  heard.push(act);
  gather = gather || setTimeout(spread, 250);
  document.dispatchEvent(new CustomEvent("danban:act", { detail: act }));
};
if (channel) channel.onmessage = ({ data }) => { last = data.id; if (!stream) hear(data.act); };
const open = () => {
  if (stream || !body.dataset.events || document.hidden) return;
  const behind = last ? `?after=${last}` : "";
  stream = new EventSource(body.dataset.events + behind);
  stream.addEventListener("act", (event) => {
    last = event.lastEventId;
    const act = JSON.parse(event.data);
    channel?.postMessage({ id: last, act });
    hear(act);
  });
  stream.addEventListener("reload", (event) => { last = event.lastEventId; hear({}); });
  stream.addEventListener("presence", (event) => {
    const act = { act: "presence.", case: JSON.parse(event.data).case };
    channel?.postMessage({ id: last, act });
    hear(act);
  });
  stream.addEventListener("signed-out", signedOut);
  stream.onopen = () => { if (lost) { lost = false; toasts?.querySelector('[data-once="lost"]')?.remove(); toast(words.online); hear({}); } };
  stream.onerror = () => {
    const gone = stream && stream.readyState === EventSource.CLOSED;
    setTimeout(() => {
      if (!stream || stream.readyState === EventSource.OPEN || document.hidden) return;
      lost = true;
      toast(words.offline, { tone: "problem", stay: 0, once: "lost" });
    }, 4000);
    if (gone) { stream = null; setTimeout(open, 30000); } // refused (too many, or signed out): ask again later
  };
};
const close = () => { stream?.close(); stream = null; };
document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", () => { open(); all(".is-busy").forEach((each) => { each.classList.remove("is-busy"); each.disabled = false; }); });

/* Drafts */
const root = new URL("../..", import.meta.url).pathname; // wards of one host keep their drafts apart
const slot = (field) => `draft:${root === "/" ? "" : root}${me}:${field.dataset.draft}`;
const store = (work) => { try { return work(localStorage); } catch { return null; } }; // full, or forbidden by the browser
let done = new URLSearchParams(location.search).get("done");
const drafts = (within) => {
  for (const field of all("[data-draft]", within)) {
    if (done && (!field.dataset.draftOf || field.dataset.draftOf === done)) store((kept) => kept.removeItem(slot(field)));
    const text = store((kept) => kept.getItem(slot(field)));
    if (text && !field.value) { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); }
    field.addEventListener("input", () => store((kept) => (field.value ? kept.setItem(slot(field), field.value) : kept.removeItem(slot(field)))));
  }
};
drafts(document);
if (done) {
  done = null;
  const address = new URL(location.href);
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}

/* Forms: ask first, send once, show the wait */
const dialog = document.getElementById("confirm");
const ask = (question) => new Promise((tell) => {
  dialog.querySelector(".dialog__text").textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => tell(dialog.returnValue === "yes"), { once: true });
  dialog.showModal();
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (button?.dataset.confirm && !button.dataset.sure) {
    event.preventDefault();
    if (!(await ask(button.dataset.confirm))) return;
    button.dataset.sure = "yes";
    form.requestSubmit(button);
    delete button.dataset.sure;
    return;
  }
  if (form.matches("[data-forget]")) store((kept) => Object.keys(kept).filter((each) => each.startsWith("draft:")).forEach((each) => kept.removeItem(each)));
  waiting();
  if (form.method !== "get") setTimeout(() => all("button", form).forEach((each) => { each.classList.add("is-busy"); each.disabled = true; }));
});
document.addEventListener("change", (event) => { if (event.target.matches("[data-send]")) event.target.form.requestSubmit(); });
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-print]")) print();
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(copy.dataset.copied));
});

document.querySelector(".top__link.is-here")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector(".rail__link.is-here")?.scrollIntoView({ block: "nearest", inline: "nearest" });

/* Keys */
const rows = () => all("[data-row]").filter((row) => row.offsetParent !== null);
const walk = (by) => {
  const found = rows();
  if (!found.length) return;
  const at = found.findIndex((row) => row.classList.contains("is-picked"));
  const next = found[Math.min(found.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  found.forEach((row) => row.classList.toggle("is-picked", row === next));
  (next.matches("a") ? next : next.querySelector("a"))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); } else if (typing) event.target.blur();
    return;
  }
  if (typing || dialog?.open) return;
  if (event.key === "j" || event.key === "k") { event.preventDefault(); walk(event.key === "j" ? 1 : -1); return; }
  if (event.key === "Enter" && event.target === body) {
    const row = document.querySelector("[data-row].is-picked");
    (row?.matches("a") ? row : row?.querySelector("a"))?.click();
    return;
  }
  if (event.key === "s") {
    const box = document.querySelector("[data-row].is-picked input[name=codes]");
    if (box) { event.preventDefault(); box.checked = !box.checked; }
    return;
  }
  if (event.key === "?") { location.assign(new URL("../../console/help", import.meta.url)); return; }
  const target = all("[data-key]").find((each) => each.dataset.key === event.key && each.offsetParent !== null && !each.disabled);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus(); else target.click();
});

open();

export { drafts, refresh, toast, waiting, words };
