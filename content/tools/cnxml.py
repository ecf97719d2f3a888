"""A section of an OpenStax book, from CNXML to HTML."""

from html import escape
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SPACE = "{http://cnx.rice.edu/cnxml}"
UNSEEN = {"metadata", "title", "iframe", "colspec"}


def section(path: Path) -> tuple[str, str, dict[str, Path]]:
    """Title, HTML, and the pictures it shows: where each will be served, and where it lies."""
    root = ElementTree.parse(path).getroot()
    reader = _Reader(path.parent)
    html = "".join(reader.html(child, 2) for child in root if name_of(child) != "title")
    return (root.findtext(f"{SPACE}title") or path.stem).strip(), html, reader.pictures


def name_of(element: Element) -> str:
    return element.tag.removeprefix(SPACE)


def words(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures: dict[str, Path] = {}

    def html(self, element: Element, level: int) -> str:
        name = name_of(element)
        if name in UNSEEN:
            return ""
        shown = getattr(self, f"_{name}", None)
        return shown(element, level) if shown else self._held(element, level)

    def _held(self, element: Element, level: int) -> str:
        parts = [escape(element.text or "")]
        for child in element:
            parts += [self.html(child, level), escape(child.tail or "")]
        return "".join(parts)

    def _in(self, tag: str, element: Element, level: int, attrs: str = "") -> str:
        return f"<{tag}{attrs}>{self._held(element, level)}</{tag}>"

    def _heading(self, element: Element, level: int) -> str:
        title = words(element.find(f"{SPACE}title"))
        return f"<h{min(level, 3)}>{escape(title)}</h{min(level, 3)}>" if title else ""

    def _section(self, element: Element, level: int) -> str:
        return self._heading(element, level) + self._held(element, level + 1)

    def _para(self, element: Element, level: int) -> str:
        title = words(element.find(f"{SPACE}title"))
        bold = f"<p><strong>{escape(title)}</strong></p>" if title else ""
        return bold + self._in("p", element, level)

    def _emphasis(self, element: Element, level: int) -> str:
        tag = "em" if element.get("effect") == "italics" else "strong"
        return self._in(tag, element, level)

    def _term(self, element: Element, level: int) -> str:
        plain = element.get("class") == "no-emphasis"
        return self._held(element, level) if plain else self._in("strong", element, level)

    def _link(self, element: Element, level: int) -> str:
        address = element.get("url")
        if not address:
            return self._held(element, level) or "What stands nearby"
        return self._in("a", element, level, f' href="{escape(address)}"')

    def _sup(self, element: Element, level: int) -> str:
        return self._in("sup", element, level)

    def _sub(self, element: Element, level: int) -> str:
        return self._in("sub", element, level)

    def _list(self, element: Element, level: int) -> str:
        tag = "ol" if element.get("list-type") == "enumerated" else "ul"
        title = words(element.find(f"{SPACE}title"))
        bold = f"<p><strong>{escape(title)}</strong></p>" if title else ""
        return bold + self._in(tag, element, level)

    def _item(self, element: Element, level: int) -> str:
        return self._in("li", element, level)

    def _note(self, element: Element, level: int) -> str:
        kind = (element.get("class") or "").replace("-", " ")
        title = words(element.find(f"{SPACE}title")) or kind
        heading = f"<h3>{escape(title.capitalize() if title.islower() else title)}</h3>"
        return f'<aside class="callout">{heading}{self._held(element, 3)}</aside>'

    def _figure(self, element: Element, level: int) -> str:
        return self._in("figure", element, level)

    def _caption(self, element: Element, level: int) -> str:
        return self._in("figcaption", element, level)

    def _media(self, element: Element, level: int) -> str:
        image = element.find(f"{SPACE}image")
        source = (image.get("src") or "") if image is not None else ""
        path = self.folder / source
        if not source or not path.is_file():
            said = element.get("alt") or ""
            return f"<p><em>{escape(said)}</em></p>" if said else ""
        address = f"/assets/{'0' * 64}/{path.name}"
        self.pictures[address] = path
        return f'<img src="{address}" alt="{escape(element.get("alt") or "")}">'

    def _table(self, element: Element, level: int) -> str:
        title = words(element.find(f"{SPACE}title")) or words(element.find(f"{SPACE}caption"))
        bold = f"<p><strong>{escape(title)}</strong></p>" if title else ""
        rows = "".join(
            "<tr>" + "".join(self._in("td", cell, level) for cell in row) + "</tr>"
            for row in element.iter(f"{SPACE}row")
        )
        return f"{bold}<table>{rows}</table>"

    def _glossary(self, element: Element, level: int) -> str:
        items = "".join(
            f"<li><strong>{escape(words(it.find(f'{SPACE}term')))}</strong>: "
            f"{escape(words(it.find(f'{SPACE}meaning')))}</li>"
            for it in element.iter(f"{SPACE}definition")
        )
        return f"<h2>Glossary</h2><ul>{items}</ul>"
