"""Cycles: what a renewal asks for, from when, and what counts for it (DOMAIN 5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from learning.models import Assignment, Completion, DueDate, Enrolment, Waiver
from learning.services.assignments import Reconciled, reconcile
from learning.services.enrolment import enrol
from learning.services.explanations import explain
from learning.services.fulfilment import fulfil
from learning.services.verify import verify_records
from tests.factories import a_course, a_learner, a_requirement, an_admin, an_edition
from tests.integration.learning.test_assignments import leave
from tests.integration.learning.test_fulfilment import completed
from tests.integration.learning.test_retired import retire

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 3, 2, 15, tzinfo=UTC)
DONE = datetime(2026, 5, 4, 15, tzinfo=UTC)  # valid until 4 May 2027; the window opens on 4 March
OPENS = datetime(2027, 3, 4, 6, tzinfo=UTC)  # the first instant of that day in Chicago


def yearly(**fields):
    fields = {"renewal": "completion", "due_days": 90, **fields}
    return a_requirement(active_months=12, window_months=2, minimum_months=6, now=STARTS, **fields)


def met_once(version):
    """Somebody who completed the first cycle on 4 May 2026."""
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=STARTS)
    fulfil(completed(person, version.course, at=DONE), now=DONE)
    return person


def cycles(person):
    rows = Assignment.objects.filter(person=person).order_by("cycle")
    return list(rows.values_list("cycle", "due_on", "completed_at", "expires_on"))


def standing_at(person, now):
    newest = Assignment.objects.filter(person=person).newest_cycles()
    return newest.with_standing(now, 14).get().standing_now


def test_the_next_cycle_is_asked_from_the_day_the_window_opens():
    version = yearly()
    person = met_once(version)

    before = reconcile(version.requirement, now=OPENS - timedelta(seconds=1))
    on_the_day = reconcile(version.requirement, now=OPENS)
    again = reconcile(version.requirement, now=OPENS + timedelta(days=1))

    assert (before, on_the_day, again) == (Reconciled(), Reconciled(renewed=1), Reconciled())
    assert cycles(person) == [
        (1, date(2026, 5, 31), DONE, date(2027, 5, 4)),
        (2, date(2027, 5, 4), None, None),
    ]
    second = Assignment.objects.get(cycle=2)
    assert second.counts_from == OPENS
    assert second.previous_expires_at == datetime(2027, 5, 5, 5, tzinfo=UTC)
    assert second.reasons.get().why == Assignment.objects.get(cycle=1).reasons.get().why
    assert DueDate.objects.get(assignment=second).cause == "policy"
    assert [each for each in verify_records().differences if "ssignment" in each.what] == []


def test_a_renewal_says_why_it_is_due_then():
    version = yearly()
    met_once(version)
    reconcile(version.requirement, now=OPENS)

    assert explain(Assignment.objects.get(cycle=2))[-1] == (
        "It is due on 4 May 2027, when your completion before ceases to be valid."
    )


def test_a_renewal_inherits_nothing_and_takes_an_enrolment_of_its_own():
    version = yearly()
    person = met_once(version)
    reconcile(version.requirement, now=OPENS)

    assert Assignment.objects.get(cycle=2).started_at is None
    assert not Enrolment.objects.filter(person=person).exists()
    enrol(person, version.course, now=OPENS)
    assert Assignment.objects.get(cycle=2).started_at == OPENS
    assert Assignment.objects.get(cycle=1).started_at is None


def test_only_what_is_completed_after_the_window_opened_counts_for_a_renewal():
    version = yearly()
    person = met_once(version)
    early = OPENS - timedelta(seconds=1)
    completed(person, version.course, at=early)

    reconcile(version.requirement, now=OPENS)

    assert Assignment.objects.get(cycle=2).completed_at is None
    fulfil(completed(person, version.course, at=OPENS), now=OPENS)
    assert Assignment.objects.get(cycle=2).expires_on == date(2028, 3, 4)


def test_who_does_not_renew_is_expired_when_the_validity_ends():
    version = yearly()
    person = met_once(version)
    reconcile(version.requirement, now=OPENS)
    ends = datetime(2027, 5, 5, 5, tzinfo=UTC)

    stood = [standing_at(person, at) for at in (OPENS, ends - timedelta(days=1), ends)]

    assert stood == ["not_started", "due_soon", "expired"]


def test_where_the_window_leaves_too_little_time_the_day_is_realistic():
    version = yearly(minimum_days=30)
    person = met_once(version)

    reconcile(version.requirement, now=datetime(2027, 4, 20, 15, tzinfo=UTC))

    assert cycles(person)[1][1] == date(2027, 5, 27)  # 20 April + 30 + 7


def test_a_renewal_may_ask_for_a_shorter_course_and_takes_the_whole_one_too():
    short = an_edition(a_course()).course
    version = yearly(renewal_course=short)
    first, second = met_once(version), met_once(version)
    assert Assignment.objects.filter(course=version.course).count() == 2

    reconcile(version.requirement, now=OPENS)

    renewals = Assignment.objects.filter(cycle=2)
    assert set(renewals.values_list("course", flat=True)) == {short.pk}
    fulfil(completed(first, short, at=OPENS), now=OPENS)
    completed(second, version.course, at=OPENS)
    assert reconcile(version.requirement, now=OPENS).met == 1
    assert set(renewals.values_list("completed_at", flat=True)) == {OPENS}


def test_the_shorter_course_does_not_count_the_first_time():
    short = an_edition(a_course()).course
    version = yearly(renewal_course=short)
    person = a_learner(version.requirement.unit)
    completed(person, short, at=STARTS)

    assert reconcile(version.requirement, now=STARTS).met == 0
    assert fulfil(completed(person, short, at=DONE), now=DONE) == []


def test_leavers_and_retired_courses_are_not_renewed():
    version = yearly()
    leaver = met_once(version)
    leave(leaver, on=OPENS)
    assert reconcile(version.requirement, now=OPENS) == Reconciled(withdrawn=1)

    retired = yearly()
    met_once(retired)
    retire(retired.course)
    assert reconcile(retired.requirement, now=OPENS) == Reconciled()


def test_a_waiver_of_the_requirement_holds_for_the_renewal_that_opens():
    version = yearly()
    person = met_once(version)
    first = Assignment.objects.get()
    until = datetime(2028, 1, 1, 6, tzinfo=UTC)
    Waiver.objects.create(
        assignment=first,
        scope="requirement",
        reason="Sabbatical.",
        approver=an_admin(),
        from_at=DONE,
        until_on=date(2027, 12, 31),
        until_at=until,
        recorded_at=DONE,
    )
    Assignment.objects.update(waived_until=until)

    reconcile(version.requirement, now=OPENS)

    assert standing_at(person, OPENS) == "waived"
    assert Waiver.objects.get(assignment__cycle=2).reason == "Sabbatical."
    assert [each for each in verify_records().differences if "ssignment" in each.what] == []


def test_renewals_of_one_day_ask_no_more_for_many_than_for_few(django_assert_num_queries):
    for people in (2, 20):
        version = yearly()
        for _ in range(people):
            a_learner(version.requirement.unit)
        reconcile(version.requirement, now=STARTS)
        for person in Assignment.objects.filter(version=version).values_list("person", flat=True):
            Completion.objects.create(
                person_id=person,
                course=version.course,
                completed_at=DONE,
                source="by_hand",
                recorded_at=DONE,
            )
        assert reconcile(version.requirement, now=DONE).met == people
        with django_assert_num_queries(28):
            assert reconcile(version.requirement, now=OPENS).renewed == people


@pytest.mark.parametrize(
    ("mode", "fields", "month", "validities"),
    [
        ("completion", {}, 4, [date(2027, 5, 4), date(2028, 4, 10), date(2029, 4, 10)]),
        ("expiry", {}, 4, [date(2027, 5, 31), date(2028, 5, 31), date(2029, 5, 31)]),
        ("fixed", {}, 4, [date(2027, 5, 31), date(2028, 5, 31), date(2029, 5, 31)]),
        (
            "anniversary",
            {"anniversary": "06-30"},
            5,
            [date(2027, 6, 30), date(2028, 6, 30), date(2029, 6, 30)],
        ),
    ],
)
def test_three_cycles_in_each_mode(mode, fields, month, validities):
    version = yearly(renewal=mode, **fields)
    person = met_once(version)
    for year in (2027, 2028):
        renewed = datetime(year, month, 10, 15, tzinfo=UTC)
        reconcile(version.requirement, now=renewed)
        fulfil(completed(person, version.course, at=renewed), now=renewed)

    assert [row[3] for row in cycles(person)] == validities
