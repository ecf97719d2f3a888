"""An XML file of questions, one question at a time, in bounded memory.

Document types, entities and references to elsewhere are refused, before anything of them is read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from courses.interchange.questions_read import Refused, UnreadableQuestions

ROOT, QUESTION, FILE = "quiz", "question", "file"
PIECE = 1024 * 1024  # characters read at a time
MOST = 2_000  # elements of one question
FAR_TOO_MANY = 100_000
DEEPEST = 12


@dataclass(slots=True)
class Element:
    """An element with what it holds; `line` is where it begins."""

    tag: str
    line: int
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Element]" = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    reason: str = ""  # why it was not read to its end

    def child(self, tag: str) -> "Element | None":
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> "list[Element]":
        return [child for child in self.children if child.tag == tag]

    def own_text(self) -> str:
        return "".join(self.pieces)

    def text(self) -> str:
        """What it says: its `<text>`, if it has one; Refused where that holds markup unescaped."""
        held = self.child("text") or self
        if held.tag == "text" and held.children:
            raise Refused(_("Markup in its text stands as it is: it must be escaped, or in CDATA."))
        return held.own_text().strip()

    def said(self, tag: str) -> str:
        """What its child of that name says; empty where it has none."""
        found = self.child(tag)
        return found.text() if found else ""


Take = Callable[[Element], bool]  # takes a question, says whether to go on


class _Enough(Exception):
    """No more is wanted."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where an XML file stops being one; `question` is the one that was being read there."""

    line: int
    question: Element | None
    message: str


def read_elements(text: str, take: Take) -> Broken | None:
    """Give every question to `take` as it ends; where the XML breaks off, say so."""
    handler = _Questions(take)
    parser = DefusedExpatParser(forbid_dtd=True)
    handler.parser = parser
    parser.setContentHandler(handler)
    try:
        for start in range(0, len(text), PIECE):
            parser.feed(text[start : start + PIECE])
        parser.close()
    except _Enough:
        return None
    except DefusedXmlException as error:
        raise UnreadableQuestions(
            _("A document type, an entity or a reference to elsewhere in XML is refused.")
        ) from error
    except SAXParseException as error:
        open_one = handler.open[0] if handler.open else None
        return Broken(error.getLineNumber() or 1, open_one, error.getMessage())
    return None


class _Questions(ContentHandler):
    """Builds the elements of one question after another; everything else is passed over."""

    parser: DefusedExpatParser

    def __init__(self, take: Take) -> None:
        super().__init__()
        self.take = take
        self.depth = 0
        self.open: list[Element] = []  # the question and what is open in it
        self.skipping = 0  # elements open that are not kept
        self.count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.depth += 1
        if self.depth == 1 and name != ROOT:
            raise UnreadableQuestions(
                _("This is XML, but no file of questions: it begins with <{name}>.").format(
                    name=name[:40]
                )
            )
        if not self.open and not (self.depth == 2 and name == QUESTION):
            return
        self.count = self.count + 1 if self.open else 0
        if self.skipping or self.count > MOST or len(self.open) > DEEPEST:
            self._skip()
            return
        element = Element(name, self.parser.getLineNumber() or 1, dict(attrs.items()))
        if self.open:
            self.open[-1].children.append(element)
        self.open.append(element)

    def _skip(self) -> None:
        """Pass over what a question cannot have; with very much of it, over all that follows."""
        self.skipping += 1
        self.open[0].reason = _("It has more parts than a question can have.")
        if self.count > FAR_TOO_MANY:
            self.open[0].reason = _(
                "It has far more parts than a question: here the reading ended."
            )
            self.take(self.open[0])
            raise _Enough

    def characters(self, content: str) -> None:
        if self.open and not self.skipping:
            self.open[-1].pieces.append(content)

    def endElement(self, name: str) -> None:
        self.depth -= 1
        if self.skipping:
            self.skipping -= 1
            return
        if self.open:
            element = self.open.pop()
            if not self.open and not self.take(element):
                raise _Enough
