"""What tests of reminders begin with: rules, time passing, and the ledger read as a table."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Appointment, Mail
from learning.models import Reminder, ReminderRule
from learning.services.reminders import decide_reminders
from tests.factories import LONG_AGO, a_requirement

CHICAGO = ZoneInfo("America/Chicago")
DUE = date(2027, 1, 21)  # a Thursday


def at(day, hour=0, minute=0, zone=CHICAGO):
    """A moment by a clock on the wall."""
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def from_due(days, hour=0, minute=0):
    """So many days after the due day, by the clock of the institution."""
    return at(DUE + timedelta(days=days), hour, minute)


def a_rule(version, anchor="due", offset=0, recipient="learner", **fields):
    return ReminderRule.objects.create(
        requirement=version.requirement,
        anchor=anchor,
        offset_days=offset,
        recipient=recipient,
        started_at=fields.pop("started_at", LONG_AGO),
        **fields,
    )


def a_reminded_requirement(*rules, **fields):
    """A requirement with rules, each (anchor, offset) or (anchor, offset, recipient)."""
    version = a_requirement(now=LONG_AGO, **fields)
    for rule in rules:
        a_rule(version, *rule)
    return version


def supervised_by(person, supervisor):
    """Their primary appointment names the supervisor."""
    Appointment.objects.filter(person=person, primary=True).update(supervisor=supervisor)
    return person


def decide(now):
    """The timetable's round at that moment, and the mail goes out at once."""
    decided = decide_reminders(now=now)
    Mail.objects.filter(sent_at=None, withdrawn_at=None).update(sent_at=now)
    return decided


def ledger(**those):
    """Rows as (offset, recipient's id, decision, because), in the order of deciding."""
    rows = Reminder.objects.filter(**those).order_by("decided_at", "offset_days", "id")
    return [(row.offset_days, row.recipient_id, row.decision, row.because) for row in rows]


def story(person):
    """What a person's ledger says, as (day and hour decided, anchor, offset, decision, because)."""
    rows = Reminder.objects.filter(recipient=person).order_by("decided_at", "offset_days", "id")
    return [
        (
            row.decided_at.astimezone(CHICAGO).strftime("%d %b %H"),
            row.rule.anchor,
            row.offset_days,
            row.decision,
            row.because,
        )
        for row in rows
    ]
