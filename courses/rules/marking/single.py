"""Single choice: one of several. Pure: no database, no clock.

Definition `{"choices": [keys], "right": key, "weights": {key: "0.5"}}`, response `{"choice": key}`.
"""

from collections.abc import Sequence
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
from courses.rules.scores import FULL, NOTHING, held


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """The choice with the full weight is right; the others keep what share they have."""
    right = right_ones(choices)
    return {
        **stored,
        "choices": [choice.key for choice in choices],
        "right": right[0] if len(right) == 1 else None,
        "weights": {each.key: str(each.weight) for each in choices if 0 < each.weight < 1},
    }


def mark(definition: Definition, response: Response) -> Marked:
    """Full score for the right choice; a wrong one has the share its weight gives it, else none."""
    right = definition.get("right")
    chosen = chosen_in(definition, response)
    score = NOTHING
    if chosen:
        share = weights(definition).get(chosen[0], Decimal(0))
        score = FULL if chosen[0] == right else held(share)
    return Marked(
        score=score,
        right=score == FULL,
        chosen_keys=chosen,
        right_keys=(right,) if isinstance(right, str) else (),
    )


def chosen_in(definition: Definition, response: Response) -> tuple[str, ...]:
    """The choice in a response, if it is one of the question's."""
    choice = response.get("choice")
    return picked(definition, (choice,)) if isinstance(choice, str) else ()


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """The last value posted that is a choice of the question: a browser posts one."""
    known = [key for key in posted.get(WHOLE, ()) if key in listed(definition, "choices")]
    return {"choice": known[-1]} if known else None


def fill(definition: Definition, response: Response) -> Parts:
    chosen = chosen_in(definition, response)
    return {WHOLE: chosen} if chosen else {}


def offers(definition: Definition) -> Parts:
    return {WHOLE: listed(definition, "choices")}


def right_response(definition: Definition) -> dict[str, object] | None:
    right = definition.get("right")
    return {"choice": right} if right in listed(definition, "choices") else None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs two choices and a right one among them."""
    found = choice_faults(definition)
    if definition.get("right") not in listed(definition, "choices"):
        found.add(Fault.NO_RIGHT_ANSWER)
    return tuple(sorted(found))


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
)
