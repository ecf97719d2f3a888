"""The courses of reports: the newest edition of each, counted as on its own page."""

import pytest
from django.urls import reverse

from learning.models import Completion
from tests.factories import (
    NOW,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_edition,
    an_enrolment,
)

pytestmark = pytest.mark.django_db
COURSES = reverse("reports:courses")


@pytest.fixture
def unit():
    return a_unit("Surgery")


def rows(page):
    return [
        (row.course_key, row.number, row.enrolments, row.in_progress, row.completed)
        for row in page.context["page"].object_list
    ]


def take(unit, edition, *, completed=False, **fields):
    enrolment = an_enrolment(a_learner(unit, **fields), edition, started_at=NOW)
    if completed:
        enrolment.closed_at = NOW
        enrolment.save()
        Completion.objects.create(
            person=enrolment.person,
            course=edition.course,
            enrolment=enrolment,
            edition=edition,
            completed_at=NOW,
            source="enrolment",
            recorded_at=NOW,
        )
    return enrolment


def test_each_course_is_counted_as_its_own_page_counts_it(client, unit):
    edition = an_edition(a_course(unit, key="repair"), "page")
    take(unit, edition)
    take(unit, edition, completed=True)
    take(unit, edition, is_test=True)
    taken_back = take(unit, edition, completed=True)
    Completion.objects.filter(enrolment=taken_back).update(revoked_at=NOW, reason="Mistaken")
    client.force_login(a_trainer(unit))

    assert rows(client.get(COURSES)) == [("repair", 1, 3, 1, 1)]
    own = client.get(reverse("reports:edition", args=["repair", "en", 1])).context["figures"]
    assert (own.numbers.enrolments, own.numbers.in_progress, own.numbers.completed) == (3, 1, 1)


def test_only_the_newest_edition_and_only_courses_in_scope_are_listed(client, unit):
    course = a_course(unit, key="repair")
    an_edition(course, "page")
    an_edition(course, "page", number=2)
    an_edition(course, "page", number=None)
    an_edition(a_course(a_unit("Law"), key="torts"), "page")
    client.force_login(a_trainer(unit))

    assert [row[:2] for row in rows(client.get(COURSES))] == [("repair", 2)]


def test_courses_are_found_by_their_words(client, unit):
    an_edition(a_course(unit, key="repair"), "page")
    client.force_login(a_trainer(unit))

    assert len(rows(client.get(COURSES, {"q": "REPAIR"}))) == 1
    assert "No course fits" in client.get(COURSES, {"q": "nothing"}).content.decode()


def test_queries_do_not_grow_with_courses(client, unit, django_assert_num_queries):
    client.force_login(a_trainer(unit))
    for number in (1, 4):
        for _one in range(number):
            take(unit, an_edition(a_course(unit), "page"))
        with django_assert_num_queries(5):
            client.get(COURSES)
