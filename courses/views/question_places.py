"""The inputs of a question: what can be picked, and where, in the order of one attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from courses.models import QuestionKind as Kind
from courses.rules.marking import offers
from courses.rules.marking.cloze import gaps_marked, pieces
from courses.rules.marking.kinds import WHOLE, Parts, listed
from courses.rules.marking.numeric import UNIT
from courses.rules.richtext_tree import parse, text_of
from courses.rules.shuffling import shuffled
from courses.services.quizzes import ChoiceAsked, QuestionAsked

PICKED = frozenset([Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.LIKERT])
SHUFFLED_IF_ASKED = frozenset([Kind.SINGLE, Kind.MULTIPLE])  # others have an order, or always are


@dataclass(frozen=True, slots=True)
class Held:
    """What an attempt holds of one question: its place, what it weighs, what was given so far."""

    number: int
    points: Decimal
    seed: str  # of every order that is drawn
    value: Mapping[str, object] | None = None
    score: Decimal | None = None
    shuffle: bool = False  # whether the quiz shuffles choices
    hinted: bool = False  # whether it shows hints: only where nothing is scored
    sequence: int = 0
    saved_at: datetime | None = None
    later: bool = False  # whether it is to be looked at once more


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """A choice to be picked; `name` is what the form sends, `plain` its words in a menu."""

    name: str
    text: SafeString
    chosen: bool
    plain: str = ""


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A part of a question with an input of its own; without choices it is typed in."""

    key: str
    name: str  # of the input
    label: SafeString
    value: str
    choices: tuple[ChoiceShown, ...] = ()


@dataclass(frozen=True, slots=True)
class PieceShown:
    """Some of a text with gaps, and the gap that follows it; none follows the last."""

    html: SafeString
    gap: PlaceShown | None


def arranged(question: QuestionAsked, held: Held) -> list[ChoiceAsked]:
    """The choices as this attempt shows them: drawn from its seed where they are shuffled.

    Of a matching only the options, always shuffled; items to be put in order are never shown in
    the right one.
    """
    by_key = {choice.key: choice for choice in question.choices}
    keys = tuple(by_key)
    if question.kind == Kind.ORDERING:
        drawn = shuffled(keys, seed=held.seed, question=question.key)
        keys = drawn if drawn != keys else drawn[1:] + drawn[:1]
    elif question.kind == Kind.MATCHING:
        keys = _mixed(listed(question.definition, "options"), question.key, by_key, held)
    elif held.shuffle and question.kind in SHUFFLED_IF_ASKED:
        keys = _mixed(keys, question.key, by_key, held)
    return [by_key[key] for key in keys]


def _mixed(
    keys: tuple[str, ...], of: str, by_key: Mapping[str, ChoiceAsked], held: Held
) -> tuple[str, ...]:
    fixed = [key for key in keys if by_key[key].fixed]
    return shuffled(keys, seed=held.seed, question=of, fixed=fixed)


def plain(text: SafeString) -> str:
    """The words alone, for a menu."""
    return " ".join(text_of(parse(text)).split())


def first(given: Parts, part: str) -> str:
    """What a part has in it; empty for nothing."""
    values = given.get(part, ())
    return values[0] if values else ""


def choices_shown(question: QuestionAsked, given: Parts, held: Held) -> tuple[ChoiceShown, ...]:
    """What is picked as the response itself, or the units of a number."""
    if question.kind in PICKED:
        chosen = given.get(WHOLE, ())
        return tuple(
            ChoiceShown(choice.name, choice.text, choice.key in chosen)
            for choice in arranged(question, held)
        )
    if question.kind == Kind.NUMERIC:
        return _words(offers(question.kind, question.definition)[UNIT], first(given, UNIT))
    return ()


def _line(choice: ChoiceAsked, chosen: Sequence[str]) -> ChoiceShown:
    """As one of a menu."""
    return ChoiceShown(choice.name, choice.text, choice.key in chosen, plain(choice.text))


def _words(words: Sequence[str], chosen: str) -> tuple[ChoiceShown, ...]:
    return tuple(ChoiceShown(word, SafeString(""), word == chosen, word) for word in words)


def places_shown(question: QuestionAsked, given: Parts, held: Held) -> tuple[PlaceShown, ...]:
    """The stems of a matching, or the items of an ordering."""
    if question.kind == Kind.MATCHING:
        return _stems(question, given, held)
    return _items(question, given, held) if question.kind == Kind.ORDERING else ()


def _stems(question: QuestionAsked, given: Parts, held: Held) -> tuple[PlaceShown, ...]:
    """A menu of all options for each stem."""
    options = arranged(question, held)
    stems = offers(question.kind, question.definition)
    return tuple(
        PlaceShown(
            key=choice.key,
            name=f"{question.key}:{choice.name}",
            label=choice.text,
            value=first(given, choice.key),
            choices=tuple(_line(option, given.get(choice.key, ())) for option in options),
        )
        for choice in question.choices
        if choice.key in stems
    )


def _items(question: QuestionAsked, given: Parts, held: Held) -> tuple[PlaceShown, ...]:
    """What has its place already in that order, then the rest as it is drawn."""
    drawn = arranged(question, held)
    behind = len(drawn) + 1
    items = sorted(drawn, key=lambda item: int(first(given, item.key) or behind))
    places = [str(place) for place in range(1, behind)]
    return tuple(
        PlaceShown(
            key=item.key,
            name=f"{question.key}:{item.name}",
            label=item.text,
            value=first(given, item.key),
            choices=_words(places, first(given, item.key)),
        )
        for item in items
    )


def gaps_inside(prompt: SafeString) -> bool:
    """Whether the first paragraph has gaps itself; else it only leads up to the text with gaps."""
    return bool(gaps_marked(prompt))


def text_with_gaps(question: QuestionAsked) -> str:
    """The HTML that is to be filled in."""
    inside = gaps_inside(question.prompt)
    return f"<p>{question.prompt}</p>\n{question.more}" if inside else question.more


def pieces_shown(question: QuestionAsked, given: Parts, held: Held) -> tuple[PieceShown, ...]:
    if question.kind != Kind.CLOZE:
        return ()
    # Pieces of what was cleaned when the question was read, cut outside of tags.
    return tuple(
        PieceShown(mark_safe(html), _gap(question, gap, given, held) if gap else None)
        for html, gap in pieces(text_with_gaps(question))
    )


def _gap(question: QuestionAsked, gap: str, given: Parts, held: Held) -> PlaceShown:
    by_key = {choice.key: choice for choice in question.choices}
    keys = offers(question.kind, question.definition).get(gap, ())
    if held.shuffle:
        keys = _mixed(keys, f"{question.key}:{gap}", by_key, held)
    return PlaceShown(
        key=gap,
        name=f"{question.key}:{gap}",
        label=SafeString(gap),
        value=first(given, gap),
        choices=tuple(_line(by_key[key], given.get(gap, ())) for key in keys),
    )
