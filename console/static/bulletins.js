/* The preview follows the typing; the page of a bulletin that is under way looks again by itself. */
import { refresh } from "./console.js";

const form = document.getElementById("write");
if (form) {
  const parts = ["preview", "reach", "marks", "holes"];
  let timer = 0;
  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    const said = new FormData(form);
    said.delete("files");
    said.set("act", "preview");
    const answer = await fetch(location.pathname, { method: "POST", body: said, headers: { "X-Fragment": "preview" } });
    if (!answer.ok || mine !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of parts) {
      const now = document.getElementById(id);
      const fresh = page.getElementById(id);
      if (now && fresh && !now.contains(document.activeElement)) now.replaceWith(document.adoptNode(fresh));
    }
  };
  const only = () => {
    const when = new FormData(form).get("when");
    for (const each of form.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(when);
  };
  form.addEventListener("input", () => { only(); clearTimeout(timer); timer = setTimeout(() => look().catch(() => {}), 400); });
  only();
}
setInterval(() => {
  const run = document.querySelector("[data-every]");
  if (run && !document.hidden) refresh(run).catch(() => {});
}, 2000);
