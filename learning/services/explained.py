"""Everything about one assignment: why this person, why that date, what next, what was sent.

What the command `explain_assignment` prints and the page shows (UX, journey 8). Reads only.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from learning.models import (
    Assignment,
    AssignmentReason,
    DueDate,
    Fulfilment,
    Reminder,
    ReminderRule,
    Waiver,
)
from learning.rules.due_dates import add_months
from learning.rules.reminders import Because, Decision
from learning.rules.standing import facts_of, standing
from learning.services.dates import renewal_policy, today
from learning.services.explanations import explain, full_date
from learning.services.hours import Hours, hours_of, standing_hours
from learning.services.reminder_forecast import forecast_to
from learning.services.reminder_words import occasion


@dataclass(frozen=True, slots=True)
class Next:
    """What happens on a day to come, if nothing changes."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One assignment's facts with the sentences that tell them; `at` is when they were read."""

    at: datetime
    assignment: Assignment
    standing: str
    sentences: tuple[str, ...]
    reasons: tuple[AssignmentReason, ...]
    dates: tuple[DueDate, ...]
    waivers: tuple[Waiver, ...]
    fulfilments: tuple[Fulfilment, ...]
    reminders: tuple[Reminder, ...]
    renewal_opens_on: date | None
    coming: tuple[Next, ...]
    hours: Hours | None = None  # where it asks for hours


def explained(assignment: Assignment, *, now: datetime) -> Explained:
    """All of it; a constant number of queries. Superseded facts come along, oldest first."""
    reminders = assignment.reminders.select_related("rule", "mail", "recipient")
    fulfilments = assignment.fulfilments.select_related("completion__course")
    opens_on = _opens_on(assignment)
    decided = tuple(reminders.order_by("planned_at", "id"))
    stands = standing(facts_of(assignment), now=now, due_soon_days=settings.DUE_SOON_DAYS)
    return Explained(
        at=now,
        assignment=assignment,
        standing=stands.value,
        sentences=tuple(explain(assignment)),
        reasons=tuple(assignment.reasons.filter(superseded_at=None).order_by("from_at", "id")),
        dates=tuple(assignment.due_dates.select_related("recorded_by").order_by("id")),
        waivers=tuple(assignment.waivers.select_related("approver").order_by("id")),
        fulfilments=tuple(fulfilments.order_by("id")),
        reminders=decided,
        renewal_opens_on=opens_on,
        coming=_coming(assignment, opens_on, now=now),
        hours=_hours(assignment, now=now),
    )


def _hours(assignment: Assignment, *, now: datetime) -> Hours | None:
    asked = hours_of(assignment)
    return standing_hours([asked], now=now)[assignment.pk] if asked else None


def _opens_on(assignment: Assignment) -> date | None:
    """From which day on what was completed may be renewed."""
    policy = renewal_policy(assignment.version)
    if policy is None or assignment.expires_on is None:
        return None
    return add_months(assignment.expires_on, -policy.window_months)


def _coming(assignment: Assignment, opens_on: date | None, *, now: datetime) -> tuple[Next, ...]:
    day = today(now)
    found = _mails(assignment, now=now)
    if assignment.withdrawn_at is None and assignment.completed_at is None:
        if assignment.due_on and assignment.due_on >= day:
            found.append(Next(assignment.due_on, _("The last day on which it is on time.")))
        if assignment.previous_expires_at and assignment.previous_expires_at > now:
            last = today(assignment.previous_expires_at - timedelta(microseconds=1))
            found.append(Next(last, _("The last day on which the completion before is valid.")))
        if assignment.waived_until and assignment.waived_until > now:
            last = today(assignment.waived_until - timedelta(microseconds=1))
            found.append(Next(last, _("The last day on which it is waived.")))
    if assignment.withdrawn_at is None and assignment.completed_at is not None:
        if opens_on and opens_on > day:
            found.append(Next(opens_on, _("It may be renewed, and is asked again.")))
        if assignment.expires_on and assignment.expires_on >= day:
            found.append(Next(assignment.expires_on, _("The last day on which it is valid.")))
    return tuple(sorted(found, key=lambda it: it.on))


def _mails(assignment: Assignment, *, now: datetime) -> list[Next]:
    """The reminders to its learner that are still to come, decided as they will be then."""
    decided = forecast_to(assignment.person, now=now)
    mine = [each for each in decided if each.assignment_id == assignment.pk]
    rules = ReminderRule.objects.in_bulk({each.rule_id for each in mine})
    found = []
    for each in mine:
        # What another mail of that day takes along is read in it.
        if each.decision == Decision.SENT or each.because == Because.DIGEST:
            rule = rules[each.rule_id]
            when = occasion(rule.anchor, rule.offset_days)
            found.append(Next(each.on, _("Reminder: %(when)s.") % {"when": when}))
    return found


def due_words(row: DueDate) -> str:
    """One day that it was or is due, and why."""
    causes = {
        DueDate.Cause.POLICY.value: _("by the rule"),
        DueDate.Cause.EXTENSION.value: _("more time was given"),
        DueDate.Cause.RE_DATED.value: _("the date was set anew for all"),
        DueDate.Cause.LEAVE.value: _("days of leave were added"),
        DueDate.Cause.RESOLVED.value: _("set by hand"),
    }
    words = _("%(day)s: %(cause)s") % {"day": full_date(row.due_on), "cause": causes[row.cause]}
    return f"{words} ({row.reason})" if row.reason else words
