"""The kinds of question in Moodle XML, each as what is stored of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from courses.interchange.moodle_xml_cloze import Gaps
from courses.interchange.moodle_xml_tree import FILE, Element
from courses.interchange.moodle_xml_units import factor
from courses.interchange.question_extras import Extras
from courses.interchange.question_kinds import (
    Answer,
    Built,
    NumberAnswer,
    choose_one,
    choose_several,
    match,
    number,
    put_in_order,
    true_or_false,
    typed,
    words_of_truth,
    written_at_length,
)
from courses.interchange.question_numbers import a_number
from courses.interchange.question_text import (
    HTML,
    MARKDOWN,
    MOODLE,
    PLAIN,
    Keep,
    Texts,
    decoded_file,
    pattern,
)
from courses.interchange.question_weights import share
from courses.interchange.questions_read import Refused

FORMATS = {
    "html": HTML,
    "moodle_auto_format": MOODLE,
    "plain_text": PLAIN,
    "markdown": MARKDOWN,
}
NO, YES = ("0", "false"), ("1", "true")
ANYTHING = "*"
NO_UNITS = "3"  # what showunits says where units are not used
ITEM = re.compile(r"<li>(.*?)</li>", re.S)


@dataclass(slots=True)
class Reading:
    """One question being read: its element, its texts, what is written beside it."""

    element: Element
    keep: Keep
    language: str
    texts: Texts = field(init=False)
    extras: Extras = field(init=False)
    losses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.texts = Texts(self.keep)
        beside = self.element.child("concord")
        self.extras = Extras(beside.attrs if beside else {})

    def passage(self, tag: str) -> str:
        found = self.element.child(tag)
        return self.passage_of(found) if found else ""

    def passage_of(self, element: Element) -> str:
        self.texts.held = partial(self.file, element)
        return self.texts.passage(element.text(), self.format_of(element))

    def phrase_of(self, element: Element) -> str:
        self.texts.held = partial(self.file, element)
        return self.texts.phrase(element.text(), self.format_of(element))

    def format_of(self, element: Element) -> str:
        asked = self.element.child("questiontext")
        usual = asked.attrs.get("format", "html") if asked else "html"
        return FORMATS.get(element.attrs.get("format", usual), HTML)

    def feedback_of(self, answer: Element) -> str:
        found = answer.child("feedback")
        return self.passage_of(found) if found else ""

    def answers(self) -> list[Element]:
        return self.element.all("answer")

    def is_fixed(self) -> bool:
        """Whether the choices keep their places."""
        return self.element.said("shuffleanswers").lower() in NO

    def file(self, text: Element, name: str) -> bytes | None:
        """What a file of that name holds: one beside the text, else beside another of them."""
        waiting = [*self.element.children, *text.children]
        while waiting:
            element = waiting.pop()
            if element.tag == FILE and element.attrs.get("name") == name:
                return decoded_file(name, element.own_text())
            waiting.extend(element.children)
        return None


def _share(answer: Element) -> Decimal:
    stated = answer.attrs.get("fraction")
    if stated is None:
        # As Moodle wrote it once: a part of the answer, from 0 to 1.
        return share(answer.said("fraction") or "0") * 100
    return share(stated)


def _choices(reading: Reading) -> list[Answer]:
    return [
        Answer(reading.phrase_of(answer), _share(answer), reading.feedback_of(answer))
        for answer in reading.answers()
    ]


def _multichoice(reading: Reading) -> Built:
    single = (reading.element.said("single") or "true").lower() in YES
    built = (choose_one if single else choose_several)(_choices(reading), reading.extras)
    return built.kept_in_place() if reading.is_fixed() else built


def _truefalse(reading: Reading) -> Built:
    """Moodle writes true first; an answer that says neither word is taken by its place."""
    feedback, shares = {}, {}
    for nth, answer in enumerate(reading.answers()):
        value = {"true": True, "false": False}.get(answer.text().lower(), nth == 0)
        feedback[value], shares[value] = reading.feedback_of(answer), _share(answer)
    if len(shares) < 2 or (shares[True] > 0) == (shares[False] > 0):
        raise Refused(_("Neither true nor false is right, or both are."))
    usual = words_of_truth(reading.language)
    words = {
        value: reading.texts.phrase(reading.extras.text(name), HTML) or usual[value]
        for value, name in ((True, "true"), (False, "false"))
    }
    return true_or_false(shares[True] > 0, feedback, words)


def _shortanswer(reading: Reading) -> Built:
    read = [
        Answer(pattern(answer.text()), _share(answer), reading.feedback_of(answer))
        for answer in reading.answers()
    ]
    return typed(read, reading.extras, case=reading.element.said("usecase").lower() in YES)


def _numerical(reading: Reading) -> Built:
    read = []
    for answer in reading.answers():
        feedback, weight = reading.feedback_of(answer), _share(answer)
        if answer.text() == ANYTHING:
            if weight > 0:
                raise Refused(_("It accepts any number."))
            if feedback:
                reading.losses.append(_("The feedback for any other number was left out."))
            continue
        tolerance = a_number(answer.said("tolerance") or "0")
        read.append(NumberAnswer(a_number(answer.text()), tolerance, weight, feedback))
    return number(
        read,
        reading.extras,
        units=_units(reading.element),
        unit_required=_is_unit_required(reading),
    )


def _units(element: Element) -> dict[str, str]:
    """The factor of each unit: Moodle has what the right number is multiplied by, its inverse."""
    listed = element.child("units")
    if listed is None or element.said("showunits") == NO_UNITS:
        return {}
    return {unit.said("unit_name"): factor(unit.said("multiplier")) for unit in listed.all("unit")}


def _is_unit_required(reading: Reading) -> bool:
    graded = reading.element.said("unitgradingtype") not in ("", "0")
    penalty = Decimal(a_number(reading.element.said("unitpenalty") or "0"))
    if graded and 0 < penalty < 1:
        reading.losses.append(_("What a missing unit takes off was left out."))
    return graded and penalty >= 1


def _matching(reading: Reading) -> Built:
    pairs = []
    for stem in reading.element.all("subquestion"):
        answer = stem.child("answer")
        option = pattern(answer.text()) if answer else ""
        pairs.append((reading.phrase_of(stem), option))
    return match(pairs, reading.extras)


def _ordering(reading: Reading) -> Built:
    """Each answer's fraction is its place, from 1."""
    answers = reading.answers()
    places = [Decimal(a_number(answer.attrs.get("fraction", "0"))) for answer in answers]
    in_order = sorted(zip(places, range(len(answers)), strict=True))
    items = [
        Answer(reading.phrase_of(answers[nth]), feedback=reading.feedback_of(answers[nth]))
        for _, nth in in_order
    ]
    return put_in_order(items, reading.extras)


def _essay(reading: Reading) -> Built:
    """What it says to those who grade is the criterion that it is marked by."""
    told = reading.element.child("graderinfo")
    written = told.text() if told else ""
    if "rubric" in reading.extras.said:
        criteria = [reading.texts.phrase(item, HTML) for item in ITEM.findall(written)]
    else:
        criteria = [reading.phrase_of(told)] if told and written else []
    stated = reading.element.said("defaultgrade")
    points = Decimal(a_number(stated)) if stated else Decimal(1)
    words = reading.element.said("maxwordlimit")
    return written_at_length(
        points, reading.extras, reading.language, criteria=criteria, words=words
    )


def _description(reading: Reading) -> Built:
    return Built("stimulus")


def _cloze(reading: Reading) -> Built:
    asked = reading.element.child("questiontext")
    form = reading.format_of(asked) if asked else HTML
    if asked is None:
        return Built("cloze")
    reading.texts.held = partial(reading.file, asked)
    return Gaps(reading.texts, form, reading.extras).read(asked.text())


KINDS: Mapping[str, Callable[[Reading], Built]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
    "cloze": _cloze,
    "multianswer": _cloze,
}
