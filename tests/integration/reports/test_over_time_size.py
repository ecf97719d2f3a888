"""The table over time asks no more of many people and units than of few."""

import pytest
import time_machine
from django.urls import reverse

from learning.services.assignments import reconcile
from tests.factories import NOW, a_learner, a_unit, an_admin
from tests.integration.reports.over_time import JULY, School

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("reports:overview")


@pytest.fixture
def school():
    with time_machine.travel(NOW, tick=False):
        yield School()


@pytest.mark.parametrize(
    ("since", "before", "in_force"),
    [("2026-10-31", 0, 1), ("2026-06-30", 0, 5), ("2026-01-31", 5, 5)],
)
def test_queries_grow_with_the_columns_only(
    client, school, django_assert_num_queries, since, before, in_force
):
    client.force_login(an_admin(school.top))
    expected = 8 + 1 * before + 3 * in_force
    with django_assert_num_queries(expected):
        client.get(OVERVIEW, {"by": "months", "since": since})
    for number in range(5):
        unit = a_unit(f"Unit {number}", parent=school.surgery)
        for _one in range(3):
            a_learner(unit)
    reconcile(school.version.requirement, now=JULY)
    with django_assert_num_queries(expected):
        client.get(OVERVIEW, {"by": "months", "since": since})
