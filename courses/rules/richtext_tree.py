"""Rich text as a tree: elements and text, from HTML and back. Pure: no database, no clock.

`parse` expects HTML that a sanitiser wrote (balanced, entities in order); it never fails on other
input, but what it makes of it is nobody's business.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img"})
TAG = r"""<(?:[^>"']|"[^"]*"|'[^']*')*>"""  # one as a whole, whatever its attributes say
BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|pre|dt|dd|figcaption)>|<br>")
PICTURE = re.compile(r"<img\b[^>]*?\balt=\"([^\"]*)\"")
ANY_TAG = re.compile(TAG)
DEEPEST = 60  # what is nested deeper loses its element and keeps its text


@dataclass(slots=True)
class Element:
    """One element; compares by what it holds."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)


Node = Element | str


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID and len(self.open) > DEEPEST:
            self.skipped.append(tag)
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()
        elif len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> list[Node]:
    """The top-level nodes of a fragment."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root.children


def serialise(nodes: Iterable[Node]) -> str:
    """HTML of the nodes, the same for the same tree."""
    return "".join(_write(node) for node in nodes)


def _write(node: Node) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    if node.tag in VOID:
        return f"<{node.tag}{attrs}>"
    return f"<{node.tag}{attrs}>{serialise(node.children)}</{node.tag}>"


def text_of(nodes: Sequence[Node]) -> str:
    """The words alone; a line break is a blank, a picture its alternative text."""
    return "".join(_words(node) for node in nodes)


def as_read(html: str) -> str:
    """The words of stored rich text, as `text_of` has them, blocks apart: quicker, for many."""
    worded = PICTURE.sub(r"\1<img", BLOCK_END.sub(" ", html))
    return unescape(ANY_TAG.sub("", worded))


def _words(node: Node) -> str:
    if isinstance(node, str):
        return node
    if node.tag == "br":
        return " "
    if node.tag == "img":
        return node.attrs.get("alt", "")
    return text_of(node.children)


def walk(nodes: Iterable[Node]) -> Iterable[Element]:
    """Every element, outermost first, in the order of the text."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from walk(node.children)
