"""Reminders that waited: found again from their `until` on, with what they stand on now."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When

from learning.models import Reminder, ReminderRule, Requirement
from learning.models.reminder import ReminderQuerySet
from learning.rules.reminders import Anchor, Because
from learning.services.dates import today
from learning.services.reminder_plans import (
    Candidate,
    Running,
    anchor_on,
    as_running,
    primary_place,
)
from learning.services.reminder_recipients import Coordinators, recipients_of
from learning.services.reminder_verdicts import Asked

COLUMNS = (
    *("assignment_id", "assignment__person_id", "rule_id", "anchor_on"),
    *("assignment__assigned_at", "assignment__completed_at", "assignment__waived_until"),
    *("assignment__withdrawn_at", "assignment__person__deactivated_at"),
    *("place__supervisor_id", "place__unit__path"),
    *("recipient_id", "planned_at", "until", "stands_on", "rule__ended_at"),
    *("rule__requirement__ended_at", "assignment__course__retired_at"),
)


def due_again(of: Requirement | None, *, now: datetime) -> ReminderQuerySet:
    """Deferred ones whose time has come, of all requirements or of one."""
    those = Q() if of is None else Q(rule__requirement=of)
    return Reminder.objects.deferred_until(now).filter(those)


def asked_again(rows: QuerySet[Reminder], *, now: datetime) -> list[Asked]:
    """These with what is true of them today; three statements, however many they are."""
    day = today(now)
    found = list(
        rows.annotate(
            place=primary_place("assignment__person__appointments", day),
            stands_on=_stands_on(),
        ).values_list(*COLUMNS)
    )
    coordinators = Coordinators.on(day)
    rules = _rules({row[2] for row in found})
    return [_asked(row, rules, coordinators) for row in found]


def _stands_on() -> Case:
    """The day it counts from today; of what was asked by hand, the day on which it was."""
    by_hand = When(rule__anchor=Anchor.BY_HAND.value, then=F("anchor_on"))
    return Case(by_hand, default=anchor_on("rule__anchor", "assignment__"))


def _rules(ids: Iterable[int]) -> Mapping[int, Running]:
    """These rules, ended or not, each beside all of its kind that run."""
    rows = ReminderRule.objects.filter(pk__in=list(ids))
    kin = ReminderRule.objects.filter(
        requirement__in=rows.values("requirement"), ended_at__isnull=True
    )
    return as_running(rows | kin)


def _asked(
    row: tuple[object, ...], rules: Mapping[int, Running], coordinators: Coordinators
) -> Asked:
    candidate = Candidate(*row[:11])  # type: ignore[arg-type]
    recipient, planned_at, until, stands_on, *ends = row[11:]
    rule = rules[candidate.rule_id]
    whom = recipients_of(candidate, rule.recipient, coordinators)
    gone = _gone(recipient in whom, candidate.anchor_on == stands_on, *ends)
    return Asked(candidate, rule, recipient, planned_at, until, gone)  # type: ignore[arg-type]


def _gone(
    is_theirs: bool,
    stands: bool,
    rule_ended: object = None,
    requirement_ended: object = None,
    retired: object = None,
) -> Because | None:
    """What took the ground from one that waited; the first that holds."""
    reasons = {
        Because.RULE_ENDED: rule_ended or requirement_ended,
        Because.RETIRED: retired,
        Because.MOVED: not stands,
        Because.RECIPIENT_CHANGED: not is_theirs,
    }
    return next((because for because, holds in reasons.items() if holds), None)
