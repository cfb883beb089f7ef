// The chat without a line: this worker keeps the page's frame, never a message, and shows it when no line is there; what
// is written meanwhile waits in the page's own database. And it shows that something came, in words without content.
const ROOT = new URL("..", self.location).pathname; // "/", or "/w/…/" where several wards share a host
const SHELF = `chat${ROOT}`, CACHE = `${SHELF}${self.location.search}`; // a shelf for each ward of the host; another release, language or size is another worker
const SHELL = `${ROOT}chat/shell`, PATIENCE = 12000;

async function fill() {
  const shelf = await caches.open(CACHE), shell = await fetch(SHELL, { cache: "no-store" });
  if (!shell.ok) throw new Error(shell.status);
  const html = await shell.clone().text();
  const parts = [...html.matchAll(/(?:href|src)="([^"]*\/static\/[^"]+)"/g)].map((found) => found[1]);
  await shelf.addAll([...new Set(parts)]);
  await shelf.put(SHELL, shell);
}
async function tidy() {
  for (const name of await caches.keys()) if ((name.startsWith(`${SHELF}?`) || name.startsWith("chat?")) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}
self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));

async function page(request) {
  let ends;
  const late = new Promise((_, fail) => { ends = setTimeout(() => fail(new Error("late")), PATIENCE); });
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch { /* no line, or one that does not end */ } finally { clearTimeout(ends); }
  return (await caches.match(SHELL)) || Response.error();
}
self.addEventListener("fetch", (event) => {
  const { request } = event, { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === `${ROOT}chat`) event.respondWith(page(request));
  else if (pathname.startsWith(`${ROOT}static/`)) event.respondWith(caches.match(request).then((found) => found || fetch(request)));
});

async function told(data) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const said = data ? data.json() : {};
  const opens = ROOT + (said.open || "/chat").slice(1);
  if (pages.some((each) => each.focused && new URL(each.url).pathname.startsWith(opens))) return; // it is on the screen
  const about = { body: said.body || "", tag: opens, lang: said.lang || "", icon: said.icon, badge: said.icon, data: opens };
  await self.registration.showNotification(said.title || "…", about);
}
async function open(address) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((each) => new URL(each.url).pathname === address);
  await (there ? there.focus() : self.clients.openWindow(address));
}
self.addEventListener("push", (event) => event.waitUntil(told(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
