"""From rich text as it is stored to Markdown, such that reading it back gives the same."""

import re
from collections.abc import Callable
from itertools import pairwise

from courses.interchange.markdown_dialect import Picture
from courses.interchange.markdown_line import Pictures, write_line
from courses.rules.richtext_shape import DASH
from courses.rules.richtext_tree import Element, Node, parse, text_of

# What would begin a block at the start of a line.
BLOCK_START = re.compile(r"^(?=[#>+=~:|-])", re.M)
NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)", re.M)
BLOCKS = frozenset(["p", "ul", "ol", "blockquote", "figure", "pre", "hr", "table"])
BACKTICKS = re.compile("`{3,}")


def to_markdown(html: str, name_of: Callable[[str], str] = str) -> str:
    """A whole text or a passage; `name_of` gives the name of the picture at an address."""
    return _Writer(name_of).blocks(_elements(parse(html)))


def to_markdown_line(html: str, name_of: Callable[[str], str] = str) -> str:
    """One run of text, on one line."""
    return write_line(parse(html), Pictures(name_of), one_line=True)


def _elements(nodes: list[Node]) -> list[Element]:
    return [node for node in nodes if isinstance(node, Element)]


class _Writer:
    def __init__(self, name_of: Callable[[str], str]) -> None:
        self.pictures = Pictures(name_of)

    def blocks(self, elements: list[Element]) -> str:
        """A blank line between any two; of two lists, the second has other signs."""
        written = []
        odd = False
        for before, element in pairwise([None, *elements]):
            assert element is not None
            odd = before is not None and before.tag == element.tag in ("ul", "ol") and not odd
            written.append(self._block(element, odd))
        return "\n\n".join(written)

    def _block(self, element: Element, odd: bool) -> str:
        if element.tag in ("ul", "ol"):
            return self._list(element, odd)
        return WRITE[element.tag](self, element)

    def _line(self, nodes: list[Node]) -> str:
        return write_line(nodes, self.pictures, one_line=True)

    def _p(self, element: Element) -> str:
        written = write_line(element.children, self.pictures, one_line=False)
        return NUMBERED.sub(r"\1\\\2", BLOCK_START.sub(r"\\", written))

    def _heading(self, element: Element) -> str:
        written = self._line(element.children)
        marks = "#" * int(element.tag[1])
        return f"{marks} {written[:-1]}\\#" if written.endswith("#") else f"{marks} {written}"

    def _hr(self, element: Element) -> str:
        return "***"

    def _pre(self, element: Element) -> str:
        words = text_of(element.children)
        fence = "`" * max([3, *(len(run) + 1 for run in BACKTICKS.findall(words))])
        return f"{fence}\n{words}{fence}"

    def _figure(self, element: Element) -> str:
        picture, *captions = _elements(element.children)
        caption = self._line(captions[0].children) if captions else ""
        return self.pictures.write(picture, caption)

    def _list(self, element: Element, odd: bool) -> str:
        first = int(element.attrs.get("start", "1"))
        items = _elements(element.children)
        tight = not any(_is_block(item.children[0]) for item in items)
        written = []
        for number, item in enumerate(items, first):
            sign = (f"{number})" if odd else f"{number}.") if element.tag == "ol" else "-+"[odd]
            held = self._bare(item.children) if tight else self.blocks(_elements(item.children))
            written.append(_indented(held, f"{sign} ", " " * (len(sign) + 1)))
        return ("\n" if tight else "\n\n").join(written)

    def _bare(self, nodes: list[Node]) -> str:
        """An item's text, and the list that it may hold, without a blank line between."""
        lists = [node for node in _elements(nodes) if node.tag in ("ul", "ol")]
        text = [node for node in nodes if node not in lists]
        written = [self._p(Element("p", {}, text)), *(self._list(held, False) for held in lists)]
        return "\n".join(written)

    def _blockquote(self, element: Element) -> str:
        held = _elements(element.children)
        cites = [inner for inner in held if inner.tag == "cite"]
        written = self.blocks([inner for inner in held if inner.tag != "cite"])
        for cite in cites:
            written += f"\n\n{DASH}{self._line(cite.children)}"
        return "\n".join(f"> {line}" if line else ">" for line in written.split("\n"))

    def _table(self, element: Element) -> str:
        rows = [
            [self._cell(cell) for cell in _elements(row.children)]
            for part in _elements(element.children)
            for row in _elements(part.children)
        ]
        rows.insert(1, ["---"] * len(rows[0]))
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _cell(self, cell: Element) -> str:
        nodes = cell.children
        if cell.attrs.get("scope") == "row":
            nodes = [Element("strong", {}, nodes)]
        return self._line(nodes).replace("|", r"\|")

    def _aside(self, element: Element) -> str:
        return self._container("callout", element.children, ":::")

    def _section(self, element: Element) -> str:
        return self._container("note", element.children, "::::")

    def _details(self, element: Element) -> str:
        return self._container("way", element.children, ":::")

    def _div(self, element: Element) -> str:
        return self.blocks(_elements(element.children))

    def _container(self, name: str, nodes: list[Node], fence: str) -> str:
        held = _elements(nodes)
        opening = f"{fence} {name}"
        if held and held[0].tag in ("h3", "summary"):
            opening += f" {self._line(held.pop(0).children)}"
        return "\n\n".join(part for part in (opening, self.blocks(held), fence) if part)


WRITE: dict[str, Callable[[_Writer, Element], str]] = {
    "p": _Writer._p,
    "h2": _Writer._heading,
    "h3": _Writer._heading,
    "hr": _Writer._hr,
    "pre": _Writer._pre,
    "figure": _Writer._figure,
    "blockquote": _Writer._blockquote,
    "table": _Writer._table,
    "aside": _Writer._aside,
    "section": _Writer._section,
    "details": _Writer._details,
    "div": _Writer._div,
}


def _is_block(node: Node) -> bool:
    return isinstance(node, Element) and node.tag in BLOCKS


def _indented(text: str, first: str, others: str) -> str:
    head, *tail = text.split("\n")
    return "\n".join([first + head, *(others + line if line else line for line in tail)])


__all__ = ["Picture", "to_markdown", "to_markdown_line"]
