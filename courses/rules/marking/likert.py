"""Likert: a scale of opinion, on which nothing is right. Pure: no database, no clock.

Definition `{"choices": [keys]}`, response `{"choice": key}`.
"""

from collections.abc import Sequence

from courses.rules.marking import single
from courses.rules.marking.kinds import (
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Response,
    Stored,
    choice_faults,
)
from courses.rules.scores import NOTHING


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """The points of the scale, in order."""
    return {**stored, "choices": [choice.key for choice in choices]}


def mark(definition: Definition, response: Response) -> Marked:
    """Nothing to earn, and nothing to be right about."""
    return Marked(NOTHING, right=None, chosen_keys=single.chosen_in(definition, response))


def right_response(definition: Definition) -> None:
    return None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs two points to choose between."""
    return tuple(sorted(choice_faults(definition)))


KIND = Kind(
    compose=compose,
    mark=mark,
    read=single.read,
    fill=single.fill,
    offers=single.offers,
    right_response=right_response,
    faults=faults,
    scored=False,
)
