"""Reminders that wait: for the morning, for Monday, for the return from leave."""

from datetime import date, time, timedelta

import pytest

from accounts.models import Appointment, Leave, Mail
from learning.models import Reminder
from learning.services.reminders import decide_reminders
from tests.factories import LONG_AGO, a_learner, an_assignment
from tests.integration.learning.reminding import (
    DUE,
    a_reminded_requirement,
    decide,
    from_due,
    ledger,
    story,
    supervised_by,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office_hours(settings):
    settings.QUIET_HOURS = (time(20), time(8))
    settings.MAIL_FREE_DAYS = frozenset({5, 6})


def asked(*rules, person=None, **fields):
    version = a_reminded_requirement(*rules)
    return an_assignment(person, version, due_on=DUE, assigned_at=LONG_AGO, **fields)


def away(person, from_on, to_on=None):
    Leave.objects.create(person=person, from_on=from_on, to_on=to_on, recorded_at=LONG_AGO)


@pytest.mark.usefixtures("office_hours")
def test_at_night_it_waits_for_the_morning_in_the_same_row():
    assignment = asked(("due", 0))

    assert decide(from_due(0)).deferred == 1
    row = Reminder.objects.get()
    assert (row.decision, row.because, row.until) == ("deferred", "quiet_hours", from_due(0, 8))
    assert not Mail.objects.exists()
    decide(from_due(0, 7, 59))
    decide(from_due(0, 8))

    assert ledger() == [(0, assignment.person_id, "sent", "")]
    row = Reminder.objects.get()
    assert (row.until, row.mail, row.decided_at) == (None, Mail.objects.get(), from_due(0, 8))
    assert decide(from_due(0, 9)).reminders == 0


@pytest.mark.usefixtures("office_hours")
def test_quiet_hours_are_those_of_the_recipient():
    assignment = asked(("due", 0), person=a_learner(time_zone="Asia/Tokyo"))

    decide(from_due(-1, 9))  # midnight there
    decide(from_due(-1, 17))  # eight in the morning

    row = Reminder.objects.get()
    assert (row.recipient, row.decision) == (assignment.person, "sent")
    assert row.decided_at == from_due(-1, 17)


@pytest.mark.usefixtures("office_hours")
def test_what_waited_over_the_weekend_is_one_mail_on_monday():
    person = a_learner()
    asked(("due", 2), person=person)  # a Saturday
    asked(("due", 3), person=person)

    decide(from_due(2))
    decide(from_due(3))
    monday = from_due(4, 8)

    assert decide(monday).mails == 1
    assert [row[2] for row in ledger()] == ["sent", "sent"]
    assert Mail.objects.get().reminders.count() == 2


@pytest.mark.usefixtures("office_hours")
def test_completed_while_it_waited_is_not_sent():
    assignment = asked(("due", 0))
    decide(from_due(0))
    assignment.completed_at = from_due(0, 6)
    assignment.save()

    decide(from_due(0, 8))

    assert ledger() == [(0, assignment.person_id, "suppressed", "completed")]


@pytest.mark.usefixtures("office_hours")
def test_a_due_day_that_moves_while_it_waited_reminds_of_the_new_one():
    assignment = asked(("due", 0))
    decide(from_due(0))
    assignment.due_on += timedelta(days=5)
    assignment.due_at += timedelta(days=5)
    assignment.save()

    decide(from_due(0, 8))
    decide(from_due(5, 8))

    assert [row[2:] for row in ledger()] == [("suppressed", "moved"), ("sent", "")]


@pytest.mark.usefixtures("office_hours")
@pytest.mark.parametrize("gone", ["rule_ended", "retired", "leaver"])
def test_what_lost_its_ground_while_it_waited_says_so(gone):
    assignment = asked(("due", 0))
    decide(from_due(0))
    if gone == "rule_ended":
        assignment.requirement.reminder_rules.update(ended_at=from_due(0, 5))
    elif gone == "retired":
        type(assignment.course).objects.update(retired_at=from_due(0, 5))
    else:
        type(assignment).objects.update(withdrawn_at=from_due(0, 5))

    decide(from_due(0, 8))

    assert ledger() == [(0, assignment.person_id, "suppressed", gone)]


@pytest.mark.usefixtures("office_hours")
def test_a_new_supervisor_is_told_in_place_of_the_one_before():
    one, two = a_learner(), a_learner()
    person = supervised_by(a_learner(), one)
    asked(("due", 0, "supervisor"), person=person)
    decide(from_due(0))
    Appointment.objects.filter(person=person).update(supervisor=two)

    decide(from_due(0, 8))
    decide(from_due(0, 8, 1))
    Appointment.objects.filter(person=person).update(supervisor=one)
    decide(from_due(0, 8, 2))

    assert ledger() == [
        (0, one.pk, "suppressed", "recipient_changed"),
        (0, two.pk, "sent", ""),
    ]


def test_leave_with_a_known_return_waits_for_it():
    assignment = asked(("due", -3))
    away(assignment.person, DUE - timedelta(days=4), DUE - timedelta(days=1))

    decide(from_due(-3))
    row = Reminder.objects.get()
    assert (row.because, row.until) == ("leave", from_due(-1))
    decide(from_due(-1))

    assert ledger() == [(-3, assignment.person_id, "sent", "")]


def test_leave_without_a_known_return_suppresses():
    assignment = asked(("due", -3))
    away(assignment.person, DUE - timedelta(days=4))

    decide(from_due(-3))

    assert ledger() == [(-3, assignment.person_id, "suppressed", "on_leave")]


@pytest.mark.usefixtures("office_hours")
def test_what_waited_is_decided_in_as_many_statements_for_many(django_assert_num_queries):
    for people, days in ((1, 0), (5, 4)):
        version = a_reminded_requirement(("due", days))
        for _ in range(people):
            an_assignment(version=version, due_on=DUE, assigned_at=LONG_AGO)
        decide(from_due(days))
        with django_assert_num_queries(17):
            assert decide_reminders(now=from_due(days, 8)).mails == people


@pytest.mark.usefixtures("office_hours")
def test_a_cycle_with_leave_a_moved_day_an_outage_and_a_completion():
    """One person from assignment to completion, hour by hour, but for two days of outage."""
    rules = [("assigned", 0), ("due", -14), ("due", -3), ("due", 0), ("due", 7)]
    version = a_reminded_requirement(*rules)
    person = a_learner()
    assignment = an_assignment(
        person, version, due_on=date(2027, 1, 21), assigned_at=from_due(-30, 10)
    )
    away(person, date(2027, 1, 6), date(2027, 1, 11))

    def pass_hours(first, last, skipped=()):
        now = from_due(first)
        while now < from_due(last):
            if not any(start <= now < end for start, end in skipped):
                decide(now)
            now += timedelta(hours=1)

    pass_hours(-30, -11)
    assignment.due_on += timedelta(days=5)  # the days of leave
    assignment.due_at += timedelta(days=5)
    assignment.save()
    pass_hours(-11, 8, skipped=[(from_due(1), from_due(5, 12))])
    assignment.completed_at = from_due(8)
    assignment.save()
    pass_hours(8, 20)

    assert story(person) == [
        ("22 Dec 10", "assigned", 0, "sent", ""),
        ("11 Jan 08", "due", -14, "suppressed", "moved"),
        ("12 Jan 08", "due", -14, "sent", ""),
        ("26 Jan 12", "due", -3, "suppressed", "stale"),
        ("26 Jan 12", "due", 0, "sent", ""),
    ]
