"""Matching: each stem gets one of the options. Pure: no database, no clock.

Definition `{"pairs": {stem: option}, "options": [keys]}`, response `{"pairs": {stem: option}}`. An
option may be right for several stems, or for none.
"""

from collections.abc import Mapping, Sequence
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
    listed,
    mapping,
)
from courses.rules.scores import FULL, NOTHING, held

Pairs = dict[str, str]


def compose(stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """The choices that have a pair are stems, in their order; the others are the options."""
    pairs = _pairs(stored)
    stems = [choice.key for choice in choices if choice.key in pairs]
    stray = sorted(pairs.keys() - set(stems))
    return {
        **stored,
        "pairs": {stem: pairs[stem] for stem in stems},
        "options": [choice.key for choice in choices if choice.key not in pairs],
        **({"stray": stray} if stray else {}),
    }


def mark(definition: Definition, response: Response) -> Marked:
    """The share of stems that have the right option; an option that is none counts as open."""
    pairs, options = _pairs(definition), listed(definition, "options")
    given = {
        stem: option
        for stem, option in _pairs(response).items()
        if stem in pairs and option in options
    }
    parts = tuple(
        Part(stem, given.get(stem, ""), right, FULL if given.get(stem) == right else NOTHING)
        for stem, right in pairs.items()
    )
    hits = sum(part.score == FULL for part in parts)
    score = held(Decimal(hits) / len(parts)) if parts else NOTHING
    met = {*given.keys(), *given.values()}
    return Marked(
        score=score,
        right=score == FULL,
        chosen_keys=tuple(key for key in dict.fromkeys((*pairs, *options)) if key in met),
        parts=parts,
    )


def read(definition: Definition, posted: Posted) -> dict[str, object] | None:
    """The option posted for each stem; no option for any is leaving it open."""
    options = listed(definition, "options")
    known = {
        stem: [option for option in posted.get(stem, ()) if option in options]
        for stem in _pairs(definition)
    }
    given = {stem: chosen[-1] for stem, chosen in known.items() if chosen}
    return {"pairs": given} if given else None


def fill(definition: Definition, response: Response) -> Parts:
    given = _pairs(response)
    return {stem: (given[stem],) for stem in _pairs(definition) if stem in given}


def offers(definition: Definition) -> Parts:
    return dict.fromkeys(_pairs(definition), listed(definition, "options"))


def right_response(definition: Definition) -> dict[str, object] | None:
    pairs = _pairs(definition)
    return {"pairs": pairs} if pairs else None


def faults(definition: Definition) -> tuple[Fault, ...]:
    """Needs two stems and two options, and for every stem an option that there is."""
    pairs, options = _pairs(definition), listed(definition, "options")
    found = set()
    if len(pairs) < 2 or len(options) < 2:
        found.add(Fault.FEW_CHOICES)
    if len(set(options)) < len(options):
        found.add(Fault.KEY_TWICE)
    if set(pairs.values()) - set(options) or definition.get("stray"):
        found.add(Fault.UNKNOWN_KEY)
    if not pairs:
        found.add(Fault.NO_RIGHT_ANSWER)
    return tuple(sorted(found))


def _pairs(held_in: Mapping[str, object]) -> Pairs:
    """The pairs in JSON, in order; nothing of what is none."""
    pairs = mapping(held_in.get("pairs"))
    return {stem: option for stem, option in pairs.items() if isinstance(option, str)}


KIND = Kind(
    compose=compose,
    mark=mark,
    read=read,
    fill=fill,
    offers=offers,
    right_response=right_response,
    faults=faults,
)
