"""Item analysis against Python's own statistics and second formulas; and what holds of any quiz."""

from statistics import StatisticsError, correlation, covariance, pvariance

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learning.rules.item_analysis import Taken, by_thirds, item, reliability, taken_of

shares = st.sampled_from([0.0, 0.25, 0.3333, 0.5, 0.75, 1.0])
right_or_not = st.sampled_from([0.0, 1.0])


def quizzes(score):
    """Ten to forty attempts at one to six questions."""
    return st.integers(1, 6).flatmap(
        lambda wide: st.lists(st.tuples(*[score] * wide), min_size=10, max_size=40)
    )


close = pytest.approx


@given(rows=quizzes(shares))
def test_discrimination_is_what_the_standard_library_says(rows):
    for place in range(len(rows[0])):
        scores = [row[place] for row in rows]
        rests = [sum(row[:place] + row[place + 1 :]) for row in rows]
        found = item(taken_of(rows, place)).discrimination
        if found is None:
            assert pvariance(scores) < 1e-12 or pvariance(rests) < 1e-12
        else:
            assert found == close(correlation(scores, rests), abs=1e-9)


@given(rows=quizzes(shares))
def test_alpha_is_what_the_covariances_say(rows):
    """k/(k-1) times the sum of all covariances of two questions, by the variance of the total."""
    wide = len(rows[0])
    found = reliability(rows).alpha
    assume(found is not None)
    columns = list(zip(*rows, strict=True))
    between = sum(
        covariance(columns[a], columns[b]) for a in range(wide) for b in range(wide) if a != b
    )
    of_total = covariance([sum(row) for row in rows], [sum(row) for row in rows])

    assert found == close(wide / (wide - 1) * between / of_total, abs=1e-9)


@given(rows=quizzes(right_or_not))
def test_kr20_is_alpha_where_every_score_is_0_or_1(rows):
    found = reliability(rows)

    assert found.kr20 == (None if found.alpha is None else close(found.alpha, abs=1e-9))


@given(rows=quizzes(shares), order=st.randoms(use_true_random=False))
def test_the_order_of_attempts_is_of_no_account(rows, order):
    mixed = order.sample(rows, len(rows))

    assert reliability(mixed) == reliability(rows)
    for place in range(len(rows[0])):
        before, after = item(taken_of(rows, place)), item(taken_of(mixed, place))
        assert after.facility == before.facility
        assert after.discrimination == close(before.discrimination, abs=1e-12)
        thirds = [by_thirds(taken_of(each, place)) for each in (rows, mixed)]
        totals = [
            {third: sorted(one.total for one in part) for third, part in each.items()}
            for each in thirds
        ]
        assert totals[0] == totals[1]


@given(rows=quizzes(shares), constant=shares)
def test_a_constant_question_says_nothing_and_changes_no_other(rows, constant):
    with_it = [(*row, constant) for row in rows]

    assert item(taken_of(with_it, len(rows[0]))).discrimination is None
    before, after = item(taken_of(rows, 0)), item(taken_of(with_it, 0))
    assert after.discrimination == close(before.discrimination, abs=1e-9)


@given(rows=quizzes(shares))
def test_figures_keep_within_their_bounds(rows):
    for place in range(len(rows[0])):
        found = item(taken_of(rows, place))
        assert 0 <= found.facility <= 1
        assert found.discrimination is None or -1 <= found.discrimination <= 1
    alpha = reliability(rows).alpha
    assert alpha is None or alpha <= 1 + 1e-9


@given(rows=quizzes(right_or_not))
def test_a_question_turned_round_discriminates_the_other_way(rows):
    assume(len(rows[0]) > 1)
    turned = [(1 - row[0], *row[1:]) for row in rows]
    before = item(taken_of(rows, 0)).discrimination
    after = item(taken_of(turned, 0)).discrimination

    assert (after is None) == (before is None)
    if before is not None:
        assert after == close(-before, abs=1e-9)


@given(totals=st.lists(st.integers(0, 12), min_size=3, max_size=60))
def test_thirds_hold_everyone_once_and_are_in_order(totals):
    thirds = by_thirds([Taken(0, 0, total) for total in totals])
    assume(thirds)
    weakest, middle, strongest = (
        [one.total for one in thirds[name]] for name in ("weakest", "middle", "strongest")
    )

    assert sorted(weakest + middle + strongest) == sorted(totals)
    assert min(len(weakest), len(strongest)) * 3 >= len(totals)
    assert max(weakest) < min(middle + strongest)
    assert max([*weakest, *middle]) < min(strongest)


def test_the_standard_library_refuses_a_constant():
    """So the first property above compares figures, not two refusals."""
    with pytest.raises(StatisticsError):
        correlation([1, 1], [1, 2])
