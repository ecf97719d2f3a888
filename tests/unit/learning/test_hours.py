"""Six hours: at most one of book club, at least one workshop."""

from datetime import timedelta
from decimal import Decimal

import pytest

from learning.rules.hours import Category, Earned, balance, can_be_met, parts
from tests.factories import NOW

SIX = Decimal(6)
WORKSHOPS = Category("workshops", least_count=1)
BOOK_CLUB = Category("book-club", most_hours=Decimal(1))
TALKS = Category("talks")
MENU = (WORKSHOPS, BOOK_CLUB, TALKS)


def earned(category, hours, day=0):
    return Earned(category.key, Decimal(hours), NOW + timedelta(days=day))


def test_nothing_yet_misses_all_of_it():
    found = balance(SIX, MENU, [])

    assert (found.counted, found.missing_hours, found.met_at) == (0, 6, None)
    assert [share.missing_count for share in found.shares] == [1, 0, 0]


def test_a_limit_holds_back_the_hours_beyond_it():
    found = balance(SIX, MENU, [earned(BOOK_CLUB, "1.5"), earned(TALKS, 2)])

    assert (found.counted, found.missing_hours) == (3, 3)
    assert [(share.earned, share.counted) for share in found.shares] == [
        (0, 0),
        (Decimal("1.5"), 1),
        (2, 2),
    ]
    assert found.shares[1].is_full
    assert not found.shares[2].is_full


def test_enough_hours_without_the_workshop_are_not_enough():
    found = balance(SIX, MENU, [earned(TALKS, 7)])

    assert found.missing_hours == 0
    assert not found.is_complete
    assert found.met_at is None


def test_it_is_met_by_the_last_fact_that_it_took():
    facts = [earned(TALKS, 5, 1), earned(WORKSHOPS, "0.5", 9), earned(TALKS, 1, 4)]

    assert balance(SIX, MENU, facts).met_at == NOW + timedelta(days=9)


def test_what_comes_later_does_not_move_it():
    facts = [earned(WORKSHOPS, 6, 1), earned(TALKS, 3, 2)]

    found = balance(SIX, MENU, facts)

    assert (found.met_at, found.counted) == (NOW + timedelta(days=1), 9)


def test_two_facts_of_one_instant_count_together():
    facts = [earned(TALKS, 3, 2), earned(WORKSHOPS, 3, 2)]

    assert balance(SIX, MENU, facts).met_at == NOW + timedelta(days=2)


def test_a_quarter_of_an_hour_short_is_short():
    assert not balance(SIX, MENU, [earned(WORKSHOPS, "5.75")]).is_complete
    assert balance(SIX, MENU, [earned(WORKSHOPS, "5.75"), earned(TALKS, "0.25")]).is_complete


def test_what_the_menu_does_not_hold_counts_nothing():
    elsewhere = Category("elsewhere")

    assert balance(SIX, MENU, [earned(elsewhere, 6)]).counted == 0
    assert parts(MENU, [earned(elsewhere, 6)]) == []


def test_an_earlier_one_takes_the_room_that_a_limit_leaves():
    found = parts(MENU, [earned(BOOK_CLUB, "0.75", 3), earned(BOOK_CLUB, "0.75", 1)])

    assert [(each.earned.at, each.hours) for each in found] == [
        (NOW + timedelta(days=1), Decimal("0.75")),
        (NOW + timedelta(days=3), Decimal("0.25")),
    ]


def test_a_workshop_without_hours_counts_as_the_one_that_is_asked_for():
    first, second = parts(MENU, [earned(WORKSHOPS, 0, 1), earned(WORKSHOPS, 0, 2)])

    assert (first.counts, second.counts) == (True, False)
    assert balance(SIX, MENU, [first.earned]).shares[0].missing_count == 0


@pytest.mark.parametrize(
    ("most", "possible"), [(["2", "3"], False), (["3", "3"], True), (["2", None], True)]
)
def test_limits_that_leave_no_room_for_the_hours_cannot_be_met(most, possible):
    menu = [Category(str(n), each and Decimal(each)) for n, each in enumerate(most)]

    assert can_be_met(SIX, menu) is possible
