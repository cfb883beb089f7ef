// Shows staff on this device that something waits, in words without content. A press opens the page, which asks for a sign-in.
const ROOT = new URL("..", self.location).pathname; // "/", or "/w/…/" where several wards share a host

async function told(data) {
  const said = data ? data.json() : {};
  const opens = ROOT + (said.open || "/console/today").slice(1);
  await self.registration.showNotification(said.title || "…", { body: said.body || "", tag: opens, lang: said.lang || "", data: opens, renotify: true }); // an emergency that rings again is heard again
}
async function open(address) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((each) => { const { pathname, search } = new URL(each.url); return pathname + search === address.split("#")[0]; });
  await (there ? there.focus() : self.clients.openWindow(address));
}
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(told(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
