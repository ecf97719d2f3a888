"""When a report is asked for, and by what was known."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from learning.rules.due_dates import end_of_day, local_day
from learning.services.dates import institution_zone

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant asked for, and by which settings it tells days and what is due soon.

    `known` is the instant by which facts have to be recorded; None is the present. Both it and a
    past instant by what was known at that very instant are read from what is kept ready for them.
    """

    now: datetime
    zone: ZoneInfo
    due_soon_days: int
    known: datetime | None = None

    @property
    def on(self) -> date:
        """The day at the institution."""
        return local_day(self.now, self.zone)

    @property
    def reads_facts(self) -> bool:
        """Whether it was known at another instant: nobody was told so, and nothing says it."""
        return self.known is not None and self.known != self.now

    @property
    def known_on(self) -> date:
        """The day of which its knowledge is."""
        return local_day(self.known or self.now, self.zone)

    @property
    def soon(self) -> datetime:
        """What is due by then is due soon."""
        return self.now + timedelta(days=self.due_soon_days)


def day_asked_for(day: date, zone: ZoneInfo) -> datetime:
    """The instant that a day stands for: just before the midnight that ends it (DOMAIN 7)."""
    return end_of_day(day, zone) - INSTANT


def present(now: datetime) -> Moment:
    return Moment(now, institution_zone(), settings.DUE_SOON_DAYS)


def moment_of(day: date | None, *, known_now: bool, now: datetime) -> Moment:
    """The present; or the end of a past day, as then known or as known now. Days to come are not
    there yet: of them it is the present, too."""
    found = present(now)
    if day is None or day >= found.on:
        return found
    at = day_asked_for(day, found.zone)
    return replace(found, now=at, known=now if known_now else at)
