"""The words of a reminder in Markdown, taken apart once for text and HTML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from learning.rules.wording import BRACED, LISTS, filled

MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
TAGS = {"strong_open": "<strong>", "strong_close": "</strong>"}
TAGS |= {"em_open": "<em>", "em_close": "</em>", "link_close": "</a>"}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, or the place of one of our lists (`slot`)."""

    kind: str
    html: str = ""
    text: str = ""


def blocks(body: str, values: Mapping[str, str]) -> list[Block]:
    """The parts of these words in their order, each placeholder replaced by its value.

    A value is never read as Markdown or HTML, whatever somebody is called.
    """
    found: list[Block] = []
    opened: list[str] = []
    for token in _tokens(body):
        if token.type.endswith("_open"):
            opened.append(token.type)
        elif token.type.endswith("_close"):
            opened.pop()
        elif token.type == "inline":
            found.append(_block(token, opened, dict(values)))
        elif token.content:
            text = filled(token.content.strip(), dict(values))
            found.append(Block("text", mark_safe(escape(text)), text))
    return found


@lru_cache(maxsize=64)
def _tokens(body: str) -> tuple[Token, ...]:
    return tuple(MARKDOWN.parse(body))


def _block(token: Token, opened: list[str], values: dict[str, str]) -> Block:
    names = BRACED.findall(token.content)
    if len(names) == 1 and names[0] in LISTS and token.content.strip() == f"{{{names[0]}}}":
        return Block("slot", text=names[0])
    kind = "heading" if "heading_open" in opened else "text"
    if "list_item_open" in opened:
        kind = "item"
    children = token.children or []
    html = "".join(_as_html(child, values) for child in children)
    return Block(kind, mark_safe(html), _as_text(children, values))


def _as_html(token: Token, values: dict[str, str]) -> str:
    if token.type == "link_open":
        return f'<a href="{escape(_address(token, values))}" style="color:#0e5a61">'
    if token.type in ("softbreak", "hardbreak"):
        return "<br>" if token.type == "hardbreak" else " "
    return TAGS.get(token.type) or str(escape(filled(token.content, values)))


def _as_text(children: Iterable[Token], values: dict[str, str]) -> str:
    said, address = "", ""
    for token in children:
        if token.type == "link_open":
            address = _address(token, values)
        elif token.type == "link_close":
            said += "" if said.endswith(address) else f" ({address})"
        elif token.type in ("softbreak", "hardbreak"):
            said += "\n" if token.type == "hardbreak" else " "
        else:
            said += filled(token.content, values)
    return said


def _address(token: Token, values: dict[str, str]) -> str:
    given = str(token.attrGet("href") or "").replace("%7B", "{").replace("%7D", "}")
    return filled(given, values)
