from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from learning.models import Assignment, AssignmentReason, Waiver
from learning.services.waivers import Exemption, take_back, waive, waive_many
from tests.factories import NOW, a_requirement, an_admin, an_assignment
from tests.integration.learning.helpers import false_caches

pytestmark = pytest.mark.django_db

MARCH = date(2027, 3, 31)


def standing(assignment, now):
    return Assignment.objects.with_standing(now, 14).get(pk=assignment.pk).standing_now


def test_a_waiver_exempts_through_its_last_day():
    assignment, admin = an_assignment(), an_admin()

    waiver = waive(assignment, until_on=MARCH, reason="Sabbatical", approver=admin, now=NOW)

    assert waiver.until_at == datetime(2027, 4, 1, 5, tzinfo=UTC)
    assert standing(assignment, waiver.until_at - timedelta(seconds=1)) == "waived"
    assert standing(assignment, waiver.until_at) == "overdue"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.reason) == ("learning.assignment.waived", "Sabbatical")


def test_the_same_waiver_twice_is_one():
    assignment, admin = an_assignment(), an_admin()

    first = waive(assignment, until_on=MARCH, reason="Sabbatical", approver=admin, now=NOW)
    again = waive(assignment, until_on=MARCH, reason="Sabbatical ", approver=admin, now=NOW)

    assert again == first
    assert AuditEntry.objects.count() == 1


def test_another_waiver_takes_its_place_and_the_first_stays_on_record():
    assignment, admin = an_assignment(), an_admin()
    waive(assignment, until_on=MARCH, reason="Sabbatical", approver=admin, now=NOW)

    later = NOW + timedelta(days=1)
    waive(assignment, until_on=date(2027, 6, 30), reason="Extended", approver=admin, now=later)

    rows = Waiver.objects.order_by("id").values_list("reason", "superseded_at")
    assert list(rows) == [("Sabbatical", later), ("Extended", None)]
    assignment.refresh_from_db()
    assert assignment.waived_until == datetime(2027, 7, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "given", "code"),
    [
        ({}, {"reason": " "}, "reason_missing"),
        ({}, {"until_on": date(2026, 11, 23)}, "until_is_past"),
        ({"completed_at": NOW}, {}, "completed"),
        ({"withdrawn_at": NOW}, {}, "withdrawn"),
    ],
)
def test_what_cannot_be_waived_is_refused(fields, given, code):
    assignment = an_assignment(**fields)
    asked = {"until_on": MARCH, "reason": "Sabbatical"} | given

    with pytest.raises(ValidationError) as refusal:
        waive(assignment, approver=an_admin(), now=NOW, **asked)

    assert refusal.value.code == code
    assert not Waiver.objects.exists()


def test_the_same_waiver_with_another_scope_takes_its_place():
    assignment, admin = an_assignment(), an_admin()

    waive(assignment, until_on=MARCH, reason="Sabbatical", approver=admin, now=NOW)
    exemption = Exemption(MARCH, "Sabbatical", "requirement")
    waive_many([assignment], exemption, approver=admin, now=NOW)

    assert Waiver.objects.standing().get().scope == "requirement"


def test_of_many_those_for_whom_there_is_nothing_to_waive_are_named():
    version = a_requirement()
    rows = [an_assignment(version=version) for _ in range(3)]
    gone = an_assignment(version=version, withdrawn_at=NOW)
    AssignmentReason.objects.filter(assignment=gone).update(to_at=NOW)

    exemption = Exemption(MARCH, "Strike")
    found = waive_many([*rows, gone], exemption, approver=an_admin(), now=NOW)

    assert len(found.good) == 3
    assert [each.pk for each, _why in found.why_not()] == [gone.pk]
    assert Waiver.objects.standing().count() == 3
    assert AuditEntry.objects.filter(action="learning.assignment.waived").count() == 3
    assert false_caches() == []


def test_a_waiver_taken_back_is_asked_again_and_stays_on_record():
    assignment, admin = an_assignment(), an_admin()
    waive(assignment, until_on=MARCH, reason="Sabbatical", approver=admin, now=NOW)
    later = NOW + timedelta(days=2)
    assignment.refresh_from_db()

    take_back([assignment], reason="Came back", now=later, by=admin)

    assert standing(assignment, later - timedelta(seconds=1)) == "waived"
    assert standing(assignment, later) == "not_started"
    first, ended = Waiver.objects.order_by("id")
    assert (first.superseded_at, ended.superseded_at) == (later, None)
    assert (ended.reason, ended.until_at, ended.recorded_by) == ("Sabbatical", later, admin)
    entry = AuditEntry.objects.get(action="learning.assignment.waiver_taken_back")
    assert entry.reason == "Came back"
    assert false_caches() == []


def test_what_is_not_waived_cannot_be_taken_back():
    with pytest.raises(ValidationError) as refusal:
        take_back([an_assignment()], reason="Mistake", now=NOW, by=an_admin())
    assert refusal.value.code == "not_waived"


def test_a_waiver_of_the_requirement_is_taken_back_in_every_cycle():
    version, admin = a_requirement(), an_admin()
    first = an_assignment(version=version)
    second = an_assignment(first.person, version, cycle=2)
    exemption = Exemption(MARCH, "Abroad", "requirement")
    waive_many([first, second], exemption, approver=admin, now=NOW)
    second.refresh_from_db()

    take_back([second], reason="Back", now=NOW + timedelta(days=1), by=admin)

    assert not Waiver.objects.standing().filter(until_at__gt=NOW + timedelta(days=1)).exists()
