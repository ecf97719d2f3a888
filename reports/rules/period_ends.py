"""The days that a table over time has columns for: the last of each month, or of each quarter."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

USUAL = 12  # columns where nobody says since when
MOST = 24  # columns in one table


class By(StrEnum):
    """Which ends: of calendar months, or of the quarters that end with March, June, …"""

    MONTHS = "months"
    QUARTERS = "quarters"


def period_ends(by: By, since: date, before: date) -> list[date]:
    """Every end from `since` on that is earlier than `before`."""
    ends, end = [], _end(by, since)
    while end < before:
        ends.append(end)
        end = _end(by, end + timedelta(days=1))
    return ends


def ends_shown(by: By, before: date, since: date | None = None) -> list[date]:
    """Those before the last day of a table; where nobody says since when, the last twelve."""
    return period_ends(by, since, before) if since else last_ends(by, before, USUAL)


def last_ends(by: By, before: date, number: int) -> list[date]:
    """The last so many of them that are earlier than `before`."""
    months = number * _length(by)
    first = max(12, before.year * 12 + before.month - 1 - months)  # no day is before year 1
    return period_ends(by, date(first // 12, first % 12 + 1, 1), before)[-number:]


def _end(by: By, day: date) -> date:
    """The end of the month or quarter in which this day lies."""
    month = -(-day.month // _length(by)) * _length(by)
    return date(day.year, month, monthrange(day.year, month)[1])


def _length(by: By) -> int:
    return 3 if by == By.QUARTERS else 1
