"""Marking: what a response to a question is worth (DOMAIN 4). Pure: no database, no clock.

One module for each kind of question; a new kind is a new module, named in `KINDS`.
"""

from collections.abc import Mapping, Sequence

from courses.rules.marking import (
    cloze,
    essay,
    likert,
    matching,
    multiple,
    numeric,
    ordering,
    short_text,
    single,
    stimulus,
    true_false,
)
from courses.rules.marking.kinds import (
    ChoiceStored,
    Definition,
    Fault,
    Kind,
    Marked,
    Part,
    Parts,
    Posted,
    Stored,
)
from courses.rules.scores import scaled_score

__all__ = [
    "KINDS",
    "Definition",
    "Fault",
    "Marked",
    "Part",
    "Parts",
    "Posted",
    "by_hand",
    "canonical",
    "compose",
    "faults",
    "fill",
    "mark",
    "offers",
    "read",
    "right_response",
    "scaled_score",
    "scored",
]

KINDS: dict[str, Kind] = {
    "single": single.KIND,
    "multiple": multiple.KIND,
    "true_false": true_false.KIND,
    "matching": matching.KIND,
    "ordering": ordering.KIND,
    "short_text": short_text.KIND,
    "numeric": numeric.KIND,
    "cloze": cloze.KIND,
    "likert": likert.KIND,
    "essay": essay.KIND,
    "stimulus": stimulus.KIND,
}


def canonical(kind: str, stored: Stored) -> dict[str, object]:
    """What a question's row holds beside its choices, in its one form; of no kind as it is."""
    return KINDS[kind].canonical(stored) if kind in KINDS else dict(stored)


def compose(kind: str, stored: Stored, choices: Sequence[ChoiceStored]) -> dict[str, object]:
    """The definition that the question is marked by, from its row and its choices in order."""
    return _kind(kind).compose(stored, choices)


def mark(kind: str, definition: Definition, response: object) -> Marked:
    """What the response earns, from 0 to 1; no response, or one that makes no sense, earns 0.

    `response` is any JSON: it comes from a browser, so nothing about it is taken for granted.
    ValueError for a kind that is none, and for a definition that has faults.
    """
    return _kind(kind).mark(definition, response if isinstance(response, Mapping) else {})


def read(kind: str, definition: Definition, posted: Posted) -> dict[str, object] | None:
    """The response in what a plain form posted for the question; None if it was left open.

    `posted` has the values by part: those named like the question itself under "", those named
    `KEY:part` under `part`.
    """
    return _kind(kind).read(definition, posted)


def fill(kind: str, definition: Definition, response: object) -> Parts:
    """What a form shows of a response, by part; nothing for none. What it shows reads the same."""
    return _kind(kind).fill(definition, response if isinstance(response, Mapping) else {})


def offers(kind: str, definition: Definition) -> Parts:
    """What can be picked in each part of the question; a part left out is typed."""
    return _kind(kind).offers(definition)


def right_response(kind: str, definition: Definition) -> dict[str, object] | None:
    """A response that earns the full score; None where none does, or only a person can tell."""
    return _kind(kind).right_response(definition)


def faults(kind: str, definition: Definition) -> tuple[Fault, ...]:
    """Why the question cannot be published; none if it can."""
    return _kind(kind).faults(definition)


def scored(kind: str) -> bool:
    """Whether there is anything to be right about: not in a scale of opinion, not in a case."""
    return _kind(kind).scored


def by_hand(kind: str) -> bool:
    """Whether a person must mark it."""
    return _kind(kind).by_hand


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise ValueError(f"not a kind of question: {kind!r}")
    return KINDS[kind]
