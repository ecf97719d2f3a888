"""The canonical form of a table: one row of headings, then rows of as many cells.

Pure: no database, no clock. A first cell that heads its row is a `th`, as is one wholly in bold.
"""

from collections.abc import Callable, Iterable

from courses.rules.richtext_line import line
from courses.rules.richtext_tree import Element, Node

Unblock = Callable[[Iterable[Node]], Iterable[Node]]


def table(node: Element, unblock: Unblock) -> list[Node]:
    """The table, its short rows filled up; nothing if no cell holds anything."""
    rows = [[_cell(cell, unblock) for cell in row] for row in _rows(node)]
    rows = [row for row in rows if row]
    if not any(words for row in rows for _, words in row):
        return []
    width = max(len(row) for row in rows)
    head, *body = [row + [("td", [])] * (width - len(row)) for row in rows]
    heading = Element("tr", {}, [_heading(words, "col") for _, words in head])
    parts: list[Node] = [Element("thead", {}, [heading])]
    if body:
        parts.append(Element("tbody", {}, [_row(row) for row in body]))
    return [Element("table", {}, parts)]


def _rows(node: Element) -> list[list[Element]]:
    """The cells of each row, of this table and not of one inside it."""
    rows: list[list[Element]] = []
    for child in node.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "tr":
            rows.append([cell for cell in child.children if isinstance(cell, Element)])
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(_rows(child))
    return rows


def _cell(cell: Element, unblock: Unblock) -> tuple[str, list[Node]]:
    return cell.tag, line(unblock(cell.children))


def _heading(words: list[Node], scope: str) -> Element:
    """A heading is bold as it is."""
    return Element("th", {"scope": scope}, line(words, without=frozenset({"strong"})))


def _is_bold(words: list[Node]) -> bool:
    return len(words) == 1 and isinstance(words[0], Element) and words[0].tag == "strong"


def _row(cells: list[tuple[str, list[Node]]]) -> Element:
    (tag, words), *others = cells
    heads = bool(words) and (tag == "th" or _is_bold(words))
    first = _heading(words, "row") if heads else Element("td", {}, words)
    return Element("tr", {}, [first, *(Element("td", {}, words) for _, words in others)])
