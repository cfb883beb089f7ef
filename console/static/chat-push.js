// Being told by this device when an answer is there: asked by one quiet chip under the code card, never by itself.
import { ask, root } from "./chat-line.js";
import { $, log, tell, toast, words } from "./chat-view.js";

const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const same = (key) => !key || new Uint8Array(key).join() === bytes(words.push).join();

async function register(worker) {
  let found = await worker.pushManager.getSubscription();
  if (found && !same(found.options.applicationServerKey)) { // of a key that the ward no longer has
    await found.unsubscribe();
    found = null;
  }
  found ||= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(words.push) });
  await ask("POST", "/chat/push", found.toJSON());
}
async function agree(chip) {
  chip.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
    await register(await navigator.serviceWorker.ready);
    chip.remove();
    toast(words.pushOn);
  } catch {
    chip.disabled = false;
    tell(words.pushFailed, 12);
  }
}
// Offers the chip where it can be kept; a device that agreed before is registered again, once a visit.
export async function offer() {
  if (!able || Notification.permission === "denied") return;
  if (Notification.permission === "granted") {
    const worker = await navigator.serviceWorker.ready;
    if (await worker.pushManager.getSubscription()) {
      if (!sessionStorage.getItem(`push ${root}`)) await register(worker);
      sessionStorage.setItem(`push ${root}`, "1");
      return;
    }
  }
  for (const old of log.querySelectorAll("[data-tell]")) old.remove();
  const acts = [...log.querySelectorAll(".codecard__acts")].at(-1);
  if (!acts) return;
  const chip = $("#tell-chip").content.firstElementChild.cloneNode(true);
  chip.onclick = () => agree(chip);
  acts.append(chip);
}
