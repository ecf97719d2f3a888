"""Hours that are asked for, as their person sees them: home, balance, course, mail."""

import html
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Mail
from credentials.services.transcripts import transcript_of
from learning.models import Completion, ReminderRule
from learning.services.menus import menu_of
from learning.services.reminder_mail import write_reminder
from learning.services.reminders import decide_reminders
from tests.factories import (
    LONG_AGO,
    NOW,
    a_coordinator,
    a_learner,
    an_assignment,
    an_edition,
    hours_required,
)
from tests.integration.learning.helpers import page_of, queries_of
from tests.integration.learning.test_hours import dishes, earned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def version():
    return hours_required()


@pytest.fixture
def assignment(version):
    """Asked of somebody who has 2.5 of the 6 hours: 1.5 of book club, where one counts."""
    found = an_assignment(a_learner(version.requirement.unit), version)
    earned(found.person, dishes(version)["Book club"], "1.5", YESTERDAY)
    earned(found.person, dishes(version)["Talks"], "1.5", YESTERDAY)
    return found


def words_of(text):
    """What a page says, its tags left out."""
    return html.unescape(
        re.sub(r"\s+([.;:),])", r"\1", " ".join(re.sub("<[^>]*>", " ", text).split()))
    )


def balance_url(assignment):
    return reverse("learning:assignment", args=[assignment.uuid])


def test_home_says_how_many_hours_are_done_and_what_is_missing(client, assignment):
    client.force_login(assignment.person)

    text = page_of(client, "/")

    assert "One requirement is asked of you." in text
    assert "<strong>2.5 of 6 hours</strong>; still missing: 3.5 hours and one of" in text
    assert "“Workshops”" in text
    assert balance_url(assignment) in text


def test_home_takes_one_query_more_for_any_number_of_hours(client, version):
    person = a_learner(version.requirement.unit)
    for each in (version, hours_required(), hours_required()):
        an_assignment(person, each)
        menu_of(each)
        for category in ("Talks", "Workshops"):
            for _ in range(5):
                earned(person, dishes(each)[category], "0.25", YESTERDAY)
    client.force_login(person)
    queries_of(client, "/")  # reads the outlines

    assert queries_of(client, "/") == 6


def test_the_balance_tells_each_category_and_what_counted_when(client, assignment):
    client.force_login(assignment.person)

    said = words_of(page_of(client, balance_url(assignment)))

    assert "2.5 of 6 hours; still missing: 3.5 hours and one of “Workshops”." in said
    assert "Workshops at least 1 0 0" in said
    assert "Book club at most 1 hour; more adds no hours 1 1" in said
    assert "23 November 2026: A novel · Book club · 1 hour of 1.5 hours" in said
    assert "23 November 2026: Grand rounds · Talks · 1.5 hours" in said
    for course in dishes(assignment.version).values():
        assert f"/courses/{course.key}/" in page_of(client, balance_url(assignment))


def test_once_it_is_met_the_page_says_so_and_until_when(client):
    version = hours_required(
        renewal="completion", active_months=12, window_months=11, minimum_months=11
    )
    assignment = an_assignment(a_learner(version.requirement.unit), version)
    earned(assignment.person, dishes(version)["Workshops"], 6, YESTERDAY)
    client.force_login(assignment.person)

    said = words_of(page_of(client, balance_url(assignment)))

    assert "Met on 23 November 2026, by the last of what it took." in said
    assert "Valid through 23 November 2027. It is asked again from 23 December 2026 on." in said
    assert "6 of 6 hours. Nothing is missing." in said
    assert "Nothing is asked of you today." in page_of(client, "/")


def test_a_coordinator_may_read_the_balance_and_a_colleague_may_not(client, assignment):
    unit = assignment.version.requirement.unit
    client.force_login(a_coordinator(unit))
    page_of(client, balance_url(assignment))

    client.force_login(a_learner(unit))
    assert client.get(balance_url(assignment)).status_code == 404


def test_a_course_on_the_menu_says_what_it_counts_towards(client, assignment):
    client.force_login(assignment.person)
    workshop = dishes(assignment.version)["Workshops"]

    said = words_of(page_of(client, f"/courses/{workshop.key}/"))

    assert (
        "It counts towards Six hours a year, as Workshops (at least 1). You have 2.5 of 6 hours."
        in said
    )
    assert queries_of(client, f"/courses/{workshop.key}/") <= 6


def test_a_course_that_is_on_no_menu_says_nothing_of_hours(client, assignment):
    client.force_login(assignment.person)

    assert "counts towards" not in page_of(client, f"/courses/{an_edition().course.key}/")


def test_the_page_of_the_requirement_says_the_menu(client, assignment):
    client.force_login(a_coordinator(assignment.version.requirement.unit))

    said = words_of(page_of(client, assignment.version.requirement.get_absolute_url()))

    assert "They complete 6 hours from this menu: Workshops (at least 1) Repair" in said
    assert "Book club (at most 1 hour) A novel" in said


def test_a_reminder_says_the_balance_and_leads_to_it(version):
    ReminderRule.objects.create(
        requirement=version.requirement, anchor="assigned", offset_days=0, started_at=LONG_AGO
    )
    assignment = an_assignment(a_learner(version.requirement.unit), version)
    earned(assignment.person, dishes(version)["Talks"], "1.5", YESTERDAY)
    decide_reminders(now=NOW)

    letter = write_reminder(Mail.objects.get(), now=NOW)

    assert letter.text.split("\n")[4:8] == [
        "Six hours a year",
        "Due 23 January 2027",
        "1.5 of 6 hours. Still missing: 4.5 hours and one of “Workshops”.",
        f"http://testserver{balance_url(assignment)}",
    ]
    assert balance_url(assignment) in letter.html
    assert "See what is missing" in letter.html


def test_the_command_tells_the_balance_in_exact_hours(assignment):
    out = StringIO()
    call_command("explain_assignment", str(assignment.uuid), "--json", stdout=out)

    told = json.loads(out.getvalue())

    assert told["course"] is None
    assert (told["hours"]["needed"], told["hours"]["counted"]) == ("6.00", "2.50")
    assert told["hours"]["categories"][1] == {
        "category": "book-club",
        "completions": 1,
        "earned": "1.50",
        "counted": "1.00",
        "missing_count": 0,
    }
    assert Completion.objects.filter(person=assignment.person).count() == 2


def test_what_counted_towards_hours_is_no_less_done_when_they_are_asked_again():
    version = hours_required(
        renewal="completion", active_months=12, window_months=11, minimum_months=11
    )
    assignment = an_assignment(a_learner(version.requirement.unit), version)
    earned(assignment.person, dishes(version)["Workshops"], 6, YESTERDAY)

    assignment.refresh_from_db()
    assert assignment.expires_on is not None
    assert [entry.valid_until for entry in transcript_of(assignment.person)] == [None]
