"""Multiple response: any number of several. Pure: no database, no clock.

Definition `{"choices": [keys], "right": [keys], "rule": …, "weights": {key: "0.5"}}`, response
`{"choices": [keys]}`. Three rules; without one it is all or nothing.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from courses.rules.marking.kinds import (
    WHOLE,
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Parts,
    Posted,
    Response,
    Stored,
    choice_faults,
    listed,
    picked,
    right_ones,
    weights,
)
from courses.rules.scores import FULL, held

ALL_OR_NOTHING = "all_or_nothing"
UNSTATED = Decimal(1)  # the weight of a choice that the definition gives none


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """By weights, what each choice brings; else those with the full weight are right."""
    made: dict[str, object] = {**stored, "choices": [choice.key for choice in choices]}
    if stored.get("rule") == "weights":
        return made | {"weights": {choice.key: str(choice.weight) for choice in choices}}
    return made | {"right": right_ones(choices)}


def mark(definition: Definition, response: Response) -> Marked:
    """Score the set of choices by the question's rule; order and repetition do not matter.

    Choices the question does not have count for nothing. ValueError for a rule that is none.
    """
    rule = str(definition.get("rule", ALL_OR_NOTHING))
    if rule not in RULES:
        raise ValueError(f"not a rule for a multiple response: {rule!r}")
    chosen = picked(definition, listed(response, "choices"))
    score = held(RULES[rule](definition, chosen))
    return Marked(
        score=score,
        right=score == FULL,
        chosen_keys=chosen,
        right_keys=right_keys(definition),
    )


def right_keys(definition: Definition) -> tuple[str, ...]:
    """The right choices; by weights, those that add to the score."""
    if definition.get("rule") != "weights":
        return picked(definition, listed(definition, "right"))
    weighed = weights(definition)
    return tuple(
        key for key in listed(definition, "choices") if weighed.get(key, UNSTATED) > Decimal(0)
    )


def _all_or_nothing(definition: Definition, chosen: tuple[str, ...]) -> Decimal:
    """1 for exactly the right choices, else 0."""
    right = right_keys(definition)
    return Decimal(1) if right and chosen == right else Decimal(0)


def _right_minus_wrong(definition: Definition, chosen: tuple[str, ...]) -> Decimal:
    """Right ones chosen less wrong ones, as a share of the right ones; the caller floors it."""
    right = set(right_keys(definition))
    if not right:
        return Decimal(0)
    hits = len(right.intersection(chosen))
    return Decimal(hits - (len(chosen) - hits)) / len(right)


def _weights(definition: Definition, chosen: tuple[str, ...]) -> Decimal:
    """The sum of the weights of what was chosen; the caller holds it within 0 and 1."""
    weighed = weights(definition)
    return sum((weighed.get(key, UNSTATED) for key in chosen), Decimal(0))


RULES: dict[str, Callable[[Definition, tuple[str, ...]], Decimal]] = {
    ALL_OR_NOTHING: _all_or_nothing,
    "right_minus_wrong": _right_minus_wrong,
    "weights": _weights,
}


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """The question's choices among what was posted; ticking none is leaving it open."""
    known = picked(definition, posted.get(WHOLE, ()))
    return {"choices": list(known)} if known else None


def fill(definition: Definition, response: Response) -> Parts:
    chosen = picked(definition, listed(response, "choices"))
    return {WHOLE: chosen} if chosen else {}


def offers(definition: Definition) -> Parts:
    return {WHOLE: listed(definition, "choices")}


def right_response(definition: Definition) -> dict[str, object] | None:
    right = right_keys(definition)
    return {"choices": list(right)} if _can_be_right(definition) else None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs two choices, a rule, and a set of choices that earns the full score."""
    found = choice_faults(definition)
    if str(definition.get("rule", ALL_OR_NOTHING)) not in RULES:
        found.add(Fault.UNKNOWN_RULE)
    if set(listed(definition, "right")) - set(listed(definition, "choices")):
        found.add(Fault.UNKNOWN_KEY)
    if Fault.BAD_WEIGHT not in found and not _can_be_right(definition):
        found.add(Fault.NO_RIGHT_ANSWER)
    return tuple(sorted(found))


def _can_be_right(definition: Definition) -> bool:
    right = right_keys(definition)
    if definition.get("rule") == "weights":
        return held(_weights(definition, right)) == FULL
    return bool(right)


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
)
