"""Moodle XML, read: docs/question-formats.md says what of it is taken."""

from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.moodle_xml_kinds import KINDS, Reading
from courses.interchange.moodle_xml_tree import Element, read_elements
from courses.interchange.question_extras import Extras, points, with_extras
from courses.interchange.question_faults import checked
from courses.interchange.question_tags import tags_in, tags_of
from courses.interchange.question_text import Keep
from courses.interchange.questions_read import (
    Finds,
    Found,
    Refused,
    UnreadableQuestions,
    name_of,
)
from courses.rules.content import QuestionContent


def read_moodle_xml(text: str, *, language: str, keep: Keep) -> Finds:
    """The questions of a file, and those that cannot be taken.

    A file that breaks off keeps what came before; UnreadableQuestions where nothing did, and for
    XML that is no file of questions or declares a document type.
    """
    reader = _FileReader(language, keep)
    broken = read_elements(text.lstrip(), reader.take)
    finds = reader.finds
    if broken:
        before = text[: len(text) - len(text.lstrip())].count("\n")
        reason = _("The XML is broken at line {line}, and nothing after it could be read: {why}.")
        reason = reason.format(line=broken.line + before, why=broken.message)
        if not finds.found and not finds.skipped and broken.question is None:
            raise UnreadableQuestions(reason)
        line = broken.question.line if broken.question else broken.line
        finds.skip(line, _name(broken.question), reason)
    return finds


class _FileReader:
    """Takes one question after another; a category holds for what comes after it."""

    def __init__(self, language: str, keep: Keep) -> None:
        self.language = language
        self.keep = keep
        self.finds = Finds()
        self.category = ""

    def take(self, element: Element) -> bool:
        if self.finds.is_full(element.line):
            return False
        try:
            if element.attrs.get("type") == "category":
                self.category = element.said("category")
            else:
                self.finds.found.append(self._question(element))
        except Refused as error:
            self.finds.skip(element.line, _name(element), error)
        return True

    def _question(self, element: Element) -> Found:
        kind = element.attrs.get("type", "")
        if element.reason:
            raise Refused(element.reason)
        if kind not in KINDS:
            raise Refused(_("Questions of the type “{kind}” are not taken.").format(kind=kind[:40]))
        reading = Reading(element, self.keep, self.language)
        built = KINDS[kind](reading)
        prompt = built.prompt if built.prompt is not None else reading.passage("questiontext")
        if not prompt:
            raise Refused(_("It asks nothing: its text is missing."))
        hints = (reading.passage_of(hint) for hint in element.all("hint"))
        content = QuestionContent(
            key="",
            kind=built.kind,
            prompt=prompt,
            explanation=reading.passage("generalfeedback"),
            points=_points(element, reading.extras, built.kind, built.points),
            definition=built.definition,
            choices=built.choices,
            hints=tuple(hint for hint in hints if hint),
            tags=tags_of([*tags_in(self.category), *_tags(element)]),
        )
        content = checked(with_extras(content, reading.extras))
        name = element.said("name")
        return Found(
            element.line,
            element.said("idnumber") or name,
            name_of(name, prompt),
            content,
            (*reading.losses, *dict.fromkeys(reading.texts.losses)),
        )


def _points(element: Element, extras: Extras, kind: str, otherwise: Decimal) -> Decimal:
    if kind == "stimulus":
        return Decimal(0)
    return extras.points(points(element.said("defaultgrade"), otherwise))


def _tags(element: Element) -> list[str]:
    listed = element.child("tags")
    return [tag.text() for tag in listed.all("tag")] if listed else []


def _name(element: Element | None) -> str:
    """What a question is called, however broken it is."""
    if element is None:
        return ""
    for tag in ("name", "questiontext"):
        held = element.child(tag)
        held = held and (held.child("text") or held)
        if held and (name := name_of("", held.own_text())):
            return name
    return ""
