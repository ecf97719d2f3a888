/* Turns each text box marked data-editor into the editor, and keeps the box's value in step: what
   is posted is the box. Without script the box itself is there. */

import {
  Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, ListItem, OrderedList, Paragraph, Subscript, Superscript, TableCell, TableHeader, TableRow, Text,
} from "../django_prose_editor/editor.js";
import * as nodes from "./editor-nodes.js";
import { cleanPaste } from "./editor-paste.js";
import { useTools } from "./editor-tools.js";

const ALWAYS = [
  Document, Paragraph, Text, Bold, Italic, Subscript, Superscript, HardBreak, History, Gapcursor, Dropcursor,
  BulletList, OrderedList, ListItem, HorizontalRule, TableRow, TableCell, TableHeader,
  nodes.Quotation, nodes.Cite, nodes.Figure, nodes.Caption, nodes.Picture, nodes.SmallPicture,
  nodes.Citation, nodes.Anchor, nodes.PlainCode, nodes.Verbatim, nodes.PlainTable.configure({ resizable: false }),
];
const OF_PAGES = [
  Heading.configure({ levels: [2, 3] }),
  nodes.Footnote, nodes.PartTitle, nodes.Callout, nodes.Note, nodes.Either, nodes.Way, nodes.WaySummary,
];

function edit(box) {
  const field = box.closest("[data-editing]");
  const holder = document.createElement("div");
  box.after(holder);
  box.hidden = true;
  const editor = new Editor({
    element: holder,
    injectCSS: false,
    extensions: box.dataset.editor === "page" ? [...ALWAYS, ...OF_PAGES] : ALWAYS,
    content: box.value,
    editorProps: {
      attributes: {
        id: `${box.id}_text`,
        class: "prose",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": `${box.id}_label`,
        ...(box.getAttribute("aria-describedby") && { "aria-describedby": box.getAttribute("aria-describedby") }),
      },
      transformPastedHTML: cleanPaste,
    },
    onUpdate() {
      box.value = editor.isEmpty ? "" : editor.getHTML();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  field.querySelector("label")?.addEventListener("click", () => editor.commands.focus());
  document.addEventListener("studio:brought-back", () => editor.commands.setContent(box.value, { emitUpdate: false }));
  useTools(field, editor);
  box.editor = editor;
}

for (const box of document.querySelectorAll("textarea[data-editor]")) edit(box);
