"""What the studio asks of the database does not grow with the course, nor with who takes it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.models import Enrolment
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.publishing import publish_course
from tests import factories as make
from tests.integration.courses.studio import at
from tests.integration.learning.editions import a_draft_of, an_issue
from tests.integration.learning.helpers import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    trainer = make.a_trainer()
    client.force_login(trainer)
    return trainer


def keys_of(number):
    """So many activities, each fifth a quiz."""
    return {f"{'page' if nth % 5 else 'quiz'}-{nth}": "old" for nth in range(1, number + 1)}


def a_draft_with(number, trainer):
    """The next edition of a course that somebody takes: one page reads otherwise, one is new."""
    course = make.a_course(trainer.appointments.get().unit)
    one = an_issue(keys_of(number - 1), course).edition
    satisfy_activity(
        enrol(make.a_learner(), course, now=make.NOW),
        one.activities.get(key="page-1"),
        at=make.NOW,
    )
    return a_draft_of(course, {**keys_of(number), "page-1": "new"})


@pytest.mark.parametrize("activities", [5, 60])
@pytest.mark.parametrize(
    ("name", "statements"), [("outline", 10), ("checks", 12), ("publish", 27), ("outcome", 40)]
)
def test_a_page_costs_the_same_for_a_course_of_any_size(
    client, trainer, name, statements, activities
):
    draft = a_draft_with(activities, trainer)
    addresses = {
        "outline": at("outline", draft),
        "checks": at("checks", draft),
        "publish": reverse("learning:publish", args=[draft.course.key]),
        "outcome": reverse("learning:publish_outcome", args=[draft.course.key])
        + "?effect=carry_over",
    }

    assert queries_of(client, addresses[name]) == statements


def statements_to_publish(people, activities):
    """Of publishing and moving so many people, each of whom has something to review."""
    one = an_issue(keys_of(activities)).edition
    for _ in range(people):
        enrolment = enrol(make.a_learner(), one.course, now=make.NOW)
        satisfy_activity(enrolment, one.activities.get(key="page-1"), at=make.NOW)
    two = a_draft_of(one.course, {**keys_of(activities), "page-1": "new"})
    with CaptureQueriesContext(connection) as queries:
        [done] = publish_course(one.course, effect="carry_over", now=make.NOW, by=None)
    assert (done.moved, done.to_review) == (people, people)
    assert Enrolment.objects.filter(edition=two).count() == people
    return len(queries)


def test_publishing_costs_the_same_for_two_learners_and_for_twelve():
    assert statements_to_publish(2, 5) == statements_to_publish(12, 5)


def test_publishing_costs_the_same_for_a_course_of_any_size():
    assert statements_to_publish(2, 5) == statements_to_publish(2, 60)
