from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Appointment, AuditEntry, Employment
from learning.models import Assignment, DueDate
from learning.services.assignments import reconcile
from learning.services.missing_dates import (
    due_by_known_day,
    missing_dates,
    record_known_day,
    resolve,
)
from tests.factories import LONG_AGO, NOW, a_learner, a_requirement, a_unit, an_admin, an_assignment
from tests.integration.learning.helpers import false_caches

pytestmark = pytest.mark.django_db

MARCH = date(2027, 3, 31)
HIRE = date(2026, 11, 2)


def by_persons_day(base="hired", **fields):
    """A requirement that counts from such a day, of two people of whom one has none."""
    unit = a_unit()
    version = a_requirement(unit=unit, now=LONG_AGO, due_days=90, **fields)
    type(version).objects.filter(pk=version.pk).update(due_base=base)
    version.refresh_from_db()
    _known, unknown = a_learner(unit), a_learner(unit)
    Employment.objects.filter(person=unknown).update(hired_on=None)
    Appointment.objects.filter(person=unknown).update(from_on=None)
    reconcile(version.requirement, now=NOW)
    return version, unknown


def of(person):
    return Assignment.objects.select_related("version").get(person=person)


@pytest.mark.parametrize("base", ["hired", "appointment"])
def test_who_waits_for_a_due_day_is_found(base):
    version, unknown = by_persons_day(base)

    found = missing_dates(Assignment.objects.filter(requirement=version.requirement))

    assert [each.person for each in found] == [unknown]


def test_a_day_given_by_hand_stands_in_for_the_missing_one():
    version, unknown = by_persons_day()
    admin = an_admin()

    resolve([of(unknown)], due_on=MARCH, reason="Agreed with HR", now=NOW, by=admin)

    assert of(unknown).due_on == MARCH
    row = DueDate.objects.standing().get(assignment__person=unknown)
    assert (row.cause, row.reason, row.recorded_by) == ("resolved", "Agreed with HR", admin)
    assert AuditEntry.objects.get(action="learning.assignment.due_day_resolved").by == admin
    assert not missing_dates(Assignment.objects.all()).exists()
    reconcile(version.requirement, now=NOW)
    assert of(unknown).due_on == MARCH
    assert false_caches() == []


def test_resolved_twice_it_is_resolved_once():
    _version, unknown = by_persons_day()
    admin = an_admin()

    for _ in range(2):
        resolve([of(unknown)], due_on=MARCH, reason="Agreed", now=NOW, by=admin)

    assert DueDate.objects.filter(cause="resolved").count() == 1


@pytest.mark.parametrize("fields", [{}, {"due_on": None}])
def test_what_is_not_missing_is_refused(fields):
    with pytest.raises(ValidationError) as refusal:
        resolve([an_assignment(**fields)], due_on=MARCH, reason="So", now=NOW, by=an_admin())
    assert refusal.value.code == "not_missing"


@pytest.mark.parametrize("base", ["hired", "appointment"])
def test_the_missing_day_recorded_dates_it_by_the_policy(base):
    version, unknown = by_persons_day(base)
    admin = an_admin()
    due_on = due_by_known_day(of(unknown), HIRE)

    record_known_day([of(unknown)], day=HIRE, reason="The contract", now=NOW, by=admin)
    reconcile(version.requirement, now=NOW)

    assert of(unknown).due_on == due_on
    assert DueDate.objects.standing().get(assignment__person=unknown).cause == "policy"
    if base == "hired":
        fact = Employment.objects.standing().get(person=unknown)
        assert (fact.hired_on, fact.recorded_by) == (HIRE, admin)
        assert Employment.objects.filter(person=unknown).count() == 2
    else:
        assert Appointment.objects.standing().get(person=unknown).from_on == HIRE
    assert AuditEntry.objects.filter(subject=f"person:{unknown.uuid}").exists()


def test_a_day_to_come_was_not_missing():
    _version, unknown = by_persons_day()
    with pytest.raises(ValidationError) as refusal:
        record_known_day([of(unknown)], day=MARCH, reason="Plan", now=NOW, by=an_admin())
    assert refusal.value.code == "day_to_come"


def test_nobody_without_an_appointment_gets_the_day_on_which_it_began():
    _version, unknown = by_persons_day("appointment")
    Appointment.objects.filter(person=unknown).update(primary=False)
    with pytest.raises(ValidationError) as refusal:
        record_known_day([of(unknown)], day=HIRE, reason="Plan", now=NOW, by=an_admin())
    assert refusal.value.code == "nothing_to_date"
