"""Scores: exact decimals from 0 to 1. Pure: no database, no clock."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

NOTHING = Decimal("0.0000")
FULL = Decimal("1.0000")
PLACES = Decimal("0.0001")


def rounded(score: Decimal) -> Decimal:
    """To four places, half up: the one rounding a score gets, at the very end."""
    return score.quantize(PLACES, rounding=ROUND_HALF_UP)


def held(score: Decimal) -> Decimal:
    """Held within 0 and 1, then rounded."""
    return rounded(min(max(score, NOTHING), FULL))


def scaled_score(parts: Iterable[tuple[Decimal | int, Decimal]]) -> Decimal:
    """The mean of (points, score) pairs, weighed by their points and rounded once.

    Nothing to weigh, no parts or no points at all, scores 0.
    """
    total, earned = Decimal(0), Decimal(0)
    for points, score in parts:
        total += points
        earned += points * score
    return held(earned / total) if total else NOTHING
