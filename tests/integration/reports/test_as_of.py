"""What was true on a past day, by what was known when; and the receipt that gives it again."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import Appointment, UnitPlace
from accounts.models.facts import successor
from learning.models import Assignment, AssignmentReason, Completion, Fulfilment
from learning.services.assignments import reconcile
from learning.services.caches import keep
from learning.services.fulfilment import fulfil
from learning.services.revoking import revoke_completion
from reports.queries.behind import behind, in_order
from reports.queries.completion import CompletionReport
from reports.queries.moments import Moment, day_asked_for
from reports.queries.organisation import EVERYTHING, organisation_at
from reports.queries.requirements import requirements_of
from reports.receipts import read_receipt
from tests.factories import NOW, a_learner, a_requirement, a_unit, an_admin

pytestmark = pytest.mark.django_db
JUNE = datetime.fromisoformat("2026-06-01T15:00:00+00:00")
JULY = datetime.fromisoformat("2026-07-10T15:00:00+00:00")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def printed(*arguments):
    """Standard output, and the receipt that was told beside it."""
    out, beside = StringIO(), StringIO()
    call_command("report_completion", *arguments, stdout=out, stderr=beside)
    return out.getvalue(), beside.getvalue().removeprefix("Receipt: ").strip()


def counted(*arguments):
    """Unit → the counts that are not zero."""
    out, _ = printed(*arguments, "--format", "json")
    return {
        row["unit"]: {name: n for name, n in row.items() if isinstance(n, int) and n}
        for row in json.loads(out)["rows"]
    }


def listed(day):
    """How those behind the numbers of that day stand, one by one."""
    zone = ZoneInfo("America/Chicago")
    at = day_asked_for(date.fromisoformat(day), zone)
    moment = Moment(at, zone, 14, known=at)
    organisation = organisation_at(EVERYTHING, moment)
    report = CompletionReport(organisation, moment, requirements_of(organisation, moment))
    return [row.standing.value for row in behind(report, in_order(report.people()))]


@pytest.fixture
def school():
    """Medicine / Surgery and / Medicine, one person in Surgery, asked in June for 30 days."""
    school = a_unit("Medicine")
    surgery, internal = a_unit("Surgery", parent=school), a_unit("Internal", parent=school)
    version = a_requirement(unit=school, key="repair", due_days=30, now=JUNE)
    person = a_learner(surgery)
    reconcile(version.requirement, now=JUNE)
    return school, surgery, internal, version, person


def completed(person, version, *, at, recorded_at):
    completion = Completion.objects.create(
        person=person,
        course=version.course,
        completed_at=at,
        source="prior_learning",
        recorded_at=recorded_at,
    )
    fulfil(completion, now=recorded_at)
    return completion


def test_a_day_means_just_before_the_midnight_that_ends_it(school):
    """Asked on 1 June with 30 days: the due day, 1 July, ends in the night to the 2nd."""
    assert counted("--as-of", "2026-07-01")["Medicine"]["due_soon"] == 1
    assert counted("--as-of", "2026-07-02")["Medicine"]["overdue"] == 1


def test_before_it_was_asked_nothing_was(school):
    assert counted("--as-of", "2026-05-31") == {}


def test_what_was_told_later_shows_as_known_now_and_not_as_known_then(school):
    *_, version, person = school
    completed(person, version, at=JUNE + timedelta(days=3), recorded_at=JULY)

    assert counted("--as-of", "2026-07-05")["Medicine"]["overdue"] == 1
    now = counted("--as-of", "2026-07-05", "--known", "now")["Medicine"]
    assert (now["completed_on_time"], now["compliant"]) == (1, 1)
    at = counted("--as-of", "2026-07-05", "--known", "2026-07-10T15:00:00Z")["Medicine"]
    assert at == now
    before = counted("--as-of", "2026-07-05", "--known", "2026-07-10T14:59:59Z")["Medicine"]
    assert before["overdue"] == 1


def test_a_revoked_completion_counted_as_long_as_nobody_knew(school):
    unit, *_, version, person = school
    completion = completed(person, version, at=JUNE, recorded_at=JUNE)
    revoke_completion(completion, reason="A mix-up.", now=JULY, by=an_admin(unit))

    assert counted("--as-of", "2026-06-30")["Medicine"]["completed_on_time"] == 1
    known_now = counted("--as-of", "2026-06-30", "--known", "now")["Medicine"]
    assert "completed_on_time" not in known_now


def test_what_met_it_first_decides_also_where_something_else_met_it_at_once(school):
    *_, version, person = school
    completed(person, version, at=JUNE + timedelta(days=3), recorded_at=JUNE + timedelta(days=3))
    first = Fulfilment.objects.get()
    late = JUNE + timedelta(days=31)
    another = successor(first.completion, now=late, completed_at=late, uuid=uuid4())
    another.save()
    Fulfilment.objects.create(assignment=first.assignment, completion=another, recorded_at=late)

    july = counted("--as-of", "2026-07-05")["Medicine"]

    assert (july["people"], july["completed_on_time"]) == (1, 1)
    assert july == counted()["Medicine"]
    assert listed("2026-07-05") == ["completed_on_time"]


def test_who_is_asked_for_two_reasons_is_one_person_as_long_as_one_of_them_holds(school):
    reason = AssignmentReason.objects.get()
    second = successor(reason, now=JUNE, why="tag:surgeon")
    second.save()
    AssignmentReason.objects.filter(pk=reason.pk).supersede(JULY)
    successor(reason, now=JULY, to_at=JULY).save()
    later = JULY + timedelta(days=5)
    AssignmentReason.objects.filter(pk=second.pk).supersede(later)
    successor(second, now=later, to_at=later).save()
    keep(Assignment.objects.all(), now=later, withdrawn_at=later)

    for day, standing in (
        ("2026-07-05", "overdue"),
        ("2026-07-12", "overdue"),
        ("2026-07-16", "withdrawn"),
    ):
        figures = counted("--as-of", day)["Medicine"]
        assert (figures["people"], figures[standing]) == (1, 1)
        assert listed(day) == [standing]


def test_people_count_where_they_then_belonged(school):
    _, _, internal, _, person = school
    held = Appointment.objects.get(person=person)
    Appointment.objects.filter(pk=held.pk).supersede(JULY)
    successor(held, now=JULY, to_on=date(2026, 7, 10)).save()
    Appointment.objects.create(
        person=person, unit=internal, from_on=date(2026, 7, 10), recorded_at=JULY
    )

    june, july = counted("--as-of", "2026-06-30"), counted("--as-of", "2026-07-10")

    assert set(june) == {"Medicine", "Medicine / Internal", "Medicine / Surgery"}
    assert june["Medicine / Surgery"]["people"] == 1
    assert "people" not in june["Medicine / Internal"]
    assert july["Medicine / Internal"]["people"] == 1


def test_units_stand_where_they_stood_and_are_called_what_they_were(school):
    _, surgery, internal, _, _ = school
    place = UnitPlace.objects.get(unit=surgery)
    UnitPlace.objects.filter(pk=place.pk).supersede(JULY)
    successor(place, now=JULY, to_on=date(2026, 7, 10)).save()
    path = internal.path + surgery.path[-6:]
    UnitPlace.objects.create(
        unit=surgery,
        parent=internal,
        name="Operative Care",
        path=path,
        from_on=date(2026, 7, 10),
        recorded_at=JULY,
    )
    type(surgery).objects.filter(pk=surgery.pk).update(
        parent=internal, path=path, name="Operative Care"
    )

    assert counted("--as-of", "2026-07-09")["Medicine / Surgery"]["people"] == 1
    july = counted("--as-of", "2026-07-10")
    assert july["Medicine / Internal / Operative Care"]["people"] == 1
    assert july["Medicine / Internal"]["people"] == 1
    assert set(counted()) == set(july)


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_a_receipt_gives_the_same_bytes_whatever_came_later(school, shape):
    *_, version, person = school
    asked = ["--unit", "Medicine", "--requirement", "repair", "--format", shape]
    present, receipt = printed(*asked)
    past, of_june = printed(*asked, "--as-of", "2026-06-30")

    later = NOW + timedelta(hours=1)
    completed(person, version, at=later, recorded_at=later)
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        again, _ = printed("--receipt", receipt)
        june_again, _ = printed("--receipt", of_june)

    assert (again, june_again) == (present, past)


def test_a_code_that_was_mistyped_is_none(school):
    _, receipt = printed()
    for wrong in (receipt[:-1], receipt[1:], "nothing", "", f"{receipt}0"):
        with pytest.raises(CommandError, match="is it whole"):
            printed("--receipt", wrong)
    assert read_receipt(receipt).code == receipt


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--as-of", "2027-01-01"], "yet to come"),
        (["--as-of", "June"], "YYYY-MM-DD"),
        (["--as-of", "2026-06-30", "--known", "soon"], "--known soon"),
        (["--as-of", "2026-06-30", "--known", "2026-07-01T00:00:00"], "offset"),
    ],
)
def test_what_cannot_be_read_is_one_line(school, asked, said):
    with pytest.raises(CommandError, match=said) as refusal:
        printed(*asked)
    assert "\n" not in str(refusal.value)


def test_attribution_brings_in_every_appointment_or_the_primary(school):
    _, _, internal, _, person = school
    Appointment.objects.create(
        person=person,
        unit=internal,
        primary=False,
        from_on=date(2026, 6, 1),
        recorded_at=JUNE,
    )

    primary = counted("--as-of", "2026-06-30")
    every = counted("--as-of", "2026-06-30", "--attribution", "all")

    assert "people" not in primary["Medicine / Internal"]
    assert every["Medicine / Internal"]["people"] == 1
    assert every["Medicine"]["people"] == 1


def test_as_of_asks_no_more_for_many_than_for_few(school, django_assert_num_queries):
    _, surgery, _, version, _ = school
    with django_assert_num_queries(4):
        printed("--as-of", "2026-06-30")
    for _number in range(20):
        a_learner(surgery)
    reconcile(version.requirement, now=JUNE + timedelta(hours=1))
    with django_assert_num_queries(4):
        printed("--as-of", "2026-06-30")
