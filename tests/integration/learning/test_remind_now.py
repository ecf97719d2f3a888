"""Reminding at once: a decision in the ledger like any other, asked for by somebody."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry, Leave, Mail
from learning.models import Reminder, ReminderRule
from learning.services.digests import digests
from learning.services.remind_now import remind_now, would_remind
from learning.services.reminders import decide_reminders
from tests.factories import (
    LONG_AGO,
    a_coordinator,
    a_learner,
    a_person,
    a_requirement,
    a_unit,
    an_assignment,
)
from tests.integration.learning.reminding import a_rule, at, ledger

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 12)  # a Tuesday
NOON = at(DAY, 12)


@pytest.fixture
def unit():
    return a_unit("Surgery")


@pytest.fixture
def version(unit):
    return a_requirement(unit=unit, key="repair", title="Repair", now=LONG_AGO)


@pytest.fixture
def coordinator(unit):
    return a_coordinator(unit)


def asked(version, unit, **fields):
    """Somebody of whom it is asked, due in three weeks."""
    fields = {"due_on": date(2027, 2, 2), "assigned_at": LONG_AGO} | fields
    return an_assignment(a_person(unit), version, **fields)


def remind(*rows, by, now=NOON):
    return remind_now(rows, reason="The chair asks.", now=now, by=by)


def test_one_mail_goes_to_each_and_the_ledger_says_that_somebody_asked(version, unit, coordinator):
    rows = [asked(version, unit) for _one in range(3)]

    found = remind(*rows, by=coordinator)

    assert {each.pk for each in found.good} == {each.pk for each in rows}
    assert ledger() == [(0, each.person_id, "sent", "") for each in rows]
    assert Mail.objects.count() == 3
    assert {row.rule.anchor for row in Reminder.objects.select_related("rule")} == {"by_hand"}
    entries = AuditEntry.objects.filter(action="learning.reminder.asked", by=coordinator)
    assert [entry.reason for entry in entries] == ["The chair asks."] * 3


def test_the_mail_speaks_of_what_is_open(version, unit, coordinator):
    row = asked(version, unit)
    remind(row, by=coordinator)

    (mail,) = Mail.objects.all()
    digest = digests([mail], now=NOON)[mail.pk]
    assert [line.assignment for line in digest.lines] == [row]


def test_asking_twice_on_a_day_writes_once_and_on_the_next_day_again(version, unit, coordinator):
    row = asked(version, unit)
    remind(row, by=coordinator)
    remind(row, by=coordinator, now=NOON + timedelta(hours=1))
    assert Mail.objects.count() == Reminder.objects.count() == AuditEntry.objects.count() == 1

    Mail.objects.update(sent_at=NOON)
    remind(row, by=coordinator, now=NOON + timedelta(days=1))
    assert ledger() == [(0, row.person_id, "sent", "")] * 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"completed_at": NOON - timedelta(days=1)}, "completed"),
        ({"waived_until": NOON + timedelta(days=9)}, "waived"),
        ({"withdrawn_at": NOON - timedelta(days=1)}, "leaver"),
        ({"scheduled_from": NOON + timedelta(days=1)}, "scheduled"),
    ],
)
def test_to_some_nothing_goes_and_it_is_said_why(version, unit, coordinator, fields, code):
    open_row, other = asked(version, unit), asked(version, unit, **fields)

    found = remind(open_row, other, by=coordinator)

    assert [each.pk for each in found.good] == [open_row.pk]
    assert [(each.pk, refusal.code) for each, refusal in found.refused] == [(other.pk, code)]
    assert list(Mail.objects.values_list("recipient", flat=True)) == [open_row.person_id]


def test_whoever_left_is_written_no_mail(version, unit, coordinator):
    row = asked(version, unit)
    row.person.deactivated_at = NOON - timedelta(days=1)
    row.person.save()

    with pytest.raises(ValidationError) as refusal:
        remind(row, by=coordinator)

    assert refusal.value.code == "leaver"
    assert Mail.objects.count() == Reminder.objects.count() == 0


def test_on_leave_without_an_end_none_goes_and_with_one_it_waits(version, unit, coordinator):
    unknown, back = asked(version, unit), asked(version, unit)
    for row, to_on in ((unknown, None), (back, DAY + timedelta(days=5))):
        Leave.objects.create(
            person=row.person, from_on=DAY - timedelta(days=5), to_on=to_on, recorded_at=LONG_AGO
        )

    found = remind(unknown, back, by=coordinator)

    assert [refusal.code for _each, refusal in found.refused] == ["on_leave"]
    assert ledger(assignment=back) == [(0, back.person_id, "deferred", "leave")]
    assert Mail.objects.count() == 0

    decide_reminders(now=at(DAY + timedelta(days=5), 9))
    assert ledger(assignment=back) == [(0, back.person_id, "sent", "")]


def test_in_quiet_hours_it_waits_until_they_end(version, unit, coordinator, settings):
    settings.QUIET_HOURS = (time(20), time(8))
    row = asked(version, unit)

    remind(row, by=coordinator, now=at(DAY, 22))
    assert ledger() == [(0, row.person_id, "deferred", "quiet_hours")]

    decide_reminders(now=at(DAY + timedelta(days=1), 8))
    assert ledger() == [(0, row.person_id, "sent", "")]


def test_somebody_written_to_today_gets_no_second_mail(version, unit, coordinator):
    row = asked(version, unit)
    a_rule(version, "due", -21)
    decide_reminders(now=at(DAY, 9))
    Mail.objects.update(sent_at=at(DAY, 9))

    with pytest.raises(ValidationError) as refusal:
        remind(row, by=coordinator)

    assert refusal.value.code == "digest"
    assert Mail.objects.count() == 1


def test_a_mail_that_is_still_owed_takes_it_along(version, unit, coordinator):
    row = asked(version, unit)
    a_rule(version, "due", -21)
    decide_reminders(now=at(DAY, 9))

    remind(row, by=coordinator)

    assert Mail.objects.count() == 1
    assert sorted(ledger()) == [(-21, row.person_id, "sent", ""), (0, row.person_id, "sent", "")]


def test_the_look_writes_nothing_and_says_what_would_come(version, unit):
    row, done = asked(version, unit), asked(version, unit, completed_at=NOON)

    found = would_remind([row, done], now=NOON)

    assert ([each.pk for each in found.good], len(found.refused)) == ([row.pk], 1)
    assert Mail.objects.count() == Reminder.objects.count() == ReminderRule.objects.count() == 0


def test_a_reason_is_needed(version, unit, coordinator):
    with pytest.raises(ValidationError) as refusal:
        remind_now([asked(version, unit)], reason=" ", now=NOON, by=coordinator)

    assert refusal.value.code == "reason_missing"


def test_the_rule_that_stands_for_asking_never_writes_by_itself_and_is_not_listed(
    client, version, unit, coordinator
):
    remind(asked(version, unit), by=coordinator)
    asked(version, unit)
    Mail.objects.update(sent_at=NOON)

    assert decide_reminders(now=NOON + timedelta(days=1)).reminders == 0
    with time_machine.travel(NOON, tick=False):
        client.force_login(coordinator)
        page = client.get(reverse("learning:reminder_rules", args=["repair"]))
    assert (page.context["running"], page.context["ended"]) == ([], [])


def test_a_coordinator_looks_and_reminds_on_the_page_and_a_stranger_cannot(
    client, version, unit, coordinator
):
    row = asked(version, unit)
    address = f"{reverse('learning:case', args=['remind'])}?who={row.uuid}"
    said = {"reason": "The chair asks.", "people": "1"}
    with time_machine.travel(NOON, tick=False):
        client.force_login(coordinator)
        look = client.post(address, said | {"step": "look"}).content.decode()
        assert "It would be so for 1 person." in look
        assert Mail.objects.count() == 0
        client.post(address, said | {"step": "confirm"})
        assert Mail.objects.count() == 1

        client.force_login(a_coordinator(a_unit("Law")))
        assert client.post(address, said | {"step": "confirm"}).status_code == 404
        client.force_login(a_learner(unit))
        assert client.get(address).status_code == 403


def test_its_person_reads_why_the_mail_came(client, version, unit, coordinator):
    row = asked(version, unit)
    remind(row, by=coordinator)

    with time_machine.travel(NOON, tick=False):
        client.force_login(row.person)
        page = client.get(reverse("learning:assignment", args=[row.uuid])).content.decode()

    assert "Because those who answer for the unit asked for it" in page


def test_statements_do_not_grow_with_people(
    version, unit, coordinator, django_assert_max_num_queries
):
    few, many = [asked(version, unit)], [asked(version, unit) for _one in range(12)]
    for rows in (few, many):
        with django_assert_max_num_queries(26):
            remind(*rows, by=coordinator)
