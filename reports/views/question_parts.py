"""What the page of a quiz's questions shows of each, ready for its template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from learning.rules.item_analysis import OPEN
from learning.rules.item_disclosure import Line
from learning.rules.item_findings import TO_LOOK_AT
from reports.charts.questions import (
    Bars,
    Traces,
    bars_of,
    is_picked,
    labels_of,
    scores_of,
    traces_of,
)
from reports.queries.questions import QuestionFigures, QuizFigures
from reports.wording_questions import (
    FEW,
    both,
    decimal,
    facility,
    floor_of,
    grouped,
    headline,
    per_cent,
    reliability_words,
    sentence,
)

GAP = re.compile(r"\[\[(\w+)\]\]")  # where a cloze has its gaps


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """One choice, and how many made it; `counted` says with which others."""

    label: str
    text: SafeString
    is_right: bool
    counted: str
    share: str


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question as the page shows it; `n` is empty where it is below ten."""

    number: int
    key: str
    prompt: SafeString
    more: SafeString
    n: str
    scored: bool
    facility: str
    discrimination: str
    to_look_at: tuple[str, ...]
    noticed: tuple[str, ...]
    choices: tuple[ChoiceShown, ...]
    traces: Traces | None
    bars: Bars | None


@dataclass(frozen=True, slots=True)
class WholeShown:
    """The quiz as the page shows it."""

    headline: str
    aside: str
    to_look_at: tuple[tuple[int, str], ...]  # number and key of each
    is_few: bool
    reliability: tuple[str, ...]
    scores: Bars | None


def questions_shown(figures: QuizFigures) -> list[QuestionShown]:
    return [_question(one) for one in figures.questions]


def whole_shown(figures: QuizFigures) -> WholeShown:
    first, second = headline(figures)
    return WholeShown(
        headline=first,
        aside=second,
        to_look_at=tuple(
            (one.number, one.asked.key) for one in figures.questions if one.wants_a_look
        ),
        is_few=0 < figures.attempts < FEW,
        reliability=tuple(reliability_words(figures.reliability, draws=figures.draws)),
        scores=scores_of(figures),
    )


def _question(figures: QuestionFigures) -> QuestionShown:
    shown, labels = figures.shown, labels_of(figures)
    sentences = [(one.noticed, sentence(one, labels)) for one in figures.findings]
    return QuestionShown(
        number=figures.number,
        key=figures.asked.key,
        prompt=_without_marks(figures.asked.prompt),
        more=_without_marks(figures.asked.more),
        n=grouped(shown.n) if shown.n else "",
        scored=figures.question.scored,
        facility=facility(shown.facility) if shown.facility else "",
        discrimination=_discrimination(figures),
        to_look_at=tuple(words for noticed, words in sentences if noticed in TO_LOOK_AT),
        noticed=tuple(words for noticed, words in sentences if noticed not in TO_LOOK_AT),
        choices=tuple(_choices(figures, labels)),
        traces=traces_of(figures),
        bars=bars_of(figures),
    )


def _discrimination(figures: QuestionFigures) -> str:
    shown = figures.shown
    if shown.facility is None:
        return ""
    if shown.discrimination is not None:
        return decimal(shown.discrimination)
    return _("none: scores do not vary") if shown.facility.exact else _("not shown")


def _choices(figures: QuestionFigures, labels: Mapping[str, str]) -> list[ChoiceShown]:
    """The choices as the quiz offers them, and last what was left open; outcomes likewise."""
    texts = {choice.key: choice.text for choice in figures.asked.choices}
    picked = is_picked(figures)
    counted = {key: line for line in figures.shown.lines for key in line.choices}
    keys = figures.question.choices
    if not figures.question.several:
        keys += (OPEN,)
    return [
        ChoiceShown(
            label=labels[key] if picked and key else "",
            text=texts[key] if picked and key else escape(labels[key]),
            is_right=key in figures.question.right,
            **_count(key, counted.get(key), labels),
        )
        for key in keys
    ]


def _count(key: str, line: Line | None, labels: Mapping[str, str]) -> dict[str, str]:
    """How many; of several counted together the first has the number, the others say with whom."""
    if line is None:
        return {"counted": _("not shown"), "share": ""}
    if key != line.choices[0]:
        return {"counted": _("with %(choice)s") % {"choice": labels[line.choices[0]]}, "share": ""}
    number, share = grouped(line.count), per_cent(floor_of(line.share))
    if len(line.choices) == 1:
        return {"counted": number, "share": share}
    words = _("%(choices)s together: %(number)s")
    together = {"choices": both([labels[one] for one in line.choices]), "number": number}
    return {"counted": words % together, "share": share}


def _without_marks(prompt: SafeString) -> SafeString:
    """The marks of gaps become their numbers: what is left of a safe text is safe."""
    return SafeString(GAP.sub(r"(\1)", prompt))
