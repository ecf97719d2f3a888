"""Stimulus: a case that other questions are about. Pure: no database, no clock.

It asks nothing itself: no definition, no response, no points.
"""

from collections.abc import Sequence

from courses.rules.marking.kinds import (
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Parts,
    Posted,
    Response,
    Stored,
)
from courses.rules.scores import NOTHING


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    return {**stored, **({"stray": [choice.key for choice in choices]} if choices else {})}


def mark(definition: Definition, response: Response) -> Marked:
    return Marked(score=NOTHING, right=None)


def read(definition: Definition, posted: Posted) -> None:
    return None


def fill(definition: Definition, response: Response) -> Parts:
    return {}


def offers(definition: Definition) -> Parts:
    return {}


def right_response(definition: Definition) -> None:
    return None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """It has no choices."""
    return (Fault.UNKNOWN_KEY,) if definition.get("stray") else ()


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
    scored=False,
)
