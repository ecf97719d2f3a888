"""Ordering: everything in its place. Pure: no database, no clock.

Definition `{"order": [keys]}`, response `{"order": [keys]}`, the first place first; null is a place
left open.
"""

from collections.abc import Sequence
from decimal import Decimal

from courses.rules.marking.kinds import (
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Part,
    Parts,
    Posted,
    Response,
    Stored,
    last_of,
    listed,
)
from courses.rules.scores import FULL, NOTHING, held


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """The right order is that of the choices."""
    return {**stored, "order": [choice.key for choice in choices]}


def mark(definition: Definition, response: Response) -> Marked:
    """The share of places that hold the right one."""
    order = listed(definition, "order")
    given = _given(order, response)
    parts = tuple(
        Part(str(place), held_there, right, FULL if held_there == right else NOTHING)
        for place, (right, held_there) in enumerate(zip(order, given, strict=True), 1)
    )
    hits = sum(part.score == FULL for part in parts)
    score = held(Decimal(hits) / len(parts)) if parts else NOTHING
    return Marked(
        score=score,
        right=score == FULL,
        chosen_keys=tuple(key for key in order if key in given),
        right_keys=order,
        parts=parts,
    )


def _given(order: Sequence[str], response: Response) -> list[str]:
    """What each place holds; empty where it holds nothing that the question has."""
    value = response.get("order")
    places = list(value)[: len(order)] if isinstance(value, list | tuple) else []
    known = [key if isinstance(key, str) and key in order else "" for key in places]
    return known + [""] * (len(order) - len(known))


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """Each item in the place posted for it; no place for any is leaving it open.

    Of several that want the same place the one posted first has it, and the others the next that
    is free: the form's order, so that the right one is no help. A number too high is the last.
    """
    order = listed(definition, "order")
    wanted = [
        (min(int(place), len(order)), item)
        for item in posted
        if item in order and (place := last_of(posted, item)).isascii() and place.isdigit()
        if 0 < len(place) < 6
    ]
    held_there: dict[int, str] = {}
    for number, item in sorted(wanted, key=lambda each: each[0]):
        free = [each for each in range(1, len(order) + 1) if each not in held_there]
        held_there[next((each for each in free if each >= number), free[-1])] = item
    if not held_there:
        return None
    return {"order": [held_there.get(number) for number in range(1, max(held_there) + 1)]}


def fill(definition: Definition, response: Response) -> Parts:
    given = _given(listed(definition, "order"), response)
    return {item: (str(place),) for place, item in enumerate(given, 1) if item}


def offers(definition: Definition) -> Parts:
    order = listed(definition, "order")
    return dict.fromkeys(order, tuple(str(place) for place in range(1, len(order) + 1)))


def right_response(definition: Definition) -> dict[str, object] | None:
    order = listed(definition, "order")
    return {"order": list(order)} if order else None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs two items to put in order."""
    order = listed(definition, "order")
    found = set()
    if len(order) < 2:
        found.add(Fault.FEW_CHOICES)
    if len(set(order)) < len(order):
        found.add(Fault.KEY_TWICE)
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
