"""What a person's marks make: points by criterion, and several markers together (DOMAIN 4).

Pure: no database, no clock. Points and scores are exact decimals; a score is from 0 to 1.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from courses.rules.scores import rounded

Points = Mapping[str, Decimal]  # by the key of a criterion


class Fault(StrEnum):
    """Why points cannot be given like that."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    OUT_OF_RANGE = "out_of_range"


def faults(most: Points, given: Points) -> dict[str, Fault]:
    """What is wrong, by criterion: each has its points, from 0 to its most, both included."""
    found = {key: Fault.UNKNOWN for key in given if key not in most}
    for key, limit in most.items():
        if key not in given:
            found[key] = Fault.MISSING
        elif not (given[key].is_finite() and 0 <= given[key] <= limit):
            found[key] = Fault.OUT_OF_RANGE
    return found


def hand_score(most: Points, given: Points) -> Decimal:
    """The points given as a share of the most there are, to four places, half up.

    ValueError for points with faults, and for a rubric that has no points to give.
    """
    whole = sum(most.values(), Decimal(0))
    if not whole or faults(most, given):
        raise ValueError(f"not points of this rubric: {dict(given)!r}")
    return rounded(sum(given.values(), Decimal(0)) / whole)


def score_together(marks: Iterable[tuple[int, Decimal]], markers: int) -> Decimal | None:
    """The mean of each marker's newest score, to four places; None while fewer than `markers`.

    `marks` are (marker, score), oldest first. Whoever marks beyond that number is heard too.
    """
    newest = dict(marks).values()
    if len(newest) < markers or not newest:
        return None
    return rounded(sum(newest, Decimal(0)) / len(newest))
