// The line to the server: one way to ask, and patience.
import { words } from "./chat-view.js";

// Where the ward's addresses begin: "/", or "/w/…/" where several wards share a host. A script's own address tells.
export const root = new URL("../..", import.meta.url).pathname;
export class Refused extends Error {}
export const waits = (ms) => new Promise((done) => {
  setTimeout(done, ms);
  addEventListener("online", done, { once: true });
});
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

// The answer's JSON. Throws Refused with the server's sentence, Error when it may be tried again.
export async function ask(method, path, body) {
  const json = body !== undefined && !(body instanceof Blob);
  const headers = { "X-Chat": "1", ...(json && { "Content-Type": "application/json" }) };
  const answer = await fetch(root + path.slice(1), { method, headers, body: json ? JSON.stringify(body) : body });
  const found = await answer.json().catch(() => ({}));
  if (answer.ok || answer.status === 409) return found;
  if (answer.status >= 500) throw new Error(answer.status);
  throw Object.assign(new Refused(found.says || words.failed), { status: answer.status });
}
