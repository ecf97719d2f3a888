"""What every kind of question has in common. Pure: no database, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

Definition = Mapping[str, object]  # how a question is marked, as JSON
Response = Mapping[str, object]  # what a learner chose, as JSON

MOST, LEAST = Decimal(1), Decimal(-1)  # the bounds of a choice's weight


@dataclass(frozen=True, slots=True)
class Marked:
    """A response as marked.

    `right` is whether it earned the full score, None where only a person can tell. `chosen_keys`
    and `right_keys` are choice keys in the order of the definition: what was picked, what is right.
    """

    score: Decimal
    right: bool | None
    chosen_keys: tuple[str, ...] = ()
    right_keys: tuple[str, ...] = ()


class Fault(StrEnum):
    """Why a question cannot be published: it could not be marked, or nobody could get it right."""

    NO_RIGHT_ANSWER = "no_right_answer"
    FEW_CHOICES = "few_choices"
    KEY_TWICE = "key_twice"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_RULE = "unknown_rule"
    BAD_WEIGHT = "bad_weight"


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of question can do: mark, read a posted form, and check itself.

    `mark` takes any JSON object as response; `read` takes the values posted under the question's
    name and gives the response, None if nothing was chosen; `faults` names what is wrong.
    """

    mark: Callable[[Definition, Response], Marked]
    read: Callable[[Definition, Sequence[str]], dict[str, object] | None]
    faults: Callable[[Definition], tuple[Fault, ...]]


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


def weights(definition: Definition) -> dict[str, Decimal]:
    """The weight of each choice that has one, exact; ValueError for one that is no number."""
    value = definition.get("weights", {})
    if not isinstance(value, Mapping):
        raise ValueError(f"not weights: {value!r}")
    return {key: _decimal(weight) for key, weight in value.items()}


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


def _decimal(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"not a weight: {value!r}")
    return number
