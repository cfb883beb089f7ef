/* Photos large: arrows, zoom, turning, the original, when it was taken. Without it a photo is a plain link.
   Opens for every link with data-shot; the links of one page are one strip. */
const words = () => document.getElementById("desk-words")?.dataset || {};
let dialog = null;
let shots = [];
let at = 0;
let view = { scale: 1, turn: 0, x: 0, y: 0 };
const part = (name) => dialog.querySelector(`[data-part="${name}"]`);

const button = (name, sign, label) => {
  const made = document.createElement(name === "download" ? "a" : "button");
  made.className = "viewer__button";
  made.dataset.part = name;
  made.textContent = sign;
  made.title = label;
  made.setAttribute("aria-label", label);
  if (name === "download") made.download = ""; else made.type = "button";
  return made;
};

const build = () => {
  const say = words();
  dialog = document.createElement("dialog");
  dialog.className = "viewer";
  dialog.setAttribute("aria-label", say.label || "");
  const stage = document.createElement("div");
  stage.className = "viewer__stage";
  stage.dataset.part = "stage";
  const image = document.createElement("img");
  image.dataset.part = "image";
  image.alt = "";
  stage.append(image);
  const bar = document.createElement("div");
  bar.className = "viewer__bar";
  const about = document.createElement("p");
  about.className = "viewer__about";
  about.dataset.part = "about";
  about.setAttribute("aria-live", "polite");
  bar.append(about, button("before", "‹", say.before), button("next", "›", say.next), button("smaller", "−", say.smaller),
    button("bigger", "+", say.bigger), button("turn", "⟳", say.turn), button("download", "↓", say.download), button("close", "×", say.close));
  dialog.append(stage, bar);
  document.body.append(dialog);
  bar.addEventListener("click", (event) => acts[event.target.closest("[data-part]")?.dataset.part]?.());
  image.addEventListener("dblclick", () => zoom(view.scale > 1 ? 1 / view.scale : 2.5));
  stage.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2); }, { passive: false });
  stage.addEventListener("click", (event) => { if (event.target === stage && !moved) dialog.close(); });
  dialog.addEventListener("keydown", keys);
  dialog.addEventListener("close", () => { image.removeAttribute("src"); shots[at]?.focus(); });
  drag(stage);
};

/* One finger moves (or swipes to the next when nothing is enlarged), two fingers zoom. */
let moved = false;
const drag = (stage) => {
  const fingers = new Map();
  let start = null;
  let apart = 0;
  const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
  stage.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.setPointerCapture(event.pointerId);
    moved = false;
    start = { x: event.clientX, y: event.clientY, view: { ...view } };
    if (fingers.size === 2) apart = spread();
  });
  stage.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2 && apart) { moved = true; zoom(spread() / apart); apart = spread(); return; }
    const [x, y] = [event.clientX - start.x, event.clientY - start.y];
    if (Math.hypot(x, y) > 6) moved = true;
    if (view.scale > 1) { view.x = start.view.x + x; view.y = start.view.y + y; draw(); }
  });
  const end = (event) => {
    fingers.delete(event.pointerId);
    apart = 0;
    const x = start ? event.clientX - start.x : 0;
    if (event.type === "pointerup" && view.scale === 1 && Math.abs(x) > 60) go(x < 0 ? 1 : -1);
    start = fingers.size ? start : null;
  };
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
};

const draw = () => {
  part("image").style.transform = `translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${view.scale})`;
};
const zoom = (by) => {
  view.scale = Math.min(8, Math.max(1, view.scale * by));
  if (view.scale < 1.02) Object.assign(view, { scale: 1, x: 0, y: 0 });
  draw();
};
/* A turned picture must fit the other way round. */
const turn = () => {
  view.turn = (view.turn + 90) % 360;
  const stage = part("stage").getBoundingClientRect();
  const side = view.turn % 180 !== 0;
  part("image").style.maxWidth = side ? `${stage.height}px` : "";
  part("image").style.maxHeight = side ? `${stage.width}px` : "";
  draw();
};
const showing = () => {
  const shot = shots[at];
  const say = words();
  view = { scale: 1, turn: 0, x: 0, y: 0 };
  Object.assign(part("image").style, { maxWidth: "", maxHeight: "" });
  draw();
  part("image").src = shot.href;
  part("image").alt = shot.dataset.name;
  const name = document.createElement("strong");
  name.textContent = shot.dataset.name;
  const taken = shot.dataset.taken ? (say.taken || "").replace("{when}", shot.dataset.taken) : (say.sent || "").replace("{when}", shot.dataset.sent);
  part("about").replaceChildren(name, `${(say.of || "").replace("{n}", at + 1).replace("{all}", shots.length)} · ${taken}`);
  part("download").href = shot.dataset.original;
  part("before").disabled = at === 0;
  part("next").disabled = at === shots.length - 1;
};
const go = (by) => {
  const next = Math.min(shots.length - 1, Math.max(0, at + by));
  if (next !== at) { at = next; showing(); }
};
const acts = {
  before: () => go(-1), next: () => go(1), bigger: () => zoom(1.4), smaller: () => zoom(1 / 1.4), turn,
  close: () => dialog.close(),
};
const keys = (event) => {
  const pressed = { ArrowLeft: "before", ArrowRight: "next", "+": "bigger", "=": "bigger", "-": "smaller", r: "turn" }[event.key];
  if (pressed) { event.preventDefault(); acts[pressed](); }
  event.stopPropagation();
};

document.addEventListener("click", (event) => {
  const shot = event.target.closest("a[data-shot]");
  if (!shot || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (!dialog) build();
  shots = [...document.querySelectorAll("a[data-shot]")];
  at = shots.indexOf(shot);
  showing();
  dialog.showModal();
  part("close").focus();
});
