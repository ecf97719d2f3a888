"""What moves a due day after it was set: leave, and coming back (DOMAIN 5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Employment, Leave
from accounts.models.facts import successor
from learning.models import Assignment, DueDate
from learning.services.assignments import Reconciled, reconcile
from learning.services.due_dates import NewDay, set_days
from learning.services.verify import verify_records
from tests.factories import LONG_AGO, NOW, a_learner, a_requirement

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=10)


def asked(**fields):
    version = a_requirement(**fields)
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)
    return version, person


def away(person, from_on, to_on, *, at=NOW):
    return Leave.objects.create(person=person, from_on=from_on, to_on=to_on, recorded_at=at)


def dates(person):
    rows = DueDate.objects.filter(assignment__person=person).order_by("id")
    return list(rows.values_list("due_on", "cause"))


def test_leave_moves_the_due_day_by_its_days_and_says_so():
    version, person = asked()
    away(person, date(2026, 12, 1), date(2026, 12, 15))

    reconcile(version.requirement, now=LATER)
    reconcile(version.requirement, now=LATER)

    assert dates(person) == [(date(2027, 1, 23), "policy"), (date(2027, 2, 6), "leave")]
    assignment = Assignment.objects.get()
    assert assignment.due_on == date(2027, 2, 6)
    assert assignment.due_at == datetime(2027, 2, 7, 6, tzinfo=UTC)
    assert [each for each in verify_records().differences if "ssignment" in each.what] == []


def test_leave_known_at_the_assignment_counts_at_once():
    version = a_requirement()
    person = a_learner(version.requirement.unit)
    away(person, date(2026, 12, 1), date(2026, 12, 8))

    reconcile(version.requirement, now=NOW)

    assert dates(person)[-1] == (date(2027, 1, 30), "leave")


def test_leave_whose_end_is_unknown_moves_the_day_once_it_is_known():
    version, person = asked()
    spell = away(person, date(2026, 12, 1), None)
    reconcile(version.requirement, now=LATER)
    assert dates(person) == [(date(2027, 1, 23), "policy")]

    Leave.objects.filter(pk=spell.pk).supersede(LATER)
    successor(spell, now=LATER, to_on=date(2026, 12, 11)).save()
    reconcile(version.requirement, now=LATER)

    assert dates(person)[-1] == (date(2027, 2, 2), "leave")


def test_leave_taken_back_moves_the_day_back():
    version, person = asked()
    spell = away(person, date(2026, 12, 1), date(2026, 12, 15))
    reconcile(version.requirement, now=LATER)

    Leave.objects.filter(pk=spell.pk).supersede(LATER)
    reconcile(version.requirement, now=LATER)

    assert [day for day, _ in dates(person)] == [
        date(2027, 1, 23),
        date(2027, 2, 6),
        date(2027, 1, 23),
    ]
    assert Assignment.objects.get().due_on == date(2027, 1, 23)


def test_an_extension_is_the_day_as_said_until_more_leave_is_told():
    version, person = asked()
    away(person, date(2026, 12, 1), date(2026, 12, 15))
    reconcile(version.requirement, now=LATER)
    assignment = Assignment.objects.get()
    set_days([NewDay(assignment.pk, date(2027, 3, 1), "extension", "Asked.")], now=LATER)

    reconcile(version.requirement, now=LATER)
    assert Assignment.objects.get().due_on == date(2027, 3, 1)
    away(person, date(2027, 2, 1), date(2027, 2, 4), at=LATER + timedelta(hours=1))
    reconcile(version.requirement, now=LATER)

    assert Assignment.objects.get().due_on == date(2027, 3, 4)


def test_what_is_completed_is_moved_no_more():
    version, person = asked()
    Assignment.objects.update(completed_at=NOW)
    away(person, date(2026, 12, 1), date(2026, 12, 15))

    reconcile(version.requirement, now=LATER)

    assert dates(person) == [(date(2027, 1, 23), "policy")]


def rehired(person, day, *, at):
    Employment.objects.create(person=person, hired_on=day, recorded_at=at)


def gone(person, day, *, at):
    held = Employment.objects.standing().get(person=person, left_on=None)
    Employment.objects.filter(pk=held.pk).supersede(at)
    successor(held, now=at, left_on=day).save()


def test_who_is_hired_again_has_the_same_assignment_due_from_the_last_hire():
    version = a_requirement(due_days=None)
    type(version).objects.update(due_base="hired", due_offset=30)
    person = a_learner(version.requirement.unit)
    Employment.objects.filter(person=person).update(hired_on=date(2026, 11, 1))
    reconcile(version.requirement, now=NOW)
    assert dates(person) == [(date(2026, 12, 1), "policy")]
    gone(person, LATER.date(), at=LATER)
    assert reconcile(version.requirement, now=LATER) == Reconciled(withdrawn=1)

    back = datetime(2027, 6, 1, 15, tzinfo=UTC)
    rehired(person, date(2027, 6, 1), at=back)

    assert reconcile(version.requirement, now=back) == Reconciled(returned=1)
    assert dates(person)[-1] == (date(2027, 7, 1), "policy")
    assert Assignment.objects.get().due_on == date(2027, 7, 1)
    assert [each for each in verify_records().differences if "ssignment" in each.what] == []


def test_leave_asks_no_more_for_many_than_for_few(django_assert_num_queries):
    for people in (2, 20):
        version = a_requirement()
        for _ in range(people):
            person = a_learner(version.requirement.unit)
            away(person, date(2026, 12, 1), date(2026, 12, 15), at=LONG_AGO)
        with django_assert_num_queries(29):
            reconcile(version.requirement, now=NOW)
