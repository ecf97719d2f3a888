from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.hours import Category, Earned, balance, can_be_met, parts

START = datetime(2026, 1, 1, tzinfo=UTC)
quarters = st.integers(0, 24).map(lambda n: Decimal(n) / 4)
limits = st.none() | st.integers(1, 12).map(lambda n: Decimal(n) / 4)
instants = st.integers(0, 40).map(lambda days: START + timedelta(days=days))

menus = st.lists(
    st.builds(Category, st.sampled_from("abcd"), limits, st.integers(0, 2)),
    min_size=1,
    max_size=4,
    unique_by=lambda category: category.key,
)
facts = st.lists(st.builds(Earned, st.sampled_from("abcd"), quarters, instants), max_size=12)
needed = st.integers(1, 24).map(lambda n: Decimal(n) / 4)


@given(needed=needed, menu=menus, earned=facts, data=st.data())
def test_the_order_does_not_matter(needed, menu, earned, data):
    shuffled = data.draw(st.permutations(earned))

    assert balance(needed, menu, shuffled) == balance(needed, menu, earned)


@given(needed=needed, menu=menus, earned=facts, more=facts)
def test_more_never_makes_less_nor_later(needed, menu, earned, more):
    before, after = balance(needed, menu, earned), balance(needed, menu, earned + more)

    assert after.counted >= before.counted
    for share, grown in zip(before.shares, after.shares, strict=True):
        assert grown.missing_count <= share.missing_count
    assert before.met_at is None or (after.met_at is not None and after.met_at <= before.met_at)


@given(needed=needed, menu=menus, earned=facts)
def test_a_limit_is_never_exceeded_and_nothing_counts_twice(needed, menu, earned):
    found = balance(needed, menu, earned)

    for share in found.shares:
        assert share.counted <= share.earned
        assert share.category.most_hours is None or share.counted <= share.category.most_hours
    assert sum(part.hours for part in parts(menu, earned)) == found.counted


@given(needed=needed, menu=menus, earned=facts)
def test_it_is_met_at_the_first_instant_at_which_what_was_earned_by_then_is_enough(
    needed, menu, earned
):
    enough = [
        at
        for at in sorted({each.at for each in earned})
        if balance(needed, menu, [each for each in earned if each.at <= at]).is_complete
    ]

    assert balance(needed, menu, earned).met_at == (enough[0] if enough else None)


@given(needed=needed, menu=menus, earned=facts)
def test_what_counted_by_then_meets_it_alone(needed, menu, earned):
    met_at = balance(needed, menu, earned).met_at
    if met_at is not None:
        counted = [
            part.earned for part in parts(menu, earned) if part.counts and part.earned.at <= met_at
        ]

        assert balance(needed, menu, counted).met_at == met_at


@given(needed=needed, menu=menus, earned=facts)
def test_what_cannot_be_met_never_is(needed, menu, earned):
    if not can_be_met(needed, menu):
        assert balance(needed, menu, earned).met_at is None
