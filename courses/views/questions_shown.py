"""A question as it lies before whoever answers it: nothing in it tells what is right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString

from courses.models import QuestionKind as Kind
from courses.rules.marking import fill, scored
from courses.rules.marking.essay import rubric_of
from courses.rules.marking.kinds import WHOLE
from courses.rules.marking.multiple import ALL_OR_NOTHING
from courses.rules.marking.numeric import VALUE
from courses.services.quizzes import QuestionAsked
from courses.views.question_places import (
    ChoiceShown,
    Held,
    PieceShown,
    PlaceShown,
    choices_shown,
    first,
    gaps_inside,
    pieces_shown,
    places_shown,
)

EMPTY = SafeString("")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric: what is looked for, and the most points it brings."""

    key: str
    text: SafeString
    points: Decimal


@dataclass(frozen=True, slots=True)
class Hint:
    """A rung of the ladder; the next is within it."""

    number: int
    text: SafeString
    next: "Hint | None"


@dataclass(frozen=True, slots=True)
class CaseShown:
    """What the questions from one number to another are about."""

    prompt: SafeString
    more: SafeString
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question to be answered, with what is saved of it."""

    key: str
    number: int
    kind: str
    template: str
    prompt: SafeString
    more: SafeString
    points: Decimal
    scored: bool
    answered: bool
    sequence: int
    saved_at: datetime | None
    later: bool  # to be looked at once more
    text: str  # what was typed as a whole
    rule: str  # of a multiple response
    unit: str  # of a number, where it need not be given
    words: int | None  # the most that an essay may have
    choices: tuple[ChoiceShown, ...]
    places: tuple[PlaceShown, ...]
    pieces: tuple[PieceShown, ...]
    rubric: tuple[Criterion, ...]
    hint: Hint | None
    case: CaseShown | None = None
    begins: bool = False  # the first of those that share the case

    @property
    def counted(self) -> int:
        """The points, as far as one or many makes a difference to words."""
        return 1 if self.points == 1 else 2


def tidy(number: Decimal) -> Decimal:
    """Without zeros at its end, and never as 1E+1."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def template_of(kind: str) -> str:
    """Shows a question of the kind, asked or marked."""
    return f"learning/questions/{kind}.html"


def questions_shown(asked: Iterable[tuple[QuestionAsked, Held]]) -> list[QuestionShown]:
    """The questions of an attempt in its order, each with the case that it is about."""
    pairs = list(asked)
    return [
        replace(
            question_shown(question, held),
            case=case,
            begins=case is not None and case.first == held.number,
        )
        for (question, held), case in zip(pairs, cases_of(pairs), strict=True)
    ]


def cases_of(pairs: Sequence[tuple[QuestionAsked, Held]]) -> list[CaseShown | None]:
    """The case of each question, and from which to which number it is shared without a break."""
    cases: list[CaseShown | None] = []
    for _key, run in groupby(pairs, key=lambda pair: pair[0].case and pair[0].case.key):
        group = list(run)
        case = group[0][0].case
        numbers = [held.number for _question, held in group]
        shown = CaseShown(case.prompt, case.more, numbers[0], numbers[-1]) if case else None
        cases += [shown] * len(group)
    return cases


def question_shown(question: QuestionAsked, held: Held) -> QuestionShown:
    """One question, without the case it may be about."""
    given = fill(question.kind, question.definition, held.value)
    in_text = question.kind == Kind.CLOZE
    unit = _unit(question)
    return QuestionShown(
        key=question.key,
        number=held.number,
        kind=question.kind,
        template=template_of(question.kind),
        prompt=EMPTY if in_text and gaps_inside(question.prompt) else question.prompt,
        more=EMPTY if in_text else question.more,
        points=tidy(held.points),
        scored=scored(question.kind),
        answered=bool(given),
        sequence=held.sequence,
        saved_at=held.saved_at,
        later=held.later,
        text=first(given, VALUE if question.kind == Kind.NUMERIC else WHOLE),
        rule=_rule(question),
        unit=unit,
        words=_words(question),
        choices=() if unit else choices_shown(question, given, held),
        places=places_shown(question, given, held),
        pieces=pieces_shown(question, given, held),
        rubric=criteria_of(question),
        hint=_ladder(question.hints) if held.hinted else None,
    )


def criteria_of(question: QuestionAsked) -> tuple[Criterion, ...]:
    """What an essay is marked by."""
    if question.kind != Kind.ESSAY:
        return ()
    points = rubric_of(question.definition)
    return tuple(
        Criterion(choice.key, choice.text, tidy(points[choice.key]))
        for choice in question.choices
        if choice.key in points
    )


def _rule(question: QuestionAsked) -> str:
    if question.kind != Kind.MULTIPLE:
        return ""
    return str(question.definition.get("rule", ALL_OR_NOTHING))


def _unit(question: QuestionAsked) -> str:
    """The only unit there is, if the number may go without."""
    units = question.definition.get("units")
    if question.kind != Kind.NUMERIC or not isinstance(units, Mapping) or len(units) != 1:
        return ""
    return "" if question.definition.get("unit_required") is True else str(*units)


def _words(question: QuestionAsked) -> int | None:
    words = question.definition.get("words")
    return words if question.kind == Kind.ESSAY and isinstance(words, int) else None


def _ladder(hints: Sequence[SafeString]) -> Hint | None:
    rung = None
    for number, text in reversed(list(enumerate(hints, 1))):
        rung = Hint(number, text, rung)
    return rung
