"""How the questions of a quiz did: facility, discrimination, choices, reliability (DOMAIN 4).

Pure: no database, no clock. Scores are numbers from 0 to 1; variances are those of the population,
divided by n. The order of attempts is of no account.

Facility is the mean score. Discrimination is the corrected point-biserial (Henrysson 1963): the
correlation of a question's score with the rest of the total, so that no question is compared with
itself. KR-20 is the formula of that number in Kuder & Richardson (1937), alpha Cronbach's (1951).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt
from typing import NamedTuple

FEWEST = 10  # attempts below which nothing is said
OPEN = ""  # stands for the choice of whoever made none
# Scores have four places, so a variance that is one is above 1e-13 in any quiz we shall see; what
# lies below is what binary arithmetic left of a constant.
NOTHING = 1e-18


class Third(StrEnum):
    """A third of the attempts by their totals."""

    STRONGEST = "strongest"
    MIDDLE = "middle"
    WEAKEST = "weakest"


class Taken(NamedTuple):
    """One question in one attempt: its score, the total, and the total without it.

    `chosen` are the keys of what was picked; none: left open, which scores 0.
    """

    score: float
    rest: float
    total: float
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """How one question did. None where there is nothing to say: too few, or a variance of 0."""

    n: int
    facility: float | None = None
    discrimination: float | None = None
    frequencies: Mapping[str, int] | None = None  # by choice; OPEN counts those left open


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the questions of a quiz measure one thing; either figure may be negative."""

    n: int
    kr20: float | None = None
    alpha: float | None = None


def taken_of(scores: Sequence[Sequence[float]], question: int) -> list[Taken]:
    """One question of a quiz that asks everyone the same: a row of `scores` is an attempt."""
    return [Taken(row[question], fsum(row) - row[question], fsum(row)) for row in scores]


def item(taken: Sequence[Taken], choices: Iterable[str] = ()) -> Item:
    """How the question did in these attempts; nothing but their number below ten."""
    n = len(taken)
    if n < FEWEST:
        return Item(n)
    scores = [one.score for one in taken]
    return Item(
        n=n,
        facility=fsum(scores) / n,
        discrimination=correlation(scores, [one.rest for one in taken]),
        frequencies=frequencies(taken, choices),
    )


def frequencies(taken: Iterable[Taken], choices: Iterable[str]) -> dict[str, int]:
    """How many picked each of these choices, and how many none of them (OPEN, the last)."""
    counted = Counter(key for one in taken for key in one.chosen or (OPEN,))
    return {key: counted[key] for key in (*choices, OPEN)}


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's r; None where either does not vary."""
    n = len(first)
    if not n:
        return None
    mean_first, mean_second = fsum(first) / n, fsum(second) / n
    far_first = [value - mean_first for value in first]
    far_second = [value - mean_second for value in second]
    spread_first = fsum(value * value for value in far_first)
    spread_second = fsum(value * value for value in far_second)
    if min(spread_first, spread_second) / n < NOTHING:
        return None
    both = fsum(a * b for a, b in zip(far_first, far_second, strict=True))
    return max(-1.0, min(1.0, both / sqrt(spread_first * spread_second)))


def reliability(scores: Sequence[Sequence[float]]) -> Reliability:
    """KR-20 and alpha of a quiz that asks everyone the same: a row is an attempt.

    Neither below ten attempts, with one question, or where all totals are the same; KR-20 only
    where every score is 0 or 1, and there the two agree.
    """
    n = len(scores)
    questions = len(scores[0]) if scores else 0
    if n < FEWEST or questions < 2:
        return Reliability(n)
    of_total = variance([fsum(row) for row in scores])
    if of_total < NOTHING:
        return Reliability(n)
    columns = list(zip(*scores, strict=True))
    lengthened = questions / (questions - 1)
    alpha = lengthened * (1 - fsum(map(variance, columns)) / of_total)
    if any(score not in (0, 1) for row in scores for score in row):
        return Reliability(n, alpha=alpha)
    shares = [fsum(column) / n for column in columns]
    kr20 = lengthened * (1 - fsum(p * (1 - p) for p in shares) / of_total)
    return Reliability(n, kr20=kr20, alpha=alpha)


def variance(values: Sequence[float]) -> float:
    """Of the population: divided by n."""
    mean = fsum(values) / len(values)
    return fsum((value - mean) ** 2 for value in values) / len(values)


def by_thirds(taken: Sequence[Taken]) -> dict[Third, list[Taken]]:
    """The strongest third, the weakest, and who lies between, by their totals.

    Equal totals stay together: strongest are all who reached the total that a third of them
    reached, weakest all who did not get above the total that a third did not get above. Nothing
    where these two are the same total: there thirds cannot be told apart.
    """
    if not taken:
        return {}
    totals = sorted(one.total for one in taken)
    third = -(-len(totals) // 3)
    low, high = totals[third - 1], totals[-third]
    if low >= high:
        return {}
    return {
        Third.STRONGEST: [one for one in taken if one.total >= high],
        Third.MIDDLE: [one for one in taken if low < one.total < high],
        Third.WEAKEST: [one for one in taken if one.total <= low],
    }
