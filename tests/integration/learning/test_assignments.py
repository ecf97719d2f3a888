from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Appointment, Employment
from accounts.models.facts import successor
from learning.models import (
    Assignment,
    AssignmentReason,
    Completion,
    DueDate,
    RequirementVersion,
)
from learning.services.assignments import Reconciled, reconcile, to_reconcile
from learning.services.explanations import explain
from learning.services.fulfilment import fulfil
from learning.services.requirements import end_requirement
from learning.services.verify import verify_records
from learning.services.waivers import waive
from tests.factories import (
    LONG_AGO,
    NOW,
    a_learner,
    a_requirement,
    a_unit,
    an_admin,
    an_edition,
    an_enrolment,
)
from tests.integration.learning.test_audience_lines import saved
from tests.integration.learning.test_fulfilment import completed

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=10)


def transfer(person, unit, *, on=LATER):
    """Their only appointment ends; another begins."""
    leave(person, on=on)
    Appointment.objects.create(person=person, unit=unit, from_on=on.date(), recorded_at=on)


def leave(person, *, on=LATER):
    old = Appointment.objects.standing().get(person=person, to_on=None)
    Appointment.objects.filter(pk=old.pk).supersede(on)
    successor(old, now=on, to_on=on.date()).save()


def of_units(*units, **fields):
    version = a_requirement(unit=units[0], **fields)
    audience = {"any": [{"unit": str(unit.uuid)} for unit in units]}
    RequirementVersion.objects.filter(pk=version.pk).update(audience=audience)
    return RequirementVersion.objects.get(pk=version.pk)


def test_everyone_in_a_unit_and_below_is_assigned_once():
    school = a_unit()
    department = a_unit(parent=school)
    people = {a_learner(school), a_learner(department)}
    a_learner()
    version = a_requirement(unit=school)

    assert reconcile(version.requirement, now=NOW) == Reconciled(assigned=2)
    assert reconcile(version.requirement, now=LATER) == Reconciled()

    assignments = Assignment.objects.all()
    assert {assignment.person for assignment in assignments} == people
    for assignment in assignments:
        assert (assignment.cycle, assignment.version) == (1, version)
        assert (assignment.assigned_at, assignment.counts_from) == (NOW, None)
        assert assignment.due_on == date(2027, 1, 23)
        assert assignment.due_at == datetime(2027, 1, 24, 6, tzinfo=UTC)
        assert assignment.uuid.version == 4
        due = DueDate.objects.get(assignment=assignment)
        assert (due.due_on, due.due_at) == (assignment.due_on, assignment.due_at)
        assert (due.zone, due.cause, due.recorded_at) == ("America/Chicago", "policy", NOW)
    assert len({assignment.uuid for assignment in assignments}) == 2


def test_whoever_joins_later_is_due_later():
    version = a_requirement()
    reconcile(version.requirement, now=NOW)
    person = a_learner(version.requirement.unit)

    reconcile(version.requirement, now=LATER)

    assert Assignment.objects.get(person=person).due_on == date(2027, 2, 2)


def test_a_fixed_day_is_the_same_for_all():
    version = a_requirement(due_on=date(2027, 1, 31))
    a_learner(version.requirement.unit)

    reconcile(version.requirement, now=NOW)

    assert Assignment.objects.get().due_on == date(2027, 1, 31)


def test_too_little_time_gives_the_realistic_day():
    version = a_requirement(due_on=date(2026, 11, 30), minimum_days=21)
    a_learner(version.requirement.unit)

    reconcile(version.requirement, now=NOW)

    assert DueDate.objects.get().due_on == date(2026, 12, 22)


def test_no_due_rule_is_no_due_date():
    version = a_requirement(due_days=None)
    a_learner(version.requirement.unit)

    reconcile(version.requirement, now=NOW)

    assert Assignment.objects.get().due_on is None
    assert not DueDate.objects.exists()


@pytest.mark.parametrize("base", ["hired", "appointment"])
def test_a_persons_own_day_dates_their_assignment_once_it_is_known(base):
    version = a_requirement(due_days=None)
    RequirementVersion.objects.filter(pk=version.pk).update(due_base=base, due_offset=30)
    unit = version.requirement.unit
    old, new, unknown = a_learner(unit), a_learner(unit), a_learner(unit)
    began(old, date(2026, 11, 2))
    began(new, date(2026, 11, 20))
    began(unknown, None)

    reconcile(version.requirement, now=NOW)

    due = dict(Assignment.objects.values_list("person", "due_on"))
    assert due == {old.pk: date(2026, 12, 2), new.pk: date(2026, 12, 20), unknown.pk: None}
    assert DueDate.objects.count() == 2

    began(unknown, date(2026, 11, 23))
    reconcile(version.requirement, now=LATER)

    assert Assignment.objects.get(person=unknown).due_on == date(2026, 12, 23)


def began(person, day):
    Employment.objects.filter(person=person).update(hired_on=day)
    Appointment.objects.filter(person=person).update(from_on=day)


def test_two_reasons_are_one_assignment():
    school = a_unit()
    department = a_unit(parent=school)
    a_learner(department)
    version = of_units(school, department)

    reconcile(version.requirement, now=NOW)

    assignment = Assignment.objects.get()
    whys = {f"unit:{school.uuid}", f"unit:{department.uuid}"}
    assert set(assignment.reasons.values_list("why", flat=True)) == whys


def test_a_term_is_the_reason_only_of_who_is_in_the_audience():
    school, clinic, ward = a_unit(), a_unit(), a_unit()
    in_both, in_one, in_a_ward = a_learner(school), a_learner(school), a_learner(ward)
    Appointment.objects.create(person=in_both, unit=clinic, primary=False, recorded_at=LONG_AGO)
    version = of_units(school)
    school_term, clinic_term, ward_term = ({"unit": str(u.uuid)} for u in (school, clinic, ward))
    audience = {"any": [ward_term, {"all": [school_term, clinic_term]}]}
    RequirementVersion.objects.filter(pk=version.pk).update(audience=audience)

    reconcile(version.requirement, now=NOW)

    assert set(AssignmentReason.objects.values_list("assignment__person", "why")) == {
        (in_both.pk, f"unit:{school.uuid}"),
        (in_both.pk, f"unit:{clinic.uuid}"),
        (in_a_ward.pk, f"unit:{ward.uuid}"),
    }
    assert not Assignment.objects.filter(person=in_one).exists()


def test_whoever_leaves_is_withdrawn_and_who_comes_back_has_the_same_assignment():
    version = a_requirement()
    unit = version.requirement.unit
    person = a_learner(unit)
    reconcile(version.requirement, now=NOW)
    assignment = Assignment.objects.get()

    transfer(person, a_unit(), on=LATER)
    assert reconcile(version.requirement, now=LATER) == Reconciled(withdrawn=1)

    assignment.refresh_from_db()
    assert assignment.withdrawn_at == LATER
    facts = assignment.reasons.order_by("id").values_list("from_at", "to_at", "superseded_at")
    assert list(facts) == [(NOW, None, LATER), (NOW, LATER, None)]

    back = LATER + timedelta(days=30)
    transfer(person, unit, on=back)
    assert reconcile(version.requirement, now=back) == Reconciled(returned=1)

    assignment.refresh_from_db()
    assert assignment.withdrawn_at is None
    assert Assignment.objects.count() == 1
    open_ones = AssignmentReason.objects.open().values_list("from_at", flat=True)
    assert list(open_ones) == [back]


def test_losing_one_of_two_reasons_withdraws_nobody():
    one, two = a_unit(), a_unit()
    person = a_learner(one)
    version = of_units(one, two)
    reconcile(version.requirement, now=NOW)

    transfer(person, two)
    assert reconcile(version.requirement, now=LATER) == Reconciled()

    assert AssignmentReason.objects.open().get().why == f"unit:{two.uuid}"


def test_a_leaver_is_withdrawn():
    version = a_requirement()
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)

    leave(person)

    assert reconcile(version.requirement, now=LATER) == Reconciled(withdrawn=1)


def test_a_completion_from_before_meets_the_new_assignment():
    version = a_requirement()
    person = a_learner(version.requirement.unit)
    Completion.objects.create(
        person=person,
        course=version.course,
        completed_at=LONG_AGO,
        source="prior_learning",
        recorded_at=LONG_AGO,
    )

    assert reconcile(version.requirement, now=NOW) == Reconciled(assigned=1, met=1)

    assert Assignment.objects.get().completed_at == LONG_AGO


def test_who_has_the_course_open_is_assigned_as_started():
    edition = an_edition()
    version = a_requirement(edition.course)
    unit = version.requirement.unit
    open_one, closed, elsewhere = a_learner(unit), a_learner(unit), a_learner(unit)
    an_enrolment(open_one, edition, started_at=LONG_AGO)
    left = an_enrolment(closed, edition, started_at=LONG_AGO)
    left.withdrawn_at = left.closed_at = NOW
    left.save()
    an_enrolment(elsewhere, an_edition(), started_at=LONG_AGO)

    reconcile(version.requirement, now=NOW)

    started = dict(Assignment.objects.values_list("person", "started_at"))
    assert started == {open_one.pk: LONG_AGO, closed.pk: None, elsewhere.pk: None}


def test_what_has_to_be_renewed_counts_from_when_it_would_still_be_valid():
    version = a_requirement(
        renewal="completion", active_months=12, window_months=2, minimum_months=6
    )
    a_learner(version.requirement.unit)

    reconcile(version.requirement, now=NOW)

    assert Assignment.objects.get().counts_from == datetime(2025, 11, 24, 6, tzinfo=UTC)


def test_an_ended_requirement_asks_nobody():
    version = a_requirement()
    a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)
    end_requirement(version.requirement, reason="Replaced", now=LATER, by=an_admin())
    a_learner(version.requirement.unit)

    assert list(to_reconcile()) == [version.requirement]
    assert reconcile(version.requirement, now=LATER) == Reconciled(withdrawn=1)
    assert list(to_reconcile()) == []


def test_anyone_can_read_why():
    unit = a_unit("Internal Medicine")
    version = a_requirement(unit=unit)
    a_learner(unit)
    reconcile(version.requirement, now=NOW)

    assert explain(Assignment.objects.select_related("version").get()) == [
        "It is required of everyone in Internal Medicine.",
        "It is due on 23 January 2027, 60 days after it was assigned on 24 November 2026.",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": date(2027, 1, 31)}, "It is due on 31 January 2027, the same day for everyone."),
        (
            {"due_on": date(2026, 11, 30), "minimum_days": 21},
            "It is due on 22 December 2026: by the rule alone you would have had too little time.",
        ),
        ({"due_days": None}, "It has no due date."),
    ],
)
def test_anyone_can_read_why_then(fields, sentence):
    version = a_requirement(**fields)
    a_learner(version.requirement.unit)
    reconcile(version.requirement, now=NOW)

    assert explain(Assignment.objects.get())[-1] == sentence


def test_what_assignments_repeat_agrees_with_its_facts_all_along():
    version = a_requirement(
        renewal="completion", active_months=12, window_months=2, minimum_months=6
    )
    unit, admin = version.requirement.unit, an_admin()
    goes, comes_back, waived, done, knew = (a_learner(unit) for _ in range(5))
    completed(knew, version.course, at=NOW - timedelta(days=30))
    reconcile(version.requirement, now=NOW)
    transfer(goes, a_unit())
    transfer(comes_back, a_unit())
    spared = Assignment.objects.get(person=waived)
    waive(spared, until_on=date(2027, 3, 31), reason="Away", approver=admin, now=LATER)
    fulfil(completed(done, version.course, at=LATER), now=LATER)
    reconcile(version.requirement, now=LATER)
    transfer(comes_back, unit, on=LATER + timedelta(days=1))
    reconcile(version.requirement, now=LATER + timedelta(days=1))

    assert [each for each in verify_records().differences if "ssignment" in each.what] == []
    counted = Assignment.objects.with_standing(LATER + timedelta(days=2), 14)
    assert dict(counted.values_list("person", "standing_now")) == {
        goes.pk: "withdrawn",
        comes_back.pk: "not_started",
        waived.pk: "waived",
        done.pk: "completed_on_time",
        knew.pk: "completed_on_time",
    }


def test_reconciling_asks_no_more_for_many_than_for_few(django_assert_num_queries):
    for people in (5, 50):
        version = a_requirement()
        for _ in range(people):
            a_learner(version.requirement.unit)
        with django_assert_num_queries(23):
            assert reconcile(version.requirement, now=NOW).assigned == people


@pytest.mark.django_db(transaction=True)
def test_four_at_once_assign_everyone_once():
    version = a_requirement()
    for _ in range(10):
        a_learner(version.requirement.unit)
    together, done = Barrier(4), []

    def work():
        together.wait()
        done.append(reconcile(version.requirement, now=NOW).assigned)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(done) == [0, 0, 0, 10]
    assert Assignment.objects.count() == 10
    assert AssignmentReason.objects.open().count() == 10
    assert DueDate.objects.count() == 10


@pytest.mark.parametrize("number", [1, 6])
@pytest.mark.parametrize("is_kept", [False, True])
def test_naming_many_takes_as_many_statements_as_naming_few(
    number, is_kept, django_assert_max_num_queries
):
    people = [a_learner() for _one in range(number)]
    named, begins = {"any": [{"person": str(each.uuid)} for each in people]}, "person:"
    if is_kept:
        audience = saved(a_unit(), "Those", named)
        named, begins = {"audience": str(audience.uuid)}, f"audience:{audience.uuid}/person:"
    version = a_requirement(unit=a_unit(), now=NOW)
    RequirementVersion.objects.filter(pk=version.pk).update(audience=named)

    with django_assert_max_num_queries(23):
        reconcile(version.requirement, now=NOW)

    asked = {each.person: each.reasons.get().why for each in version.requirement.assignments.all()}
    assert asked == {each: f"{begins}{each.uuid}" for each in people}
    reconcile(version.requirement, now=NOW)
    assert AssignmentReason.objects.count() == number

    RequirementVersion.objects.filter(pk=version.pk).update(audience={"tag": "nobody"})
    reconcile(version.requirement, now=NOW + timedelta(days=1))
    assert not version.requirement.assignments.filter(withdrawn_at__isnull=True).exists()
