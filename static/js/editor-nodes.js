/* What the editor knows beside plain text: the parts of a page that docs/course-package.md lists.
   Each reads and writes just the HTML that is stored. */

import { Blockquote, Image, Mark, Node, Table, mergeAttributes } from "../django_prose_editor/editor.js";

const part = (name, tag, more) => Node.create({
  name,
  group: "block",
  defining: true,
  parseHTML: () => [{ tag }],
  renderHTML: ({ HTMLAttributes }) => [tag.replace(/[.[].*/, ""), HTMLAttributes, 0],
  ...more,
});

const classed = (tag, value) => ({ renderHTML: () => [tag, { class: value }, 0] });

export const Quotation = Blockquote.extend({ content: "block+ cite?" });
export const Cite = part("cite", "blockquote > cite", { group: "", content: "inline*", renderHTML: () => ["cite", 0] });

/* Its title is a heading of its own kind: it stands outside the order of the page's headings. */
export const PartTitle = part("partTitle", "h3[data-part]", {
  group: "",
  content: "inline*",
  priority: 200,
  parseHTML: () => [
    { tag: "aside.callout > h3", priority: 100 },
    { tag: "section.note > h3", priority: 100 },
  ],
  renderHTML: () => ["h3", 0],
});
export const Callout = part("callout", "aside.callout", { content: "partTitle? block+", ...classed("aside", "callout") });
export const Note = part("note", "section.note", { content: "partTitle? block+ either?", ...classed("section", "note") });
export const Either = part("either", "div.either", { group: "", content: "way+", ...classed("div", "either") });
export const Way = part("way", "details", {
  group: "",
  content: "waySummary block+",
  renderHTML: () => ["details", { open: "" }, 0],
});
export const WaySummary = part("waySummary", "summary", { group: "", content: "inline*" });

export const Figure = part("figure", "figure", { content: "picture caption?", isolating: true, draggable: true });
export const Caption = part("caption", "figcaption", { group: "", content: "inline*", isolating: true });
export const Picture = Image.extend({
  name: "picture",
  group: "",
  inline: false,
  draggable: false,
  addAttributes: () => ({ src: {}, alt: { default: "" }, width: {}, height: {} }),
  parseHTML: () => [{ tag: "figure > img[src]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
});
export const SmallPicture = Image.extend({
  name: "smallPicture",
  group: "inline",
  inline: true,
  addAttributes: () => ({ src: {}, alt: { default: "" }, width: {}, height: {} }),
  parseHTML: () => [{ tag: "img[src]" }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
});

export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ href: {}, where: { default: "", parseHTML: (it) => it.textContent, renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: "a.citation", priority: 100 }],
  renderHTML: ({ node, HTMLAttributes }) => ["a", mergeAttributes({ class: "citation" }, HTMLAttributes), node.attrs.where],
  addNodeView: () => ({ node }) => {
    const dom = document.createElement("span");
    dom.className = "citation";
    dom.textContent = `[${[node.attrs.href.replace("#source-", ""), node.attrs.where].filter(Boolean).join(", ")}]`;
    return { dom };
  },
});

export const Anchor = Mark.create({
  name: "anchor",
  inclusive: false,
  addAttributes: () => ({ href: {} }),
  parseHTML: () => [{ tag: "a[href]:not(.citation)" }],
  renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href }, 0],
});

/* The words of a footnote, where its number will stand. */
export const Footnote = Mark.create({
  name: "footnote",
  parseHTML: () => [{ tag: "small" }],
  renderHTML: () => ["small", 0],
});

export const PlainCode = Mark.create({
  name: "plainCode",
  code: true,
  excludes: "",
  parseHTML: () => [{ tag: "code" }],
  renderHTML: () => ["code", 0],
});

export const Verbatim = Node.create({
  name: "verbatim",
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
  renderHTML: () => ["pre", ["code", 0]],
});

export const PlainTable = Table.extend({ addNodeView: null });
