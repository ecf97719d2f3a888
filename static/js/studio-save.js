/* A form that saves itself: a moment after the last change, one save after the other. What the
   server has not taken yet is kept on the device, and comes back when the page is opened again.
   A form marked data-keeps is only kept on the device: what is new is saved by its button. */

import { fill, say, takeOver, valuesOf } from "./studio-fields.js";

const PAUSE = 1200;
const AGAIN = 5000;
const STILL_HERE = 20000;

const state = document.getElementById("saved");
const sent = sessionStorage.getItem("concord:sent");
let timer = 0;
let saving = null;
let dirty = false;
let quarrels = false;

/* Asked for each time: a row more or less brings another form in its place. */
const form = () => document.querySelector("form:is([data-saves], [data-keeps])");
const saves = () => "saves" in form().dataset;
const place = () => `concord:writing:${form().dataset.person}:${location.pathname}`;

const values = () => valuesOf(form());

const show = (kind, words) => {
  state.dataset.save = kind;
  state.textContent = words;
};

const keep = () => {
  try {
    localStorage.setItem(place(), values().toString());
  } catch { /* no room: the page still holds it, and says that it is not saved */ }
};

const forget = () => localStorage.removeItem(place());

const wait = (moment) => {
  clearTimeout(timer);
  timer = setTimeout(save, moment);
};

const changed = () => {
  dirty = true;
  keep();
  show("held", saves() ? state.dataset.dirty : state.dataset.kept);
  if (saves() && !quarrels) wait(PAUSE);
};

const settle = async (answer, posted) => {
  const isNote = answer.headers.get("Content-Type")?.includes("json");
  if (answer.redirected || !isNote) throw new Error(answer.status < 500 ? state.dataset.lapsed : state.dataset.failed);
  const note = await answer.json();
  if (answer.status === 409) {
    quarrels = true;
    const box = document.getElementById("quarrel");
    box.innerHTML = note.html;
    box.firstElementChild.focus();
    return show("held", note.words);
  }
  if (answer.status === 410) quarrels = true; // nothing to save it into: it stays here
  if (!note.edited) return show("held", note.words);
  if (takeOver(form(), note.theirs ?? {}, posted)) form().elements.edited.value = note.edited;
  else dirty = true;
  say(form(), note.errors);
  show(answer.ok && !dirty ? "saved" : "held", note.words);
  if (answer.ok && !dirty) forget();
  else keep();
  return document.body.dispatchEvent(new CustomEvent("studio:saved"));
};

async function save() {
  if (saving || quarrels) return;
  dirty = false;
  show("saving", state.dataset.saving);
  try {
    const body = values();
    saving = fetch(form().action, { method: "POST", body, headers: { Accept: "application/json" } });
    await settle(await saving, body);
  } catch (error) {
    dirty = true;
    show("held", error.message && !(error instanceof TypeError) ? error.message : state.dataset.held);
  } finally {
    saving = null;
  }
  if (dirty && !quarrels) wait(state.dataset.save === "held" ? AGAIN : PAUSE);
}

/* Whatever is kept of this page comes back with the token it was written under: the server joins
   it with what was saved since, or shows both. */
const bringBack = () => {
  const kept = localStorage.getItem(place());
  if (!kept) return;
  const said = new URLSearchParams(kept);
  fill(form(), said);
  if (said.get("edited")) form().elements.edited.value = said.get("edited");
  document.dispatchEvent(new CustomEvent("studio:brought-back"));
  changed();
};

const here = async () => {
  if (document.hidden || !form().dataset.here) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: form().elements.csrfmiddlewaretoken.value });
  const answer = await fetch(form().dataset.here, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return;
  const { words } = await answer.json();
  const line = Object.assign(document.createElement("p"), { className: "notice", textContent: words });
  document.getElementById("others")?.replaceChildren(...(words ? [line] : []));
};

/* A form that was sent and led to another page has arrived. */
if (sent && !sent.endsWith(`:${location.pathname}`)) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("concord:sent");
}

if (form()) {
  bringBack();
  if ("dirty" in form().dataset) changed();
  document.addEventListener("input", (event) => event.target.form === form() && event.target.type !== "file" && changed());
  document.addEventListener("submit", (event) => {
    if (event.target !== form() || event.submitter?.hasAttribute("hx-post")) return;
    keep();
    sessionStorage.setItem("concord:sent", place());
    dirty = false;
  });
  document.addEventListener("click", (event) => event.target.closest("[data-take-theirs]") && ((dirty = false), forget()));
  addEventListener("online", () => dirty && saves() && save());
  addEventListener("beforeunload", (event) => saves() && (dirty || saving) && event.preventDefault());
  here();
  setInterval(here, STILL_HERE);
}
