"""Gaps in a text as Moodle writes them, `{2:SHORTANSWER:=Paris~%50%Lyon#Nearly.}`, and as ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from django.utils.translation import gettext as _

from courses.interchange.question_extras import Extras
from courses.interchange.question_keys import letters
from courses.interchange.question_kinds import Built
from courses.interchange.question_numbers import a_number
from courses.interchange.question_text import Texts, pattern
from courses.interchange.question_weights import share
from courses.interchange.questions_read import Refused
from courses.rules.content import ChoiceContent
from courses.rules.content_hash import plain
from courses.rules.marking.cloze import MENU, TYPED, gaps_marked
from courses.rules.scores import rounded

TYPES = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), (TYPED, False)),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), (TYPED, True)),
    **dict.fromkeys(
        ("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), (MENU, False)
    ),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS"), (MENU, False)),
    **dict.fromkeys(("MULTICHOICE_HS", "MCHS"), (MENU, False)),
    **dict.fromkeys(("NUMERICAL", "NM"), ("number", False)),
}
START = re.compile(r"\{([0-9]{0,4}):([A-Z_]{2,20}):")
STOP = re.compile(r"\\.|[}]", re.S)
PARTS = re.compile(r"((?:\\.|[^~\\])*)(?:~|$)", re.S)
FRACTION = re.compile(r"\s*(?:=|%(-?[0-9]{1,3}(?:\.[0-9]*)?)%)")
ANSWER = re.compile(r"((?:\\.|&(?:amp;)?\#|[^#\\])*)(?:#(.*))?", re.S)
ESCAPED = re.compile(r"\\([~#{}/\\\"=%])")
MARKUP = re.compile(r"<[^>]*>")
BLANKS = re.compile(r"\s+")
MOST = 50  # gaps of one text
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap as it is written: what it weighs, its type, and its answers with share and feedback."""

    weight: Decimal
    type: str
    answers: tuple[tuple[Decimal, str, str], ...]


class Gaps:
    """Reads the gaps of one text: each becomes a mark in the prompt, and choices of its own."""

    def __init__(self, texts: Texts, form: str, extras: Extras) -> None:
        self.texts = texts
        self.form = form
        self.extras = extras

    def read(self, text: str) -> Built:
        if gaps_marked(text):
            raise Refused(_("Its text holds [[1]] or the like, which here is the mark of a gap."))
        pieces = list(taken_apart(text))
        gaps = [piece for piece in pieces if isinstance(piece, Gap)]
        if len(gaps) > MOST:
            raise Refused(_("It has more than {most} gaps.").format(most=MOST))
        names = self._names(len(gaps))
        keys = iter(self._keys(names, gaps))
        choices: list[ChoiceContent] = []
        stored = {}
        for name, gap in zip(names, gaps, strict=True):
            own = [self._choice(next(keys), gap, *answer) for answer in gap.answers]
            stored[name] = _stored(gap, [choice.key for choice in own], name, self.extras)
            choices += own
        marks = iter(names)
        marked = "".join(it if isinstance(it, str) else f"[[{next(marks)}]]" for it in pieces)
        total = sum((gap.weight for gap in gaps), Decimal(0))
        prompt = self.texts.passage(marked, self.form)
        if sorted(gaps_marked(prompt)) != sorted(names):
            raise Refused(_("A gap stands where a text can have none."))
        return Built("cloze", {"gaps": stored}, tuple(choices), prompt, total)

    def _names(self, count: int) -> list[str]:
        names = self.extras.listed("gaps")
        fits = len(names) == count == len(set(names)) and all(name.isdigit() for name in names)
        return names if fits else [str(nth) for nth in range(1, count + 1)]

    def _keys(self, names: list[str], gaps: list[Gap]) -> list[str]:
        usual = keys_of_gaps({name: len(it.answers) for name, it in zip(names, gaps, strict=True)})
        return self.extras.keys(usual)

    def _choice(
        self, key: str, gap: Gap, weight: Decimal, answer: str, feedback: str
    ) -> ChoiceContent:
        if TYPES[gap.type][0] == MENU:
            text = self.texts.phrase(answer, self.form)
        else:
            text = pattern(BLANKS.sub(" ", unescape(MARKUP.sub("", answer))).strip())
        if not text:
            raise Refused(_("One of its answers says nothing."))
        told = self.texts.passage(feedback, self.form) if feedback.strip() else ""
        return ChoiceContent(key, text, told, rounded(weight))


def keys_of_gaps(counts: dict[str, int]) -> list[str]:
    """The keys of choices that come without: 1-a, 1-b, 2-a …"""
    return [f"{name}-{letter}" for name, count in counts.items() for letter in letters(count)]


def _stored(gap: Gap, keys: list[str], name: str, extras: Extras) -> dict[str, object]:
    kind, case = TYPES[gap.type]
    weight = {} if gap.weight == ONE else {"weight": plain(gap.weight)}
    if kind == MENU:
        return {"kind": MENU, **weight, "choices": keys}
    compared = extras.stated("accents")
    return {
        "kind": TYPED,
        **weight,
        "choices": keys,
        "case": case,
        "accents": compared.get(name) != "no",
    }


def taken_apart(text: str) -> Iterator[str | Gap]:
    """The text between the gaps, and the gaps."""
    at = 0
    while found := START.search(text, at):
        end = _end(text, found.end())
        if end < 0:
            raise Refused(_("A gap in its text is never closed by a }."))
        yield text[at : found.start()]
        yield _gap(found[1], found[2], text[found.end() : end])
        at = end + 1
    yield text[at:]


def _end(text: str, start: int) -> int:
    """Where the } is that is no sign; below 0 where there is none."""
    for found in STOP.finditer(text, start):
        if found[0] == "}":
            return found.start()
    return -1


def _gap(weight: str, kind: str, written: str) -> Gap:
    if kind not in TYPES:
        raise Refused(_("Gaps of the type “{kind}” are not taken.").format(kind=kind))
    answers = tuple(_answer(found[1]) for found in PARTS.finditer(written) if found[1].strip())
    if not answers:
        raise Refused(_("A gap in its text has no answers."))
    if kind in ("NUMERICAL", "NM"):
        answers = tuple(_number(*answer) for answer in answers)
    return Gap(Decimal(weight or 1), kind, answers)


def _answer(written: str) -> tuple[Decimal, str, str]:
    found = FRACTION.match(written)
    weight = Decimal(0)
    if found:
        weight = share(found[1]) if found[1] else ONE
        written = written[found.end() :]
    parts = ANSWER.fullmatch(written)
    answer, feedback = (parts[1], parts[2] or "") if parts else (written, "")
    return weight, ESCAPED.sub(r"\1", answer), ESCAPED.sub(r"\1", feedback)


def _number(weight: Decimal, answer: str, feedback: str) -> tuple[Decimal, str, str]:
    """A gap here takes text: a number without a tolerance is one."""
    value, _sign, tolerance = answer.strip().partition(":")
    if value != "*" and Decimal(a_number(tolerance or "0")) != 0:
        raise Refused(_("A gap takes a number with a tolerance, which a gap here cannot."))
    return weight, value if value == "*" else a_number(value), feedback
