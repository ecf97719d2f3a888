"""Texts of questions from elsewhere: HTML, Markdown or plain, made the rich text that is held.

Nothing unsafe comes through, and no picture is lost unseen: one that cannot be kept refuses the
question.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import unquote

import nh3
from django.utils.translation import gettext as _

from courses.interchange.markdown_dialect import Picture
from courses.interchange.markdown_reader import pictures_named, to_passage, to_phrase
from courses.interchange.questions_read import Refused
from courses.rules.content import QuestionContent
from courses.services.richtext import sanitise_passage, sanitise_phrase

HTML, MOODLE, PLAIN, MARKDOWN = "html", "moodle", "plain", "markdown"
LONGEST = 100_000  # characters in one question: more is no question, and takes long to clean

# What is markup in a text that may be plain: a tag of HTML as it is really written. Any other < is
# a sign: “a<b and c>d” loses nothing.
KNOWN = (
    "a|abbr|acronym|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font"
    "|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody|td"
    "|tfoot|th|thead|tr|tt|u|ul|var|audio|video|source|iframe|object|embed|script|style"
)
ATTRIBUTE = r"""\s+[A-Za-z][\w:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?"""
MARKUP = re.compile(rf"</?(?:{KNOWN})(?:{ATTRIBUTE})*\s*/?>", re.I)
LOOSE = re.compile(r"<(\w+)(?:\s+\w+)+\s*>")  # <b and c>: words, no attributes
FILE = re.compile(r"@@PLUGINFILE@@/([^\"'<>\s?]+)(?:\?[^\"'<>\s]*)?")
DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+);base64,([A-Za-z0-9+/=\s]*)")
CITATION = re.compile(r"\[(?=@)")
IMG = re.compile(r'<img(?: src="([^"]*)")?[^>]*>')
MOVING = re.compile(r"<(?:audio|video|iframe|object|embed)\b", re.I)
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
}

ADDRESS = re.compile(r"/assets/([0-9a-f]{64})/")

Keep = Callable[[str, bytes], Picture]  # keeps a file under a name; Refused if it cannot be held
Held = Callable[[str], bytes | None]  # what a file beside the text holds


def no_files(name: str) -> bytes | None:
    return None


@dataclass(slots=True)
class Texts:
    """Reads the texts of one question; `held` gives the files that came with it."""

    keep: Keep
    held: Held = no_files
    kept: dict[str, Picture] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    length: int = 0

    def passage(self, text: str, form: str) -> str:
        """A prompt, feedback, explanation or hint, as it is stored."""
        return self._read(text, form, sanitise_passage, to_passage)

    def phrase(self, text: str, form: str) -> str:
        """A choice's text, as it is stored."""
        return self._read(text, form, sanitise_phrase, to_phrase)

    def _read(
        self,
        text: str,
        form: str,
        clean: Callable[[str], str],
        read: Callable[[str, Callable[[str], Picture | None]], str],
    ) -> str:
        text = DATA.sub(self._written_out, text)
        text = FILE.sub(lambda found: self._beside(found[1]), text)
        self.length += len(text)
        if self.length > LONGEST:
            raise Refused(too_long())
        if form == MARKDOWN:
            return read(self._without_citations(text), self._by_address)
        html = text if form == HTML else as_html(text, tags=form != PLAIN)
        if form != PLAIN and MOVING.search(html):
            self.losses.append(_("A film, sound or frame in its text was left out."))
        for source in sources_shown(html):
            self._must_be_kept(source)
        return clean(html)

    def _written_out(self, found: re.Match[str]) -> str:
        """The address of a file that the text itself holds."""
        suffix = SUFFIXES.get(found[1].lower())
        if suffix is None:
            return found[0]
        return self._keep(f"picture{suffix}", _decoded(found[2], _("A picture in its text")))

    def _beside(self, written: str) -> str:
        name = unquote(written)
        data = self.held(name)
        if data is None:
            raise Refused(_("It shows “{name}”, which is not in the file.").format(name=name))
        return self._keep(name, data)

    def _keep(self, name: str, data: bytes) -> str:
        picture = self.keep(name, data)
        self.kept[picture.address] = picture
        return picture.address

    def _without_citations(self, markdown: str) -> str:
        """As Markdown is elsewhere: `[@` begins no citation. A picture must be one we kept."""
        for name, _line in pictures_named(markdown):
            self._must_be_kept(name)
        return CITATION.sub(r"\\[", markdown)

    def _must_be_kept(self, source: str) -> None:
        if source not in self.kept:
            raise Refused(
                _("It shows a picture that the file does not hold, “{source}”: embed it.").format(
                    source=source[:100]
                )
            )

    def _by_address(self, address: str) -> Picture | None:
        return self.kept.get(address)


def too_long() -> str:
    return _("It is longer than {most} characters.").format(most=f"{LONGEST:,}")


def as_html(text: str, *, tags: bool) -> str:
    """Text as HTML, its lines kept; with `tags`, what is markup in it stays markup."""
    html = "".join(_pieces(text)) if tags else escape(text, quote=False)
    return html.strip().replace("\n", "<br>")


def _pieces(text: str) -> Iterator[str]:
    """The text with every sign that is no markup escaped; entities stay what they say."""
    at = 0
    for found in MARKUP.finditer(text):
        yield _signs(text[at : found.start()])
        yield _signs(found[0]) if LOOSE.fullmatch(found[0]) else found[0]
        at = found.end()
    yield _signs(text[at:])


def _signs(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def sources_shown(html: str) -> list[str]:
    """The address of each picture in some HTML; empty for one whose address is none at all."""
    if "<img" not in html.lower():
        return []
    bare = nh3.clean(html, tags={"img"}, attributes={"img": {"src"}}, link_rel=None)
    return [unescape(found[1] or "") for found in IMG.finditer(bare)]


def _decoded(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(_("{what} is not readable: it is not base64.").format(what=what)) from error


def decoded_file(name: str, text: str) -> bytes:
    """What a file written in base64 holds; Refused if it is not that."""
    return _decoded(text, _("The file “{name}”").format(name=name))


def files_of(content: QuestionContent) -> set[str]:
    """The SHA-256 of each file that a question shows or leads to."""
    texts = [content.prompt, content.explanation, *content.hints]
    texts += [text for choice in content.choices for text in (choice.text, choice.feedback)]
    return {sha256 for text in texts for sha256 in ADDRESS.findall(text)}


def pattern(text: str) -> str:
    """An accepted text, or any other that is no markup, as it is stored."""
    return sanitise_phrase(escape(text, quote=False))
