from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from learning.models import Assignment, Waiver
from learning.services.waivers import waive
from tests.factories import NOW, an_admin, an_assignment

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
