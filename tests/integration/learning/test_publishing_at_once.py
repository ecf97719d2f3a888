"""Publishing at the very moment when people start, work and finish: what its locks decide."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from learning.models import Attempt, Completion, Enrolment
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.publishing import publish_course
from learning.services.verify import verify_records
from tests.factories import NOW, a_learner, a_requirement, an_assignment
from tests.integration.learning.editions import RIGHT, a_draft_of, an_issue
from tests.integration.learning.helpers import four_at_once

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(days=1)
PUBLISHER = 3  # the other three are learners


def beside_publishing(course, effect, act):
    """`act(0)` to `act(2)` beside a publication, at one moment; what it did in numbers."""

    def one(number):
        if number == PUBLISHER:
            return publish_course(course, effect=effect, now=LATER, by=None)
        return act(number)

    results = four_at_once(one)
    assert [each for each in results if isinstance(each, Exception)] == []
    return results[PUBLISHER][0]


def agree():
    """Nobody is half moved: whoever completed did so on the edition that they are on."""
    for completion in Completion.objects.select_related("enrolment"):
        assert completion.edition_id == completion.enrolment.edition_id
        assert completion.enrolment.closed_at == completion.completed_at
    assert verify_records().differences == []


def test_whoever_starts_beside_it_ends_up_on_the_new_edition():
    course = an_issue({"page": "old"}).edition.course
    people = [a_learner() for _ in range(3)]
    a_draft_of(course, {"page": "new"})

    beside_publishing(course, "minor", lambda number: enrol(people[number], course, now=NOW).pk)

    numbers = Enrolment.objects.values_list("edition__number", flat=True)
    assert list(numbers) == [2, 2, 2]


def test_whoever_starts_before_it_is_through_waits_for_the_new_edition():
    course, person = an_issue({"page": "old"}).edition.course, a_learner()
    a_draft_of(course, {"page": "new"})

    def start():
        enrol(person, course, now=NOW)
        connection.close()

    starting = Thread(target=start)
    with transaction.atomic():
        publish_course(course, effect="minor", now=LATER, by=None)
        starting.start()
        starting.join(timeout=0.3)  # without a lock it would be done by now
    starting.join()

    assert Enrolment.objects.get().edition.number == 2


@pytest.mark.parametrize("effect", ["minor", "carry_over"])
def test_whoever_finishes_beside_it_completes_one_edition_or_the_other(effect):
    one = an_issue({"page": "old", "page-2": "old"}).edition
    version = a_requirement(one.course)
    enrolments = []
    for _ in range(3):
        enrolment = enrol(a_learner(), one.course, now=NOW)
        an_assignment(enrolment.person, version)
        satisfy_activity(enrolment, one.activities.get(key="page"), at=NOW)
        enrolments.append(enrolment)
    last = one.activities.get(key="page-2")
    a_draft_of(one.course, {"page": "old", "page-2": "new"})

    done = beside_publishing(
        one.course, effect, lambda number: satisfy_activity(enrolments[number], last, at=NOW).pk
    )

    asked = done.to_review
    assert Completion.objects.count() == 3 - asked
    assert done.moved >= asked
    agree()


def test_whoever_hands_in_beside_it_loses_nothing():
    one = an_issue({"quiz": "old"}).edition
    attempts = [
        start_attempt(enrol(a_learner(), one.course, now=NOW), one.activities.get(), now=NOW)
        for _ in range(3)
    ]
    a_draft_of(one.course, {"quiz": "new"})

    beside_publishing(
        one.course,
        "carry_over",
        lambda number: submit_attempt(attempts[number], RIGHT, now=NOW).pk,
    )

    assert set(Attempt.objects.values_list("score", flat=True)) == {1}
    assert Completion.objects.count() == 3
    agree()


def test_four_who_publish_at_once_publish_and_move_once():
    one = an_issue({"page": "old"}).edition
    enrol(a_learner(), one.course, now=NOW)
    a_draft_of(one.course, {"page": "new"})

    results = four_at_once(
        lambda _: sum(
            it.moved for it in publish_course(one.course, effect="minor", now=LATER, by=None)
        )
    )

    moved = [each for each in results if isinstance(each, int)]
    assert sum(moved) == 1
    assert Enrolment.objects.get().edition.number == 2
