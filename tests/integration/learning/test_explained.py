"""Why me, why this date, what next, what was sent: on a page and by the command."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Leave
from learning.models import Assignment
from learning.services.assignments import reconcile
from learning.services.due_dates import NewDay, set_days
from learning.services.explained import explained
from learning.services.fulfilment import fulfil
from learning.services.reminders import decide_reminders
from learning.services.waivers import waive
from tests.factories import NOW, a_coordinator, a_learner, a_requirement, a_unit, an_admin
from tests.integration.learning.helpers import at_now, page_of, queries_of
from tests.integration.learning.test_fulfilment import completed
from tests.integration.learning.test_reminders import with_rules

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture
def assignment():
    """Asked today, reminded at once, extended, with its rules to come."""
    version = with_rules(
        a_requirement(unit=a_unit("Cardiology"), key="repair"), started_at=NOW - timedelta(days=1)
    )
    a_learner(version.requirement.unit, first="Ada", last="Abel", hr_id="0042")
    reconcile(version.requirement, now=NOW)
    decide_reminders(now=NOW)
    made = Assignment.objects.get()
    set_days([NewDay(made.pk, date(2027, 2, 1), "extension", "On call.")], now=LATER)
    return Assignment.objects.to_explain().get()


def run(*arguments):
    out = StringIO()
    call_command("explain_assignment", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_all_of_it_as_json(assignment):
    with at_now:
        told = json.loads(run(str(assignment.uuid), "--json"))

    assert told["assignment"] == str(assignment.uuid)
    assert told["person"] == {
        "uuid": str(assignment.person.uuid),
        "hr_id": "0042",
        "name": "Ada Abel",
    }
    assert told["requirement"] == {"key": "repair", "title": "Repair, all faculty", "version": 1}
    assert (told["course"], told["cycle"], told["standing"]) == (
        assignment.course.key,
        1,
        "not_started",
    )
    assert told["sentences"] == [
        "It is required of everyone in Cardiology.",
        "It is due on 1 February 2027: you were given more time.",
    ]
    assert told["due"]["on"] == "2027-02-01"
    assert told["due"]["at"] == "2027-02-02T06:00:00Z"
    assert [(row["on"], row["cause"], row["reason"]) for row in told["due"]["history"]] == [
        ("2027-01-23", "policy", ""),
        ("2027-02-01", "extension", "On call."),
    ]
    assert told["reasons"] == [
        {
            "why": f"unit:{assignment.requirement.unit.uuid}",
            "from": "2026-11-24T15:00:00Z",
            "to": None,
        }
    ]
    [reminder] = told["reminders"]
    assert (reminder["anchor"], reminder["offset_days"], reminder["decision"]) == (
        "assigned",
        0,
        "sent",
    )
    assert reminder["sentence"] == "On its way."
    assert told["next"][0] == {
        "on": "2027-01-18",
        "what": "Reminder: 14 days before it is due.",
    }
    assert told["next"][-2:] == [
        {"on": "2027-02-01", "what": "The last day on which it is on time."},
        {"on": "2027-02-08", "what": "Reminder: 7 days after it was due."},
    ]


def test_the_command_tells_it_to_people(assignment):
    told = run(str(assignment.uuid))

    assert told.startswith("Ada Abel: Repair, all faculty, cycle 1: ")
    assert "It is due on 1 February 2027: you were given more time." in told
    assert "Was due: 23 January 2027: by the rule" in told
    assert "Next, 18 January 2027: Reminder: 14 days before it is due." in told


@pytest.mark.parametrize("uuid", ["nothing", "6f1c9a52-58f6-4a4e-9a53-0c8f3f3f2d11"])
def test_an_assignment_that_is_not_there_is_one_line(uuid):
    with pytest.raises(CommandError, match=uuid):
        run(uuid)


def test_what_is_completed_says_until_when_and_when_it_is_asked_again():
    version = a_requirement(
        renewal="completion", active_months=12, window_months=2, minimum_months=6
    )
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)
    fulfil(completed(person, version.course), now=NOW)

    known = explained(Assignment.objects.to_explain().get(), now=LATER)

    assert known.renewal_opens_on == date(2027, 9, 24)
    assert [(one.on, one.what) for one in known.coming] == [
        (date(2027, 9, 24), "It may be renewed, and is asked again."),
        (date(2027, 11, 24), "The last day on which it is valid."),
    ]


ANCHORED = (("assigned", 1), ("window", 3), ("due", -3), ("expiry", 0), ("completion", 7))


def told_next(assignment, *, now):
    known = explained(Assignment.objects.to_explain().get(pk=assignment.pk), now=now)
    return [(str(one.on), one.what) for one in known.coming]


def to_be_renewed():
    """Completed on 24 November; valid for a year, to be renewed from 24 September on."""
    version = with_rules(
        a_requirement(renewal="completion", active_months=12, window_months=2, minimum_months=6),
        rules=ANCHORED,
        started_at=NOW - timedelta(days=1),
    )
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)
    fulfil(completed(person, version.course), now=NOW)
    return version, person


def test_reminders_of_what_was_completed_are_told():
    to_be_renewed()

    assert told_next(Assignment.objects.get(), now=LATER) == [
        ("2026-12-01", "Reminder: 7 days after it was completed."),
        ("2027-09-24", "It may be renewed, and is asked again."),
        ("2027-11-24", "The last day on which it is valid."),
    ]


def test_reminders_of_a_renewal_are_told_whatever_they_count_from():
    version, _ = to_be_renewed()
    opens = datetime(2027, 9, 24, 15, tzinfo=UTC)
    reconcile(version.requirement, now=opens)

    assert told_next(Assignment.objects.get(cycle=2), now=opens) == [
        ("2027-09-25", "Reminder: 1 day after it is assigned."),
        ("2027-09-27", "Reminder: 3 days after it may be renewed."),
        ("2027-11-21", "Reminder: 3 days before it is due."),
        ("2027-11-24", "Reminder: on the last day on which it is valid."),
        ("2027-11-24", "The last day on which it is on time."),
        ("2027-11-24", "The last day on which the completion before is valid."),
    ]


def test_a_reminder_that_leave_puts_off_is_told_for_the_day_it_comes():
    version, person = to_be_renewed()
    opens = datetime(2027, 9, 24, 15, tzinfo=UTC)
    reconcile(version.requirement, now=opens)
    spell = {"from_on": date(2027, 9, 26), "to_on": date(2027, 9, 28)}
    Leave.objects.create(person=person, recorded_at=opens, **spell)

    told = told_next(Assignment.objects.get(cycle=2), now=opens)

    assert told[:2] == [
        ("2027-09-25", "Reminder: 1 day after it is assigned."),
        ("2027-09-28", "Reminder: 3 days after it may be renewed."),
    ]


def test_no_reminder_is_told_that_will_not_be_sent():
    version, person = to_be_renewed()
    opens = datetime(2027, 9, 24, 15, tzinfo=UTC)
    reconcile(version.requirement, now=opens)
    Leave.objects.create(person=person, from_on=date(2027, 9, 24), recorded_at=opens)

    told = told_next(Assignment.objects.get(cycle=2), now=opens)

    assert not [what for _, what in told if what.startswith("Reminder")]


def test_the_learner_reads_it_on_a_page(client, assignment):
    client.force_login(assignment.person)

    with at_now:
        text = page_of(client, reverse("learning:assignment", args=[assignment.uuid]))
        by_course = page_of(client, reverse("learning:why", args=[assignment.course.key]))

    for told in (text, by_course):
        assert "It is required of everyone in Cardiology." in told
        assert "more time was given (On call.)" in told
        assert "Reminder: 14 days before it is due." in told
        assert "On its way." in told


def test_a_waiver_is_told_with_its_reason(client, assignment):
    admin = an_admin(assignment.requirement.unit, first="Marisol", last="Vega")
    waive(assignment, until_on=date(2027, 3, 1), reason="Sabbatical", approver=admin, now=NOW)
    client.force_login(assignment.person)

    text = page_of(client, reverse("learning:assignment", args=[assignment.uuid]))

    assert "Waived through 1 March 2027 by Marisol Vega: Sabbatical" in text


@pytest.mark.parametrize("somebody", [a_coordinator, an_admin])
def test_who_answers_for_them_reads_it_and_nobody_else(client, assignment, somebody):
    address = reverse("learning:assignment", args=[assignment.uuid])
    client.force_login(somebody(assignment.requirement.unit))
    assert "Ada Abel" in page_of(client, address)

    client.force_login(somebody(a_unit("Elsewhere") if somebody is a_coordinator else None))
    elsewhere = client.get(address).status_code
    client.force_login(a_learner(assignment.requirement.unit))

    assert client.get(address).status_code == 404
    assert elsewhere == (404 if somebody is a_coordinator else 200)


def test_a_page_asks_no_more_for_a_long_story_than_for_a_short_one(client, assignment):
    client.force_login(assignment.person)
    address = reverse("learning:assignment", args=[assignment.uuid])
    with at_now:
        short = queries_of(client, address)
        for days in range(1, 6):
            day = date(2027, 2, 1) + timedelta(days=days)
            at = datetime(2026, 12, days, tzinfo=UTC)
            set_days([NewDay(assignment.pk, day, "extension", "More.")], now=at)
        assert queries_of(client, address) == short
