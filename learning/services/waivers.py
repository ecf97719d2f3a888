"""Exempting one person from one assignment, until a day."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from learning.models import Assignment, Waiver
from learning.services.dates import day_ends_at, today


@transaction.atomic
def waive(
    assignment: Assignment, *, until_on: date, reason: str, approver: User, now: datetime
) -> Waiver:
    """Exempt an assignment's person through `until_on`; never counted as a completion.

    A waiver that stands already is replaced: its row stays, superseded. Asked twice with
    the same day and reason, the first stands.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    reason = reason.strip()
    standing = assignment.waivers.filter(superseded_at__isnull=True).first()
    if standing and (standing.until_on, standing.reason) == (until_on, reason):
        return standing
    _check(assignment, until_on=until_on, reason=reason, now=now)
    Waiver.objects.filter(assignment=assignment).supersede(now)
    waiver = Waiver.objects.create(
        assignment=assignment,
        reason=reason,
        approver=approver,
        from_at=now,
        until_on=until_on,
        until_at=day_ends_at(until_on),
        recorded_at=now,
        recorded_by=approver,
    )
    assignment.waived_until = waiver.until_at
    assignment.save(update_fields=["waived_until"])
    before = {"until_on": standing.until_on.isoformat()} if standing else {}
    after = {"until_on": until_on.isoformat()}
    subject, deed = f"assignment:{assignment.uuid}", "learning.assignment.waived"
    record(approver, deed, subject, at=now, before=before, after=after, reason=reason)
    return waiver


def _check(assignment: Assignment, *, until_on: date, reason: str, now: datetime) -> None:
    if not reason:
        raise ValidationError(_("Say why it is waived."), code="reason_missing")
    if until_on < today(now):
        raise ValidationError(_("Choose a day from today on."), code="until_is_past")
    if assignment.completed_at:
        raise ValidationError(_("It is completed: there is nothing to waive."), code="completed")
    if assignment.withdrawn_at:
        raise ValidationError(
            _("It is asked of them no longer: there is nothing to waive."), code="withdrawn"
        )
