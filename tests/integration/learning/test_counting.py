"""Which completions count for another course (DOMAIN 5, the issue's equivalents)."""

from datetime import UTC, date, datetime

import pytest

from learning.models import Assignment, Equivalent
from learning.services.assignments import reconcile
from learning.services.fulfilment import fulfil
from tests.factories import (
    LONG_AGO,
    NOW,
    a_course,
    a_learner,
    a_requirement,
    an_assignment,
    an_edition,
)
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db


def counts(course, counts_for, **days):
    return Equivalent.objects.create(
        course=course, counts_for=counts_for, recorded_at=LONG_AGO, **days
    )


def another_course():
    return an_edition(a_course()).course


def test_an_equivalent_meets_what_asks_for_the_other_course():
    assignment = an_assignment()
    elsewhere = another_course()
    counts(elsewhere, assignment.course)

    assert fulfil(completed(assignment.person, elsewhere), now=NOW) == [assignment]


def test_it_counts_in_one_direction_alone():
    assignment = an_assignment()
    elsewhere = another_course()
    counts(assignment.course, elsewhere)

    assert fulfil(completed(assignment.person, elsewhere), now=NOW) == []


@pytest.mark.parametrize(
    ("at", "meets"),
    [
        (datetime(2026, 9, 1, 4, 59, 59, tzinfo=UTC), 0),  # 31 August in Chicago
        (datetime(2026, 9, 1, 5, tzinfo=UTC), 1),
        (datetime(2026, 10, 1, 4, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 10, 1, 5, tzinfo=UTC), 0),  # the first day on which it counts no more
    ],
)
def test_it_counts_by_the_institutions_day_at_once_and_from_history(at, meets):
    version = a_requirement()
    elsewhere = another_course()
    counts(elsewhere, version.course, from_on=date(2026, 9, 1), to_on=date(2026, 10, 1))
    asked = an_assignment(version=version)
    assert len(fulfil(completed(asked.person, elsewhere, at=at), now=NOW)) == meets
    person = a_learner(version.requirement.unit)
    completed(person, elsewhere, at=at)

    reconcile(version.requirement, now=NOW)

    assert Assignment.objects.filter(person=person, completed_at=at).count() == meets


def test_what_an_equivalent_met_stays_met_when_it_ends():
    version = a_requirement()
    elsewhere = another_course()
    held = counts(elsewhere, version.course)
    person = a_learner(version.requirement.unit)
    completed(person, elsewhere)
    reconcile(version.requirement, now=NOW)

    Equivalent.objects.filter(pk=held.pk).supersede(NOW)
    reconcile(version.requirement, now=NOW)

    assert Assignment.objects.get(person=person).completed_at is not None
