"""How many will be late if all goes on as it did lately, and how little is known of that.

Pure: no database, no clock.

The pace is completions a day for each person who was asked and had not completed, over the last
four weeks; it is taken to be the same for everybody and to stay. Somebody with d days left is then
late with probability exp(-pace · d). The interval holds what is not known of the pace (90 % limits
of a Poisson count, by Byar's approximation) and what chance does to so many people (1.645 standard
deviations), one on top of the other: it is wider than 90 % has to be, never narrower.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, exp, floor, sqrt

WEEKS_BACK = 4
FEWEST = 5  # completions in these weeks: with fewer, the page says that they are too few to tell
Z = 1.645  # nine in ten lie between


@dataclass(frozen=True, slots=True)
class Pace:
    """So many completions, in so many days of people who could have completed."""

    completions: int
    person_days: float

    @property
    def is_few(self) -> bool:
        return self.completions < FEWEST

    @property
    def rate(self) -> float:
        """Completions for each person and day; where nobody could complete, none."""
        return self._each_day(self.completions)

    @property
    def low(self) -> float:
        count = self.completions
        if not count:
            return 0.0
        return self._each_day(count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3)

    @property
    def high(self) -> float:
        """Of no completions at all, too, there is a highest pace that would often show none."""
        count = self.completions + 1
        return self._each_day(count * (1 - 1 / (9 * count) + Z / (3 * sqrt(count))) ** 3)

    def _each_day(self, count: float) -> float:
        return max(0.0, count) / self.person_days if self.person_days > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of `waiting` people who can still be in time: how many will be late, from … to."""

    waiting: int
    late: float
    low: int
    high: int
    is_few: bool  # too few completed lately: then the interval is all that can be said


Left = tuple[int, float]  # so many people have so many days left


def forecast(pace: Pace, left: Iterable[Left]) -> Forecast:
    """How many of these will not have completed when their days are over."""
    left = [(people, days) for people, days in left if people]
    waiting = sum(people for people, _days in left)
    if pace.person_days <= 0:
        return Forecast(waiting, float(waiting), 0, waiting, is_few=True)
    fewest, least = _late(left, pace.high)
    most, spread = _late(left, pace.low)
    return Forecast(
        waiting=waiting,
        late=_late(left, pace.rate)[0],
        low=max(0, floor(fewest - Z * least)),
        high=min(waiting, ceil(most + Z * spread)),
        is_few=pace.is_few,
    )


def still_open(pace: Pace, people: int, days: float) -> tuple[int, int]:
    """Of so many who have not completed, how many will not have after so many days: from … to."""
    if not days:
        return people, people
    found = forecast(pace, [(people, days)])
    return found.low, found.high


def _late(left: Iterable[Left], rate: float) -> tuple[float, float]:
    """The number to expect, and its standard deviation."""
    chances = [(people, exp(-rate * days)) for people, days in left]
    spread = sqrt(sum(people * chance * (1 - chance) for people, chance in chances))
    return sum(people * chance for people, chance in chances), spread
