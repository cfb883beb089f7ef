/* Waiting for work beside the service, and answering opinions by keys. Everything works without it.
   data-wait="/address" on an element with an id: while it stands there, the same element is fetched anew every two seconds. */
const typing = (element) => element.matches("input:not([type=radio]), textarea, select");
const wait = async () => {
  for (const element of document.querySelectorAll("[data-wait]")) {
    if (document.hidden) continue;
    const answer = await fetch(element.dataset.wait, { headers: { "X-Fragment": element.id } }).catch(() => null);
    if (!answer?.ok) continue;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(element.id);
    if (!fresh) location.reload(); // what was waited for is there
    else element.replaceWith(document.adoptNode(fresh));
  }
  if (document.querySelector("[data-wait]")) setTimeout(wait, 2000);
};
if (document.querySelector("[data-wait]")) setTimeout(wait, 1000);

const picked = () => document.querySelector("[data-row].is-picked");
const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (target?.matches("[data-row]")) target.classList.add("is-picked");
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest(".opinion__form");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = picked();
  if (!row) return;
  const choice = { 1: "accepted", 2: "explain" }[event.key];
  if (choice) row.querySelector(`[value="${choice}"]`)?.click();
  else if (event.key === "r") { event.preventDefault(); row.querySelector("[name=reply]")?.focus(); }
});
