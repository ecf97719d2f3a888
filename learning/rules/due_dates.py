"""When work falls due (DOMAIN 5). Pure: no database, no clock.

A due date is a local day in the institution's zone; the instant that goes with it is the first one
whose local day is later, so that a due day is never cut short where midnight is missing or doubled.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

REALISTIC_EXTRA = timedelta(days=7)  # granted on top of the minimum when a due day comes too early


class Base(StrEnum):
    """What a due date is counted from; a fixed one is a day of the calendar."""

    FIXED = "fixed"
    ASSIGNED = "assigned"
    HIRED = "hired"
    APPOINTMENT = "appointment"


class Unit(StrEnum):
    """What an offset counts in."""

    DAYS = "days"
    MONTHS = "months"


class DueException(StrEnum):
    """Why no due date could be found: somebody has to look, it does not mean "no deadline"."""

    BASE_MISSING = "base_missing"


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, `[from_on, to_on)`: `to_on` is the first day back, None while it is unknown."""

    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """A fixed day (`on`), or so many days or months after a base.

    `minimum_days` is the least time from assignment to due day; None means no check.
    """

    base: Base
    on: date | None = None
    offset: int = 0
    unit: Unit = Unit.DAYS
    minimum_days: int | None = None


@dataclass(frozen=True, slots=True)
class DueFacts:
    """What is known of one person's assignment; `hired_on` holds every hire date, in any order."""

    assigned_at: datetime
    zone: ZoneInfo
    hired_on: tuple[date, ...] = ()
    appointment_from: date | None = None
    leave: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The last day, and the first instant (UTC) at which work is overdue; or why there is none."""

    due_on: date | None = None
    due_at: datetime | None = None
    exception: DueException | None = None


def due(policy: DuePolicy, facts: DueFacts) -> Due:
    """When the assignment falls due: the policy's day, made realistic, then moved by leave.

    A missing base is an exception to resolve. Fewer than `minimum_days` from the local day of the
    assignment gives that day + minimum + 7 days; exactly the minimum is enough.
    """
    day = _planned_day(policy, facts)
    if day is None:
        return Due(exception=DueException.BASE_MISSING)
    assigned_on = local_day(facts.assigned_at, facts.zone)
    minimum = policy.minimum_days
    if minimum is not None and (day - assigned_on).days < minimum:
        day = assigned_on + timedelta(days=minimum) + REALISTIC_EXTRA
    day = moved_by_leave(day, assigned_on, facts.leave)
    return Due(due_on=day, due_at=end_of_day(day, facts.zone))


def _planned_day(policy: DuePolicy, facts: DueFacts) -> date | None:
    """The day the policy asks for, before minimum and leave; None when its base is unknown."""
    if policy.base == Base.FIXED:
        return policy.on
    bases = {
        Base.ASSIGNED: local_day(facts.assigned_at, facts.zone),
        Base.HIRED: max(facts.hired_on, default=None),
        Base.APPOINTMENT: facts.appointment_from,
    }
    start = bases[policy.base]
    if start is None:
        return None
    if policy.unit == Unit.MONTHS:
        return add_months(start, policy.offset)
    return start + timedelta(days=policy.offset)


def moved_by_leave(day: date, assigned_on: date, leave: Iterable[Leave]) -> date:
    """`day`, one day later for each day of leave from the assignment to the day as moved so far.

    Both ends are included and a day counts once, however often it is reported. Leave without a
    known return moves nothing until the return is known.
    """
    counted_to = assigned_on
    for spell in sorted(leave, key=lambda spell: spell.from_on):
        if spell.to_on is None:
            continue
        start = max(spell.from_on, counted_to)
        if start > day:
            break
        if spell.to_on > start:
            day += spell.to_on - start
            counted_to = spell.to_on
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier if negative), clamped to its end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The day of the calendar that an instant falls on in a zone."""
    return instant.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, whose local day is `day` or, where that was skipped, later."""
    return first_instant(datetime.combine(day, time.min), zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, whose local day is later than `day`: the day is half-open."""
    return start_of_day(day + timedelta(days=1), zone)


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which clocks in the zone show `wall` (naive) or later.

    A time that comes twice is taken at its first coming; one that was skipped, at the jump.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    other = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first <= other:
        return first
    # Within a gap, Python's two readings lie on either side of the jump: look for it between them.
    before, after = 0, int((first - other).total_seconds())
    while after - before > 1:
        middle = (before + after) // 2
        shown = (other + timedelta(seconds=middle)).astimezone(zone).replace(tzinfo=None)
        before, after = (before, middle) if shown >= wall else (middle, after)
    return other + timedelta(seconds=after)
