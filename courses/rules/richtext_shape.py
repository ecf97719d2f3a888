"""The canonical form of rich text: which elements there are, and what stands in what.

Pure: no database, no clock. docs/course-package.md lists the set. Whatever comes in, a tree of the
set comes out; the words stay, in order, and what has no place in the set loses its element.
"""

from collections.abc import Callable, Iterable

from courses.rules.richtext_line import FOOTNOTE, INLINE, UNSEEN, is_citation, line
from courses.rules.richtext_table import table
from courses.rules.richtext_tree import Element, Node, text_of, walk

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
DASH = "— "  # what a quotation's source begins with where it is written
NO_PICTURES = frozenset({"img", "br", FOOTNOTE})
DEEPEST_LIST = 5
LARGEST_START = 9999


def page(nodes: Iterable[Node]) -> list[Node]:
    """A whole text: headings, callouts and content notes may stand in it."""
    return _Shaper(whole=True).flow(nodes)


def passage(nodes: Iterable[Node]) -> list[Node]:
    """A part of a text (a prompt, feedback): no headings, callouts or content notes."""
    return _Shaper(whole=False).flow(nodes)


def phrase(nodes: Iterable[Node]) -> list[Node]:
    """One run of text (a choice): no blocks at all."""
    return line(_unblocked(nodes))


def _unblocked(nodes: Iterable[Node]) -> Iterable[Node]:
    """Blocks opened up, with a blank between them, so that words do not run together."""
    for node in nodes:
        if isinstance(node, str) or (node.tag in INLINE and not _has_block(node)):
            yield node
        else:
            yield " "
            yield from _unblocked(node.children)
            yield " "


def _has_block(element: Element) -> bool:
    return any(inner.tag not in INLINE for inner in walk(element.children))


class _Shaper:
    """Collects runs of text into paragraphs, and gives each block its canonical form."""

    def __init__(self, *, whole: bool, depth: int = 0) -> None:
        self.whole = whole
        self.depth = depth
        self.blocks: list[Node] = []
        self.run: list[Node] = []

    def flow(self, nodes: Iterable[Node]) -> list[Node]:
        self._take(nodes)
        self._end_run()
        return self.blocks

    def _take(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, str) or (node.tag in INLINE and not _has_block(node)):
                self.run.append(node)
                continue
            self._end_run()
            self._block(node)
            self._end_run()

    def _end_run(self) -> None:
        self.blocks.extend(_paragraphs(self.run))
        self.run = []

    def _block(self, node: Element) -> None:
        if self.whole and node.tag in HEADINGS:
            words = line(_unblocked(node.children), without=NO_PICTURES)
            self.blocks.extend([Element(HEADINGS[node.tag], {}, words)] if words else [])
        elif self.whole and node.tag == "aside":
            self.blocks.extend(_callout(node))
        elif self.whole and node.tag == "section" and node.attrs.get("class") == "note":
            self.blocks.extend(_note(node))
        elif node.tag in SHAPES and self.depth < DEEPEST_LIST:
            self.blocks.extend(SHAPES[node.tag](node, self.depth + 1))
        elif node.tag in HEADINGS:
            self._take([Element("strong", {}, list(_unblocked(node.children)))])
        else:
            self._take(node.children)


def _flow(nodes: Iterable[Node], depth: int = 0) -> list[Node]:
    return _Shaper(whole=False, depth=depth).flow(nodes)


def _paragraphs(run: list[Node]) -> list[Node]:
    """The run as a paragraph; a picture that stands alone is a figure."""
    words = line(run)
    if len(words) == 1 and isinstance(words[0], Element) and words[0].tag == "img":
        return [Element("figure", {}, words)]
    return [Element("p", {}, words)] if words else []


def _list(node: Element, depth: int) -> list[Node]:
    """Items hold bare text and at most one list, if all of them can; else all hold blocks."""
    items = [_flow(item, depth) for item in _items(node)]
    items = [item for item in items if item]
    if not items:
        return []
    if all(_is_tight(item) for item in items):
        items = [_bare(item) for item in items]
    children: list[Node] = [Element("li", {}, item) for item in items]
    return [Element(node.tag, _start(node) if node.tag == "ol" else {}, children)]


def _items(node: Element) -> list[list[Node]]:
    """What each item holds; what stands between items is an item too."""
    items: list[list[Node]] = []
    loose = False
    for child in node.children:
        if isinstance(child, Element) and child.tag == "li":
            items.append(child.children)
            loose = False
        elif loose:
            items[-1].append(child)
        else:
            items.append([child])
            loose = True
    return items


def _start(node: Element) -> dict[str, str]:
    start = node.attrs.get("start", "")
    if not (start.isascii() and start.isdigit()) or not 0 <= int(start[:9]) <= LARGEST_START:
        return {}
    return {} if int(start) == 1 else {"start": str(int(start))}


def _is_tight(item: list[Node]) -> bool:
    tags = [block.tag for block in item if isinstance(block, Element)]
    nested = item[-1]
    return tags == ["p"] or (
        len(tags) == 2
        and tags[0] == "p"
        and tags[1] in ("ul", "ol")
        and isinstance(nested, Element)
        and not nested.attrs
    )


def _bare(item: list[Node]) -> list[Node]:
    first = item[0]
    return [*(first.children if isinstance(first, Element) else []), *item[1:]]


def _quotation(node: Element, depth: int) -> list[Node]:
    """Paragraphs and other blocks, and last the source, if it is named."""
    said = [child for child in node.children if not _is_source(child)]
    sources = [
        child for child in node.children if isinstance(child, Element) and child.tag == "cite"
    ]
    blocks = _flow(said, depth)
    named = sources[0].children if len(sources) == 1 else []
    source = line(_unblocked(named), without=NO_PICTURES)
    for extra in sources if len(sources) > 1 else []:
        blocks += _flow([extra], depth)
    if source and blocks:
        blocks.append(Element("cite", {}, _undashed(source)))
    elif source:
        blocks = _flow([Element("p", {}, source)], depth)
    elif len(blocks) > 1 and (found := _dashed(blocks[-1])):
        blocks[-1] = Element("cite", {}, found)
    return [Element("blockquote", {}, blocks)] if blocks else []


def _is_source(node: Node) -> bool:
    """Named as a source where it stands; a `cite` within running text is only emphasis."""
    return isinstance(node, Element) and node.tag == "cite"


def _dashed(block: Node) -> list[Node]:
    """What follows the dash of a paragraph that names a source."""
    if not isinstance(block, Element) or block.tag != "p":
        return []
    first = block.children[0]
    if not isinstance(first, str) or not first.startswith(DASH):
        return []
    return _undashed(line(block.children, without=NO_PICTURES))


def _undashed(words: list[Node]) -> list[Node]:
    while words and isinstance(words[0], str) and words[0].startswith(DASH):
        words = line([words[0].removeprefix(DASH), *words[1:]])
    return words


def _figure(node: Element, depth: int) -> list[Node]:
    """A picture and its caption; without a picture, what else it holds."""
    inner = list(walk(node.children))
    captions = [element for element in inner if element.tag == "figcaption"]
    pictures = [element for element in inner if element.tag == "img" and element.attrs.get("src")]
    if not pictures:
        return _flow(node.children, depth)
    figures: list[Node] = [Element("figure", {}, line([picture])) for picture in pictures]
    words = [word for caption in captions for word in _unblocked([caption])]
    caption = line(words, without=NO_PICTURES)
    if caption:
        figures[-1] = Element(
            "figure", {}, [*line([pictures[-1]]), Element("figcaption", {}, caption)]
        )
    return figures


def _verbatim(node: Element, depth: int) -> list[Node]:
    words = UNSEEN.sub("", text_of(node.children)).replace("\r\n", "\n").replace("\r", "\n")
    words = words.replace("\f", " ")
    if not words.strip():
        return []
    words = words.removesuffix("\n") + "\n"
    return [Element("pre", {}, [Element("code", {}, [words])])]


def _rule(node: Element, depth: int) -> list[Node]:
    return [Element("hr")]


def _table(node: Element, depth: int) -> list[Node]:
    return table(node, _unblocked)


def _titled(node: Element) -> tuple[list[Node], list[Node]]:
    """The words of a leading heading, and the rest."""
    rest = [child for child in node.children if not (isinstance(child, str) and child.isspace())]
    first = rest[0] if rest else ""
    if isinstance(first, Element) and first.tag in HEADINGS:
        title = line(_unblocked(first.children), without=NO_PICTURES)
        return ([Element("h3", {}, title)] if title else []), rest[1:]
    return [], rest


def _callout(node: Element) -> list[Node]:
    title, rest = _titled(node)
    held = [*title, *_flow(rest)]
    return [Element("aside", {"class": "callout"}, held)] if held else []


def _note(node: Element) -> list[Node]:
    """A content note: title, what it warns of, and the equal ways on, if there are any."""
    title, rest = _titled(node)
    ways = [element for element in walk(rest) if element.tag == "details"]
    shaped = [way for element in ways for way in _way(element)]
    held = [*title, *_flow(_apart_from(rest, "details"))]
    if shaped:
        held.append(Element("div", {"class": "either"}, shaped))
    return [Element("section", {"class": "note"}, held)] if held else []


def _way(node: Element) -> list[Node]:
    labels = [child for child in walk(node.children) if child.tag == "summary"]
    label = line(_unblocked(labels[:1]), without=NO_PICTURES)
    held = _flow(_apart_from(node.children, "summary", "details"))
    if label:
        held.insert(0, Element("summary", {}, label))
    return [Element("details", {}, held)] if held else []


def _apart_from(nodes: Iterable[Node], *tags: str) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            kept.append(node)
        elif node.tag not in tags:
            kept.append(Element(node.tag, node.attrs, _apart_from(node.children, *tags)))
    return kept


SHAPES: dict[str, Callable[[Element, int], list[Node]]] = {
    "ul": _list,
    "ol": _list,
    "blockquote": _quotation,
    "figure": _figure,
    "pre": _verbatim,
    "hr": _rule,
    "table": _table,
}

__all__ = ["is_citation", "page", "passage", "phrase"]
