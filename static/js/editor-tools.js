/* The buttons above the editor: what each does, whether it is pressed, and the windows they open. */

import { upload } from "./studio-upload.js";

const simple = {
  bold: (it) => it.toggleBold(),
  italic: (it) => it.toggleItalic(),
  heading2: (it) => it.toggleHeading({ level: 2 }),
  heading3: (it) => it.toggleHeading({ level: 3 }),
  bulletList: (it) => it.toggleBulletList(),
  orderedList: (it) => it.toggleOrderedList(),
  blockquote: (it) => it.toggleBlockquote(),
  footnote: (it) => it.toggleMark("footnote"),
  undo: (it) => it.undo(),
  redo: (it) => it.redo(),
  table: (it) => it.insertTable({ rows: 3, cols: 2, withHeaderRow: true }),
  addRowAfter: (it) => it.addRowAfter(),
  deleteRow: (it) => it.deleteRow(),
  addColumnAfter: (it) => it.addColumnAfter(),
  deleteColumn: (it) => it.deleteColumn(),
  deleteTable: (it) => it.deleteTable(),
  callout: (it) => it.insertContent({ type: "callout", content: [{ type: "partTitle" }, { type: "paragraph" }] }),
  note: (it) => it.insertContent({
    type: "note",
    content: [{ type: "partTitle" }, { type: "paragraph" }, {
      type: "either",
      content: [1, 2].map(() => ({ type: "way", content: [{ type: "waySummary" }, { type: "paragraph" }] })),
    }],
  }),
};

const pressed = {
  bold: ["bold"], italic: ["italic"], heading2: ["heading", { level: 2 }], heading3: ["heading", { level: 3 }],
  bulletList: ["bulletList"], orderedList: ["orderedList"], blockquote: ["blockquote"], link: ["anchor"], footnote: ["footnote"],
};

/* Opens a window and waits for its answer: the pressed button's value, and what was typed. */
function ask(dialog, shown = {}) {
  const form = dialog.querySelector("form");
  form.reset();
  for (const [name, value] of Object.entries(shown)) if (form.elements[name]) form.elements[name].value = value ?? "";
  return opened(dialog);
}

function opened(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const tell = () => resolve({ deed: dialog.returnValue, form: dialog.querySelector("form") });
    dialog.addEventListener("close", tell, { once: true });
  });
}

const sendFrom = (field, file) => {
  if (!file.files[0]) throw new Error(file.dataset.missing);
  return upload(field.closest("form"), file.files[0]);
};

/* Asks again, and says why, until what was typed can be used or is left. */
async function sent(editor, dialog, field, shown, use) {
  const error = dialog.querySelector("[data-error]");
  error.hidden = true;
  let answer = await ask(dialog, shown);
  while (answer.deed === "set") {
    try {
      return await use(answer.form.elements);
    } catch (refusal) {
      error.textContent = refusal.message;
      error.hidden = false;
      answer = await opened(dialog);
    }
  }
  return editor.commands.focus();
}

const opens = {
  async link(editor, dialog) {
    const { deed, form } = await ask(dialog, { href: editor.getAttributes("anchor").href });
    const href = form.elements.href.value.trim();
    const chain = editor.chain().focus().extendMarkRange("anchor");
    if (deed === "unset" || (deed === "set" && !href)) chain.unsetMark("anchor").run();
    else if (deed === "set" && editor.state.selection.empty && !editor.isActive("anchor")) {
      const words = [...dialog.querySelectorAll("option")].find((it) => it.value === href)?.textContent;
      editor.chain().focus().insertContent({ type: "text", text: words ?? href, marks: [{ type: "anchor", attrs: { href } }] }).run();
    } else if (deed === "set") chain.setMark("anchor", { href }).run();
  },
  async picture(editor, dialog, field) {
    const held = editor.isActive("picture") ? editor.getAttributes("picture") : null;
    for (const part of dialog.querySelectorAll("[data-new]")) part.hidden = Boolean(held);
    await sent(editor, dialog, field, { alt: held?.alt }, async ({ file, alt, caption }) => {
      const said = alt.value.trim();
      if (held) return editor.chain().focus().updateAttributes("picture", { alt: said }).run();
      const { address, width, height } = await sendFrom(field, file);
      const content = [{ type: "picture", attrs: { src: address, alt: said, width, height } }];
      if (caption.value.trim()) content.push({ type: "caption", content: [{ type: "text", text: caption.value.trim() }] });
      return editor.chain().focus().insertContent({ type: "figure", content }).run();
    });
  },
  async file(editor, dialog, field) {
    await sent(editor, dialog, field, {}, async ({ file, words }) => {
      const { address, name } = await sendFrom(field, file);
      const text = words.value.trim() || name;
      return editor.chain().focus().insertContent({ type: "text", text, marks: [{ type: "anchor", attrs: { href: address } }] }).run();
    });
  },
  async citation(editor, dialog) {
    const { deed, form } = await ask(dialog);
    if (deed !== "set") return;
    const attrs = { href: `#source-${form.elements.work.value}`, where: form.elements.where.value.trim() };
    editor.chain().focus().insertContent({ type: "citation", attrs }).run();
  },
};

export function useTools(field, editor) {
  const bar = field.querySelector("[role=toolbar]");
  const buttons = [...bar.querySelectorAll("button")];
  const look = () => {
    for (const button of buttons) {
      const test = pressed[button.dataset.do];
      if (test) button.setAttribute("aria-pressed", String(editor.isActive(...test)));
    }
    for (const part of bar.querySelectorAll("[data-in]")) part.hidden = !editor.isActive(part.dataset.in);
  };
  /* The text keeps the focus, so that no key is lost that is typed straight after a press. */
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const deed = event.target.closest("button")?.dataset.do;
    if (opens[deed]) opens[deed](editor, document.querySelector(`dialog[data-dialog=${deed}]`), field);
    else if (simple[deed]) simple[deed](editor.chain().focus()).run();
  });
  /* One stop for the Tab key; arrows go along the row. */
  const seen = () => buttons.filter((it) => it.offsetParent);
  const reach = (button) => { for (const it of buttons) it.tabIndex = it === button ? 0 : -1; };
  reach(buttons[0]);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const row = seen();
    const next = row.at((row.indexOf(document.activeElement) + step) % row.length);
    reach(next);
    next.focus();
    event.preventDefault();
  });
  editor.on("transaction", look);
  look();
}
