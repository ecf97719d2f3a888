"""Completion over time, and who is still to complete: one requirement, a unit and its parts.

Read from the same assignments as every other number, at the same moment, of a past day, too.
Who is waived or withdrawn is not asked, and left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from learning.rules.due_dates import end_of_day
from learning.rules.standing import Standing
from reports.queries.completion import ByDays, CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import Place
from reports.rules.pace import WEEKS_BACK, Forecast, Left, Pace, forecast

COLUMNS = ("unit", "asked", "completed", "overdue", "open", "lately", "late")
COMPLETED = (Standing.COMPLETED_ON_TIME, Standing.COMPLETED_LATE)
NOT_ASKED = (Standing.WAIVED, Standing.WITHDRAWN)
A_DAY = timedelta(days=1)
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=365), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Alike:
    """So many people who were asked, completed and are due on the same days, and stand alike."""

    asked_on: date
    completed_on: date | None
    due_on: date | None
    standing: Standing
    people: int


@dataclass(frozen=True)
class Trend:
    """One unit (none: the whole scope) with all below it, at one moment."""

    unit: Place | None
    moment: Moment
    alike: tuple[Alike, ...]

    @property
    def asked(self) -> int:
        return sum(one.people for one in self.alike)

    @property
    def completed(self) -> int:
        return sum(one.people for one in self.alike if one.standing in COMPLETED)

    @property
    def overdue(self) -> int:
        return sum(one.people for one in self.alike if one.standing == Standing.OVERDUE)

    @property
    def open(self) -> int:
        return self.forecast.waiting

    @cached_property
    def pace(self) -> Pace:
        """Over the last weeks: who completed, of those who were asked and could."""
        since = self.moment.on - timedelta(weeks=WEEKS_BACK)
        completions, days = 0, 0
        for one in self.alike:
            end = one.completed_on or self.moment.on
            days += one.people * max(0, (end - max(one.asked_on, since)).days)
            if one.completed_on and one.completed_on > since and one.completed_on >= one.asked_on:
                completions += one.people
        return Pace(completions, float(days))

    @cached_property
    def left(self) -> list[Left]:
        """Who can still be in time, and how many days each has."""
        return [
            (one.people, self._days_left(one.due_on))
            for one in self.alike
            if one.due_on
            and one.standing not in (*COMPLETED, Standing.OVERDUE)
            and self._days_left(one.due_on) > 0
        ]

    @cached_property
    def forecast(self) -> Forecast:
        return forecast(self.pace, self.left)

    @property
    def lately(self) -> int:
        return self.pace.completions

    def _days_left(self, due_on: date) -> float:
        return (end_of_day(due_on, self.moment.zone) - self.moment.now) / A_DAY

    def completed_by(self, day: date) -> int:
        """How many of those asked today had completed at the end of that day."""
        return sum(one.people for one in self.alike if one.completed_on and one.completed_on <= day)

    def due_by(self, day: date) -> int:
        """How many of them had to have, by the end of that day."""
        return sum(one.people for one in self.alike if one.due_on and one.due_on <= day)

    @property
    def span(self) -> tuple[date, date]:
        """From the first asked to today, or to the last due day ahead; within a year and a half."""
        on = self.moment.on
        first = min((one.asked_on for one in self.alike), default=on)
        last = max((one.due_on for one in self.alike if one.due_on), default=on)
        return max(first, on - FURTHEST_BACK), max(on, min(last, on + FURTHEST_AHEAD))


def trends(report: CompletionReport) -> tuple[Trend, list[Trend]]:
    """The unit of the report, and each unit directly below it of which somebody is asked.

    Of one requirement. Two statements, or one where there is nothing below.
    """
    unit = report.unit
    whole = _of_level(report, unit.level if unit else 0)
    found = Trend(unit, report.moment, tuple(whole.get(unit.path if unit else "", ())))
    parts = [place for place in report.organisation.below(unit, levels=1) if place != unit]
    if not parts:
        return found, []
    below: dict[str, list[Alike]] = {}
    for level in sorted({place.level for place in parts}):
        below |= _of_level(report, level)
    each = [Trend(place, report.moment, tuple(below.get(place.path, ()))) for place in parts]
    return found, [trend for trend in each if trend.asked]


def days_between(first: date, last: date, most: int) -> list[date]:
    """At most so many days, as far apart as each other, the first and the last among them."""
    apart = (last - first).days
    steps = min(most - 1, apart)
    if not steps:
        return [first]
    return [first + timedelta(days=apart * step // steps) for step in range(steps + 1)]


def _of_level(report: CompletionReport, level: int) -> dict[str, list[Alike]]:
    found: dict[str, list[Alike]] = defaultdict(list)
    for path, one in _alike(report.by_days(level)):
        if one.standing not in NOT_ASKED:
            found[path].append(one)
    return found


def _alike(rows: Iterable[ByDays]) -> Iterator[tuple[str, Alike]]:
    for path, asked_on, completed_on, due_on, standing, people in rows:
        stands = Standing(standing)
        done = completed_on if stands in COMPLETED else None
        yield path, Alike(asked_on, done, due_on, stands, people)
