from datetime import date, timedelta

import pytest

from learning.models import Assignment, Completion, Fulfilment
from learning.services.fulfilment import fulfil, meet_from_history, note_start
from tests.factories import (
    LONG_AGO,
    NOW,
    a_learner,
    a_requirement,
    an_assignment,
    an_edition,
    an_enrolment,
)

pytestmark = pytest.mark.django_db


def completed(person, course, *, at=NOW):
    return Completion.objects.create(
        person=person, course=course, completed_at=at, source="prior_learning", recorded_at=at
    )


def yearly(**fields):
    return a_requirement(
        renewal="completion", active_months=12, window_months=2, minimum_months=6, **fields
    )


def test_a_completion_meets_every_open_assignment_of_its_course():
    person, course = a_learner(), an_edition().course
    one = an_assignment(person, a_requirement(course))
    two = an_assignment(person, a_requirement(course))
    another_course = an_assignment(person)
    another_person = an_assignment(a_learner(), one.version)

    met = fulfil(completed(person, course), now=NOW)

    assert met == [one, two]
    for assignment in (one, two):
        assignment.refresh_from_db()
        assert (assignment.completed_at, assignment.expires_on) == (NOW, None)
    for assignment in (another_course, another_person):
        assignment.refresh_from_db()
        assert assignment.completed_at is None


def test_meeting_an_assignment_twice_leaves_one_fulfilment():
    assignment = an_assignment()
    completion = completed(assignment.person, assignment.version.course)

    fulfil(completion, now=NOW)
    fulfil(completion, now=NOW + timedelta(hours=1))

    assert Fulfilment.objects.values_list("recorded_at", flat=True).get() == NOW


def test_the_first_completion_is_the_one_that_met_it():
    assignment = an_assignment()
    fulfil(completed(assignment.person, assignment.version.course), now=NOW)

    later = NOW + timedelta(days=30)
    fulfil(completed(assignment.person, assignment.version.course, at=later), now=later)

    assignment.refresh_from_db()
    assert assignment.completed_at == NOW
    assert Fulfilment.objects.count() == 1


def test_what_was_done_before_it_counts_does_not_meet_it():
    assignment = an_assignment(counts_from=NOW)
    too_early = completed(
        assignment.person, assignment.version.course, at=NOW - timedelta(seconds=1)
    )

    assert fulfil(too_early, now=NOW) == []
    assert fulfil(completed(assignment.person, assignment.version.course), now=NOW) == [assignment]


def test_a_withdrawn_assignment_is_not_met():
    assignment = an_assignment(withdrawn_at=NOW)

    assert fulfil(completed(assignment.person, assignment.version.course), now=NOW) == []


def test_a_completion_that_expires_says_until_when_it_holds():
    assignment = an_assignment(version=yearly())

    fulfil(completed(assignment.person, assignment.version.course), now=NOW)

    assignment.refresh_from_db()
    assert assignment.expires_on == date(2027, 11, 24)
    assert Fulfilment.objects.get().expires_on == date(2027, 11, 24)


def test_starting_a_course_starts_every_open_assignment_of_it():
    edition = an_edition()
    person = a_learner()
    assignment = an_assignment(person, a_requirement(edition.course))
    another = an_assignment(person)

    note_start(an_enrolment(person, edition), now=NOW)
    note_start(an_enrolment(a_learner(), edition, started_at=LONG_AGO), now=NOW)

    assignment.refresh_from_db()
    another.refresh_from_db()
    assert assignment.started_at == NOW
    assert another.started_at is None


def test_a_new_assignment_is_met_by_the_newest_completion_from_before():
    version = a_requirement()
    person = a_learner()
    completed(person, version.course, at=LONG_AGO)
    completed(person, version.course, at=NOW - timedelta(days=9))
    assignment = an_assignment(person, version)
    unmet = an_assignment(a_learner(), version)

    assert meet_from_history(version, now=NOW) == 1
    assert meet_from_history(version, now=NOW) == 0

    assignment.refresh_from_db()
    unmet.refresh_from_db()
    assert assignment.completed_at == NOW - timedelta(days=9)
    assert unmet.completed_at is None


def test_a_revoked_completion_meets_nothing():
    version = a_requirement()
    assignment = an_assignment(version=version)
    completion = completed(assignment.person, version.course)
    Completion.objects.filter(pk=completion.pk).update(revoked_at=NOW, reason="By mistake")

    assert meet_from_history(version, now=NOW) == 0


def test_what_has_expired_does_not_count_from_before():
    version = yearly()
    counts_from = NOW - timedelta(days=365)
    expired, valid = (an_assignment(version=version, counts_from=counts_from) for _ in range(2))
    completed(expired.person, version.course, at=counts_from - timedelta(days=1))
    completed(valid.person, version.course, at=counts_from + timedelta(days=1))

    assert meet_from_history(version, now=NOW) == 1

    valid.refresh_from_db()
    assert valid.expires_on == date(2026, 11, 25)
    assert list(Assignment.objects.in_force()) == [expired]


def test_a_new_assignment_is_in_progress_if_the_course_is_open():
    edition = an_edition()
    version = a_requirement(edition.course)
    assignment = an_assignment(version=version)
    an_enrolment(assignment.person, edition, started_at=LONG_AGO)

    meet_from_history(version, now=NOW)

    assignment.refresh_from_db()
    assert assignment.started_at == LONG_AGO


@pytest.mark.parametrize("policy", [a_requirement, yearly])
def test_history_asks_no_more_for_many_than_for_few(policy, django_assert_num_queries):
    version = policy()

    for people in (5, 50):
        for _ in range(people):
            completed(an_assignment(version=version).person, version.course)
        with django_assert_num_queries(8 if version.renewal == "none" else 9):
            assert meet_from_history(version, now=NOW) == people
