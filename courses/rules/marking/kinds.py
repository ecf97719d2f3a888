"""What every kind of question has in common. Pure: no database, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol

Definition = Mapping[str, object]  # how a question is marked, as JSON
Response = Mapping[str, object]  # what a learner chose, as JSON
Stored = Mapping[str, object]  # what a question's row holds besides its choices, as JSON
Posted = Mapping[str, Sequence[str]]  # part of the question → the values a form posted for it
Parts = dict[str, tuple[str, ...]]  # part of the question → the values a form shows or offers in it

WHOLE = ""  # the part of a posted form that is the question itself, not one of its places

MOST, LEAST = Decimal(1), Decimal(-1)  # the bounds of a choice's weight


class ChoiceStored(Protocol):
    """A choice as its row or its package holds it: what is right is its weight."""

    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def weight(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a question that has several: a stem, a place in an order, a gap.

    `given` and `right` are choice keys where choices are picked, else what was typed and what is
    accepted; empty where nothing was given.
    """

    key: str
    given: str
    right: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Marked:
    """A response as marked.

    `right` is whether it earned the full score, None where only a person can tell or nothing is
    right. `chosen_keys` and `right_keys` are choice keys in the order of the definition: those
    whose feedback was earned (what was picked, what was matched), and those that are right.
    """

    score: Decimal
    right: bool | None
    chosen_keys: tuple[str, ...] = ()
    right_keys: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


class Fault(StrEnum):
    """Why a question cannot be published: it could not be marked, or nobody could get it right."""

    NO_RIGHT_ANSWER = "no_right_answer"
    FEW_CHOICES = "few_choices"
    KEY_TWICE = "key_twice"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_RULE = "unknown_rule"
    BAD_WEIGHT = "bad_weight"
    BAD_NUMBER = "bad_number"
    NO_OWN_UNIT = "no_own_unit"
    EMPTY_PATTERN = "empty_pattern"
    NO_GAPS = "no_gaps"
    NO_RUBRIC = "no_rubric"


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of question can do.

    `compose` makes the definition that marking goes by from what is stored: the question's own
    JSON and its choices in order. `mark` takes any JSON object as response. `read` takes what a
    form posted, by part, and gives the response, None if nothing was chosen; `fill` is its inverse.
    `offers` says what can be picked in each part; a part left out is typed.
    `right_response` earns the full score, None where nothing does, or only a person can tell.
    `faults` names what is wrong with a definition. `scored` is false where there is nothing to be
    right about; `by_hand` is true where only a person can tell. `canonical` is the one form of what
    is stored: what was left out stands there as what it means, so that the same reads the same.
    """

    compose: Callable[[Stored, Sequence[ChoiceStored]], dict[str, object]]
    mark: Callable[[Definition, Response], Marked]
    read: Callable[[Definition, Posted], dict[str, object] | None]
    fill: Callable[[Definition, Response], Parts]
    offers: Callable[[Definition], Parts]
    right_response: Callable[[Definition], dict[str, object] | None]
    faults: Callable[[Definition], tuple[Fault, ...]]
    scored: bool = True
    by_hand: bool = False
    canonical: Callable[[Stored], dict[str, object]] = dict


def listed(definition: Definition, name: str) -> tuple[str, ...]:
    """The strings of a list in JSON, in order; nothing of what is no list, or no string in it."""
    value = definition.get(name)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def picked(definition: Definition, chosen: Iterable[str]) -> tuple[str, ...]:
    """Those of the question's choices that were chosen, each once, in the question's order."""
    wanted = set(chosen)
    return tuple(key for key in dict.fromkeys(listed(definition, "choices")) if key in wanted)


def right_ones(choices: Sequence[ChoiceStored]) -> list[str]:
    """The keys of those that carry the full weight."""
    return [choice.key for choice in choices if choice.weight == MOST]


def mapping(value: object) -> Mapping[str, object]:
    """An object in JSON; an empty one for what is none."""
    return value if isinstance(value, Mapping) else {}


def text_in(held: Mapping[str, object], name: str) -> str:
    """A text in JSON; empty where there is none."""
    value = held.get(name)
    return value if isinstance(value, str) else ""


def last_of(posted: Posted, part: str) -> str:
    """The last value posted for a part, without blanks around it: a browser posts one."""
    values = posted.get(part, ())
    return values[-1].replace("\r\n", "\n").strip() if values else ""


def weights(definition: Definition) -> dict[str, Decimal]:
    """The weight of each choice that has one, exact; ValueError for one that is no number."""
    value = definition.get("weights", {})
    if not isinstance(value, Mapping):
        raise ValueError(f"not weights: {value!r}")
    return {key: exact(weight) for key, weight in value.items()}


def choice_faults(definition: Definition) -> set[Fault]:
    """What may be wrong with choices and weights, whatever the kind."""
    choices = listed(definition, "choices")
    faults = set()
    if len(choices) < 2:
        faults.add(Fault.FEW_CHOICES)
    if len(set(choices)) < len(choices):
        faults.add(Fault.KEY_TWICE)
    try:
        weighed = weights(definition)
    except ValueError:
        return faults | {Fault.BAD_WEIGHT}
    if not all(LEAST <= weight <= MOST for weight in weighed.values()):
        faults.add(Fault.BAD_WEIGHT)
    if set(weighed) - set(choices):
        faults.add(Fault.UNKNOWN_KEY)
    return faults


def exact(value: object) -> Decimal:
    """A number in JSON, written as one or as text; ValueError for what is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"not a number: {value!r}")
    return number
