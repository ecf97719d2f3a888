"""A question handed in: what was given, what is right, and why; as much of it as may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.safestring import SafeString, mark_safe

from courses.models import QuestionKind as Kind
from courses.rules.marking import Marked, by_hand, fill, mark, offers, scored
from courses.rules.marking import Part as PartFound
from courses.rules.marking.cloze import gaps_of, keys_of, pieces
from courses.rules.marking.kinds import MOST, WHOLE
from courses.rules.marking.numeric import UNIT, VALUE, Accepted
from courses.rules.marking.numeric import accepted_of as numbers_accepted
from courses.rules.marking.numeric import right_response as right_number
from courses.rules.marking.patterns import accepted_of, said
from courses.services.quizzes import ChoiceAsked, QuestionAsked
from courses.views.question_places import PICKED, Held, arranged, first, gaps_inside, text_with_gaps
from courses.views.questions_shown import (
    EMPTY,
    CaseShown,
    Criterion,
    cases_of,
    criteria_of,
    template_of,
    tidy,
)

RESPONSE, CORRECTNESS, SCORE = "response", "correctness", "score"
EXPLANATION, RIGHT_ANSWER = "explanation", "right_answer"
HUNDREDTH = Decimal("0.01")  # of a point, as far as a person is told
EVERYTHING = frozenset([RESPONSE, CORRECTNESS, SCORE, EXPLANATION, RIGHT_ANSWER])


@dataclass(frozen=True, slots=True)
class ChoiceMarked:
    """A choice; `known` is whether it may be said that it is right, or is not."""

    key: str
    text: SafeString
    feedback: SafeString
    chosen: bool
    right: bool
    known: bool

    @property
    def mark(self) -> str:
        if not self.known:
            return "chosen" if self.chosen else "none"
        if self.right:
            return "right"
        return "not-right" if self.chosen else "none"


@dataclass(frozen=True, slots=True)
class PartMarked:
    """One place of a question: `mark` is right, not-right, or empty where it is not to be said."""

    key: str
    label: SafeString
    given: str
    right: str
    mark: str
    feedback: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class PieceMarked:
    html: SafeString
    gap: PartMarked | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a marker gave for one criterion, of the most that it brings."""

    criterion: Criterion
    points: Decimal


@dataclass(frozen=True, slots=True)
class MarkedByHand:
    """One marker's points and words, as the learner reads them."""

    given: tuple[Given, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class QuestionMarked:
    """A question handed in; what may not be shown is not in it."""

    number: int
    kind: str
    template: str
    prompt: SafeString
    more: SafeString
    explanation: SafeString
    points: Decimal
    earned: Decimal
    score: Decimal | None
    open: bool  # nothing was given
    shows: frozenset[str]
    text: str  # what was typed as a whole
    right: tuple[str, ...]  # what would have been right to type
    feedback: tuple[SafeString, ...]  # of what was typed
    choices: tuple[ChoiceMarked, ...]
    parts: tuple[PartMarked, ...]
    pieces: tuple[PieceMarked, ...]
    rubric: tuple[Criterion, ...]
    by_hand: tuple[MarkedByHand, ...] = ()
    case: CaseShown | None = None
    begins: bool = False

    @property
    def outcome(self) -> str:
        """right, partly, open, not: a word for a person; empty where it is not to be said.

        Of what a person marks only whether it waits for them: points say the rest.
        """
        if self.waits or not scored(self.kind) or by_hand(self.kind):
            return "waits" if self.waits else ""
        if self.open and self.says_response:
            return "open"
        if CORRECTNESS not in self.shows:
            return ""
        return "right" if self.score == 1 else "partly" if self.score else "not"

    @property
    def waits(self) -> bool:
        """Whether a person has still to mark it."""
        return by_hand(self.kind) and self.score is None

    @property
    def says_points(self) -> bool:
        """Points earned tell whether it was right, too."""
        told = SCORE in self.shows and (CORRECTNESS in self.shows or by_hand(self.kind))
        return told and scored(self.kind) and not self.waits

    @property
    def says_right(self) -> bool:
        return RIGHT_ANSWER in self.shows

    @property
    def says_response(self) -> bool:
        return RESPONSE in self.shows

    @property
    def mark(self) -> str:
        """What stands beside what was typed."""
        if CORRECTNESS not in self.shows or by_hand(self.kind):
            return "chosen"
        return "right" if self.score == 1 else "not-right"

    @property
    def counted(self) -> int:
        return 1 if self.points == 1 else 2


def questions_marked(
    asked: Iterable[tuple[QuestionAsked, Held]], shows: frozenset[str] = EVERYTHING
) -> list[QuestionMarked]:
    """The questions of an attempt in its order; of each as much as `shows` names."""
    pairs = list(asked)
    return [
        replace(
            question_marked(question, held, shows),
            case=case,
            begins=case is not None and case.first == held.number,
        )
        for (question, held), case in zip(pairs, cases_of(pairs), strict=True)
    ]


def question_marked(
    question: QuestionAsked, held: Held, shows: frozenset[str] = EVERYTHING
) -> QuestionMarked:
    """One question, without the case it may be about."""
    found = mark(question.kind, question.definition, held.value)
    parts = tuple(_part(part, question, found, shows) for part in found.parts)
    in_text = question.kind == Kind.CLOZE
    return QuestionMarked(
        number=held.number,
        kind=question.kind,
        template=template_of(question.kind),
        prompt=EMPTY if in_text and gaps_inside(question.prompt) else question.prompt,
        more=EMPTY if in_text else question.more,
        explanation=question.explanation if EXPLANATION in shows else EMPTY,
        points=tidy(held.points),
        earned=tidy((held.points * (held.score or 0)).quantize(HUNDREDTH, ROUND_HALF_UP)),
        score=held.score,
        open=not fill(question.kind, question.definition, held.value),
        shows=shows,
        text=_typed(question, held) if RESPONSE in shows else "",
        right=_right(question) if RIGHT_ANSWER in shows else (),
        feedback=_earned(question, found, shows),
        choices=_choices(question, held, found, shows),
        parts=parts,
        pieces=_pieces(question, parts) if in_text else (),
        rubric=criteria_of(question),
        by_hand=_by_hand(question, held) if SCORE in shows else (),
    )


def _by_hand(question: QuestionAsked, held: Held) -> tuple[MarkedByHand, ...]:
    rubric = criteria_of(question)
    return tuple(
        MarkedByHand(
            tuple(Given(each, tidy(mark_of.points.get(each.key, Decimal(0)))) for each in rubric),
            mark_of.comment,
        )
        for mark_of in held.by_hand
    )


def _choices(
    question: QuestionAsked, held: Held, found: Marked, shows: frozenset[str]
) -> tuple[ChoiceMarked, ...]:
    """In the order they were asked in; of those not chosen nothing unless all may be known."""
    if question.kind not in PICKED:
        return ()
    return tuple(_choice(choice, found, shows) for choice in arranged(question, held))


def _choice(choice: ChoiceAsked, found: Marked, shows: frozenset[str]) -> ChoiceMarked:
    chosen = RESPONSE in shows and choice.key in found.chosen_keys
    known = found.right is not None and (RIGHT_ANSWER in shows or (chosen and CORRECTNESS in shows))
    told = EXPLANATION in shows and (chosen or (known and RIGHT_ANSWER in shows))
    return ChoiceMarked(
        key=choice.key,
        text=choice.text,
        feedback=choice.feedback if told else EMPTY,
        chosen=chosen,
        right=known and choice.key in found.right_keys,
        known=known,
    )


def _part(
    part: PartFound, question: QuestionAsked, found: Marked, shows: frozenset[str]
) -> PartMarked:
    """A key is looked up only where one was picked: whoever types a key has typed some letters."""
    texts = {choice.key: choice.text for choice in question.choices}
    gaps = question.kind == Kind.CLOZE
    typed = gaps and part.key not in offers(question.kind, question.definition)
    given = part.given if typed else texts.get(part.given, EMPTY)
    right = said(part.right) if typed else texts.get(part.right, EMPTY)
    told = {EXPLANATION, RESPONSE} <= shows and bool(part.given)
    return PartMarked(
        key=part.key,
        label=texts[part.key] if question.kind == Kind.MATCHING else SafeString(part.key),
        given=given if RESPONSE in shows else "",
        right=right if RIGHT_ANSWER in shows else "",
        mark=_tick(part.score == 1) if CORRECTNESS in shows else "",
        feedback=_told(question, _keys_of(part, question, found)) if told else (),
    )


def _tick(right: bool) -> str:
    return "right" if right else "not-right"


def _keys_of(part: PartFound, question: QuestionAsked, found: Marked) -> tuple[str, ...]:
    """The choices whose feedback was earned in this place."""
    if question.kind == Kind.MATCHING:
        return part.key, part.given
    if question.kind == Kind.ORDERING:
        return (part.given,)
    keys = keys_of(gaps_of(question.definition)[part.key])
    return tuple(key for key in keys if key in found.chosen_keys)


def _told(question: QuestionAsked, keys: tuple[str, ...]) -> tuple[SafeString, ...]:
    return tuple(it.feedback for it in question.choices if it.key in keys and it.feedback)


def _pieces(question: QuestionAsked, parts: tuple[PartMarked, ...]) -> tuple[PieceMarked, ...]:
    by_gap = {part.key: part for part in parts}
    return tuple(
        PieceMarked(mark_safe(html), by_gap.get(gap))
        for html, gap in pieces(text_with_gaps(question))
    )


def _typed(question: QuestionAsked, held: Held) -> str:
    given = fill(question.kind, question.definition, held.value)
    if question.kind == Kind.NUMERIC:
        return f"{first(given, VALUE)} {first(given, UNIT)}".strip()
    return first(given, WHOLE) if question.kind not in PICKED else ""


def _right(question: QuestionAsked) -> tuple[str, ...]:
    """All that would have earned the full score, as a person reads it."""
    if question.kind == Kind.SHORT_TEXT:
        accepted = accepted_of(question.definition)
        return tuple(said(each.pattern) for each in accepted if each.score >= MOST)
    return _numbers(question) if question.kind == Kind.NUMERIC else ()


def _numbers(question: QuestionAsked) -> tuple[str, ...]:
    """Each number with how far from it is near enough, and the unit it is in."""
    unit = str((right_number(question.definition) or {}).get("unit", ""))
    return tuple(
        " ".join(filter(None, [each.written, _near(each), unit]))
        for each in numbers_accepted(question.definition)
        if each.score >= MOST
    )


def _near(accepted: Accepted) -> str:
    if not accepted.within:
        return ""
    exact = accepted.tolerance * (100 if accepted.relative else 1)
    number = tidy(Decimal(exact.numerator) / exact.denominator)
    return f"± {number:f}\N{NO-BREAK SPACE}%" if accepted.relative else f"± {number:f}"


def _earned(
    question: QuestionAsked, found: Marked, shows: frozenset[str]
) -> tuple[SafeString, ...]:
    """The feedback of what was matched; what was picked has its feedback beside it."""
    if question.kind in (Kind.SHORT_TEXT, Kind.NUMERIC) and {EXPLANATION, RESPONSE} <= shows:
        return _told(question, found.chosen_keys)
    return ()
