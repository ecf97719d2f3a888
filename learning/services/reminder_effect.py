"""What switching a reminder rule on would mean, before anybody says yes. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from learning.models.assignment import AssignmentQuerySet
from learning.rules import reminders as rules
from learning.services.dates import today, zone_of
from learning.services.reminder_plans import (
    WITH_PLACE,
    Candidate,
    Running,
    anchor_day,
    open_to,
    primary_place,
)
from learning.services.reminder_recipients import Coordinators, recipients_of


@dataclass(frozen=True, slots=True)
class Effect:
    """What switching a rule on means: for how many assignments its day is to come, and past."""

    ahead: int = 0
    past: int = 0
    nobody: int = 0  # of whom there is nobody to tell
    mails: int = 0  # to come, at one a recipient and day
    first_on: date | None = None
    last_on: date | None = None


def effect_of(rule: Running, asked: AssignmentQuerySet, *, now: datetime) -> Effect:
    """For these assignments of its requirement, as they stand now."""
    rows = _standing(rule, asked, on=today(now))
    coordinators = Coordinators.on(today(now))
    zones = dict(
        User.objects.active().exclude(time_zone="").values_list("pk", "time_zone").order_by()
    )
    days: set[tuple[int, date]] = set()
    ahead = past = nobody = 0
    for row in rows:
        one = Candidate(*(*row[:2], rule.id, *row[2:]))
        whom = recipients_of(one, rule.recipient, coordinators)
        nobody += not whom
        for recipient in whom:
            planned = rules.planned_at(rule.plan(one), zone_of(zones.get(recipient, "")))
            if planned < now:
                past += 1
            else:
                ahead += 1
                days.add((recipient, today(planned)))
    on = [day for _, day in days]
    return Effect(ahead, past, nobody, len(days), min(on, default=None), max(on, default=None))


def _standing(rule: Running, asked: AssignmentQuerySet, *, on: date) -> Any:
    """The assignments that the rule is asked of, each with its anchor's day."""
    columns = [name for name in WITH_PLACE if name != "rule_id"]
    return (
        asked.newest_cycles()
        .filter(
            open_to(rule.anchor),
            requirement=rule.requirement_id,
            person__is_test=False,
            course__retired_at__isnull=True,
        )
        .annotate(
            anchor_on=anchor_day(rule.anchor),
            place=primary_place("person__appointments", on),
        )
        .filter(anchor_on__isnull=False)
        .values_list(*columns)
    )
