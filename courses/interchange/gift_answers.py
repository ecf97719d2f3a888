"""What stands between the braces of a GIFT question, by the kind that it shows itself to be."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.gift_blocks import as_meant
from courses.interchange.question_extras import Extras
from courses.interchange.question_kinds import (
    MOST,
    Answer,
    Built,
    NumberAnswer,
    choose_one,
    choose_several,
    match,
    number,
    too_many,
    true_or_false,
    typed,
    words_of_truth,
    written_at_length,
)
from courses.interchange.question_numbers import a_number, between
from courses.interchange.question_text import MOODLE, Texts, pattern
from courses.interchange.question_weights import share
from courses.interchange.questions_read import Refused

FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
TRUE, FALSE = ("T", "TRUE"), ("F", "FALSE")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Form:
    """How the answers of a question are read: the format is that of its text.

    `moodles` is whether Moodle wrote the file: it puts the feedback of the wrong answer first.
    """

    texts: Texts
    format: str
    extras: Extras
    language: str
    moodles: bool

    def passage(self, text: str) -> str:
        return self.texts.passage(*with_format(text, self.format))

    def phrase(self, text: str) -> str:
        return self.texts.phrase(*with_format(text, self.format))

    def plain(self, text: str) -> str:
        """A text that is no markup, whatever its format says."""
        return with_format(text, self.format)[0]


def with_format(text: str, otherwise: str) -> tuple[str, str]:
    """The text as it is meant, and the format that it begins with (`[html]`), if it does.

    In Moodle's own format the end of a line is only a blank.
    """
    text = text.strip()
    found = FORMAT.match(text)
    form = found[1] if found else otherwise
    text = text[found.end() :] if found else text
    return as_meant(unwrapped(text) if form == MOODLE else text).strip(), form


def unwrapped(text: str) -> str:
    return " ".join(line.strip(" \t") for line in text.split("\n"))


def read_answers(text: str | None, form: Form) -> tuple[Built, str, tuple[str, ...]]:
    """The stored form of the answers, the explanation, and what had to be left out."""
    if text is None:
        return Built("stimulus"), "", ()
    answers, told, feedback = text.rpartition("####")
    explanation = form.passage(feedback) if told else ""
    answers = (answers if told else feedback).strip()
    built, losses = _built(answers, form)
    return built, explanation, losses


def _built(answers: str, form: Form) -> tuple[Built, tuple[str, ...]]:
    truth = answers.partition("#")[0].strip().upper()
    if not answers:
        points = form.extras.points(ONE)
        words = form.extras.text("words")
        return written_at_length(points, form.extras, form.language, words=words), ()
    if answers.startswith("#"):
        return _number(answers[1:], form)
    if "~" in answers:
        return _choice(answers, form), ()
    if truth in TRUE + FALSE:
        return _truth(answers, truth in TRUE, form), ()
    if not answers.startswith("="):
        raise Refused(_("None of its answers begins with = or ~."))
    if "->" in answers:
        return _pairs(answers, form), ()
    return typed(_accepted(answers, form), form.extras), ()


def _choice(answers: str, form: Form) -> Built:
    """One can be chosen where one is marked as right with =, else several."""
    written = _not_too_many([part for part in re.split(r"(?=[~=])", answers) if part.strip()])
    if written[0][0] not in "~=":
        raise Refused(_("Its first choice begins neither with = nor with ~."))
    read = []
    for part in written:
        weight, text, feedback = _weighed(part[1:], form, Decimal(part[0] == "="))
        read.append(Answer(form.phrase(text), weight, feedback))
    return (choose_one if "=" in answers else choose_several)(read, form.extras)


def _not_too_many(parts: list[str]) -> list[str]:
    if len(parts) > MOST:
        raise Refused(too_many())
    return parts


def _weighed(text: str, form: Form, otherwise: Decimal) -> tuple[Decimal, str, str]:
    """The share that an answer states, else the one given; the answer; and its feedback."""
    answer, _sign, feedback = text.strip().partition("#")
    found = WEIGHT.match(answer)
    weight = share(found[1]) if found else otherwise
    answer = answer[found.end() :] if found else answer
    return weight, answer.strip(), form.passage(feedback) if feedback.strip() else ""


def _truth(answers: str, right: bool, form: Form) -> Built:
    """The first feedback is for true, the second for false.

    Where Moodle wrote it the first is for the wrong answer; that is the same where false is right.
    """
    _right, *told = answers.split("#")
    first, second = [*map(form.passage, told[:2]), "", ""][:2]
    swapped = form.moodles and right
    feedback = {not swapped: first, swapped: second}
    usual = words_of_truth(form.language)
    words = {
        value: form.extras.text(name) or usual[value]
        for value, name in ((True, "true"), (False, "false"))
    }
    return true_or_false(
        right, feedback, {key: form.texts.phrase(it, "html") for key, it in words.items()}
    )


def _accepted(answers: str, form: Form) -> list[Answer]:
    read = []
    for part in _not_too_many(answers.split("=")[1:]):
        weight, text, feedback = _weighed(part, form, ONE)
        read.append(Answer(pattern(form.plain(text)), weight, feedback))
    return read


def _pairs(answers: str, form: Form) -> Built:
    pairs = []
    for part in _not_too_many(answers.split("=")[1:]):
        stem, arrow, option = part.partition("->")
        if not arrow:
            raise Refused(_("Some of its answers have a -> and others none."))
        pairs.append((form.phrase(stem), pattern(as_meant(unwrapped(option)))))
    return match(pairs, form.extras)


def _number(answers: str, form: Form) -> tuple[Built, tuple[str, ...]]:
    """Numbers, each with a tolerance or as a range; feedback for any other cannot be kept."""
    accepted, other, _rest = answers.partition("~")
    read = []
    parts = _not_too_many([part for part in accepted.split("=") if part.strip()])
    for part in parts:
        weight, text, feedback = _weighed(part, form, ONE)
        read.append(NumberAnswer(*_value(form.plain(text)), weight, feedback))
    losses = (_("The feedback for any other number was left out."),) if other else ()
    return number(read, form.extras, units={}, unit_required=False), losses


def _value(text: str) -> tuple[str, str]:
    """The number and its tolerance: `3:0.5`, `2.5..3.5`, `3`."""
    low, dots, high = text.partition("..")
    if dots:
        return between(low, high)
    value, _sign, tolerance = text.partition(":")
    return a_number(value), a_number(tolerance) if tolerance.strip() else "0"
