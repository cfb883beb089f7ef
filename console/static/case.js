/* The queue and a case without reloading: a row opens its case beside the list, "more" adds rows, others on the case show,
   an answer counts down its minute, "/" offers prepared answers. Without it all of this is plain links and forms. */
import { drafts, refresh, toast, waiting, words } from "./console.js";

const all = (query, within = document) => [...within.querySelectorAll(query)];
const pane = () => document.getElementById("main");
const opened = () => document.getElementById("case");
const wide = window.matchMedia("(min-width: 900px)");
const say = document.getElementById("desk-words")?.dataset || {};

document.documentElement.classList.add("has-script");
document.addEventListener("change", (event) => {
  const chosen = event.target.matches('.compose__files input') && event.target.parentElement.querySelector("[data-chosen]");
  if (chosen) chosen.textContent = [...event.target.files].map((each) => each.name).join(", ") || chosen.dataset.chosen;
});

/* A case beside the list */
let asking = new AbortController();
const drop = (box) => { for (const each of all("img, audio, video", box || document.createElement("i"))) if (!each.complete) each.removeAttribute("src"); };
const load = async (address, { push = true } = {}) => {
  asking.abort(); // the case before this one, and its photos that have not come, are not wanted any more
  asking = new AbortController();
  const { signal } = asking;
  const ready = waiting();
  try {
    const answer = await fetch(address, { headers: { "X-Fragment": "case" }, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("case");
    if (!answer.ok || !fresh) { location.assign(address); return; }
    leave();
    drop(opened());
    pane().classList.remove("case-pane--empty");
    pane().replaceChildren(document.adoptNode(fresh));
    if (push) history.pushState({}, "", address);
    document.title = `${fresh.dataset.title} · ${say.ward}`;
    document.getElementById("panes").classList.add("panes--case");
    arrive();
    mark(fresh.dataset.code);
  } catch {
    if (!signal.aborted) toast(words.failed, { tone: "problem" });
  } finally {
    ready();
  }
};
const mark = (code) => {
  for (const row of all(".row")) {
    const here = row.querySelector(".row__code").textContent === code;
    row.classList.toggle("is-here", here);
    if (here) row.classList.remove("row--unread");
  }
  for (const element of all("#rows, #rail-box")) {
    const address = new URL(element.dataset.refresh, location.href);
    address.searchParams.set("here", code);
    element.dataset.refresh = address.pathname + address.search;
  }
};
document.addEventListener("refreshed", (event) => { // a list that was asked for before the case was opened
  const code = document.getElementById("case")?.dataset.code;
  if (code && event.target.id === "rows") mark(code);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.row__link");
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  load(link.href);
});
window.addEventListener("popstate", () => {
  if (location.pathname.includes("/console/cases/")) load(location.href, { push: false }); else location.reload();
});

/* More rows */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.button) return;
  event.preventDefault();
  const ready = waiting();
  const box = document.getElementById("rows");
  const address = new URL(box.dataset.refresh, location.href);
  address.searchParams.set("pages", Number(address.searchParams.get("pages") || 1) + 1);
  box.dataset.refresh = address.pathname + address.search;
  try { await refresh(box); } catch { location.assign(link.href); }
  ready();
});

/* Who else is here: said every 20 s, and when writing begins or ends */
let beat = 0;
let writing = false;
let stops = 0;
const tell = async () => {
  const here = opened()?.dataset.here;
  if (!here || document.hidden) return;
  const answer = await fetch(here, { method: "POST", headers: { "X-Fragment": "others" }, body: new URLSearchParams(writing ? { writing: "1" } : {}) });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("others");
  document.getElementById("others")?.replaceWith(document.adoptNode(fresh));
};
const say_writing = (now) => {
  clearTimeout(stops);
  if (now) stops = setTimeout(() => say_writing(false), 15000);
  if (writing === now) return;
  writing = now;
  tell().catch(() => {});
};
const leave = () => {
  const here = opened()?.dataset.here;
  if (here) navigator.sendBeacon(here.replace(/here$/, "gone"));
  clearInterval(beat);
  clearTimeout(stops);
  writing = false;
};
window.addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => tell().catch(() => {}));

/* Somebody answered meanwhile */
document.addEventListener("danban:act", ({ detail }) => {
  const box = opened();
  if (!box || String(detail.case) !== box.dataset.id || detail.act !== "case.answered" || String(detail.by) === document.body.dataset.me) return;
  const compose = document.getElementById("compose");
  if (!compose?.querySelector(".compose__text").value || document.getElementById("meanwhile")) return;
  const note = document.createElement("p");
  note.id = "meanwhile";
  note.className = "notice notice--soon";
  note.setAttribute("role", "alert");
  note.textContent = say.answered;
  compose.prepend(note);
});

/* An answer counts down its minute; what waits is looked at again */
let tick = 0;
const watch = () => {
  clearInterval(tick);
  tick = setInterval(() => {
    const talk = document.getElementById("talk");
    if (!talk) return;
    let over = false;
    for (const each of all("[data-until]", talk)) {
      const left = Math.ceil((new Date(each.dataset.until) - Date.now()) / 1000);
      const shown = each.querySelector("[data-left]");
      if (shown) shown.textContent = left > 0 ? `0:${String(left).padStart(2, "0")}` : "";
      if (left <= -2) over = true;
    }
    const pending = talk.querySelector("[data-pending]");
    if ((over || pending) && !document.hidden && Date.now() - looked > 4000) { looked = Date.now(); refresh(talk).catch(() => {}); }
  }, 500);
};
let looked = 0;

/* Prepared answers by "/" */
const options = () => all('select[name="canned"] option[data-short]').map((each) => ({ short: each.dataset.short, title: each.textContent, text: each.dataset.text, verb: each.dataset.verb, files: each.dataset.files, id: each.value }));
/* It is counted when it is sent, and the button of what it is (a word, a question, a result) comes to the front */
const chosen = (form, { id, verb, files }) => {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "used", value: id }));
  for (const [number, name] of JSON.parse(files || "[]")) { // its files go along, unless their tick is taken away
    if (form.querySelector(`[name="with_file"][value="${number}"]`)) continue;
    const label = document.createElement("label");
    label.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "with_file", value: number, checked: true }), ` ${name}`);
    form.querySelector("#with").append(label);
  }
  const button = form.querySelector(`[name="verb"][value="${verb}"]`);
  if (!button) return;
  for (const each of all("[name=verb]", form)) {
    each.classList.toggle("button--main", each === button);
    each.classList.toggle("compose__send", each === button);
  }
};
let picked = 0;
let found = [];
const list = () => document.getElementById("canned");
const hide = () => { const box = list(); if (box) { box.hidden = true; found = []; } };
const typed = (field) => /(?:^|\s)\/([\p{L}\p{N}-]*)$/u.exec(field.value.slice(0, field.selectionStart));
const offer = (field) => {
  const match = typed(field);
  found = match ? options().filter((each) => each.short.startsWith(match[1].toLowerCase()) || (match[1] && each.title.toLowerCase().includes(match[1].toLowerCase()))) : [];
  if (!found.length) { hide(); return; }
  picked = Math.min(picked, found.length - 1);
  const box = list();
  box.replaceChildren(...found.map((each, at) => {
    const item = document.createElement("li");
    item.id = `canned-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", at === picked);
    item.textContent = each.title;
    const line = document.createElement("span");
    line.textContent = each.text;
    item.append(line);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); picked = at; put(field); });
    return item;
  }));
  box.hidden = false;
  field.setAttribute("aria-activedescendant", `canned-${picked}`);
};
const put = (field) => {
  const match = typed(field);
  const end = field.selectionStart;
  const start = match ? end - match[1].length - 1 : end;
  field.setRangeText(found[picked].text, start, end, "end");
  chosen(field.form, found[picked]);
  hide();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
};
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.(".compose__text")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); field.form.requestSubmit(field.form.querySelector(".compose__send")); return; }
  if (!found.length) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    picked = (picked + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
    offer(field);
  } else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); put(field); } else if (event.key === "Escape") { event.stopPropagation(); hide(); }
}, true);
document.addEventListener("input", (event) => {
  if (!event.target.matches(".compose__text")) return;
  picked = 0;
  offer(event.target);
  say_writing(Boolean(event.target.value));
});
document.addEventListener("change", (event) => {
  if (!event.target.matches('select[name="canned"]') || !event.target.value) return;
  const field = document.querySelector(".compose__text");
  const { text, verb, files } = event.target.selectedOptions[0].dataset;
  chosen(field.form, { id: event.target.value, verb, files });
  field.value = field.value ? `${field.value.trimEnd()}\n${text}` : text;
  event.target.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  hide();
});
document.addEventListener("focusout", (event) => { if (event.target.matches?.(".compose__text")) setTimeout(hide, 150); });
document.addEventListener("click", (event) => { // a tab, or its key
  const tab = event.target.closest("label[data-pane]");
  const byArrow = event.target.matches("input") && !event.detail; // it changes the pane and stays among the tabs
  if (tab && !byArrow) requestAnimationFrame(() => document.querySelector(`#${tab.dataset.pane} textarea`)?.focus());
});

/* A case has come onto the page */
const arrive = () => {
  const box = opened();
  if (!box) return;
  drafts(box);
  const talk = document.getElementById("talk");
  if (talk && !location.hash) talk.scrollTop = talk.scrollHeight;
  clearInterval(beat);
  tell().catch(() => {});
  beat = setInterval(() => tell().catch(() => {}), 20000);
  watch();
};
document.addEventListener("refreshed", (event) => {
  const talk = document.getElementById("talk");
  if (event.target === talk && wide.matches) talk.scrollTop = talk.scrollHeight;
});
arrive();
