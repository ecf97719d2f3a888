"""Changing a policy: what is tried is what happens, and open assignments keep their dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, Leave, Mail
from learning.models import Assignment, DueDate, Reminder, RequirementVersion
from learning.services.assignments import reconcile
from learning.services.explanations import explain
from learning.services.fulfilment import fulfil
from learning.services.requirement_change import (
    Edit,
    change_requirement,
    try_change,
    try_requirement,
)
from learning.services.requirements import end_requirement, policy_of, require_course
from learning.services.verify import verify_records
from tests.factories import (
    NOW,
    a_course,
    a_learner,
    a_requirement,
    a_unit,
    an_admin,
    an_edition,
    an_enrolment,
)
from tests.integration.learning.test_fulfilment import completed
from tests.integration.learning.test_requirements import policy

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=10)


def in_force(*people_in, **fields):
    """A requirement of a unit with so many people, assigned now."""
    version = a_requirement(**fields)
    people = [a_learner(version.requirement.unit) for _ in range(*people_in)]
    reconcile(version.requirement, now=NOW)
    return version, people


def an_edit(version, *, re_date=False, reason="Decided in November.", **changed):
    return Edit(
        policy=replace(policy_of(version), **changed),
        reason=reason,
        based_on=version.number,
        re_date=re_date,
    )


def numbers(found):
    groups = ("gained", "lost", "re_dated", "met", "mails")
    return {name: getattr(found, name).number for name in groups}


def names(group):
    return {moved.person for moved in group.people}


def test_a_change_is_the_next_version_and_open_assignments_keep_their_dates():
    version, [_person] = in_force(1)
    admin = an_admin()

    found = change_requirement(
        version.requirement, an_edit(version, due_offset=30), now=LATER, by=admin
    )

    assert numbers(found) == {"gained": 0, "lost": 0, "re_dated": 0, "met": 0, "mails": 0}
    newest = RequirementVersion.objects.newest().get()
    assert (newest.number, newest.due_offset, newest.reason) == (2, 30, "Decided in November.")
    assignment = Assignment.objects.get()
    assert (assignment.version, assignment.due_on) == (newest, date(2027, 1, 23))
    joins = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=LATER)
    assert Assignment.objects.get(person=joins).due_on == date(2027, 1, 3)
    entry = AuditEntry.objects.get(action="learning.requirement.changed")
    assert (entry.by, entry.reason, entry.after["number"]) == (admin, "Decided in November.", 2)


def test_re_dating_sets_every_open_day_by_the_new_rule_and_says_so():
    version, [person, done] = in_force(2)
    fulfil(completed(done, version.course), now=NOW)

    found = change_requirement(
        version.requirement, an_edit(version, due_offset=90, re_date=True), now=LATER, by=an_admin()
    )

    assert names(found.re_dated) == {person}
    [moved] = found.re_dated.people
    assert (moved.before, moved.due_on) == (date(2027, 1, 23), date(2027, 2, 22))
    assignment = Assignment.objects.get(person=person)
    assert assignment.due_on == date(2027, 2, 22)
    assert "the date was set anew for all" in explain(assignment)[-1]
    assert Assignment.objects.get(person=done).due_on == date(2027, 1, 23)
    assert [each for each in verify_records().differences if "ssignment" in each.what] == []


def test_who_is_asked_no_longer_is_not_dated_anew():
    version, [_person] = in_force(1)
    audience = {"any": [{"unit": str(a_unit().uuid)}]}

    found = change_requirement(
        version.requirement,
        an_edit(version, audience=audience, due_offset=90, re_date=True),
        now=LATER,
        by=an_admin(),
    )

    assert numbers(found) == {"gained": 0, "lost": 1, "re_dated": 0, "met": 0, "mails": 0}


def test_leave_moves_the_new_date_too():
    version, [person] = in_force(1)
    Leave.objects.create(
        person=person, from_on=date(2026, 12, 1), to_on=date(2026, 12, 15), recorded_at=NOW
    )

    found = change_requirement(
        version.requirement, an_edit(version, due_offset=90, re_date=True), now=LATER, by=an_admin()
    )

    assert [moved.due_on for moved in found.re_dated.people] == [date(2027, 3, 8)]


def test_nobody_is_given_less_than_the_least_time_by_a_new_date():
    version, [_person] = in_force(1)

    change_requirement(
        version.requirement,
        an_edit(version, due_offset=5, minimum_days=14, re_date=True),
        now=LATER,
        by=an_admin(),
    )

    assert Assignment.objects.get().due_on == date(2026, 12, 25)  # 4 December + 14 + 7


def test_a_date_that_is_given_up_is_gone_and_stays_gone():
    version, [person] = in_force(1)
    edit = an_edit(version, due_base="none", due_offset=None, re_date=True)

    found = change_requirement(version.requirement, edit, now=LATER, by=an_admin())
    reconcile(version.requirement, now=LATER)

    assert names(found.re_dated) == {person}
    assert Assignment.objects.get().due_on is None
    assert not DueDate.objects.standing().exists()


def test_a_new_audience_gains_some_loses_some_and_keeps_the_rest():
    version, [stays, goes] = in_force(2)
    other = a_unit()
    comes = a_learner(other)
    person = stays
    here = a_unit(parent=version.requirement.unit)
    person.appointments.update(unit=here)
    audience = {"any": [{"unit": str(here.uuid)}, {"unit": str(other.uuid)}]}

    found = change_requirement(
        version.requirement, an_edit(version, audience=audience), now=LATER, by=an_admin()
    )

    assert names(found.gained) == {comes}
    assert names(found.lost) == {goes}
    assert Assignment.objects.get(person=stays).withdrawn_at is None


def test_another_course_is_asked_of_those_who_have_not_completed():
    version, [open_one, done] = in_force(2)
    fulfil(completed(done, version.course), now=NOW)
    an_enrolment(open_one, version.course.editions.get())
    other = an_edition(a_course()).course
    has_done_it = a_learner(version.requirement.unit)
    completed(has_done_it, other)

    found = change_requirement(
        version.requirement, an_edit(version, course=other), now=LATER, by=an_admin()
    )

    assert names(found.met) == {has_done_it}
    asked = dict(Assignment.objects.values_list("person", "course"))
    assert asked == {
        open_one.pk: other.pk,
        done.pk: version.course.pk,
        has_done_it.pk: other.pk,
    }
    assert Assignment.objects.get(person=open_one).started_at is None


def test_a_try_leaves_nothing_and_says_what_happens():
    version, _people = in_force(3)
    edit = an_edit(version, due_offset=90, re_date=True)
    rows = (Assignment, DueDate, Reminder, RequirementVersion, Mail, AuditEntry)
    before = [model.objects.count() for model in rows]
    admin = an_admin()

    tried = try_change(version.requirement, edit, now=LATER, by=admin)
    assert [model.objects.count() for model in rows] == before
    done = change_requirement(version.requirement, edit, now=LATER, by=admin)

    assert tried == done
    assert numbers(done)["re_dated"] == 3


def test_trying_a_new_requirement_says_whom_it_asks_and_writes_to():
    asked = policy()
    people = {a_learner(asked.unit) for _ in range(3)}
    admin = an_admin()

    tried = try_requirement(asked, now=NOW, by=admin)

    assert names(tried.gained) == people
    assert numbers(tried)["mails"] == 3
    assert not RequirementVersion.objects.exists()
    assert not Mail.objects.exists()
    require_course(asked, now=NOW, by=admin)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"title": "Taken"}, "title_taken"),
        ({"audience": {"any": []}}, "audience_unreadable"),
        ({}, "nothing_changed"),
        ({"renewal": "completion", "active_months": 6, "window_months": 6}, "bad_periods"),
        ({"renewal": "anniversary", "active_months": 6, "window_months": 1}, "bad_periods"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(changed, code):
    version, _ = in_force(1)
    a_requirement(title="Taken")

    with pytest.raises(ValidationError) as refusal:
        change_requirement(
            version.requirement, an_edit(version, **changed), now=LATER, by=an_admin()
        )

    assert refusal.value.code == code
    assert version.requirement.versions.count() == 1


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused():
    version, _ = in_force(1)
    admin = an_admin()
    change_requirement(version.requirement, an_edit(version, due_offset=30), now=LATER, by=admin)

    with pytest.raises(ValidationError) as refusal:
        change_requirement(
            version.requirement, an_edit(version, due_offset=40), now=LATER, by=admin
        )

    assert refusal.value.code == "changed_meanwhile"


def test_an_ended_requirement_is_changed_no_more():
    version, _ = in_force(1)
    admin = an_admin()
    end_requirement(version.requirement, reason="Over.", now=LATER, by=admin)

    with pytest.raises(ValidationError) as refusal:
        change_requirement(
            version.requirement, an_edit(version, due_offset=30), now=LATER, by=admin
        )

    assert refusal.value.code == "ended"


def test_a_retired_course_may_be_kept_while_the_rest_is_changed():
    version, _ = in_force(1)
    type(version.course).objects.update(retired_at=NOW)

    change_requirement(
        version.requirement, an_edit(version, purpose="Why."), now=LATER, by=an_admin()
    )

    assert RequirementVersion.objects.newest().get().purpose == "Why."


def test_a_change_asks_no_more_for_many_than_for_few(django_assert_num_queries):
    for people in (5, 50):
        version, _ = in_force(people, title=f"Repair {people}")
        edit, admin = an_edit(version, due_offset=90, re_date=True), an_admin()
        with django_assert_num_queries(60):
            change_requirement(version.requirement, edit, now=LATER, by=admin)
