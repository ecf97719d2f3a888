/* What Word and Google Docs put on the clipboard, as plain HTML: marks by what they mean, lists as
   lists. What else a word processor brings along stays behind. */

const GONE = "style, script, xml, title, meta, link";
const DRESS = ["class", "data-style", "lang", "id", "dir", "width", "height", "align", "valign"];
const STANDS_FOR = { H1: "h2", H4: "h3", H5: "h3", H6: "h3" };

/* As a document whose styles say nothing: the site's policy refuses them, wherever they stand. */
const read = (html) => new DOMParser().parseFromString(
  html.replace(/<style\b[\s\S]*?<\/style>/gi, "").replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle=/i, " data-style=")),
  "text/html",
).body;

const looks = (it, style) => style.test(it.dataset.style ?? "");

const wrap = (it, tag) => {
  const mark = document.createElement(tag);
  mark.append(...it.childNodes);
  it.append(mark);
};

const marks = (body) => {
  for (const it of body.querySelectorAll("b")) {
    if (looks(it, /font-weight:\s*normal/i)) it.replaceWith(...it.childNodes); // Google's, around it all
  }
  for (const it of body.querySelectorAll("span")) {
    if (looks(it, /font-weight:\s*(bold|[6-9]00)/i)) wrap(it, "strong");
    if (looks(it, /font-style:\s*italic/i)) wrap(it, "em");
  }
};

const headings = (body) => {
  for (const it of body.querySelectorAll(Object.keys(STANDS_FOR).join())) {
    const heading = document.createElement(STANDS_FOR[it.tagName]);
    heading.append(...it.childNodes);
    it.replaceWith(heading);
  }
};

/* Word writes each item as a paragraph that says its level, and begins with its sign or number. */
const lists = (body) => {
  let open = []; // the lists that an item may go into, the outermost first
  for (const it of body.querySelectorAll("p")) {
    const level = Number(/mso-list:[^;]*level(\d)/i.exec(it.dataset.style ?? "")?.[1]);
    const sign = [...it.querySelectorAll("span")].find((each) => looks(each, /mso-list:\s*ignore/i));
    if (!level || !sign) continue;
    const kind = /[\p{L}\d]+[.)]/u.test(sign.textContent) ? "ol" : "ul";
    if (it.previousElementSibling !== open[0]) open = [];
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = document.createElement(kind);
      if (!open.length) it.before(list);
      else (open.at(-1).lastElementChild ?? open.at(-1).appendChild(document.createElement("li"))).append(list);
      open.push(list);
    }
    sign.remove();
    const item = document.createElement("li");
    item.append(...it.childNodes);
    open.at(-1).append(item);
    it.remove();
  }
};

export function cleanPaste(html) {
  const body = read(html);
  for (const it of body.querySelectorAll(GONE)) it.remove();
  lists(body);
  marks(body);
  headings(body);
  for (const it of body.querySelectorAll("*")) {
    for (const name of DRESS) it.removeAttribute(name);
  }
  return body.innerHTML;
}
