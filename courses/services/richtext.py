"""Rich text on its way in and on its way out.

What is stored is HTML of the small set that docs/course-package.md lists, in one canonical form.
Nothing relies on its having been stored so: what is shown is cleaned once more.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from itertools import count
from urllib.parse import quote

import nh3
from django.utils.safestring import SafeString, mark_safe

from courses.rules import richtext_shape as shape
from courses.rules.content import Source
from courses.rules.richtext_line import FOOTNOTE, INLINE
from courses.rules.richtext_tree import Node, parse, serialise

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote", "ul", "ol", "li"}
PARTS = {"figure", "figcaption", "aside", "section", "div", "details", "summary"}
TABLES = {"table", "thead", "tbody", "tfoot", "tr", "th", "td"}
TAGS = frozenset(INLINE | BLOCKS | PARTS | TABLES)
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
}
VALUES = {
    "a": {"class": {"citation"}},
    "aside": {"class": {"callout"}},
    "section": {"class": {"note"}},
    "div": {"class": {"either"}},
    "th": {"scope": {"col", "row"}},
}
SOURCE = re.compile(r"#source-([A-Za-z0-9][A-Za-z0-9_-]*)")
LINK = re.compile(
    r"https?://[^\s\\<>\"]+ | mailto:[^\s\\<>\"]+ | \#[^\s\\<>\"]* | /(?![/\\])[^\s\\<>\"]*", re.X
)
PICTURE = re.compile(r"/assets/[0-9a-f]{64}/[A-Za-z0-9][A-Za-z0-9._-]*")
NUMBER = re.compile(r"[0-9]{1,5}")
# Words and nothing else, one blank between them: canonical as they are, and most of what comes in.
WORDS = re.compile("[!-%'-;=?-~\u00a1-\u024f]+(?: [!-%'-;=?-~\u00a1-\u024f]+)*")
# Characters that stand in an address as they are; the rest is percent-encoded.
IN_ADDRESS = ":/?#[]@!$&'()*+,;=-._~%"
CITATION = re.compile(r'<a class="citation" href="#source-([A-Za-z0-9_-]+)">([^<]*)</a>')
TABLE = re.compile(r"<table>(<thead><tr>.*?</tr>)?", re.S)
CELL = re.compile(r"<th[^>]*>(.*?)</th>", re.S)
TAG = re.compile(r"<[^>]*>")
NOTE = re.compile(r"<small>((?:(?!<small>).)*?)</small>", re.S)
NOTE_NUMBER = '<sup><a role="doc-noteref" id="footnote-{n}-from" href="#footnote-{n}">{n}</a></sup>'
NOTE_WORDS = (
    '<li id="footnote-{n}">{words} '
    '<a role="doc-backlink" href="#footnote-{n}-from">\N{LEFTWARDS ARROW WITH HOOK} {n}</a></li>'
)
ACTIVITY = re.compile(r'(<a href=")#activity-([A-Za-z0-9_-]+)(">)')


def sanitise(html: str) -> str:
    """A whole text (a page, a transcript) as it is stored."""
    return _stored(html, shape.page)


def sanitise_passage(html: str) -> str:
    """A prompt, feedback or explanation as it is stored: no headings, callouts or notes."""
    return _stored(html, shape.passage)


def sanitise_phrase(html: str) -> str:
    """A choice's text as it is stored: one run of text."""
    return _stored(html, shape.phrase)


def _stored(html: str, form: Callable[[list[Node]], list[Node]]) -> str:
    if WORDS.fullmatch(html):
        return html if form is shape.phrase else f"<p>{html}</p>"
    # Footnotes are a page's alone: a prompt has no foot.
    nodes = form(parse(clean(html, tags=TAGS if form is shape.page else TAGS - {FOOTNOTE})))
    breaks = "" if form is shape.phrase else "\n"
    return breaks.join(serialise([node]) for node in nodes)


def clean(html: str, *, tags: frozenset[str] = TAGS) -> str:
    """Only what the set allows; what cannot be encoded is shown as what it is, unknown."""
    return nh3.clean(
        html.encode("utf-8", "replace").decode("utf-8"),
        tags=set(tags),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        tag_attribute_values=VALUES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return _address(value)
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name in ("width", "height", "start"):
        return value if NUMBER.fullmatch(value) else None
    return value


def leads_somewhere(address: str) -> bool:
    """Whether a link may lead there: the web, a mailbox, this site, this page."""
    return LINK.fullmatch(address.strip()) is not None


def _address(value: str) -> str | None:
    return quote(value.strip(), safe=IN_ADDRESS) if leads_somewhere(value) else None


def render(
    stored: str,
    *,
    sources: Mapping[str, Source] | None = None,
    listed: bool = True,
    activity_url: Callable[[str], str] | None = None,
) -> SafeString:
    """Stored rich text as it is shown, safe whatever was stored.

    A citation says author and year, and leads to the list of works on the page; where that is
    not `listed`, to the work itself. Footnotes stand below a text whose works are listed. A link
    to an activity (`#activity-KEY`) gets its address.
    """
    html = CITATION.sub(lambda found: _cited(found, sources or {}, listed), clean(stored))
    html = TABLE.sub(_in_scroller, _levelled(html)).replace("</table>", "</table></div>")
    if listed:
        html = _footnoted(html)
    if activity_url:
        html = ACTIVITY.sub(
            lambda found: f"{found[1]}{escape(activity_url(found[2]))}{found[3]}", html
        )
    return mark_safe(html)


def _footnoted(html: str) -> str:
    """Footnotes by number where they stand, their words at the foot, each leading to the other."""
    notes = NOTE.findall(html)
    if not notes:
        return html
    numbers = count(1)
    html = NOTE.sub(lambda _found: NOTE_NUMBER.format(n=next(numbers)), html)
    listed = (NOTE_WORDS.format(n=n, words=words) for n, words in enumerate(notes, 1))
    return f'{html}<ol class="fine">{"".join(listed)}</ol>'


def _levelled(html: str) -> str:
    """The title of a callout before the first heading follows the page's own: level 2, not 3."""
    before, heading, after = html.partition("<h2>")
    return before.replace("<h3>", '<h3 aria-level="2">') + heading + after


def _in_scroller(found: re.Match[str]) -> str:
    """A wide table scrolls by itself, also by keyboard; it is named by its own headings."""
    cells = [" ".join(TAG.sub("", cell).split()) for cell in CELL.findall(found[1] or "")]
    name = ", ".join(cell for cell in cells if cell)
    label = f' role="group" aria-label="{name.replace(chr(34), "&quot;")}"' if name else ""
    return f'<div class="scroller" tabindex="0"{label}><table class="table">{found[1] or ""}'


def _cited(found: re.Match[str], sources: Mapping[str, Source], listed: bool) -> str:
    key, where = found[1], found[2]
    source = sources.get(key)
    name = escape(source.label if source else key)
    said = f"({name}, {where})" if where else f"({name})"
    address = f"#source-{key}" if listed else (source.address if source else "")
    if not leads_somewhere(address):
        return f'<span class="citation">{said}</span>'
    return f'<a class="citation" href="{escape(address)}">{said}</a>'


def cited(html: str) -> tuple[str, ...]:
    """The keys of the sources that a stored text cites, each once, in order."""
    return tuple(dict.fromkeys(found[1] for found in CITATION.finditer(html)))
