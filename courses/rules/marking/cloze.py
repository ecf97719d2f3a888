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
    mapping,
)
from courses.rules.marking.patterns import accepted_of
from courses.rules.richtext_tree import TAG
from courses.rules.scores import FULL, NOTHING, held

TYPED, MENU = "typed", "menu"
BLANK = "_____"
# A tag, to be passed over, or a gap's mark in the text.
TAG_OR_GAP = re.compile(TAG + r"|\[\[([0-9]{1,3})\]\]")

Gaps = dict[str, Mapping[str, object]]


def pieces(prompt: str) -> tuple[tuple[str, str], ...]:
    """The prompt's HTML in pieces, each with the gap that follows it; none follows the last.

    What looks like a gap within a tag is none.
    """
    found, at = [], 0
    for mark_of in TAG_OR_GAP.finditer(prompt):
        if mark_of[1]:
            found.append((prompt[at : mark_of.start()], mark_of[1]))
            at = mark_of.end()
    return (*found, (prompt[at:], ""))


def blanked(prompt: str) -> str:
    """The text with a line in place of each mark, for where it is only named."""
    return TAG_OR_GAP.sub(lambda found: BLANK if found[1] else found[0], prompt)


def gaps_marked(prompt: str) -> tuple[str, ...]:
    """The gaps that a prompt marks, in its order, each as often as it is there."""
    return tuple(gap for _html, gap in pieces(prompt) if gap)


def gaps_of(definition: Definition) -> Gaps:
    """The gaps in the order of their numbers: JSON in a database keeps none."""
    found = mapping(definition.get("gaps"))
    gaps = {str(name): gap for name, gap in found.items() if isinstance(gap, Mapping)}
    return dict(sorted(gaps.items(), key=lambda each: (len(each[0]), each[0])))


def keys_of(gap: Mapping[str, object]) -> tuple[str, ...]:
    """The keys of a gap's choices, or of its patterns."""
    accepted = tuple(each.key for each in accepted_of(gap))
    return listed(gap, "choices") if gap.get("kind") == MENU else accepted


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """Each gap with its own choices in order: patterns where it is typed, else its menu."""
    gaps, used = {}, list[str]()
    for name, gap in gaps_of(stored).items():
        keys = listed(gap, "choices")
        used += keys
        own = [choice for choice in choices if choice.key in keys]
        kept = {key: value for key, value in gap.items() if key != "choices"}
        made = single if gap.get("kind") == MENU else short_text
        gaps[name] = made.compose(kept, own)
    stray = sorted({choice.key for choice in choices} ^ {*used}) + sorted(
        key for key in used if used.count(key) > 1
    )
    return {**stored, "gaps": gaps, **({"stray": stray} if stray else {})}


def mark(definition: Definition, response: Response) -> Marked:
    """The mean of the gaps, each weighed by its weight; ValueError for a weight that is none."""
    given = mapping(response.get("gaps"))
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
    given = mapping(response.get("gaps"))
    known = ((name, given.get(name)) for name in gaps_of(definition))
    return {name: (text,) for name, text in known if isinstance(text, str) and text}


def offers(definition: Definition) -> Parts:
    gaps = gaps_of(definition)
    return {name: listed(gap, "choices") for name, gap in gaps.items() if gap.get("kind") == MENU}


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


def canonical(stored: Stored) -> dict[str, object]:
    """Every gap says its weight, and a typed one what makes a difference; order says nothing."""
    return {**stored, "gaps": {name: _canonical(gap) for name, gap in gaps_of(stored).items()}}


def _canonical(gap: Mapping[str, object]) -> dict[str, object]:
    said = {"weight": "1", **gap, "choices": sorted(listed(gap, "choices"))}
    return short_text.canonical(said) if gap.get("kind") == TYPED else said


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
    canonical=canonical,
)
