"""Assignments that have no due date because the day that it counts from is not known (DOMAIN 5).

An exception that somebody resolves: by a due day, or by recording the day that was missing.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import Told, record_each
from accounts.services.base_days import record_appointment_start, record_hire
from learning.models import Assignment, DueDate, RequirementVersion
from learning.models.assignment import AssignmentQuerySet
from learning.services.cases import (
    Judged,
    judged,
    judged_anew,
    locked,
    no_longer_open,
    refuse_unless_any,
    refuse_without,
    subject_of,
)
from learning.services.dates import due_for, today
from learning.services.due_dates import FROM_PERSONS_DAY, NewDay, set_days
from learning.services.requirements import RECONCILE
from lms.celery import wake

Base = RequirementVersion.DueBase
RESOLVED = DueDate.Cause.RESOLVED


def missing_dates(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Those of these that wait for somebody to say when they are due."""
    return assignments.in_force().filter(
        due_on__isnull=True, version__due_base__in=FROM_PERSONS_DAY
    )


def is_missing(assignment: Assignment) -> bool:
    """The same of one at hand, whose version came along."""
    undone = assignment.withdrawn_at is None and assignment.completed_at is None
    counted = assignment.version.due_base in FROM_PERSONS_DAY
    return undone and counted and assignment.due_on is None


def cannot_resolve(
    assignment: Assignment, due_on: date, *, now: datetime
) -> ValidationError | None:
    """Why no day can be given to it by hand; None where it waits for one."""
    if refusal := no_longer_open(assignment):
        return refusal
    if assignment.due_on is not None:
        words = _("It has a due date. To move it, give more time.")
        return ValidationError(words, code="not_missing")
    if assignment.version.due_base not in FROM_PERSONS_DAY:
        words = _("Its requirement sets no due date, so none is missing.")
        return ValidationError(words, code="not_missing")
    if due_on < today(now):
        return ValidationError(_("Choose a day from today on."), code="due_is_past")
    return None


@transaction.atomic
def resolve(
    assignments: Iterable[Assignment], *, due_on: date, reason: str, now: datetime, by: User
) -> Judged:
    """Give these people this due day, since the one to count from is not known.

    Those that wait for none are left as they are; where nobody does, it is refused. Asked twice,
    the second finds it done, and writes nothing.
    """
    reason = refuse_without(reason, _("Say why it is due then."))
    rows = locked(assignments)
    held = DueDate.objects.standing().filter(
        assignment__in=[each.pk for each in rows], cause=RESOLVED, due_on=due_on, reason=reason
    )
    had = set(held.values_list("assignment", flat=True))
    found = judged_anew(rows, had, lambda each: cannot_resolve(each, due_on, now=now))
    set_days([NewDay(each.pk, due_on, RESOLVED, reason) for each in found.good], now=now, by=by)
    deeds = [Told(subject_of(each), after={"due_on": due_on.isoformat()}) for each in found.good]
    record_each(by, "learning.assignment.due_day_resolved", deeds, at=now, reason=reason)
    return found.with_done(rows, had)


def due_by_known_day(assignment: Assignment, base_day: date) -> date | None:
    """When the policy would make it due, if this were the day that it counts from."""
    return due_for(assignment.version, assigned_at=assignment.assigned_at, base_day=base_day).due_on


def cannot_know(assignment: Assignment, day: date, *, now: datetime) -> ValidationError | None:
    """Why that day cannot be what was missing; None where it can."""
    if day > today(now):
        return ValidationError(_("This day is yet to come."), code="day_to_come")
    if not is_missing(assignment):
        return ValidationError(_("No day is missing that it could count from."), code="not_missing")
    return None


@transaction.atomic
def record_known_day(
    assignments: Iterable[Assignment], *, day: date, reason: str, now: datetime, by: User
) -> Judged:
    """Record the day of hire, or on which the appointment began, that these count from.

    The policy then dates them as it dates everybody, within a minute. Where nobody's is missing,
    it is refused.
    """
    rows = locked(assignments)
    found = judged(rows, lambda each: cannot_know(each, day, now=now))
    refuse_unless_any(found)
    by_hire = [each.person for each in found.good if each.version.due_base == Base.HIRED]
    others = [each.person for each in found.good if each.version.due_base != Base.HIRED]
    told: dict[str, Any] = {"reason": reason, "now": now, "by": by}
    hired = {person.pk for person in record_hire(by_hire, hired_on=day, **told)}
    began = {person.pk for person in record_appointment_start(others, from_on=day, **told)}
    wake(RECONCILE)
    done = [
        each
        for each in found.good
        if each.person_id in (hired if each.version.due_base == Base.HIRED else began)
    ]
    words = _("There is no employment or appointment that could have begun then.")
    refusal = ValidationError(words, code="nothing_to_date")
    undone = [(each, refusal) for each in found.good if each not in done]
    result = Judged(tuple(done), (*found.refused, *undone))
    refuse_unless_any(result)
    return result
