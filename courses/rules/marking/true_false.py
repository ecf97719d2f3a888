"""True or false. Pure: no database, no clock.

Definition `{"right": true}` (false if left out), response `{"value": true}`. On a page and in
feedback the two choices have the keys `true` and `false`.
"""

from collections.abc import Sequence

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
    right_ones,
)
from courses.rules.scores import FULL, NOTHING

KEYS = {True: "true", False: "false"}


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """Right is the value whose choice carries the full weight; with both or neither, none is."""
    right = {"true": True, "false": False}.get(",".join(right_ones(choices)))
    return {**stored, "right": right}


def mark(definition: Definition, response: Response) -> Marked:
    """Full score for the right value; only true and false are values, 1 and "true" are not."""
    value = response.get("value")
    right = definition.get("right") is True
    chosen = (KEYS[value],) if isinstance(value, bool) else ()
    hit = chosen == (KEYS[right],)
    return Marked(
        score=FULL if hit else NOTHING,
        right=hit,
        chosen_keys=chosen,
        right_keys=(KEYS[right],),
    )


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """The last of `true` and `false` that was posted: a browser posts one."""
    known = [key for key in posted.get(WHOLE, ()) if key in KEYS.values()]
    return {"value": known[-1] == KEYS[True]} if known else None


def fill(definition: Definition, response: Response) -> Parts:
    value = response.get("value")
    return {WHOLE: (KEYS[value],)} if isinstance(value, bool) else {}


def offers(definition: Definition) -> Parts:
    return {WHOLE: tuple(KEYS.values())}


def right_response(definition: Definition) -> dict[str, object] | None:
    return {"value": definition.get("right") is True}


def faults(definition: Definition) -> tuple[Fault, ...]:
    """The right answer must be true or false."""
    if isinstance(definition.get("right", False), bool):
        return ()
    return (Fault.NO_RIGHT_ANSWER,)


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
)
