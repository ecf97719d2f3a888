/* The fields of a form that saves itself: what they hold, what fills them, what is wrong in them. */

export const valuesOf = (form) => {
  const said = new FormData(form);
  return new URLSearchParams([...said].filter(([, value]) => typeof value === "string"));
};

/* What was kept comes back; hidden fields stay as the page has them. */
export function fill(form, said) {
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = said.getAll(field.name).includes(field.value);
    else if (said.has(field.name)) field.value = said.get(field.name);
  }
}

/* What somebody else saved of other fields goes into the form. Where one went on typing in such a
   field since `posted`, nothing does: then the server shows both texts. Whether it did. */
export function takeOver(form, theirs, posted) {
  const now = valuesOf(form);
  if (Object.keys(theirs).some((name) => `${now.getAll(name)}` !== `${posted.getAll(name)}`)) return false;
  for (const [name, value] of Object.entries(theirs)) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "checkbox") field.checked = Array.isArray(value) ? value.includes(field.value) : Boolean(value);
      else field.value = value ?? "";
      field.editor?.commands.setContent(field.value, { emitUpdate: false });
    }
  }
  return Object.keys(theirs).every((name) => form.querySelector(`[name="${name}"]`));
}

export function say(form, errors = {}) {
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  const list = document.createElement("ul");
  for (const [name, words] of Object.entries(errors)) {
    const field = form.elements[name];
    field?.setAttribute?.("aria-invalid", "true");
    const label = form.querySelector(`label[for="${field?.id}"]`)?.firstChild?.textContent?.trim();
    list.append(Object.assign(document.createElement("li"), { textContent: [label, words.join(" ")].filter(Boolean).join(": ") }));
  }
  const box = Object.assign(document.createElement("div"), { className: "notice" });
  box.dataset.tone = "stop";
  box.append(list);
  document.getElementById("errors")?.replaceChildren(...(list.children.length ? [box] : []));
}
