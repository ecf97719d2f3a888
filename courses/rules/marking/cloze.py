"""Cloze: a text with gaps, some typed, some with a menu. Pure: no database, no clock.

Definition `{"gaps": {"1": {"kind": "typed", "accepted": […], "weight": "2"}, "2": {"kind": "menu",
"choices": [keys], "right": key}}}`, response `{"gaps": {"1": text, "2": key}}`. The mean of the
gaps by weight; a typed gap is marked as a short text, a menu as a single choice. In the prompt a
gap stands as `[[1]]`.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from courses.rules.marking import short_text, single
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
    exact,
    last_of,
    listed,
)
from courses.rules.marking.patterns import accepted_of
from courses.rules.scores import FULL, NOTHING, held

TYPED, MENU = "typed", "menu"
GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")  # a gap's mark in the prompt

Gaps = dict[str, Mapping[str, object]]


def gaps_marked(prompt: str) -> tuple[str, ...]:
    """The gaps that a prompt marks, in its order, each as often as it is there."""
    return tuple(GAP.findall(prompt))


def gaps_of(definition: Definition) -> Gaps:
    """The gaps in the order of their numbers: JSON in a database keeps none."""
    value = definition.get("gaps")
    found = value if isinstance(value, Mapping) else {}
    gaps = {str(name): gap for name, gap in found.items() if isinstance(gap, Mapping)}
    return dict(sorted(gaps.items(), key=lambda each: (len(each[0]), each[0])))


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """Each gap with its own choices: patterns where it is typed, else what its menu offers."""
    by_key = {choice.key: choice for choice in choices}
    gaps, used = {}, list[str]()
    for name, gap in gaps_of(stored).items():
        keys = listed(gap, "choices")
        used += keys
        own = [by_key[key] for key in keys if key in by_key]
        kept = {key: value for key, value in gap.items() if key != "choices"}
        made = single if gap.get("kind") == MENU else short_text
        gaps[name] = made.compose(kept, own)
    stray = sorted({*by_key} ^ {*used}) + sorted(key for key in used if used.count(key) > 1)
    return {**stored, "gaps": gaps, **({"stray": stray} if stray else {})}


def mark(definition: Definition, response: Response) -> Marked:
    """The mean of the gaps, each weighed by its weight; ValueError for a weight that is none."""
    value = response.get("gaps")
    given = value if isinstance(value, Mapping) else {}
    parts, chosen, right = [], list[str](), list[str]()
    total = earned = Decimal(0)
    for name, gap in gaps_of(definition).items():
        weight, found = _weight(gap), _marked(gap, given.get(name))
        total, earned = total + weight, earned + weight * found.score
        chosen, right = [*chosen, *found.chosen_keys], [*right, *found.right_keys]
        parts.append(_part(name, gap, given.get(name), found))
    score = held(earned / total) if total > 0 else NOTHING
    return Marked(score, score == FULL, tuple(chosen), tuple(right), tuple(parts))


def _marked(gap: Mapping[str, object], given: object) -> Marked:
    if gap.get("kind") == MENU:
        return single.mark(gap, {"choice": given})
    return short_text.mark(gap, {"text": given})


def _part(name: str, gap: Mapping[str, object], given: object, found: Marked) -> Part:
    if gap.get("kind") == MENU:
        chosen, right = found.chosen_keys, found.right_keys
        return Part(name, chosen[0] if chosen else "", right[0] if right else "", found.score)
    best = max(accepted_of(gap), key=lambda each: each.score, default=None)
    text = given.strip() if isinstance(given, str) else ""
    return Part(name, text, best.pattern if best else "", found.score)


def _weight(gap: Mapping[str, object]) -> Decimal:
    return exact(gap.get("weight", 1))


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """What was given for each gap; nothing in any is leaving it open."""
    given = {}
    for name, gap in gaps_of(definition).items():
        known = last_of(posted, name)
        if known and (gap.get("kind") != MENU or known in listed(gap, "choices")):
            given[name] = known
    return {"gaps": given} if given else None


def fill(definition: Definition, response: Response) -> Parts:
    value = response.get("gaps")
    given = value if isinstance(value, Mapping) else {}
    known = ((name, given.get(name)) for name in gaps_of(definition))
    return {name: (text,) for name, text in known if isinstance(text, str) and text}


def right_response(definition: Definition) -> dict[str, object] | None:
    given = {}
    for name, gap in gaps_of(definition).items():
        if gap.get("kind") == MENU:
            found = single.right_response(gap)
            given[name] = found["choice"] if found else None
        else:
            found = short_text.right_response(gap)
            given[name] = found["text"] if found else None
    return {"gaps": given} if given and all(given.values()) else None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs a gap; every gap needs what its kind needs, and a weight above 0."""
    gaps = gaps_of(definition)
    found = set() if gaps else {Fault.NO_GAPS}
    for gap in gaps.values():
        if gap.get("kind") not in (TYPED, MENU):
            found.add(Fault.UNKNOWN_RULE)
            continue
        found.update((single if gap["kind"] == MENU else short_text).faults(gap))
        try:
            if _weight(gap) <= 0:
                found.add(Fault.BAD_WEIGHT)
        except ValueError:
            found.add(Fault.BAD_WEIGHT)
    if definition.get("stray"):
        found.add(Fault.UNKNOWN_KEY)
    return tuple(sorted(found))


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    right_response=right_response,
    faults=faults,
)
