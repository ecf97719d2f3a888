/* Sending a file while one writes: what the editor's tools and the fields of a film use. */

export async function upload(form, file) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("file", file);
  const answer = await fetch(form.dataset.upload, { method: "POST", body });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error ?? answer.statusText);
  return said;
}

/* A field that takes an address gets a button beside it that sends a file and fills it in. */
function offer(field) {
  const form = field.form;
  const file = Object.assign(document.createElement("input"), { type: "file", accept: field.dataset.upload, hidden: true });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: form.dataset.choose });
  const words = Object.assign(document.createElement("span"), { className: "fine" });
  const label = form.querySelector(`label[for="${field.id}"]`);
  if (label) button.setAttribute("aria-describedby", label.id ||= `${field.id}_label`);
  button.dataset.size = "small";
  words.setAttribute("role", "status");
  field.after(button, words, file);
  button.addEventListener("click", () => file.click());
  file.addEventListener("change", async (event) => {
    event.stopPropagation();
    words.textContent = form.dataset.sending;
    try {
      const { address, name } = await upload(form, file.files[0]);
      field.value = address;
      words.textContent = name;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (refusal) {
      words.textContent = refusal.message;
    }
    file.value = "";
  });
}

for (const field of document.querySelectorAll("input[data-upload]")) offer(field);
