"""How many take the courses that one writes: a number for each in the studio's list."""

import pytest
from django.urls import reverse

from learning.models import Completion, Enrolment
from tests.factories import (
    NOW,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_edition,
    an_enrolment,
)
from tests.integration.reports.answers import people

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def trainer(client, unit):
    trainer = a_trainer(unit)
    client.force_login(trainer)
    return trainer


def taken(course, *, open_=0, completed=0, withdrawn=0, **person):
    """A course that so many take, each with a fresh person."""
    edition = course.editions.first() or an_edition(course)
    for number in range(open_ + completed + withdrawn):
        enrolment = an_enrolment(a_learner(course.unit, **person), edition)
        if number < completed:
            complete(enrolment)
        elif number < completed + withdrawn:
            close(enrolment, withdrawn_at=NOW)


def complete(enrolment, **fields):
    close(enrolment)
    return Completion.objects.create(
        person=enrolment.person,
        course=enrolment.course,
        enrolment=enrolment,
        edition=enrolment.edition,
        completed_at=NOW,
        recorded_at=NOW,
        **fields,
    )


def close(enrolment, **fields):
    Enrolment.objects.filter(pk=enrolment.pk).update(closed_at=NOW, **fields)


def text(response):
    return response.content.decode().replace("\n", "").strip()


def of_one(client, course, **headers):
    return client.get(reverse("learning:studio_learners", args=[course.key]), headers=headers)


def of_many(client, *keys, **headers):
    return client.get(
        reverse("learning:studio_learners_of"), {"course": list(keys)}, headers=headers
    )


def test_a_course_has_its_learners_in_numbers(client, trainer, unit):
    course = a_course(unit)
    taken(course, open_=3, completed=2, withdrawn=1)
    taken(course, open_=1, completed=1, is_test=True)

    assert text(of_one(client, course, **HTMX)) == "3 in progress, 2 completed"
    assert "3 in progress, 2 completed" in text(of_one(client, course))
    assert "<main" in text(of_one(client, course))


def test_who_completed_twice_counts_once_and_a_completion_taken_back_does_not(
    client, trainer, unit
):
    course = a_course(unit)
    edition = an_edition(course)
    person = a_learner(unit)
    complete(an_enrolment(person, edition))
    complete(an_enrolment(person, edition))
    an_enrolment(person, edition)
    revoked = an_enrolment(a_learner(unit), edition)
    complete(revoked, revoked_at=NOW, reason="It was not hers.")

    assert text(of_one(client, course, **HTMX)) == "1 in progress, 1 completed"


def test_thousands_are_set_apart(client, trainer, unit):
    course = a_course(unit)
    edition = an_edition(course)
    Enrolment.objects.bulk_create(
        Enrolment(person=each, course=course, edition=edition, number=1, started_at=NOW)
        for each in people(1_104)
    )

    assert text(of_one(client, course, **HTMX)) == "1,104 in progress, 0 completed"


def test_the_list_gets_all_of_its_courses_at_once(client, trainer, unit):
    elsewhere = a_course(a_unit("Law"), key="law")
    for key, number in (("repair", 1), ("circles", 2)):
        taken(a_course(unit, key=key), open_=number)
    taken(elsewhere, open_=4)

    found = text(of_many(client, "repair", "circles", "law", "nothing", **HTMX))

    assert found == (
        '<span id="learners-circles" hx-swap-oob="true">2 in progress, 0 completed</span>'
        '<span id="learners-repair" hx-swap-oob="true">1 in progress, 0 completed</span>'
    )
    page = text(of_many(client, "repair", "law"))
    assert "1 in progress, 0 completed" in page
    assert "law" not in page.partition("<main")[2].partition("</main>")[0]
    assert "No course of yours was asked for." in text(of_many(client))


@pytest.mark.parametrize("courses", [1, 5])
def test_it_takes_as_many_queries_for_one_course_as_for_five(
    client, trainer, unit, courses, django_assert_num_queries
):
    keys = [f"course-{number}" for number in range(courses)]
    for key in keys:
        taken(a_course(unit, key=key), open_=courses, completed=courses)

    with django_assert_num_queries(5):
        of_many(client, *keys, **HTMX)


def test_a_course_of_elsewhere_is_not_there(client, trainer):
    assert of_one(client, a_course(a_unit("Law"))).status_code == 404
