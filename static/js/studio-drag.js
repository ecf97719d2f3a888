/* Dragging a line of the outline: what the buttons do, by hand. It posts the same form. */

const form = document.getElementById("deeds");
let dragged = null;

const line = (event) => event.target.closest?.("[data-activity]") ?? empty(event);
/* A module without a line takes one as well. */
const empty = (event) => {
  const module = event.target.closest?.("[data-module]");
  return module && !module.querySelector("[data-activity]") ? module : null;
};
const clear = () => { for (const it of document.querySelectorAll("[data-over]")) delete it.dataset.over; };
const side = (event, over) => {
  const box = over.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2 ? "before" : "after";
};

function drop(over, where) {
  const module = over.closest("[data-module]");
  const others = [...module.querySelectorAll("[data-activity]")].filter((it) => it !== dragged);
  const place = others.indexOf(over) + (where === "after" ? 2 : 1);
  const values = { deed: `drop:${dragged.dataset.activity}`, spot: `${module.dataset.module}/${place}` };
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
    setTimeout(() => field.remove());
  }
  form.requestSubmit();
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-activity]");
  if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.activity);
});
document.addEventListener("dragover", (event) => {
  const over = line(event);
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  clear();
  over.dataset.over = side(event, over);
});
document.addEventListener("drop", (event) => {
  const over = line(event);
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  drop(over, side(event, over));
});
document.addEventListener("dragend", () => { clear(); dragged = null; });
