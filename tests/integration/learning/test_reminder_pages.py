"""Rules, forecast and ledger as admins, coordinators and learners find them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from learning.models import Reminder
from learning.rules.reminders import Because
from learning.services.dates import today
from learning.services.decision_words import decision_words
from learning.services.reminders import decide_reminders
from tests.factories import a_coordinator, a_learner, a_requirement, a_unit, an_admin, an_assignment
from tests.integration.learning.reminding import a_rule, decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return a_unit("School")


@pytest.fixture
def admin(client, school):
    admin = an_admin(school, time_zone="America/Chicago")
    client.force_login(admin)
    return admin


def required(school, *dues, people=None):
    """A requirement with people who are due so many days from today."""
    now = timezone.now()
    version = a_requirement(unit=school, now=now - timedelta(days=40))
    for days in dues:
        an_assignment(
            a_learner(school),
            version,
            due_on=today(now) + timedelta(days=days),
            assigned_at=now - timedelta(days=30),
        )
    return version


def rules_of(version):
    return reverse("learning:reminder_rules", args=[version.requirement.key])


def said(**changed):
    return {
        "days": 3,
        "side": "before",
        "anchor": "due",
        "recipient": "learner",
    } | changed


def text(response):
    return " ".join(response.content.decode().split())


def test_a_rule_is_looked_at_before_it_is_switched_on(client, admin, school):
    version = required(school, 1, 10, 20)

    look = client.post(rules_of(version), said())

    assert look.status_code == 200
    effect = look.context["effect"]
    assert (effect.ahead, effect.past, effect.mails) == (2, 1, 2)
    assert "2 reminders are to come" in text(look)
    assert "Of 1 person the day is past" in text(look)
    assert not version.requirement.reminder_rules.exists()

    done = client.post(rules_of(version), said(yes="1"))

    assert (done.status_code, done.url) == (302, rules_of(version))
    rule = version.requirement.reminder_rules.get()
    assert (rule.anchor, rule.offset_days, rule.recipient, rule.recorded_by) == (
        "due",
        -3,
        "learner",
        admin,
    )
    entry = AuditEntry.objects.get(action="learning.reminder_rule.made")
    assert (entry.by, entry.after["ahead"], entry.after["past"]) == (admin, 2, 1)
    decide_reminders(now=timezone.now())
    assert Reminder.objects.get().because == "back_dated"


def test_many_are_asked_about_twice(client, admin, school, settings):
    settings.ASK_TWICE_FROM = 2
    version = required(school, 10, 20)

    once = client.post(rules_of(version), said(yes="1"))
    assert once.status_code == 422
    assert "Write 2 to say that you mean it" in text(once)
    assert client.post(rules_of(version), said(yes="1", agreed="3")).status_code == 422
    assert not version.requirement.reminder_rules.exists()

    assert client.post(rules_of(version), said(yes="1", agreed="2")).status_code == 302


def test_a_rule_that_runs_is_not_made_twice(client, admin, school):
    version = required(school, 10)
    for _ in range(2):
        client.post(rules_of(version), said(yes="1"))

    assert version.requirement.reminder_rules.count() == 1


@pytest.mark.parametrize("anchor", ["assigned", "window", "completion"])
def test_nothing_is_written_before_a_day_that_nobody_knows(client, admin, school, anchor):
    response = client.post(rules_of(required(school)), said(anchor=anchor))

    assert response.status_code == 422
    assert "Nobody knows that day before it comes" in text(response)


def test_a_rule_ends_with_a_reason_and_stays_on_record(client, admin, school):
    version = required(school, 10)
    rule = a_rule(version, "due", 7)
    ending = reverse("learning:end_reminder_rule", args=[version.requirement.key, rule.uuid])

    assert client.post(ending, {"reason": " "}).status_code == 422
    assert client.post(ending, {"reason": "Too many"}).status_code == 302

    rule.refresh_from_db()
    assert rule.ended_at
    assert AuditEntry.objects.get(action="learning.reminder_rule.ended").reason == "Too many"
    assert "1 rule has ended" in text(client.get(rules_of(version)))


def test_a_coordinator_sees_the_rules_and_changes_none(client, school):
    version = required(school, 10)
    client.force_login(a_coordinator(school))

    assert "Add a rule" not in text(client.get(rules_of(version)))
    assert client.post(rules_of(version), said(yes="1")).status_code == 403


def test_the_forecast_opens_to_names(client, admin, school):
    version = required(school, 10, 10, 60)
    rule = a_rule(version, "due", 0)
    page = reverse("learning:requirement_forecast", args=[version.requirement.key])

    shown = client.get(page)

    day = today(timezone.now()) + timedelta(days=10)
    assert [(row.on, row.people) for row in shown.context["days"]] == [(day, 2)]
    named = client.get(page, {"day": day.isoformat(), "rule": rule.uuid}).context["named"]
    assert len(named) == 2
    everything = client.get(reverse("learning:reminder_forecast"))
    assert everything.context["mails"] == 2
    assert client.get(page, {"day": "2027-99-99", "rule": "x"}).status_code == 200


def test_everybody_reads_what_was_written_to_them_and_what_was_not(client, school):
    version = required(school, 0)
    a_rule(version, "due", 0)
    a_rule(version, "due", -20)
    person = version.requirement.assignments.get().person
    decide(timezone.now())
    client.force_login(person)

    shown = text(client.get(reverse("learning:my_reminders")))

    assert "What we wrote to you, and what we did not." in shown
    assert "Sent." in shown
    assert "a later one had come" in shown


def test_the_ledger_is_narrowed_by_its_address(client, admin, school):
    version = required(school, 0, 0)
    rule = a_rule(version, "due", 0)
    a_rule(version, "due", -20)
    decide(timezone.now())

    def listed(**query):
        page = reverse("learning:requirement_ledger", args=[version.requirement.key])
        return len(client.get(page, query).context["rows"])

    assert listed() == 4
    assert listed(decision="sent") == 2
    assert listed(because="stale") == 2
    assert listed(rule=rule.uuid) == 2
    assert listed(day=today(timezone.now()).isoformat()) == 4
    assert listed(day="2020-01-01") == 0
    assert listed(q=version.requirement.assignments.first().person.last_name) == 2
    person = version.requirement.assignments.first().person
    of_person = client.get(reverse("learning:person_reminders", args=[person.uuid]))
    assert len(of_person.context["rows"]) == 2


@pytest.mark.parametrize("because", list(Because))
def test_every_reason_has_its_sentence(because):
    waits = because in (Because.LEAVE, Because.WEEKEND, Because.QUIET_HOURS)
    row = Reminder(decision="deferred" if waits else "suppressed", because=because)

    assert decision_words(row).endswith(".")
    assert because.value not in ("", decision_words(row))


def test_the_pages_ask_no_more_for_many_than_for_few(client, admin, school):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for people in (1, 5):
        version = required(school, *[0] * people)
        a_rule(version, "due", 0)
        a_rule(version, "due", 9)
        decide(timezone.now())
        for name in ("requirement_ledger", "requirement_forecast", "reminder_rules"):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(f"learning:{name}", args=[version.requirement.key]))
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
