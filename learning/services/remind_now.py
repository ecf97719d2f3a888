"""Reminding people at once, because somebody who answers for them asks: a decision like any other.

It stands in the ledger under a rule of its own (`by_hand`), for the recipient's day on which it was
asked, and goes the way of every reminder: one mail a day, never to somebody who has completed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import Told, record_each
from courses.models import Course
from learning.models import Assignment, Reminder, ReminderRule
from learning.rules.reminders import Anchor
from learning.services.cases import Judged, judged, locked, refuse_unless_any, subject_of
from learning.services.dates import zone_of
from learning.services.decision_words import decision_words
from learning.services.reminder_plans import Candidate, Recipient, Running, as_running
from learning.services.reminder_recipients import Known
from learning.services.reminder_verdicts import Asked, settle
from learning.services.reminders import SEND
from learning.services.requirement_change import undone
from lms.celery import wake

Decision = Reminder.Decision


def would_remind(assignments: Iterable[Assignment], *, now: datetime) -> Judged:
    """For whom `remind_now` would send, or wait to send, a mail: done, looked at, and undone."""
    rows = list(assignments)
    return undone(lambda: _decide(rows, now=now, by=None)[0])


@transaction.atomic
def remind_now(
    assignments: Iterable[Assignment], *, reason: str, now: datetime, by: User
) -> Judged:
    """Decide a reminder to the learner of each, now; the mail leaves as soon as mail may go.

    Those for whom the rules of every reminder forbid it (completed, waived, withdrawn, on leave
    with no end, written to today, mail refused) are named with why, which the ledger holds, too.
    Asked twice on one day, the first decision stands. Where it goes to nobody, it is refused, and
    nothing is written.
    """
    if not reason.strip():
        raise ValidationError(_("Say why they are reminded now."), code="reason_missing")
    found, had = _decide(list(assignments), now=now, by=by)
    refuse_unless_any(found)
    told = [Told(subject_of(each)) for each in found.good if each.pk not in had]
    record_each(by, "learning.reminder.asked", told, at=now, reason=reason.strip())
    wake(SEND)
    return found


@transaction.atomic
def _decide(
    assignments: Sequence[Assignment], *, now: datetime, by: User | None
) -> tuple[Judged, Collection[int]]:
    """What becomes of each; and those about whom it had been decided today already."""
    # People first, as the round of reminders does: else the two could wait for each other.
    people = _held(assignments)
    rows = locked(assignments)
    rules = _rules(rows, now=now, by=by)
    days = {pk: now.astimezone(zone_of(zone)).date() for pk, zone in people.items()}
    retired = _retired(rows)
    open_rows = judged(rows, lambda each: cannot_ask(each, retired, now=now))
    had = _had(rows, days)
    asked = [
        Asked(_candidate(each, days, rules), rules[each.requirement_id], each.person_id)
        for each in open_rows.good
        if each.pk not in had
    ]
    settle(asked, Known.of(people, now=now), now=now)
    decided = _had(rows, days)
    after = judged(open_rows.good, lambda each: _refusal(decided.get(each.pk)))
    return Judged(after.good, (*open_rows.refused, *after.refused)), had.keys()


def _retired(rows: Sequence[Assignment]) -> set[int]:
    courses = Course.objects.filter(pk__in={each.course_id for each in rows if each.course_id})
    return set(courses.filter(retired_at__isnull=False).values_list("pk", flat=True))


def cannot_ask(
    assignment: Assignment, retired: Collection[int], *, now: datetime
) -> ValidationError | None:
    """What no reminder is ever about: a course that is retired, what is only asked later."""
    if assignment.course_id in retired:
        return ValidationError(_("The course is retired."), code="retired")
    if assignment.scheduled_from and assignment.scheduled_from > now:
        return ValidationError(_("It is asked of them from a later day on."), code="scheduled")
    if assignment.person.is_test:
        return ValidationError(_("It is a test account."), code="test")
    return None


def _held(rows: Sequence[Assignment]) -> dict[int, str]:
    """Their people, held until the transaction ends; the zone that each chose."""
    mine = User.objects.filter(pk__in={each.person_id for each in rows}).order_by("pk")
    held = mine.select_for_update(no_key=True, of=("self",))
    return dict(held.values_list("pk", "time_zone"))


def _rules(rows: Sequence[Assignment], *, now: datetime, by: User | None) -> dict[int, Running]:
    """Of each requirement the rule that stands for asking by hand; made when first asked."""
    wanted = {each.requirement_id for each in rows}
    kept = ReminderRule.objects.filter(
        requirement__in=wanted, anchor=Anchor.BY_HAND, ended_at__isnull=True
    )
    missing = wanted - set(kept.values_list("requirement_id", flat=True))
    ReminderRule.objects.bulk_create(
        (
            ReminderRule(
                requirement_id=requirement,
                anchor=Anchor.BY_HAND,
                offset_days=0,
                recipient=Recipient.LEARNER,
                started_at=now,
                recorded_by=by,
            )
            for requirement in sorted(missing)
        ),
        ignore_conflicts=True,
    )
    return {rule.requirement_id: rule for rule in as_running(kept.all()).values()}


def _candidate(
    each: Assignment, days: Mapping[int, date], rules: Mapping[int, Running]
) -> Candidate:
    return Candidate(
        assignment_id=each.pk,
        person_id=each.person_id,
        rule_id=rules[each.requirement_id].id,
        anchor_on=days[each.person_id],
        assigned_at=each.assigned_at,
        completed_at=each.completed_at,
        waived_until=each.waived_until,
        withdrawn_at=each.withdrawn_at,
        deactivated_at=each.person.deactivated_at,
    )


def _had(rows: Sequence[Assignment], days: Mapping[int, date]) -> dict[int, Reminder]:
    """What was decided by hand about each, on its person's day."""
    found = Reminder.objects.filter(
        assignment__in=[each.pk for each in rows],
        rule__anchor=Anchor.BY_HAND,
        anchor_on__in=set(days.values()),
    ).select_related("mail", "assignment")
    return {
        each.assignment_id: each
        for each in found
        if each.anchor_on == days[each.assignment.person_id]
    }


def _refusal(reminder: Reminder | None) -> ValidationError | None:
    if reminder is None:  # nothing was decided: it is not due, which cannot be
        return ValidationError(_("It cannot be done now."), code="not_due")
    if reminder.decision == Decision.SUPPRESSED:
        return ValidationError(decision_words(reminder), code=reminder.because)
    return None
