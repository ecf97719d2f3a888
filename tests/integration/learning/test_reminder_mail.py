"""What a reminder says: written when it is sent, in text and in HTML."""

from datetime import timedelta

import pytest

from accounts.models import Mail
from accounts.services.mail import Unwanted
from learning.models import ReminderRule
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.reminder_mail import write_reminder, write_reminders
from learning.services.reminders import decide_reminders
from tests.factories import LONG_AGO, NOW, a_learner, a_requirement, an_assignment, an_edition
from tests.integration.learning.helpers import activity_of

pytestmark = pytest.mark.django_db


def reminded(*kinds, **fields):
    """An assignment that its person is told of at once; the mail is not written yet."""
    version = a_requirement(an_edition(None, *kinds, title="Repair & repay").course)
    ReminderRule.objects.create(
        requirement=version.requirement, anchor="assigned", offset_days=0, started_at=LONG_AGO
    )
    assignment = an_assignment(a_learner(**fields), version)
    decide_reminders(now=NOW)
    return assignment


def letter():
    return write_reminder(Mail.objects.get(), now=NOW)


def test_it_says_what_by_when_why_and_where():
    assignment = reminded("page", "quiz")
    where = f"http://testserver/courses/{assignment.version.course.key}/next/"
    unit = assignment.version.requirement.unit.name

    said = letter()

    assert said.subject == "Due 23 January 2027: 8 minutes of Repair & repay"
    lines = said.text.split("\n")
    assert lines[4:8] == [
        "Repair & repay",
        "Due 23 January 2027",
        "Not started. It takes 8 minutes.",
        where,
    ]
    assert (
        f"- Repair & repay: It is required of everyone in {unit}."
        " It is due on 23 January 2027, 60 days after it was assigned on 24 November 2026."
        " We write when it is assigned."
    ) in lines
    assert f'<a href="{where}"' in said.html
    assert "Repair &amp; repay" in said.html
    assert "UNDEFINED" not in said.subject + said.text + said.html


def test_whoever_has_begun_is_told_how_little_is_left():
    assignment = reminded("page", "reflection")
    enrolment = enrol(assignment.person, assignment.version.course, now=NOW)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    text = letter().text

    assert "You are 4 minutes from done." in text
    assert "You left off at “Reflection 2”. Still to do: 4 minutes." in text


def test_in_one_batch_each_reads_what_holds_of_them_in_their_own_language():
    """What is rendered once for all who are told the same reaches nobody else."""
    first = reminded("page", "reflection")
    others = [a_learner(), a_learner(), a_learner(language="es")]
    for person in others:
        an_assignment(person, first.version)
    has_begun = enrol(others[1], first.version.course, now=NOW)
    satisfy_activity(has_begun, activity_of(has_begun, "page"), at=NOW)
    decide_reminders(now=NOW)

    said = write_reminders(Mail.objects.order_by("recipient"), now=NOW)

    where = f"http://testserver/courses/{first.version.course.key}/next/"
    assert [letter.text.split("\n")[5:8] for letter in said.values()] == [
        ["Due 23 January 2027", "Not started. It takes 8 minutes.", where],
        ["Due 23 January 2027", "Not started. It takes 8 minutes.", where],
        [
            "Due 23 January 2027",
            "You left off at “Reflection 2”. Still to do: 4 minutes.",
            where,
        ],
        ["Vence el 23 de enero de 2027", "Sin empezar. Dura 8 minutos.", where],
    ]


def test_its_way_to_the_profile_promises_what_the_profile_has(client):
    assignment = reminded()
    client.force_login(assignment.person)
    profile = client.get("/profile/").content.decode()

    text = letter().text

    promise = "Change how we address you, and where you are:\nhttp://testserver/profile/"
    assert promise in text
    assert "How we address you" in profile
    assert "Time zone" in profile


@pytest.mark.parametrize(
    ("zone", "named"), [("", False), ("America/Chicago", False), ("Asia/Tokyo", True)]
)
def test_who_lives_by_another_clock_reads_where_due_days_end(zone, named):
    reminded(time_zone=zone)

    said = letter()

    sentence = "Due days end at midnight in Chicago."
    assert (sentence in said.text, sentence in said.html) == (named, named)


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"completed_at": NOW}, "completed"),
        ({"waived_until": NOW + timedelta(days=1)}, "waived"),
        ({"withdrawn_at": NOW}, "leaver"),
    ],
)
def test_what_is_settled_meanwhile_is_not_wanted_any_more(fields, because):
    assignment = reminded()
    type(assignment).objects.filter(pk=assignment.pk).update(**fields)

    assert letter() == Unwanted(because)
