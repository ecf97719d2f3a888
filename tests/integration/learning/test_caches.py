"""What assignments repeat of facts is changed by `keep`, and what it was before stays known."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from learning.models import Assignment, AssignmentPast, AssignmentReason, Completion
from learning.services.assignments import reconcile
from learning.services.caches import keep
from learning.services.due_dates import NewDay, set_days
from learning.services.enrolment import enrol
from learning.services.fulfilment import fulfil
from learning.services.waivers import waive
from tests.factories import NOW, a_learner, a_requirement, an_admin, an_assignment
from tests.integration.learning.helpers import false_caches, four_at_once

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="in SQLite one writes at a time"
)


def pasts():
    """When each began and ended to be so, and since when it was said to be started."""
    rows = AssignmentPast.objects.order_by("assignment", "recorded_at")
    return list(rows.values_list("recorded_at", "superseded_at", "started_at"))


def start(at, *, now):
    return keep(Assignment.objects.all(), now=now, started_at=at)


def test_what_has_not_changed_has_no_past():
    assignment = an_assignment()

    assert (pasts(), assignment.changed_at) == ([], None)


def test_before_a_change_it_is_written_down_what_was_so_until_then():
    assignment = an_assignment()

    assert start(NOW, now=NOW + A_DAY) == 1
    assert start(None, now=NOW + 3 * A_DAY) == 1

    assert pasts() == [
        (NOW, NOW + A_DAY, None),
        (NOW + A_DAY, NOW + 3 * A_DAY, NOW),
    ]
    assignment.refresh_from_db()
    assert (assignment.started_at, assignment.changed_at) == (None, NOW + 3 * A_DAY)


def test_changes_of_one_instant_are_one():
    an_assignment()

    start(NOW, now=NOW)
    start(NOW - A_DAY, now=NOW + A_DAY)
    start(None, now=NOW + A_DAY)

    assert pasts() == [(NOW, NOW + A_DAY, NOW)]


def test_a_clock_that_is_behind_the_last_change_leaves_no_gap():
    an_assignment()

    start(NOW, now=NOW + A_DAY)
    start(None, now=NOW + A_DAY / 2)

    assert pasts() == [(NOW, NOW + A_DAY, None)]
    assert Assignment.objects.get().changed_at == NOW + A_DAY


def test_what_is_completed_while_the_clock_is_put_back_counts_from_the_last_change_on():
    assignment = an_assignment()
    for minutes in (10, 30, 50):
        moved = NewDay(assignment.pk, assignment.due_on + minutes * A_DAY, "extension")
        set_days([moved], now=NOW + timedelta(minutes=minutes))
    done = NOW + timedelta(minutes=20)
    completion = Completion.objects.create(
        person=assignment.person,
        course=assignment.course,
        completed_at=done,
        source="prior_learning",
        recorded_at=done,
    )

    assert [met.completed_at for met in fulfil(completion, now=done)] == [done]

    assert false_caches() == []
    assert Assignment.objects.get().completed_at == done


def test_many_are_changed_in_as_many_statements_as_few():
    version, counted = a_requirement(), []
    for people in (1, 20):
        for _ in range(people):
            an_assignment(a_learner(), version)
        with CaptureQueriesContext(connection) as queries:
            keep(Assignment.objects.filter(changed_at=None), now=NOW + A_DAY, started_at=NOW)
        counted.append(len([each for each in queries if "SAVEPOINT" not in each["sql"]]))

    assert (counted, len(pasts())) == ([3, 3], 21)


def test_a_stretch_that_facts_do_not_tell_is_found():
    assignment = an_assignment()
    set_days([NewDay(assignment.pk, assignment.due_on + A_DAY, "extension")], now=NOW + A_DAY)
    assert false_caches() == []

    AssignmentPast.objects.update(due_on=F("due_on") + A_DAY)

    assert [each.what for each in false_caches()] == ["assignmentpast.due_on"]


def test_a_gap_is_found():
    assignment = an_assignment()
    for days in (1, 2, 3):
        moved = NewDay(assignment.pk, assignment.due_on + days * A_DAY, "extension")
        set_days([moved], now=NOW + days * A_DAY)
    assert false_caches() == []

    AssignmentPast.objects.filter(recorded_at=NOW + A_DAY).delete()

    assert {each.what for each in false_caches()} == {
        "assignmentpast.superseded_at",
        "assignmentpast.recorded_at",
    }


def test_a_change_that_went_past_its_keeper_is_found():
    assignment = an_assignment()
    set_days([NewDay(assignment.pk, assignment.due_on + A_DAY, "extension")], now=NOW + A_DAY)
    Assignment.objects.update(changed_at=None)
    AssignmentPast.objects.all().delete()

    assert {each.what for each in false_caches()} == {
        "assignment.since.due_on",
        "assignment.since.due_at",
    }


@pytest.mark.django_db(transaction=True)
def test_what_several_do_at_once_leaves_no_gap():
    version = a_requirement(due_days=30)
    person, admin = a_learner(version.requirement.unit), an_admin()
    reconcile(version.requirement, now=NOW)
    assignment = Assignment.objects.get()
    later = [NOW + A_DAY + timedelta(milliseconds=number) for number in range(4)]

    def act(number):
        now = later[number]
        if number == 0:
            return enrol(person, version.course, now=now)
        if number == 1:
            until = now.date() + 10 * A_DAY
            return waive(assignment, until_on=until, reason="Away", approver=admin, now=now)
        if number == 2:
            return reconcile(version.requirement, now=now)
        completion = Completion.objects.create(
            person=person,
            course=version.course,
            completed_at=now,
            source="prior_learning",
            recorded_at=now,
        )
        return fulfil(completion, now=now)

    four_at_once(act)

    assert false_caches() == []
    assert Assignment.objects.get().completed_at == later[3]


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_not_to_be_changed_any_more_once_its_lock_is_free_can_be_changed_later():
    an_assignment()
    asked, changed = Assignment.objects.in_force().filter(started_at__isnull=True), []

    def act():
        changed.append(keep(asked, now=NOW + 2 * A_DAY, started_at=NOW))

    with transaction.atomic():
        keep(Assignment.objects.all(), now=NOW + A_DAY, withdrawn_at=NOW + A_DAY)
        other = meanwhile(act)
    other.join()
    keep(Assignment.objects.all(), now=NOW + 3 * A_DAY, withdrawn_at=None)

    assert changed == [0]
    assert [row[0] for row in pasts()] == [NOW, *(row[1] for row in pasts()[:-1])]
    assert pasts()[-1][1] == Assignment.objects.get().changed_at == NOW + 3 * A_DAY


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_who_writes_down_more_of_an_assignment_does_not_wait_for_its_change():
    assignment = an_assignment()

    def act():
        AssignmentReason.objects.create(
            assignment=assignment, why="named", from_at=NOW, recorded_at=NOW
        )

    with transaction.atomic():
        start(NOW, now=NOW + A_DAY)
        other = meanwhile(act)
        has_waited = other.is_alive()
    other.join()

    assert not has_waited


def meanwhile(act):
    """`act()` in a thread, until it ends or waits for a lock."""

    def run():
        act()
        connection.close()

    other = Thread(target=run)
    other.start()
    while other.is_alive() and not is_waited_for():
        pass
    return other


def is_waited_for():
    """Whether somebody waits for a row that is locked here."""
    waiting = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        cursor.execute(waiting)
        return cursor.fetchone()[0] > 0
