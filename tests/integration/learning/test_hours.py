"""Hours from a menu: earned by several completions, met by the last that they took."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from learning.models import Assignment, Completion, Equivalent, Fulfilment, MenuItem
from learning.rules.prior_learning import FileRead, PriorLearning
from learning.services.assignments import reconcile
from learning.services.fulfilment import fulfil, meet_from_history
from learning.services.hours import hours_of, standing_hours
from learning.services.menus import menu_of
from learning.services.prior_learning import Met, accept_prior_learning
from learning.services.revoking import revoke_completion
from learning.services.verify import verify_records
from tests.factories import (
    NOW,
    a_course,
    a_learner,
    a_requirement,
    an_admin,
    an_edition,
    hours_required,
)

pytestmark = pytest.mark.django_db

ASKED = datetime(2026, 1, 5, 15, tzinfo=UTC)


def day(number):
    return ASKED + timedelta(days=number)


def dishes(version):
    """The menu's courses, by the name of their category."""
    items = MenuItem.objects.filter(version=version).select_related("category", "course")
    return {item.category.name: item.course for item in items}


def earn(person, course, hours, at, **fields):
    return Completion.objects.create(
        person=person,
        course=course,
        hours=Decimal(hours),
        completed_at=at,
        source="prior_learning",
        recorded_at=at,
        **fields,
    )


def earned(person, course, hours, at):
    """The same, noticed at once."""
    completion = earn(person, course, hours, at)
    fulfil(completion, now=at)
    return completion


def asked(version, *, at=ASKED):
    """Somebody of whom it is asked, and the assignment."""
    person = a_learner(version.requirement.unit)
    reconcile(version.requirement, now=at)
    return person, Assignment.objects.get(person=person)


def met_by(assignment):
    """The hours and the days of what met it."""
    rows = Fulfilment.objects.standing().filter(assignment=assignment)
    found = rows.order_by("completion__completed_at")
    return [(row.completion.hours, (row.completion.completed_at - ASKED).days) for row in found]


def agrees():
    """The caches are what their facts say; the factories' editions have hashes of their own."""
    found = verify_records()
    assert [each for each in found.differences if "content_hash" not in each.what] == []


def test_it_is_met_by_all_that_counted_at_the_time_of_the_last():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    menu = dishes(version)

    earned(person, menu["Talks"], "3.5", day(10))
    earned(person, menu["Book club"], "1.5", day(20))
    earned(person, menu["Talks"], "1.5", day(30))
    assignment.refresh_from_db()
    before = (assignment.started_at, assignment.completed_at)
    earned(person, menu["Workshops"], "0.5", day(40))
    earned(person, menu["Talks"], 4, day(50))

    assignment.refresh_from_db()
    assert before == (day(10), None)
    assert assignment.completed_at == day(40)
    assert met_by(assignment) == [
        (Decimal("3.5"), 10),
        (Decimal("1.5"), 20),
        (Decimal("1.5"), 30),
        (Decimal("0.5"), 40),
    ]
    agrees()


def test_the_balance_says_what_counts_and_what_is_missing():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    menu = dishes(version)
    earn(person, menu["Book club"], 1, day(1))
    earn(person, menu["Book club"], 1, day(2))
    earn(person, menu["Talks"], "1.5", day(3))

    found = standing_hours([hours_of(assignment)], now=day(4))[assignment.pk]

    assert (found.balance.counted, found.balance.missing_hours) == (Decimal("2.5"), Decimal("3.5"))
    assert [share.missing_count for share in found.balance.shares] == [1, 0, 0]
    assert [part.hours for _, part in found.entries] == [1, 0, Decimal("1.5")]


def test_what_a_limit_kept_out_is_no_fulfilment():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    menu = dishes(version)
    for number in range(3):
        earned(person, menu["Book club"], 1, day(number))

    earned(person, menu["Workshops"], 5, day(9))

    assert met_by(assignment) == [(1, 0), (5, 9)]


def test_what_was_done_before_it_was_asked_counts_while_it_would_be_valid():
    version = hours_required(
        now=ASKED, renewal="completion", active_months=12, window_months=11, minimum_months=11
    )
    menu = dishes(version)
    person = a_learner(version.requirement.unit)
    earn(person, menu["Talks"], 5, ASKED - timedelta(days=366))
    earn(person, menu["Workshops"], 3, ASKED - timedelta(days=100))
    earn(person, menu["Talks"], 3, ASKED - timedelta(days=90))

    assert reconcile(version.requirement, now=ASKED).met == 1

    assignment = Assignment.objects.get(person=person)
    assert assignment.completed_at == ASKED - timedelta(days=90)
    assert met_by(assignment) == [(3, -100), (3, -90)]
    agrees()


def test_an_equivalent_counts_in_the_category_of_its_course_while_it_holds():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    menu = dishes(version)
    elsewhere = an_edition(a_course()).course
    Equivalent.objects.create(
        course=elsewhere,
        counts_for=menu["Workshops"],
        to_on=day(20).date(),
        recorded_at=ASKED,
    )

    earned(person, elsewhere, 6, day(20))
    assignment.refresh_from_db()
    too_late = assignment.completed_at
    earned(person, elsewhere, 6, day(19))

    assignment.refresh_from_db()
    assert (too_late, assignment.completed_at) == (None, day(19))
    agrees()


def test_revoking_what_it_rested_on_opens_it_again_unless_the_rest_suffices():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    menu = dishes(version)
    workshop = earned(person, menu["Workshops"], 3, day(1))
    talk = earned(person, menu["Talks"], 3, day(2))
    earned(person, menu["Talks"], 3, day(3))

    revoke_completion(talk, reason="Was not there", by=an_admin(), now=day(9))
    assignment.refresh_from_db()
    by_another = (assignment.completed_at, met_by(assignment))
    agrees()
    revoke_completion(workshop, reason="Was not there", by=an_admin(), now=day(10))

    assignment.refresh_from_db()
    assert by_another == (day(3), [(3, 1), (3, 3)])
    assert (assignment.completed_at, assignment.started_at) == (None, day(3))
    assert met_by(assignment) == []
    assert Fulfilment.objects.filter(assignment=assignment).count() == 4
    agrees()


def test_revoking_the_only_hours_says_that_nothing_was_begun():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    talk = earned(person, dishes(version)["Talks"], 1, day(1))

    revoke_completion(talk, reason="Was not there", by=an_admin(), now=day(2))

    assignment.refresh_from_db()
    assert assignment.started_at is None
    agrees()


def test_two_years_with_limits_and_a_revoked_completion():
    """Six hours a calendar year, due on 31 December; from February on the next are asked."""
    version = hours_required(
        now=ASKED,
        due_on=date(2026, 12, 31),
        renewal="expiry",
        active_months=12,
        window_months=11,
        minimum_months=11,
    )
    person, first = asked(version)
    menu = dishes(version)
    earned(person, menu["Workshops"], 3, datetime(2026, 3, 2, 18, tzinfo=UTC))
    earned(person, menu["Book club"], 2, datetime(2026, 4, 2, 18, tzinfo=UTC))
    last = earned(person, menu["Talks"], 2, datetime(2026, 9, 2, 18, tzinfo=UTC))

    def cycles():
        rows = Assignment.objects.filter(person=person).order_by("cycle")
        return [
            (row.cycle, row.due_on, row.completed_at and row.completed_at.date(), row.expires_on)
            for row in rows
        ]

    assert cycles() == [(1, date(2026, 12, 31), date(2026, 9, 2), date(2027, 12, 31))]

    reconcile(version.requirement, now=datetime(2027, 1, 31, 5, tzinfo=UTC))
    assert len(cycles()) == 1
    reconcile(version.requirement, now=datetime(2027, 1, 31, 6, tzinfo=UTC))
    second = Assignment.objects.get(person=person, cycle=2)
    assert (second.course, second.started_at) == (None, None)
    assert cycles()[1] == (2, date(2027, 12, 31), None, None)

    in_june = datetime(2027, 6, 2, 18, tzinfo=UTC)
    earned(person, menu["Workshops"], 5, in_june)
    earned(person, menu["Book club"], 1, in_june + timedelta(days=1))
    assert cycles()[1] == (2, date(2027, 12, 31), date(2027, 6, 3), date(2028, 12, 31))
    agrees()

    revoke_completion(last, reason="Fell ill", by=an_admin(), now=in_june + timedelta(days=2))
    first.refresh_from_db()
    assert first.completed_at is None  # what met the second year is spent
    assert cycles()[1][2] == date(2027, 6, 3)
    agrees()


def test_one_completion_counts_for_every_requirement_that_lists_its_course():
    version = hours_required(now=ASKED, hours="1", title="One hour")
    person, hours = asked(version)
    workshop = dishes(version)["Workshops"]
    course = a_requirement(workshop, version.requirement.unit, now=ASKED)
    reconcile(course.requirement, now=ASKED)

    met = fulfil(earn(person, workshop, 1, day(1)), now=day(1))

    assert {assignment.requirement_id for assignment in met} == {
        hours.requirement_id,
        course.requirement_id,
    }
    agrees()


def test_it_may_be_done_twice_and_finds_the_same():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    earn(person, dishes(version)["Workshops"], 6, day(1))

    assert meet_from_history(version, now=day(2)) == 1
    assert meet_from_history(version, now=day(3)) == 0
    assert met_by(assignment) == [(6, 1)]


def test_reconciling_takes_no_more_statements_for_many_than_for_few():
    version = hours_required(now=ASKED)
    menu = dishes(version)
    menu_of(version)  # read once in a process

    def one_more_round(people, at):
        for _ in range(people):
            person = a_learner(version.requirement.unit)
            earn(person, menu["Workshops"], 3, at)
            earn(person, menu["Talks"], 3, at)
        with CaptureQueriesContext(connection) as queries:
            assert reconcile(version.requirement, now=at + timedelta(days=1)).met == people
        return len(queries)

    assert one_more_round(2, day(1)) == one_more_round(12, day(5))


def test_prior_learning_counts_and_tells_how_the_hours_stand_then():
    version = hours_required(now=ASKED)
    person, assignment = asked(version)
    menu = dishes(version)
    row = PriorLearning(1, person.hr_id, menu["Talks"].key, day(3).date(), Decimal(5), "Elsewhere")
    last = PriorLearning(2, person.hr_id, menu["Workshops"].key, day(4).date(), Decimal(1), "")

    first = accept_prior_learning(FileRead(1, (row,), ()), now=day(9), by=None)
    second = accept_prior_learning(FileRead(1, (last,), ()), now=day(9), by=None)

    key = version.requirement.key
    assert first.results == ((row, (Met(key, "in_progress", None),)),)
    assert second.results == ((last, (Met(key, "completed_on_time", None),)),)
    assert met_by(assignment) == [(5, 2), (1, 3)]  # from the beginning of their days


def test_a_version_asks_for_a_course_or_for_hours():
    version = a_requirement()

    for fields in ({"hours": Decimal(6)}, {"course": None}, {"course": None, "hours": Decimal(0)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(version).objects.filter(pk=version.pk).update(**fields)


def test_a_course_stands_in_one_category_of_a_version():
    version = hours_required(now=NOW)
    first, second, _ = version.categories.order_by("position")
    course = first.items.get().course

    with pytest.raises(IntegrityError), transaction.atomic():
        MenuItem.objects.create(version=version, category=second, course=course)
