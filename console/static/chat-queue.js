// What waits for the line lies in this browser's own database, with its files, until the server has it: a reload, a
// killed browser or a flat battery loses nothing. Each item has a key made once, so that nothing is sent twice. Where
// a browser has no such database (some private windows), memory holds it as long as the page is open.
const root = new URL("../..", import.meta.url).pathname; // wards of one host keep apart what waits for each
const opening = new Promise((done) => {
  try {
    const asked = indexedDB.open(root === "/" ? "danban-chat" : `danban-chat ${root}`, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("unsent", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => done(null);
  } catch { done(null); }
});
async function act(mode, work) {
  const database = await opening;
  if (!database) return undefined;
  return new Promise((done) => {
    try {
      const turn = database.transaction("unsent", mode), asked = work(turn.objectStore("unsent"));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => done(undefined); // full, or forbidden: memory holds it
    } catch { done(undefined); }
  });
}
export const all = async () => ((await act("readonly", (store) => store.getAll())) || []).sort((a, b) => a.at - b.at);
export const keep = (item) => act("readwrite", (store) => store.put(item));
export const drop = (key) => act("readwrite", (store) => store.delete(key));
