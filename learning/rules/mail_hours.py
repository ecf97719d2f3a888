"""When reminder mail may reach somebody: not on leave, at weekends or in quiet hours (DOMAIN 6).

Pure: no database, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from learning.rules.due_dates import Leave, first_instant

MIDNIGHT = time.min


class Obstacle(StrEnum):
    """What stands in the way of a mail now, in the order in which it is named."""

    LEAVE = "leave"
    WEEKEND = "weekend"
    QUIET_HOURS = "quiet_hours"


@dataclass(frozen=True, slots=True)
class MailHours:
    """Weekdays without mail (0 is Monday), and the hours of the day without, `[from, to)`.

    Hours may run over midnight; from and to alike, or None, means no quiet hours.
    """

    weekend: frozenset[int] = frozenset()
    quiet_from: time | None = None
    quiet_to: time | None = None

    def __post_init__(self) -> None:
        if len(self.weekend) >= 7:
            raise ValueError("some weekday must allow mail")

    def quiet_until(self, wall: datetime) -> datetime | None:
        """The wall-clock time at which the quiet hours around `wall` end; None outside them."""
        start, end = self.quiet_from, self.quiet_to
        if start is None or end is None or start == end:
            return None
        over_midnight = end < start
        late, early = wall.time() >= start, wall.time() < end
        if not (late or early if over_midnight else late and early):
            return None
        day = wall.date() + timedelta(days=1) if over_midnight and late else wall.date()
        return datetime.combine(day, end)


AT_ANY_HOUR = MailHours()


def obstacle(
    at: datetime, zone: ZoneInfo, hours: MailHours, leave: Iterable[Leave]
) -> Obstacle | None:
    """What stands in the way at an instant, None if mail may go.

    Leave without a known return is none of it: nobody can wait for its end (it suppresses).
    """
    found = _obstacle(at.astimezone(zone).replace(tzinfo=None), hours, leave)
    return found[0] if found else None


def next_allowed(
    at: datetime, zone: ZoneInfo, hours: MailHours, leave: Iterable[Leave]
) -> datetime:
    """The first instant at or after `at` (UTC) when nothing stands in the way."""
    leave = tuple(leave)
    while found := _obstacle(at.astimezone(zone).replace(tzinfo=None), hours, leave):
        at = _reached(found[1], zone, after=at)
    return at.astimezone(UTC)


def _obstacle(
    wall: datetime, hours: MailHours, leave: Iterable[Leave]
) -> tuple[Obstacle, datetime] | None:
    """What stands in the way at a wall-clock time, and the wall-clock time at which it ends."""
    day = wall.date()
    backs = [
        spell.to_on
        for spell in leave
        if spell.to_on is not None and spell.from_on <= day < spell.to_on
    ]
    if backs:
        return Obstacle.LEAVE, datetime.combine(max(backs), MIDNIGHT)
    if day.weekday() in hours.weekend:
        return Obstacle.WEEKEND, datetime.combine(day + timedelta(days=1), MIDNIGHT)
    end = hours.quiet_until(wall)
    return (Obstacle.QUIET_HOURS, end) if end else None


def _reached(wall: datetime, zone: ZoneInfo, *, after: datetime) -> datetime:
    """The first instant later than `after` at which clocks show `wall`, or are past it by a jump.

    In an hour that comes twice, the first coming may lie behind already: then it is the second.
    """
    first = first_instant(wall, zone)
    return first if first > after else wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
