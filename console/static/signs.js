/* Bold, italic and links by a button: puts the signs around the chosen words of the text beside it. */
const replace = (area, text, from, to) => {
  area.focus();
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.setSelectionRange(from, to);
  area.dispatchEvent(new Event("input", { bubbles: true }));
};

/* The chosen words without the white space at their ends: signs beside white space would be no formatting. */
const chosen = (area) => {
  const text = area.value.slice(area.selectionStart, area.selectionEnd);
  const start = area.selectionStart + text.length - text.trimStart().length;
  area.setSelectionRange(start, Math.max(start, area.selectionStart + text.trimEnd().length));
  return text.trim();
};

/* Each line by itself, because formatting ends with its paragraph; words that have the signs lose them. */
const signed = (words, sign) => words.split("\n").map((line) => {
  const bare = line.trim();
  if (!bare) return line;
  const has = bare.length > 2 * sign.length && bare.startsWith(sign) && bare.endsWith(sign) && (sign === "**" || !bare.startsWith("**"));
  return line.replace(bare, () => has ? bare.slice(sign.length, -sign.length) : sign + bare + sign);
}).join("\n");

for (const bar of document.querySelectorAll("[data-signs]")) {
  const area = document.getElementById(bar.dataset.signs);
  if (!area) continue;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const words = chosen(area);
    const at = area.selectionStart;
    const sign = button.dataset.sign;
    if (sign && words) {
      const made = signed(words, sign);
      replace(area, made, at, at + made.length);
    } else if (sign) {
      replace(area, sign + sign, at + sign.length, at + sign.length);
    } else {
      const said = words || button.dataset.link;
      replace(area, `[${said}](https://)`, at + said.length + 3, at + said.length + 11);
    }
  });
}
