"""When a report that somebody has mailed to them goes out next."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from learning.rules.due_dates import first_instant, local_day

AT = time(7)  # by the clock of the institution


class Every(StrEnum):
    """How often: on Mondays, or on the first of the month."""

    WEEK = "weekly"
    MONTH = "monthly"


def next_mailing(every: Every, now: datetime, zone: ZoneInfo) -> datetime:
    """The first such day at seven in the zone that is later than `now`, as an instant in UTC.

    At seven sharp it is the next one. A time that clocks skip is taken at the jump.
    """
    day = local_day(now, zone)
    while not _is_one(day, every) or (at := first_instant(datetime.combine(day, AT), zone)) <= now:
        day += timedelta(days=1)
    return at


def _is_one(day: date, every: Every) -> bool:
    return day.weekday() == 0 if every == Every.WEEK else day.day == 1
