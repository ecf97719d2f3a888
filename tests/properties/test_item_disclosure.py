"""What is shown of a question tells nobody that a count is below five, whoever does the sums."""

from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rules.item_analysis import OPEN, Taken
from learning.rules.item_disclosure import K, Question, finest, shown, together

CHOICES = ("a", "b", "c")
ALL = (*CHOICES, OPEN)
counts = st.fixed_dictionaries({key: st.integers(0, 9) for key in ALL}).filter(
    lambda drawn: 10 <= sum(drawn.values()) <= 20
)
tables = st.lists(st.fixed_dictionaries({key: st.integers(0, 30) for key in "abcdef"}), min_size=1)
WORTHS = [{"a": 1.0}, {"a": 1.0, "b": 0.5}, {"a": 1.0, "b": 0.25, "c": 0.5}]


def single(worth):
    return Question(CHOICES, right=frozenset("a"), worth=worth)


def taken(drawn, worth):
    return [
        Taken(worth.get(key, 0.0), place, place, (key,) if key else ())
        for key, n in drawn.items()
        for place in range(n)
    ]


@cache
def everything_it_could_be(n):
    """Every way in which so many attempts may have chosen."""
    return [
        dict(zip(ALL, (*given, n - sum(given)), strict=True))
        for given in product(range(n + 1), repeat=len(ALL) - 1)
        if sum(given) <= n
    ]


def agrees(guess, found, worth):
    """Whether a guess is not ruled out by what is shown."""
    for line in found.lines:
        if sum(guess[key] for key in line.choices) != line.count:
            return False
    mean = sum(worth.get(key, 0.0) * n for key, n in guess.items()) / found.n
    return found.facility.low - 1e-9 <= mean <= found.facility.high + 1e-9


@settings(max_examples=60)
@given(drawn=counts, worth=st.sampled_from(WORTHS))
def test_no_choice_can_be_proved_to_be_below_five(drawn, worth):
    found = shown(single(worth), [taken(drawn, worth)])
    possible = [guess for guess in everything_it_could_be(found.n) if agrees(guess, found, worth)]

    assert drawn in possible
    for key in ALL:
        assert max(guess[key] for guess in possible) >= K


@given(parts=st.lists(counts, min_size=1, max_size=3))
def test_several_parts_say_nothing_that_the_parts_do_not(parts):
    whole = shown(single(WORTHS[0]), [taken(part, WORTHS[0]) for part in parts])
    each = [shown(single(WORTHS[0]), [taken(part, WORTHS[0])]) for part in parts]

    for line in whole.lines:
        of_parts = [
            [own.count for own in one.lines if set(own.choices) <= set(line.choices)]
            for one in each
        ]
        assert sum(map(sum, of_parts)) == line.count
    assert whole.facility.low * whole.n == told_by(each, "low")
    assert whole.facility.high * whole.n == told_by(each, "high")


def told_by(each, end):
    return pytest.approx(sum(getattr(one.facility, end) * one.n for one in each))


@given(
    parts=tables,
    worth=st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([0.5, 1.0])),
    in_order=st.booleans(),
)
def test_groups_hold_each_choice_once_and_count_five_in_every_table(parts, worth, in_order):
    singly = tuple((key,) for key in "abcdef")

    groups = together(singly, parts, near=worth, in_order=in_order)

    assert groups == () or sorted(key for group in groups for key in group) == list("abcdef")
    assert all(sum(part[key] for key in group) >= K for group in groups for part in parts)
    if in_order and groups:
        assert "".join(key for group in groups for key in group) == "abcdef"


@given(parts=tables)
def test_the_finest_common_groups_are_whole_in_every_partition(parts):
    singly = tuple((key,) for key in "abcdef")
    partitions = [together(singly, [part]) for part in parts]

    for group in finest(partitions):
        for partition in partitions:
            assert all(set(one) <= set(group) or not set(one) & set(group) for one in partition)
