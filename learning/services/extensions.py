"""A later due day for somebody: granted unasked, or asked for and answered (DOMAIN 1, 5).

Reminders follow by themselves: the day that they count from is in the ledger's key.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import Told, record_each
from learning.models import Assignment, DueDate, ExtensionRequest
from learning.services.cases import (
    Judged,
    judged_anew,
    locked,
    no_longer_open,
    refuse_without,
    subject_of,
)
from learning.services.dates import today
from learning.services.due_dates import NewDay, set_days
from learning.services.explanations import full_date
from learning.services.extension_answers import Answer, note_answers

EXTENSION = DueDate.Cause.EXTENSION


def cannot_extend(
    assignment: Assignment, until_on: date, *, now: datetime
) -> ValidationError | None:
    """Why its person cannot have until that day; None where they can. A later day only."""
    if refusal := no_longer_open(assignment):
        return refusal
    if assignment.due_on is None:
        return ValidationError(_("It has no due date that could be moved."), code="no_due_date")
    if until_on <= assignment.due_on:
        words = _("It is due on %(day)s: choose a later day.")
        return ValidationError(words % {"day": full_date(assignment.due_on)}, code="not_later")
    if until_on < today(now):
        return ValidationError(_("Choose a day from today on."), code="until_is_past")
    return None


@transaction.atomic
def extend(
    assignments: Iterable[Assignment], *, until_on: date, reason: str, now: datetime, by: User
) -> Judged:
    """Give these people until that day; those for whom it cannot be are left as they are.

    Where it can be for nobody, it is refused. Whoever asked for that much has their answer by it.
    Asked twice, the second finds it done, and writes nothing.
    """
    reason = refuse_without(reason, _("Say why they get more time."))
    rows = locked(assignments)
    had = _granted(rows, until_on, reason)
    found = judged_anew(rows, had, lambda each: cannot_extend(each, until_on, now=now))
    move([(each, until_on) for each in found.good], reason=reason, now=now, by=by)
    _answer_open(found.good, until_on, reason, now=now, by=by)
    return found.with_done(rows, had)


def move(days: Sequence[tuple[Assignment, date]], *, reason: str, now: datetime, by: User) -> None:
    """Write down the later days, each with its record; the caller holds the assignments."""
    new = [NewDay(each.pk, until_on, EXTENSION, reason) for each, until_on in days]
    set_days(new, now=now, by=by)
    deeds = [
        Told(
            subject_of(each),
            before={"due_on": each.due_on.isoformat() if each.due_on else None},
            after={"due_on": until_on.isoformat()},
        )
        for each, until_on in days
    ]
    record_each(by, "learning.assignment.extended", deeds, at=now, reason=reason)


def _granted(rows: Sequence[Assignment], until_on: date, reason: str) -> set[int]:
    """Those that have just this extension already."""
    held = DueDate.objects.standing().filter(
        assignment__in=[each.pk for each in rows], cause=EXTENSION, due_on=until_on, reason=reason
    )
    return set(held.values_list("assignment", flat=True))


def _answer_open(
    rows: Sequence[Assignment], until_on: date, reason: str, *, now: datetime, by: User
) -> None:
    """Who waits for an answer and has what they asked for is answered by it."""
    asked = ExtensionRequest.objects.filter(
        assignment__in=[each.pk for each in rows], decided_at__isnull=True, until_on__lte=until_on
    )
    held = list(asked.select_related("assignment__person").select_for_update(of=("self",)))
    answers = [Answer(request, until_on) for request in held]
    note_answers(answers, words=reason, now=now, by=by)
