from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Mail
from accounts.services.mail import claim_mails
from learning.models import Reminder, ReminderRule
from learning.services.reminder_verdicts import Decided
from learning.services.reminders import decide_reminders
from learning.services.requirements import STANDARD_REMINDERS
from tests.factories import LONG_AGO, NOW, a_learner, a_requirement, an_admin, an_assignment

pytestmark = pytest.mark.django_db

DUE = date(2027, 1, 23)
CHICAGO_MIDNIGHT = timedelta(hours=6)  # in winter, after that of UTC


def midnight(days):
    """The first instant of the day so many days after the due day."""
    day = DUE + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + CHICAGO_MIDNIGHT


def with_rules(version=None, *, started_at=NOW, rules=STANDARD_REMINDERS):
    version = version or a_requirement()
    ReminderRule.objects.bulk_create(
        ReminderRule(
            requirement=version.requirement,
            anchor=anchor,
            offset_days=offset,
            started_at=started_at,
        )
        for anchor, offset in rules
    )
    return version


def reminded(person=None, **fields):
    """An assignment of a requirement with the standard reminders."""
    return an_assignment(person, with_rules(started_at=LONG_AGO), **fields)


def told(assignment):
    """Its first reminder is decided, and the mail is gone."""
    decide_reminders(now=assignment.assigned_at)
    Mail.objects.update(sent_at=assignment.assigned_at)


def ledger():
    rows = Reminder.objects.order_by("decided_at", "offset_days", "id")
    return [(row.rule.anchor, row.offset_days, row.decision, row.because) for row in rows]


def test_an_assignment_is_told_of_at_once():
    assignment = reminded()

    assert decide_reminders(now=NOW) == Decided(people=1, sent=1, mails=1)

    reminder = Reminder.objects.get()
    assert (reminder.assignment, reminder.recipient) == (assignment, assignment.person)
    assert (reminder.anchor_on, reminder.offset_days) == (NOW.date(), 0)
    assert (reminder.planned_at, reminder.decided_at) == (NOW, NOW)
    mail = Mail.objects.get()
    assert (mail.recipient, mail.kind, mail.not_before) == (assignment.person, "reminder", NOW)
    assert reminder.mail == mail


@pytest.mark.parametrize("days", [-14, -3, 0, 7])
def test_each_offset_goes_out_from_the_first_instant_of_its_day(days):
    assignment = reminded()
    told(assignment)
    decide_reminders(now=midnight(days) - timedelta(seconds=1))
    before = ledger()

    decide_reminders(now=midnight(days))

    assert ledger() == [*before, ("due", days, "sent", "")]
    assert Reminder.objects.latest("id").planned_at == midnight(days)


def test_what_is_decided_is_decided_once():
    reminded()
    decide_reminders(now=NOW)

    assert decide_reminders(now=NOW) == Decided()
    assert Mail.objects.count() == 1


def test_offsets_that_were_past_when_it_was_assigned_are_back_dated():
    reminded(assigned_at=midnight(-10))

    decide_reminders(now=midnight(-10))

    assert sorted(ledger()) == [
        ("assigned", 0, "sent", ""),
        ("due", -14, "suppressed", "back_dated"),
    ]


def test_a_rule_switched_on_later_leaves_the_past_alone():
    an_assignment(version=with_rules(started_at=midnight(-5)))

    decide_reminders(now=midnight(-5))

    assert sorted(ledger()) == [
        ("assigned", 0, "suppressed", "back_dated"),
        ("due", -14, "suppressed", "back_dated"),
    ]


def test_after_an_outage_only_the_newest_offset_goes_out():
    told(reminded())

    decide_reminders(now=midnight(0) + timedelta(hours=1))

    assert ledger()[1:] == [
        ("due", -14, "suppressed", "stale"),
        ("due", -3, "suppressed", "stale"),
        ("due", 0, "sent", ""),
    ]


def test_after_two_days_a_reminder_is_stale():
    told(reminded())

    decide_reminders(now=midnight(-14) + timedelta(hours=48, seconds=1))

    assert ledger()[1:] == [("due", -14, "suppressed", "stale")]


def test_a_day_late_is_not_too_late():
    told(reminded())

    decide_reminders(now=midnight(-14) + timedelta(hours=48))

    assert ledger()[1:] == [("due", -14, "sent", "")]


@pytest.mark.parametrize(
    ("fields", "because"),
    [({"waived_until": midnight(30)}, "waived")],
)
def test_whoever_need_not_do_it_now_is_not_reminded(fields, because):
    reminded(**fields)

    decide_reminders(now=NOW)

    assert ledger() == [("assigned", 0, "suppressed", because)]
    assert not Mail.objects.exists()


def test_somebody_who_left_is_not_reminded():
    person = a_learner(deactivated_at=NOW)
    reminded(person)

    decide_reminders(now=NOW)

    assert ledger() == [("assigned", 0, "suppressed", "leaver")]


@pytest.mark.parametrize("fields", [{"completed_at": NOW}, {"withdrawn_at": NOW}])
def test_what_is_met_or_withdrawn_is_not_even_considered(fields):
    reminded(**fields)

    assert decide_reminders(now=midnight(7)) == Decided()


def test_a_retired_course_and_an_ended_requirement_remind_nobody():
    retired, ended = reminded(), reminded()
    retired.version.course.retired_at = NOW
    retired.version.course.save()
    ended.requirement.ended_at = NOW
    ended.requirement.save()

    assert decide_reminders(now=NOW) == Decided()


def test_an_ended_rule_reminds_nobody():
    reminded()
    ReminderRule.objects.update(ended_at=NOW)

    assert decide_reminders(now=NOW) == Decided()


def test_a_due_day_that_moves_reminds_afresh():
    assignment = reminded()
    told(assignment)
    decide_reminders(now=midnight(-14))
    Mail.objects.update(sent_at=midnight(-14))

    assignment.due_on += timedelta(days=30)
    assignment.due_at += timedelta(days=30)
    assignment.save()
    decide_reminders(now=midnight(-3))
    decide_reminders(now=midnight(16))

    assert [row[1:] for row in ledger()] == [(0, "sent", ""), (-14, "sent", ""), (-14, "sent", "")]


def test_two_reminders_on_one_day_are_one_mail():
    person = a_learner()
    reminded(person)
    reminded(person)

    assert decide_reminders(now=NOW) == Decided(people=1, sent=2, mails=1)

    assert Mail.objects.get().reminders.count() == 2


def test_a_mail_that_is_still_waiting_takes_another_reminder_along():
    person = a_learner()
    reminded(person)
    decide_reminders(now=NOW)
    later = NOW + timedelta(hours=1)
    reminded(person, assigned_at=later)

    assert decide_reminders(now=later) == Decided(people=1, sent=1)

    assert Mail.objects.get().reminders.count() == 2


@pytest.mark.parametrize("gone", [True, False])
def test_a_second_mail_on_one_day_is_left_to_the_next_digest(gone):
    person = a_learner()
    told(reminded(person)) if gone else reminded(person)
    if not gone:
        decide_reminders(now=NOW)
        claim_mails(now=NOW)  # a worker is sending it at this moment
    later = NOW + timedelta(minutes=1)
    reminded(person, assigned_at=later)

    decide_reminders(now=later)

    assert ledger()[-1] == ("assigned", 0, "suppressed", "digest")
    assert Mail.objects.count() == 1


def test_the_next_day_brings_a_mail_again():
    person = a_learner()
    told(reminded(person))
    tomorrow = NOW + timedelta(days=1)
    reminded(person, assigned_at=tomorrow)

    assert decide_reminders(now=tomorrow) == Decided(people=1, sent=1, mails=1)


def test_yesterday_is_the_institutions_not_greenwichs():
    person = a_learner()
    told(reminded(person, assigned_at=datetime(2026, 11, 25, 5, 59, tzinfo=UTC)))
    reminded(person, assigned_at=datetime(2026, 11, 25, 6, 0, tzinfo=UTC))

    assert decide_reminders(now=datetime(2026, 11, 25, 6, 0, tzinfo=UTC)).sent == 1


def test_deciding_asks_no_more_for_many_than_for_few(django_assert_num_queries):
    for people in (5, 50):
        version = with_rules()
        for _ in range(people):
            an_assignment(version=version)
        with django_assert_num_queries(15):
            assert decide_reminders(now=NOW).sent == people


@pytest.mark.django_db(transaction=True)
def test_four_at_once_decide_each_reminder_once():
    admin = an_admin()
    one, two = with_rules(), with_rules()
    for _ in range(20):
        person = a_learner(admin.appointments.get().unit)
        an_assignment(person, one)
        an_assignment(person, two)
    together, done = Barrier(4), []

    def work():
        together.wait()
        done.append(decide_reminders(now=NOW))
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(decided.sent for decided in done) == 40
    assert Reminder.objects.count() == 40
    assert Mail.objects.count() == 20
    assert all(mail.reminders.count() == 2 for mail in Mail.objects.all())
