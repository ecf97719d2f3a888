"""Patterns that a typed response is compared with. Pure: no database, no clock.

`*` is any run of characters, also none; `\\*` is a star; nothing else is special. The whole text
must match. Blanks around are dropped and runs of them are one; composed and decomposed letters are
the same. Letters are folded where case does not matter, marks dropped where accents do not.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import unescape

from courses.rules.marking.kinds import MOST, ChoiceStored, Definition, Fault, exact

STAR = re.compile(r"\\\*|\*")
SOMETHING = "…"  # for a run of characters, where it is said to a person

Pieces = tuple[str, ...]  # what stands between the stars, in order


@dataclass(frozen=True, slots=True)
class Accepted:
    """One pattern, and the share of the score that it brings."""

    key: str
    pattern: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Folding:
    """What makes a difference between two texts; by default neither case nor accents do."""

    case: bool = False
    accents: bool = False

    def fold(self, text: str) -> str:
        """The text without what makes no difference."""
        text = unicodedata.normalize("NFD", text)
        if not self.case:
            text = unicodedata.normalize("NFD", text.casefold())
        if not self.accents:
            text = "".join(letter for letter in text if not unicodedata.combining(letter))
        return " ".join(unicodedata.normalize("NFC", text).split())

    def matches(self, pattern: str, text: str) -> bool:
        return _fits(_folded(pattern, self), self.fold(text))

    def is_empty(self, pattern: str) -> bool:
        """Whether nothing that anybody types can match."""
        return _folded(pattern, self) == ("",)


def folding_of(definition: Definition) -> Folding:
    return Folding(definition.get("case") is True, definition.get("accents") is True)


def accepted_of(definition: Definition) -> tuple[Accepted, ...]:
    """The patterns of a definition, in order; ValueError for a score that is no number."""
    listed = definition.get("accepted")
    return tuple(
        Accepted(
            str(each.get("key", "")), str(each.get("pattern", "")), exact(each.get("score", 1))
        )
        for each in (listed if isinstance(listed, list | tuple) else ())
        if isinstance(each, Mapping)
    )


def compose_accepted(choices: Sequence[ChoiceStored]) -> list[dict[str, object]]:
    """The choices as patterns: each text is one, written as HTML."""
    return [
        {"key": choice.key, "pattern": unescape(choice.text), "score": str(choice.weight)}
        for choice in choices
    ]


def best(definition: Definition, text: str) -> Accepted | None:
    """Of the patterns that match the one that brings most, the first of several; None if none does.

    A text of blanks alone matches nothing, whatever the stars.
    """
    folding = folding_of(definition)
    folded = folding.fold(text)
    found = [
        each
        for each in accepted_of(definition)
        if folded and _fits(_folded(each.pattern, folding), folded)
    ]
    return max(found, key=lambda each: each.score, default=None)


def example(definition: Definition) -> str:
    """A text that earns the full score; empty where none does."""
    folding = folding_of(definition)
    for each in accepted_of(definition):
        pieces = split(each.pattern)
        for text in ("".join(pieces), SOMETHING.join(pieces)):
            if each.score >= MOST and folding.fold(text) and folding.matches(each.pattern, text):
                return " ".join(text.split())
    return ""


def said(pattern: str) -> str:
    """The pattern as a person reads it: `restor…` for `restor*`."""
    return SOMETHING.join(split(pattern))


def split(pattern: str) -> Pieces:
    """What stands between the stars; an escaped star is a star."""
    pieces, at = [""], 0
    for found in STAR.finditer(pattern):
        pieces[-1] += pattern[at : found.start()]
        if found[0] == "*":
            pieces.append("")
        else:
            pieces[-1] += "*"
        at = found.end()
    pieces[-1] += pattern[at:]
    return tuple(pieces)


def pattern_faults(definition: Definition) -> set[Fault]:
    """Needs a pattern that brings the full score; none may be empty, or worth more than all."""
    folding = folding_of(definition)
    try:
        accepted = accepted_of(definition)
    except ValueError:
        return {Fault.BAD_WEIGHT}
    faults = set()
    if any(folding.is_empty(each.pattern) for each in accepted):
        faults.add(Fault.EMPTY_PATTERN)
    if not all(0 <= each.score <= MOST for each in accepted):
        faults.add(Fault.BAD_WEIGHT)
    if not example(definition):
        faults.add(Fault.NO_RIGHT_ANSWER)
    return faults


@lru_cache(maxsize=4096)
def _folded(pattern: str, folding: Folding) -> Pieces:
    """The pieces of the pattern, folded: a star and the sign before it fold to themselves."""
    return split(folding.fold(pattern))


def _fits(pieces: Pieces, text: str) -> bool:
    """Whether the pieces stand in the text in this order, the first and the last at its ends.

    Each is taken where it first occurs: that leaves most for the next, and is never quadratic in
    the number of stars as a regular expression would be.
    """
    first, *rest = pieces
    if not rest:
        return text == first
    last = rest.pop()
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in rest:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
