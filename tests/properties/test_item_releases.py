"""Whoever looks at a question on two days finds out no count below five, whatever came between."""

from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rules.item_analysis import FEWEST, OPEN, Taken
from learning.rules.item_disclosure import K, Question, shown_of
from learning.rules.item_releases import TENTH, released

CHOICES = ("a", "b", "c")
ALL = (*CHOICES, OPEN)
PICKED = Question(CHOICES, frozenset("a"), worth={"a": 1.0})
SHARED = Question(CHOICES, frozenset("a"), worth={"a": 1.0, "b": 0.5})
SCALE = Question(CHOICES, in_order=True, scored=False)
SEVERAL = Question(CHOICES, frozenset("ab"), several=True)
TYPED = Question(CHOICES, apart=frozenset("a"))
KINDS = [PICKED, SHARED, SCALE, SEVERAL, TYPED]
# Runs of the same make bursts, which a difference tells most of.
runs = st.lists(st.tuples(st.sampled_from(ALL), st.integers(1, 12)), max_size=12)
sets = st.lists(st.tuples(st.sampled_from(["", "a", "b", "ab", "abc"]), st.integers(1, 12)))


def attempts(question, drawn):
    """In this order; what is worth nothing scores nothing."""
    worth = question.worth or {"a": 1.0}
    return [
        Taken(score_of(question, worth, keys), place, place, tuple(keys))
        for place, keys in enumerate(keys for keys, n in drawn for _ in range(n))
    ]


def score_of(question, worth, keys):
    return float(set(keys) == question.right) if question.several else worth.get(keys, 0.0)


def days(question, taken):
    """What is released after each attempt."""
    return [released(question, taken[:n]) for n in range(len(taken) + 1)]


def counted(part, group):
    return sum(bool(set(one.chosen or (OPEN,)) & set(group)) for one in part.taken)


@given(data=st.data(), question=st.sampled_from(KINDS))
def test_what_is_released_is_a_beginning_and_stays_one(data, question):
    taken = attempts(question, data.draw(sets if question.several else runs))

    for n, (before, after) in enumerate(pairwise(days(question, taken)), start=1):
        assert after.taken == taken[: len(after.taken)]
        assert after.taken == before.taken or after.taken == taken[:n]
        more = len(after.taken) - len(before.taken)
        assert more == 0 or more >= max(FEWEST, len(before.taken) / TENTH)
        assert after == before or more


@given(data=st.data(), question=st.sampled_from(KINDS))
def test_of_any_two_days_the_difference_in_what_is_told_is_nothing_or_five(data, question):
    taken = attempts(question, data.draw(sets if question.several else runs))
    seen = list({len(part.taken): part for part in days(question, taken)}.values())

    for place, before in enumerate(seen):
        for after in seen[place + 1 :]:
            new = len(after.taken) - len(before.taken)
            for group in before.groups:
                more = counted(after, group) - counted(before, group)
                assert more >= K
                assert new - more >= K
            for group in after.groups:
                assert counted(after, group) >= K
                inside = [one for one in before.groups if set(group) <= set(one)]
                assert len(inside) == 1 or question.several or not before.groups


@cache
def everything_it_could_be(n):
    """Every way in which so many attempts may have chosen."""
    return [
        (*given, n - sum(given))
        for given in product(range(n + 1), repeat=len(ALL) - 1)
        if sum(given) <= n
    ]


def possible(question, part):
    """The ways that are not ruled out by what is shown."""
    found = shown_of(question, [part])
    for guess in everything_it_could_be(found.n):
        by_key = dict(zip(ALL, guess, strict=True))
        if any(sum(by_key[key] for key in line.choices) != line.count for line in found.lines):
            continue
        mean = sum(question.worth.get(key, 0.0) * n for key, n in by_key.items()) / found.n
        if found.facility.low - 1e-9 <= mean <= found.facility.high + 1e-9:
            yield guess


@settings(max_examples=150)
@given(
    question=st.sampled_from([PICKED, SHARED]),
    drawn=runs.filter(lambda drawn: 20 <= sum(n for _key, n in drawn) <= 26),
)
def test_two_days_never_prove_that_few_of_the_new_ones_made_a_choice(question, drawn):
    taken = attempts(question, drawn)
    first, last = released(question, taken[:FEWEST]), released(question, taken)
    if len(first.taken) == len(last.taken):
        return
    before = set(possible(question, first))
    most = [0] * len(ALL)
    for after in possible(question, last):
        for earlier in before:
            more = [now - then for now, then in zip(after, earlier, strict=True)]
            if min(more) >= 0:
                most = [max(both) for both in zip(most, more, strict=True)]

    assert min(most) >= K


@pytest.mark.parametrize("question", KINDS)
def test_there_are_few_releases_however_many_attempts(question):
    taken = attempts(question, [("a", 1), ("b", 1), ("ab" if question.several else "c", 1)] * 2000)
    sizes = [len(taken)]
    while sizes[-1]:
        sizes.append(len(released(question, taken[: sizes[-1] - 1]).taken))

    assert len(sizes) < 90
    assert sizes[1] > len(taken) * 0.8
