"""Marking finished attempts by the questions of another edition (DOMAIN 4, Regrade).

Pure: no database, no clock. Scores are exact decimals from 0 to 1.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from courses.rules.marking import Definition, by_hand, mark
from courses.rules.scores import NOTHING, scaled_score


class Turn(StrEnum):
    """What becomes of a pass when an attempt is marked again."""

    SAME = "same"
    PASSES = "passes"
    FAILS = "fails"  # and stays passed until a person takes it back


@dataclass(frozen=True, slots=True)
class Measure:
    """A question as the other edition asks it: how it is marked, and what it weighs."""

    kind: str
    definition: Definition
    points: Decimal


class Given(NamedTuple):
    """One response of a finished attempt; `value` is JSON as text, None where it was left open."""

    question: int  # the id of the question that was asked
    points: Decimal
    value: str | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Ruler:
    """The questions of an edition by the ids of those that were asked; it marks each value once."""

    measures: Mapping[int, Measure]
    _known: dict[tuple[int, str | None], tuple[Decimal, Decimal]] = field(default_factory=dict)

    def score(self, responses: Iterable[Given]) -> Decimal:
        """What the attempt is worth by these questions."""
        return scaled_score(self.weighed(response) for response in responses)

    def weighed(self, response: Given) -> tuple[Decimal, Decimal]:
        """The points and the score of one response.

        A question that the edition does not have keeps both; one that a person marked keeps the
        score, with the edition's points.
        """
        known = (response.question, response.value)
        if known in self._known:
            return self._known[known]
        measure = self.measures.get(response.question)
        if measure is None:
            return response.points, response.score or NOTHING
        if by_hand(measure.kind):
            return measure.points, response.score or NOTHING
        value = None if response.value is None else json.loads(response.value)
        score = mark(measure.kind, measure.definition, value).score
        return self._known.setdefault(known, (measure.points, score))


def turn(passed: bool, score: Decimal, pass_mark: Decimal | None) -> Turn:
    """Whether an attempt that had passed, or not, does by this score; the pass mark passes."""
    if pass_mark is None:
        return Turn.SAME
    passes = score >= pass_mark
    if passes == passed:
        return Turn.SAME
    return Turn.PASSES if passes else Turn.FAILS
