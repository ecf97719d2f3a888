"""The rule of standings and its twin in SQL say the same of whatever facts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learning.models import Assignment
from learning.rules.standing import Facts, standing
from tests.factories import a_learner, a_requirement

# Few instants, so that facts meet at the same one and every boundary is walked on.
INSTANTS = [datetime(2026, 11, day, 6, tzinfo=UTC) for day in range(20, 30)]
moments = st.sampled_from(INSTANTS) | st.datetimes(
    datetime(2026, 11, 1), datetime(2026, 12, 31), timezones=st.just(UTC)
)
maybe = st.none() | moments
facts = st.builds(Facts, maybe, maybe, maybe, maybe, maybe, maybe, maybe)


class StandingTwin(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.person, cls.version = a_learner(), a_requirement()

    @given(known=st.lists(facts, min_size=1, max_size=12), now=moments, soon=st.integers(0, 40))
    def test_both_say_the_same(self, known, now, soon):
        assignments = Assignment.objects.bulk_create(
            an_assignment_with(self.person, self.version, one, cycle)
            for cycle, one in enumerate(known, start=1)
        )

        found = Assignment.objects.with_standing(now, soon).in_bulk([a.pk for a in assignments])

        assert [found[a.pk].standing_now for a in assignments] == [
            standing(one, now=now, due_soon_days=soon).value for one in known
        ]


def an_assignment_with(person, version, known, cycle):
    return Assignment(
        person=person,
        requirement=version.requirement,
        version=version,
        cycle=cycle,
        assigned_at=INSTANTS[0],
        waived_until=known.waived_until,
        withdrawn_at=known.withdrawn_at,
        completed_at=known.completed_at,
        due_on=known.due_at and known.due_at.date(),
        due_at=known.due_at,
        previous_expires_at=known.expires_at,
        started_at=known.started_at,
        scheduled_from=known.scheduled_from,
    )


@pytest.mark.parametrize("instant", INSTANTS[:1])
@pytest.mark.django_db
def test_a_fact_counts_at_its_own_instant(instant):
    known = Facts(completed_at=instant, due_at=instant)
    an_assignment_with(a_learner(), a_requirement(), known, 1).save()

    assert Assignment.objects.with_standing(instant, 14).get().standing_now == "completed_late"
