"""Exempting people from what is asked of them, until a day; and taking that back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.facts import successor
from accounts.services.audit import Told, record_each
from learning.models import Assignment, Waiver
from learning.services.caches import keep
from learning.services.cases import (
    Judged,
    judged,
    judged_anew,
    locked,
    refuse_unless_any,
    refuse_without,
    subject_of,
)
from learning.services.dates import day_ends_at, today

Scope = Waiver.Scope


@dataclass(frozen=True, slots=True)
class Exemption:
    """Until when, why, and of how much of the policy somebody is exempt."""

    until_on: date
    reason: str
    scope: str = Scope.ASSIGNMENT

    def is_said_by(self, waiver: Waiver) -> bool:
        said = (waiver.until_on, waiver.reason, waiver.scope)
        return said == (self.until_on, self.reason, self.scope)

    def waiver(self, assignment: Assignment, *, approver: User, now: datetime) -> Waiver:
        """As a row that is not saved yet."""
        return Waiver(
            assignment=assignment,
            scope=self.scope,
            reason=self.reason,
            approver=approver,
            from_at=now,
            until_on=self.until_on,
            until_at=day_ends_at(self.until_on),
            recorded_at=now,
            recorded_by=approver,
        )


def waive(
    assignment: Assignment,
    *,
    until_on: date,
    reason: str,
    approver: User,
    now: datetime,
) -> Waiver:
    """Exempt one assignment's person, as `waive_many` does many."""
    waive_many([assignment], Exemption(until_on, reason), approver=approver, now=now)
    return Waiver.objects.standing().get(assignment=assignment)


@transaction.atomic
def waive_many(
    assignments: Iterable[Assignment], exemption: Exemption, *, approver: User, now: datetime
) -> Judged:
    """Exempt these people through a day; never counted as a completion.

    A waiver that stands already is replaced: its row stays, superseded. Asked twice with the same
    day, reason and scope, the first stands. Those for whom it cannot be are left as they are;
    where it can be for nobody, it is refused.
    """
    reason = refuse_without(exemption.reason, _("Say why it is waived."))
    exemption = replace(exemption, reason=reason)
    rows = locked(assignments)
    standing = _standing(rows)
    same = {pk for pk, waiver in standing.items() if exemption.is_said_by(waiver)}
    found = judged_anew(rows, same, lambda each: cannot_waive(each, exemption.until_on, now=now))
    new = [exemption.waiver(each, approver=approver, now=now) for each in found.good]
    _replace(new, standing, deed="waived", reason=reason, now=now, by=approver)
    return found.with_done(rows, same)


@transaction.atomic
def take_back(assignments: Iterable[Assignment], *, reason: str, now: datetime, by: User) -> Judged:
    """End the waivers in force now: it is asked of these people again, by the day it was due.

    That it was waived until now stays on record. One of the requirement's scope ends in every
    cycle, or the next renewal would have it again. Where none is waived, it is refused.
    """
    reason = refuse_without(reason, _("Say why the waiver is taken back."))
    asked = list(assignments)
    rows = locked([*asked, *_other_cycles(asked, now=now)])
    standing = _standing(rows)
    found = judged(rows, lambda each: cannot_take_back(each, now=now))
    refuse_unless_any(found)
    ended = [
        successor(standing[each.pk], now=now, recorded_by=by, until_on=today(now), until_at=now)
        for each in found.good
    ]
    _replace(ended, standing, deed="waiver_taken_back", reason=reason, now=now, by=by)
    return found


def cannot_waive(
    assignment: Assignment, until_on: date, *, now: datetime
) -> ValidationError | None:
    """Why it cannot be waived until that day; None where it can."""
    if until_on < today(now):
        return ValidationError(_("Choose a day from today on."), code="until_is_past")
    if assignment.completed_at:
        words = _("It is completed: there is nothing to waive.")
        return ValidationError(words, code="completed")
    if assignment.withdrawn_at:
        words = _("It is asked of them no longer: there is nothing to waive.")
        return ValidationError(words, code="withdrawn")
    return None


def cannot_take_back(assignment: Assignment, *, now: datetime) -> ValidationError | None:
    """Why there is no waiver to take back; None where there is one."""
    if assignment.waived_until is None or assignment.waived_until <= now:
        return ValidationError(_("It is not waived."), code="not_waived")
    return None


def _other_cycles(asked: Sequence[Assignment], *, now: datetime) -> list[Assignment]:
    """Of these people and requirements, what else a waiver of the requirement's scope spares."""
    spared = Waiver.objects.standing().filter(
        scope=Scope.REQUIREMENT,
        until_at__gt=now,
        assignment__person__in={each.person_id for each in asked},
        assignment__requirement__in={each.requirement_id for each in asked},
    )
    theirs = {(each.person_id, each.requirement_id) for each in asked}
    found = [it.assignment for it in spared.select_related("assignment")]
    return [each for each in found if (each.person_id, each.requirement_id) in theirs]


def _standing(rows: Sequence[Assignment]) -> dict[int, Waiver]:
    held = Waiver.objects.standing().filter(assignment__in=[each.pk for each in rows])
    return {it.assignment_id: it for it in held}


def _replace(
    new: Sequence[Waiver],
    standing: dict[int, Waiver],
    *,
    deed: str,
    reason: str,
    now: datetime,
    by: User,
) -> None:
    """Put these waivers in the place of those that stood, and on the assignments."""
    ids = [it.assignment_id for it in new]
    Waiver.objects.filter(assignment__in=ids).supersede(now)
    Waiver.objects.bulk_create(new, batch_size=500)
    if new:
        theirs = Assignment.objects.filter(pk__in=ids)
        keep(theirs, now=now, waived_until=new[0].until_at)
    deeds = [
        Told(
            subject_of(it.assignment),
            before=_told(standing.get(it.assignment_id)),
            after=_told(it),
        )
        for it in new
    ]
    record_each(by, f"learning.assignment.{deed}", deeds, at=now, reason=reason)


def _told(waiver: Waiver | None) -> dict[str, str]:
    return {"until_on": waiver.until_on.isoformat(), "scope": waiver.scope} if waiver else {}
