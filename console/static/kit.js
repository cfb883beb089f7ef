/* A kit's parts one tap away: the text into the clipboard, the card as a PNG. Without it the text is copied by hand. */
const said = document.getElementById("said");
const tell = (word) => { if (said) { said.textContent = said.dataset[word]; said.hidden = false; } };
const count = (form) => fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "take" } });
const png = async (svg) => {
  const side = 1080;
  const picture = new Image(side, side);
  const drawing = new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  picture.src = URL.createObjectURL(drawing); // the page's policy takes no data: address
  try { await picture.decode(); } finally { URL.revokeObjectURL(picture.src); }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  canvas.getContext("2d").drawImage(picture, 0, 0, side, side);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
};
const save = async (svg) => {
  const file = new File([await png(svg)], "ban-tin.png", { type: "image/png" });
  if (navigator.canShare && navigator.canShare({ files: [file] })) { await navigator.share({ files: [file] }); return; }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
for (const form of document.querySelectorAll("[data-take]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      if (form.dataset.take === "text") { await navigator.clipboard.writeText(document.getElementById("kit-text").textContent); tell("copied"); }
      else if (form.dataset.take === "card") { await save(document.querySelector("#kit-card svg")); tell("saved"); }
      else tell("noted");
      await count(form);
    } catch (error) { if (error.name !== "AbortError") form.submit(); }
  });
}
