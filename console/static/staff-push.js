// "Tell me in this browser": asked for by a press, never by itself. The form is hidden where a browser has no web push.
import { toast } from "./console.js";

const form = document.getElementById("push-here");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

async function subscription() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
  await navigator.serviceWorker.register(form.dataset.worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = bytes(form.dataset.push);
  const found = await pushManager.getSubscription();
  if (found && new Uint8Array(found.options.applicationServerKey || []).join() === key.join()) return found;
  await found?.unsubscribe(); // of a key that the ward no longer has
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}
if (form && able) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { endpoint, keys } = (await subscription()).toJSON();
      for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements.namedItem(name).value = value;
      form.submit();
    } catch {
      toast(form.dataset.failed, { tone: "problem", stay: 0 });
    }
  });
}
