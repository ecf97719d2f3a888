import gzip
from datetime import date, timedelta

import pytest

from learning.models import Assignment
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from tests.factories import (
    NOW,
    a_learner,
    a_requirement,
    a_unit,
    an_assignment,
    an_edition,
)
from tests.integration.learning.helpers import activity_of, page_of, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def asked(person, title="Repair", *, due_on=date(2027, 1, 23), unit=None, kinds=(), **fields):
    """A course asked of them, and its assignment."""
    course = an_edition(None, *kinds, title=title).course
    version = a_requirement(course, unit, title=f"{title}, all faculty")
    return an_assignment(person, version, due_on=due_on, **fields)


def begin(assignment, *, satisfied=()):
    enrolment = enrol(assignment.person, assignment.version.course, now=NOW)
    for kind in satisfied:
        satisfy_activity(enrolment, activity_of(enrolment, kind), at=NOW)
    return enrolment


def home(client, person):
    client.force_login(person)
    return page_of(client, "/")


def test_a_stranger_sees_the_front_page(client):
    assert "/account/login/" in page_of(client, "/")


def test_nothing_asked_says_so_and_offers_what_there_is(client):
    an_edition(title="Words that stay")

    text = home(client, a_learner())

    assert "Nothing is asked of you today." in text
    assert "Words that stay" in text
    assert "Your record begins with the first course you complete." in text


def test_what_is_asked_can_be_started_and_says_why_and_by_when(client):
    unit = a_unit("Internal Medicine")
    person = a_learner(unit)
    asked(person, "Listening first", unit=unit)

    text = home(client, person)

    assert "One course is asked of you." in text
    assert 'action="/courses/' in text
    assert (
        "You hold an appointment in Internal Medicine, and the requirement"
        " “Listening first, all faculty” asks it of everyone there."
    ) in text
    assert (
        "It is due on 23 January 2027, 60 days after it was assigned on 24 November 2026."
    ) in text


def test_what_is_begun_goes_on_with_one_large_button(client):
    person = a_learner()
    enrolment = begin(
        asked(person, due_on=date(2026, 11, 27), kinds=("page", "video", "quiz")),
        satisfied=["page"],
    )

    text = home(client, person)

    assert "One course is due this week." in text
    assert "You are 8 minutes from done." in text
    assert text.count('data-size="large"') == 1
    assert f'href="/learn/{enrolment.uuid}/video-2/"' in text
    assert "Module 1 of 1, activity 2 of 3" in text
    assert "Friday, in 3 days" in text
    assert "1 of 3 activities done" in text


def test_overdue_comes_first_in_words(client):
    person = a_learner()
    asked(person, due_on=date(2026, 11, 20), assigned_at=NOW - timedelta(days=60))

    text = home(client, person)

    assert "One course is overdue." in text
    assert 'data-standing="overdue"' in text


def test_a_due_day_lasts_until_the_institutions_midnight(client):
    person = a_learner(time_zone="Asia/Tokyo")
    asked(person, due_on=date(2026, 11, 24))

    assert "today" in home(client, person)


def test_two_requirements_of_one_course_are_one_row(client):
    person = a_learner()
    first = asked(person, "Repair")
    second = a_requirement(first.version.course, title="Repair, all teachers")
    an_assignment(person, second, due_on=date(2026, 12, 24))

    text = home(client, person)

    assert "One course is asked of you." in text
    assert "“Repair, all faculty”" in text
    assert "“Repair, all teachers”" in text
    assert "24 December 2026" in text


def test_what_is_waived_or_not_open_yet_has_no_button(client):
    person = a_learner()
    asked(person, "Waived", waived_until=NOW + timedelta(days=30))
    asked(person, "Later", scheduled_from=NOW + timedelta(days=97))

    text = home(client, person)

    assert "Nothing is asked of you today." in text
    assert "The next course opens on 1 March 2027." in text
    assert "Opens 1 March 2027" in text
    assert '<button class="button" data-size' not in text
    assert 'data-kind="primary"' not in text


def test_what_was_withdrawn_is_not_shown(client):
    person = a_learner()
    asked(person, "Gone", withdrawn_at=NOW)

    assert "Required" not in home(client, person)


def test_what_is_done_shows_how_and_leads_to_its_certificate(client):
    person = a_learner()
    enrolment = begin(asked(person, "Repair", kinds=("page",)), satisfied=["page"])

    text = home(client, person)

    assert "Completed on time" in text
    assert f"/certificates/of/{enrolment.completions.get().uuid}/" in text
    assert "Nothing is asked of you today." in text


def test_what_is_done_though_it_was_waived_is_called_completed(client):
    person = a_learner()
    waived = asked(person, "Repair", kinds=("page",), waived_until=NOW + timedelta(days=30))
    begin(waived, satisfied=["page"])

    text = home(client, person)

    assert '<span class="status" data-standing="completed">Completed</span>' in text
    assert "Waived" not in text


def test_who_lives_by_another_clock_reads_where_due_days_end(client):
    here, there = a_learner(), a_learner(time_zone="Asia/Tokyo")
    for person in (here, there):
        asked(person)
    sentence = "Due days end at midnight in Chicago."

    assert [sentence in home(client, person) for person in (here, there)] == [False, True]


def test_an_open_renewal_is_asked_again_beside_what_is_done(client):
    person = a_learner()
    first = asked(person, "Repair", kinds=("page",))
    begin(first, satisfied=["page"])
    Assignment.objects.create(
        person=person,
        requirement=first.requirement,
        version=first.version,
        course=first.version.course,
        cycle=2,
        assigned_at=NOW,
    )

    text = home(client, person)

    assert "One course is asked of you." in text
    assert "Completed on time" in text


def test_a_retired_course_still_asked_is_named_and_leads_nowhere(client):
    person = a_learner()
    assignment = asked(person, "Repair")
    type(assignment.version.course).objects.update(retired_at=NOW)

    text = home(client, person)

    assert "Repair, all faculty" in text
    assert f"/courses/{assignment.version.course.key}/" not in text


def fifty(person, *, number):
    for nth in range(number):
        begin(asked(person, f"Done {nth}", kinds=("page",)), satisfied=["page"])
        begin(asked(person, f"Begun {nth}"), satisfied=["page"])
        asked(person, f"Asked {nth}")
        an_edition(title=f"Offered {nth}")


@pytest.mark.parametrize("number", [1, 50])
def test_home_takes_five_queries_and_six_the_first_time(client, number):
    person = a_learner()
    fifty(person, number=number)
    client.force_login(person)

    assert [queries_of(client, "/"), queries_of(client, "/")] == [6, 5]


def test_home_stays_within_its_weight(client):
    person = a_learner()
    fifty(person, number=50)

    assert len(gzip.compress(home(client, person).encode())) < 20_000
