"""The canonical form of a run of text: what may stand in one paragraph, cell or choice.

Pure: no database, no clock. Blanks collapse, marks never nest in themselves, never begin or end
with a blank and never touch their like, and nothing is empty, so that one text has one form.
"""

import re
from collections.abc import Iterable

from courses.rules.richtext_tree import Element, Node, text_of

SAME = {"b": "strong", "i": "em", "cite": "em"}
FOOTNOTE = "small"  # what it says stands where its number will
MARKS = frozenset({"strong", "em", "sup", "sub", FOOTNOTE})
INLINE = MARKS | {"code", "a", "br", "img"} | frozenset(SAME)
BLANKS = re.compile(r"[ \t\n\r\f]+")
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def seen_line(text: str) -> str:
    """Plain text on one line, without what nobody could see."""
    return " ".join(UNSEEN.sub("", text).split())


def line(nodes: Iterable[Node], without: frozenset[str] = frozenset()) -> list[Node]:
    """The canonical run; `without` names elements whose words stay and whose element goes."""
    run = _edges(_joined(_spread(nodes, without)))
    return run if text_of(run).strip() or _holds_something(run) else []


def _holds_something(run: list[Node]) -> bool:
    return any(
        isinstance(node, Element)
        and (node.tag == "img" or is_citation(node) or _holds_something(node.children))
        for node in run
    )


def is_citation(element: Element) -> bool:
    return element.tag == "a" and element.attrs.get("class") == "citation"


def _spread(nodes: Iterable[Node], without: frozenset[str]) -> list[Node]:
    """Each node in canonical form, the blanks at its edges moved out of it."""
    run: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            run.append(BLANKS.sub(" ", UNSEEN.sub("", node)))
            continue
        tag = SAME.get(node.tag, node.tag)
        if tag in without or tag not in INLINE or (tag == "a" and "href" not in node.attrs):
            run.extend(_without(node, tag, without))
        elif tag == "br":
            run.append(Element("br"))
        elif tag == "img":
            run.extend(_picture(node))
        elif tag == "code":
            run.extend(_code(node))
        elif is_citation(node):
            run.append(_citation(node))
        else:
            run.extend(_mark(node, tag, without))
    return run


def _without(node: Element, tag: str, without: frozenset[str]) -> list[Node]:
    if tag == "br":
        return [" "]
    return [] if tag == "img" else _spread(node.children, without)


def _picture(node: Element) -> list[Node]:
    if not node.attrs.get("src"):
        return []
    attrs = {"src": node.attrs["src"], "alt": _plain(node.attrs.get("alt", ""))}
    attrs |= {name: node.attrs[name] for name in ("width", "height") if node.attrs.get(name)}
    return [Element("img", attrs)]


def _plain(text: str) -> str:
    return BLANKS.sub(" ", UNSEEN.sub("", text)).strip()


def _code(node: Element) -> list[Node]:
    words = _plain(text_of(node.children))
    return [Element("code", {}, [words])] if words else []


def _citation(node: Element) -> Element:
    """A reference to a source; all it holds is where in the source: `p. 37`."""
    where = _plain(text_of(node.children))
    attrs = {"class": "citation", "href": node.attrs["href"]}
    return Element("a", attrs, [where] if where else [])


def _mark(node: Element, tag: str, without: frozenset[str]) -> list[Node]:
    linked = {FOOTNOTE} if tag == "a" else set()  # a footnote's number leads elsewhere
    inner = _joined(_spread(node.children, without | {tag} | linked))
    before: list[Node] = [" "] if inner and _starts_blank(inner[0]) else []
    after: list[Node] = [" "] if inner and _ends_blank(inner[-1]) else []
    inner = _trimmed(inner)
    if not inner:
        return before or after
    attrs = {"href": node.attrs["href"]} if tag == "a" else {}
    return [*before, Element(tag, attrs, inner), *after]


def _starts_blank(node: Node) -> bool:
    return isinstance(node, str) and node.startswith(" ")


def _ends_blank(node: Node) -> bool:
    return isinstance(node, str) and node.endswith(" ")


def _trimmed(run: list[Node]) -> list[Node]:
    """Without blanks at either end."""
    if run and isinstance(run[0], str):
        run = [run[0].lstrip(" "), *run[1:]]
    if run and isinstance(run[-1], str):
        run = [*run[:-1], run[-1].rstrip(" ")]
    return [node for node in run if node != ""]


def _joined(run: list[Node]) -> list[Node]:
    """Neighbours of a kind made one, and no blank beside a line break."""
    joined: list[Node] = []
    for node in run:
        last = joined[-1] if joined else None
        if isinstance(node, str) and isinstance(last, str):
            joined[-1] = BLANKS.sub(" ", last + node)
        elif isinstance(node, Element) and isinstance(last, Element) and _alike(last, node):
            joined[-1] = Element(node.tag, {}, _joined([*last.children, *node.children]))
        elif node != "":
            joined.append(node)
    return _breaks_bare(joined)


def _alike(one: Element, other: Element) -> bool:
    return one.tag == other.tag and one.tag in MARKS | {"code"}


def _breaks_bare(run: list[Node]) -> list[Node]:
    bare: list[Node] = []
    for index, node in enumerate(run):
        if isinstance(node, str):
            before = index > 0 and _is_break(run[index - 1])
            after = index + 1 < len(run) and _is_break(run[index + 1])
            bare.append(_bare(node, before, after))
        else:
            bare.append(node)
    return [node for node in bare if node != ""]


def _bare(text: str, before: bool, after: bool) -> str:
    text = text.lstrip(" ") if before else text
    return text.rstrip(" ") if after else text


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"


def _edges(run: list[Node]) -> list[Node]:
    """No blanks (of any script) and no line breaks at the ends of the run."""
    while run and _is_break(run[0]):
        run = run[1:]
    while run and _is_break(run[-1]):
        run = run[:-1]
    if run and isinstance(run[0], str):
        run = [run[0].lstrip(), *run[1:]]
    if run and isinstance(run[-1], str):
        run = [*run[:-1], run[-1].rstrip()]
    kept = [node for node in run if node != ""]
    return kept if kept == run else _edges(kept)
