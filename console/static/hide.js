/* Boxes over a picture, drawn by pointer, that nobody shall see through: on the page of a picture, and on photos that are
   chosen for an answer. What is drawn goes into the form as shares of the picture; the service blurs, not this script. */
const round = (number) => Math.round(number * 10000) / 10000;

const draw = (frame, boxes, changed) => {
  let begun = null;
  const at = (event) => {
    const room = frame.getBoundingClientRect();
    return [(event.clientX - room.left) / room.width, (event.clientY - room.top) / room.height].map((each) => Math.min(1, Math.max(0, each)));
  };
  const show = (box) => {
    const made = document.createElement("span");
    made.className = "hide__box";
    frame.append(made);
    place(made, box);
    return made;
  };
  const place = (made, [left, top, width, height]) => {
    Object.assign(made.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
  };
  const between = (one, other) => [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1])];
  frame.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    begun = { from: at(event), made: show([0, 0, 0, 0]) };
  });
  frame.addEventListener("pointermove", (event) => {
    if (begun) place(begun.made, between(begun.from, at(event)));
  });
  frame.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const box = between(begun.from, at(event)).map(round);
    if (box[2] < 0.01 || box[3] < 0.01) begun.made.remove();
    else { boxes.push(box); changed(); }
    begun = null;
  });
  return () => {
    boxes.length = 0;
    for (const each of frame.querySelectorAll(".hide__box")) each.remove();
    changed();
  };
};

for (const form of document.querySelectorAll("[data-hide]")) {
  const boxes = [];
  const clear = draw(form.querySelector(".hide"), boxes, () => { form.elements.boxes.value = JSON.stringify(boxes); });
  form.addEventListener("reset", clear);
}

/* Photos that are chosen for an answer: a small picture of each, over which boxes may be drawn before it leaves. */
document.addEventListener("change", (event) => {
  const input = event.target;
  const place = input.matches?.('.compose__files input[type="file"]') && input.form?.querySelector("[data-photos]");
  if (!place) return;
  for (const each of place.querySelectorAll("img")) URL.revokeObjectURL(each.src);
  const drawn = {};
  const field = place.querySelector("input");
  place.replaceChildren(field);
  field.value = "";
  [...input.files].forEach((file, number) => {
    if (!file.type.startsWith("image/")) return;
    const frame = document.createElement("div");
    const image = document.createElement("img");
    frame.className = "hide hide--small";
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    frame.append(image);
    place.append(frame);
    drawn[number] = [];
    draw(frame, drawn[number], () => { field.value = JSON.stringify(drawn); });
  });
  place.hidden = !place.querySelector("img");
});
