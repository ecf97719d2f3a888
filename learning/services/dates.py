"""The institution's days, and a requirement's columns in the shape that the rules want."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.rules.time_zones import time_zones
from learning.models import RequirementVersion
from learning.rules.due_dates import (
    Base,
    Due,
    DueFacts,
    DuePolicy,
    Unit,
    add_months,
    due,
    end_of_day,
    local_day,
    start_of_day,
)
from learning.rules.mail_hours import MailHours
from learning.rules.renewal import Completed, Mode, RenewalPolicy, renewal

MOMENT = timedelta(microseconds=1)


def institution_zone() -> ZoneInfo:
    """Due days, windows and reminders are counted in this zone, wherever the person is."""
    return ZoneInfo(settings.INSTITUTION_TIME_ZONE)


def zone_of(own: str) -> ZoneInfo:
    """Somebody's own zone, else the institution's: reminders come by their clock."""
    return ZoneInfo(own) if own in time_zones() else institution_zone()


def mail_hours() -> MailHours:
    """When the institution lets no reminder out."""
    quiet = settings.QUIET_HOURS or (None, None)
    return MailHours(settings.MAIL_FREE_DAYS, *quiet)


def today(now: datetime) -> date:
    """The institution's day."""
    return local_day(now, institution_zone())


def due_policy(version: RequirementVersion) -> DuePolicy | None:
    """The version's due rule; None where it sets no deadline."""
    if version.due_base == RequirementVersion.DueBase.NONE:
        return None
    return DuePolicy(
        base=Base(version.due_base),
        on=version.due_on,
        offset=version.due_offset or 0,
        unit=Unit(version.due_unit),
        minimum_days=version.minimum_days,
    )


def due_for(
    version: RequirementVersion, *, assigned_at: datetime, base_day: date | None = None
) -> Due:
    """When an assignment made then falls due; `base_day` is the day of hire or appointment."""
    policy = due_policy(version)
    if policy is None:
        return Due()
    facts = DueFacts(
        assigned_at=assigned_at,
        zone=institution_zone(),
        hired_on=(base_day,) if base_day else (),
        appointment_from=base_day,
    )
    return due(policy, facts)


def realistic_day(version: RequirementVersion, day: date, *, assigned_at: datetime) -> date:
    """A day that the calendar sets, or a later one where it leaves less than the least time."""
    policy = DuePolicy(base=Base.FIXED, on=day, minimum_days=version.minimum_days)
    found = due(policy, DueFacts(assigned_at=assigned_at, zone=institution_zone())).due_on
    return found or day


def renewal_policy(version: RequirementVersion) -> RenewalPolicy | None:
    """The version's renewal; None where a completion holds for good."""
    if version.renewal == RequirementVersion.Renewal.NONE or version.active_months is None:
        return None
    window = version.window_months or 0
    return RenewalPolicy(
        mode=Mode(version.renewal),
        active_months=version.active_months,
        window_months=window,
        minimum_months=window if version.minimum_months is None else version.minimum_months,
        anniversary=_month_and_day(version.anniversary),
    )


def first_counts_from(version: RequirementVersion, *, assigned_at: datetime) -> datetime | None:
    """From when on a completion meets a first assignment: what would still be valid (DOMAIN 3).

    None: whenever it was. The policy may say later, never earlier.
    """
    zone = institution_zone()
    earliest = None
    if version.active_months is not None:
        day = add_months(local_day(assigned_at, zone), -version.active_months)
        earliest = start_of_day(day, zone)
    return max(filter(None, [earliest, version.counts_from]), default=None)


def expiry(
    version: RequirementVersion,
    *,
    completed_at: datetime,
    due_on: date | None,
    previous_expires_at: datetime | None = None,
    first_completed_at: datetime | None = None,
) -> date | None:
    """The last day on which a completion that met an assignment is valid; None: no end."""
    policy = renewal_policy(version)
    if policy is None:
        return None
    zone = institution_zone()
    previous = previous_expires_at and local_day(previous_expires_at - MOMENT, zone)
    facts = Completed(
        completed_on=local_day(completed_at, zone),
        due_on=due_on,
        previous_expires_on=previous,
        first_completed_on=first_completed_at and local_day(first_completed_at, zone),
    )
    return renewal(policy, facts).expires_on


def day_ends_at(day: date) -> datetime:
    """The midnight that ends one of the institution's days."""
    return end_of_day(day, institution_zone())


def _month_and_day(anniversary: str) -> tuple[int, int] | None:
    """MM-DD as numbers; nothing where there is none."""
    if not anniversary:
        return None
    month, day = anniversary.split("-")
    return int(month), int(day)
