"""From Markdown to rich text as it is stored, and what cannot be read, by line."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it.token import Token

from courses.interchange.markdown_dialect import CONTAINERS, FILE, MARKDOWN, Picture, title_of
from courses.services.richtext import leads_somewhere, sanitise, sanitise_passage, sanitise_phrase

Find = Callable[[str], Picture | None]


def no_pictures(name: str) -> Picture | None:
    return None


def to_html(markdown: str, picture: Find = no_pictures) -> str:
    """A whole text, as it is stored."""
    return sanitise(MARKDOWN.render(markdown, {"picture": picture}))


def to_passage(markdown: str, picture: Find = no_pictures) -> str:
    """A prompt, feedback or explanation, as it is stored."""
    return sanitise_passage(MARKDOWN.render(markdown, {"picture": picture}))


def to_phrase(markdown: str, picture: Find = no_pictures) -> str:
    """One run of text, as it is stored."""
    return sanitise_phrase(MARKDOWN.renderInline(markdown, {"picture": picture}))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a text that cannot be read: the line, from 0, and a sentence about it."""

    line: int
    message: str


def troubles(
    markdown: str, *, sources: Collection[str] | None, files: bool = False
) -> list[Trouble]:
    """What is wrong with citations, links and containers; pictures are the package's to find.

    So are the files that a link leads to, where there are `files` at all.
    """
    lines = markdown.split("\n")
    found: list[Trouble] = []
    for token, line in _lined(MARKDOWN.parse(markdown, {"picture": no_pictures})):
        if token.type == "citation":
            key = token.meta["key"]
            if sources is not None and key not in sources:
                found.append(Trouble(line, _("“{key}” is not in sources.toml.").format(key=key)))
        elif token.type == "text" and "[@" in token.content:
            found.append(
                Trouble(line, _("A citation is written [@id] or [@id, p. 37], one at a time."))
            )
        elif token.type == "text" and token.content.startswith(":::"):
            known = ", ".join(CONTAINERS)
            found.append(Trouble(line, _("Only {known} can follow “:::”.").format(known=known)))
        elif token.type == "link_open" and not _leads(str(token.attrs.get("href", "")), files):
            said = _("A link leads to https://…, mailto:…, /… or #activity-KEY, not to “{to}”.")
            found.append(Trouble(line, said.format(to=token.attrs.get("href", ""))))
        elif token.type.startswith("container_") and token.nesting > 0 and token.map:
            end = token.map[1]
            if end >= len(lines) or not lines[end].strip().startswith(token.markup):
                opened = token.markup + token.info
                found.append(Trouble(line, _("“{opened}” is never closed.").format(opened=opened)))
    return found


def _leads(address: str, files: bool) -> bool:
    return leads_somewhere(address) or (files and FILE.fullmatch(address) is not None)


def files_linked(markdown: str) -> list[tuple[str, int]]:
    """The name of each file that a link leads to, and the line it stands on."""
    tokens = _lined(MARKDOWN.parse(markdown, {"picture": no_pictures}))
    named = [(FILE.fullmatch(str(it.attrs.get("href", ""))), line) for it, line in tokens]
    return [(found[1], line) for found, line in named if found]


def pictures_named(markdown: str) -> list[tuple[str, int]]:
    """The name of each picture in the text, and the line it stands on."""
    tokens = _lined(MARKDOWN.parse(markdown, {"picture": no_pictures}))
    return [(str(token.attrs.get("src", "")), line) for token, line in tokens if _is_image(token)]


def _is_image(token: Token) -> bool:
    return token.type == "image"


def _lined(tokens: list[Token], line: int = 0) -> Iterator[tuple[Token, int]]:
    """Every token with its line, those of titles and captions too."""
    for token in tokens:
        line = token.map[0] if token.map else line
        yield token, line
        written = title_of(token) if token.type.startswith("container_") else ""
        written = str(token.attrs.get("title", "")) if _is_image(token) else written
        if written:
            parsed = MARKDOWN.parseInline(written, {"picture": no_pictures})
            yield from ((inner, line) for inner, _line in _lined(parsed[0].children or []))
        inside = line
        for child, _line in _lined(token.children or []):
            yield child, inside
            inside += child.type in ("softbreak", "hardbreak")
