"""Renewals over three cycles, read as tables: what was done when, and what it was then valid to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from learning.models import Assignment
from learning.services.assignments import reconcile
from learning.services.fulfilment import fulfil
from tests.factories import a_learner, a_requirement
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db

YEARLY = {"active_months": 12, "window_months": 2, "minimum_months": 6}
STARTS = datetime(2026, 3, 2, 15, tzinfo=UTC)

# mode: (completed on, then due on, valid to, standing the day after), a line for each cycle
SCENARIOS = {
    "completion": [
        ("2026-05-04", "2026-12-01", "2027-05-04", "completed_on_time"),
        ("2027-04-01", "2027-05-04", "2028-04-01", "completed_on_time"),
        ("2028-06-10", "2028-04-01", "2029-06-10", "completed_late"),
    ],
    "expiry": [
        ("2026-05-04", "2026-12-01", "2027-12-01", "completed_on_time"),
        ("2027-11-05", "2027-12-01", "2028-12-01", "completed_on_time"),
        ("2029-01-10", "2028-12-01", "2030-01-10", "completed_late"),
    ],
    "fixed": [
        ("2026-08-10", "2026-12-01", "2027-12-01", "completed_on_time"),
        ("2027-11-05", "2027-12-01", "2028-12-01", "completed_on_time"),
        ("2029-04-20", "2028-12-01", "2029-12-01", "completed_late"),
    ],
    "anniversary": [
        ("2026-08-10", "2026-12-01", "2027-07-01", "completed_on_time"),
        ("2027-06-15", "2027-07-01", "2028-07-01", "completed_on_time"),
        ("2028-09-01", "2028-07-01", "2029-07-01", "completed_late"),
    ],
}


def at_nine(day):
    return datetime.combine(date.fromisoformat(day), time(15), UTC)


@pytest.mark.parametrize("mode", SCENARIOS)
def test_three_cycles(mode):
    anniversary = {"anniversary": "07-01"} if mode == "anniversary" else {}
    version = a_requirement(
        renewal=mode, due_on=date(2026, 12, 1), now=STARTS, **YEARLY, **anniversary
    )
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=STARTS)

    for done_on, _, valid_to, _ in SCENARIOS[mode]:
        fulfil(completed(person, version.course, at=at_nine(done_on)), now=at_nine(done_on))
        # Some way into its window the next cycle is asked for.
        reconcile(version.requirement, now=at_nine(valid_to) - timedelta(days=40))

    rows = Assignment.objects.filter(person=person).with_standing(at_nine("2031-01-01"), 14)
    found = [
        (str(row.completed_at.date()), str(row.due_on), str(row.expires_on), row.standing_now)
        for row in rows.order_by("cycle")
        if row.completed_at
    ]
    assert found == SCENARIOS[mode]
    assert rows.count() == 4  # the fourth is open


@pytest.mark.parametrize("mode", SCENARIOS)
def test_a_cycle_never_inherits_what_was_done_before_its_window(mode):
    anniversary = {"anniversary": "07-01"} if mode == "anniversary" else {}
    version = a_requirement(
        renewal=mode, due_on=date(2026, 12, 1), now=STARTS, **YEARLY, **anniversary
    )
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=STARTS)
    done_on, _, valid_to, _ = SCENARIOS[mode][0]
    fulfil(completed(person, version.course, at=at_nine(done_on)), now=at_nine(done_on))
    between = at_nine(done_on) + timedelta(days=20)
    fulfil(completed(person, version.course, at=between), now=between)

    reconcile(version.requirement, now=at_nine(valid_to) - timedelta(days=40))

    second = Assignment.objects.get(person=person, cycle=2)
    assert (second.completed_at, second.started_at, second.fulfilments.count()) == (None, None, 0)
