"""One small quiz worked by hand, and the boundaries.

The formulas: Kuder & Richardson (1937), "The theory of the estimation of test reliability",
Psychometrika 2, 151-160, number 20; Cronbach (1951), "Coefficient alpha and the internal structure
of tests", Psychometrika 16, 297-334; Henrysson (1963), "Correction of item-total correlations in
item analysis", Psychometrika 28, 211-218.
"""

from math import sqrt

import pytest

from learning.rules.item_analysis import (
    Item,
    Reliability,
    Taken,
    Third,
    by_thirds,
    correlation,
    item,
    reliability,
    taken_of,
)

# Ten attempts at four questions, each harder than the one before: two each got 4, 3, 2, 1 and 0.
PATTERNS = [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)]
TEN = [pattern for pattern in PATTERNS for _twice in range(2)]


def close(number):
    return pytest.approx(number, abs=1e-12)


def test_facility_of_the_worked_example():
    """8, 6, 4 and 2 of ten were right."""
    assert [item(taken_of(TEN, place)).facility for place in range(4)] == [0.8, 0.6, 0.4, 0.2]


def test_discrimination_of_the_worked_example():
    """The first question against the rest of the total.

    Rest:  3 3 2 2 1 1 0 0 0 0   sum 12, mean 1.2; squares 28, variance 28/10 - 1.44 = 1.36
    Score: 1 1 1 1 1 1 1 1 0 0   mean 0.8, variance 0.8 x 0.2 = 0.16
    Products: 12; covariance 12/10 - 0.8 x 1.2 = 0.24
    r = 0.24 / sqrt(0.16 x 1.36) = 0.514496

    The second: rest 3 3 2 2 1 1 1 1 0 0, mean 1.4, variance 30/10 - 1.96 = 1.04; products 12,
    covariance 1.2 - 0.6 x 1.4 = 0.36; r = 0.36 / sqrt(0.24 x 1.04) = 0.720577
    """
    assert item(taken_of(TEN, 0)).discrimination == close(0.24 / sqrt(0.16 * 1.36))
    assert item(taken_of(TEN, 0)).discrimination == pytest.approx(0.514496, abs=1e-6)
    assert item(taken_of(TEN, 1)).discrimination == pytest.approx(0.720577, abs=1e-6)


def test_discrimination_is_the_uncorrected_one_corrected():
    """r = (r_it s_t - s_i) / sqrt(s_i^2 + s_t^2 - 2 r_it s_i s_t), from the whole total.

    The first question: s_i = 0.4, s_t = sqrt(2), products with the total 20, covariance
    20/10 - 0.8 x 2 = 0.40, so
    r_it = 0.40 / (0.4 x 1.414214) = 0.707107, and r = (1 - 0.4) / sqrt(0.16 + 2 - 0.8) = 0.514496
    """
    totals = [sum(row) for row in TEN]
    with_itself = correlation([row[0] for row in TEN], totals)

    assert with_itself == close(0.40 / (0.4 * sqrt(2)))
    corrected = (with_itself * sqrt(2) - 0.4) / sqrt(0.16 + 2 - 2 * with_itself * 0.4 * sqrt(2))
    assert item(taken_of(TEN, 0)).discrimination == close(corrected)


def test_reliability_of_the_worked_example():
    """Sum of p(1-p) = 0.16 + 0.24 + 0.24 + 0.16 = 0.80.

    Totals 4 4 3 3 2 2 1 1 0 0: mean 2, squares 60, variance 60/10 - 4 = 2.
    KR-20 = 4/3 x (1 - 0.80/2) = 0.8; alpha is the same where all scores are 0 or 1.
    """
    assert reliability(TEN) == Reliability(10, kr20=close(0.8), alpha=close(0.8))


def test_shares_of_a_score_have_an_alpha_and_no_kr20():
    """The first question's 1s halved: variance 0.25 x 0.16 = 0.04, so the sum is 0.68; totals

    3.5 3.5 2.5 2.5 1.5 1.5 0.5 0.5 0 0: mean 1.6, squares 42, variance 4.2 - 2.56 = 1.64.
    alpha = 4/3 x (1 - 0.68/1.64) = 0.780488
    """
    halved = [(first / 2, *others) for first, *others in TEN]

    found = reliability(halved)

    assert found.kr20 is None
    assert found.alpha == pytest.approx(0.780488, abs=1e-6)


def test_below_ten_attempts_only_their_number_is_told():
    nine = TEN[:9]

    assert item(taken_of(nine, 0), "ab") == Item(9)
    assert reliability(nine) == Reliability(9)
    assert item([]) == Item(0)
    assert reliability([]) == Reliability(0)


def test_a_constant_question_has_no_discrimination_however_its_share_is_written():
    constant = [(0.1, *row) for row in TEN]

    found = item(taken_of(constant, 0))

    assert found.discrimination is None
    assert found.facility == close(0.1)


def test_a_rest_that_only_rounding_tells_apart_has_no_discrimination():
    rests = [0.1 + 0.2, 0.3] * 5  # the same number, added up differently
    taken = [Taken(place % 2, rest, rest) for place, rest in enumerate(rests)]

    assert len(set(rests)) == 2
    assert item(taken).discrimination is None


def test_frequencies_name_every_choice_and_count_what_was_left_open():
    chosen = [("a",), ("b",), (), ("a",)] * 3

    found = item([Taken(0, 0, 0, keys) for keys in chosen], ("a", "b", "c"))

    assert found.frequencies == {"a": 6, "b": 3, "c": 0, "": 3}


def test_of_several_choices_each_is_counted():
    chosen = [("a", "b"), ("b",), ()] * 4

    found = item([Taken(0, 0, 0, keys) for keys in chosen], ("a", "b"))

    assert found.frequencies == {"a": 4, "b": 8, "": 4}


def totals_by_third(totals):
    thirds = by_thirds([Taken(0, 0, total) for total in totals])
    return {third: [one.total for one in part] for third, part in thirds.items()}


def test_thirds_are_told_apart_by_their_totals():
    assert totals_by_third([1, 2, 3, 4, 5, 6]) == {
        Third.STRONGEST: [5, 6],
        Third.MIDDLE: [3, 4],
        Third.WEAKEST: [1, 2],
    }


def test_equal_totals_stay_in_one_third():
    assert totals_by_third([0, 1, 2, 3, 3, 3]) == {
        Third.STRONGEST: [3, 3, 3],
        Third.MIDDLE: [2],
        Third.WEAKEST: [0, 1],
    }
    assert totals_by_third([0, 0, 0, 0, 1, 1])[Third.WEAKEST] == [0, 0, 0, 0]


def test_where_two_thirds_have_the_same_total_there_are_none():
    assert totals_by_third([0, 1, 1, 1, 1, 1, 1, 2]) == {}
    assert totals_by_third([1, 1, 1]) == {}
    assert totals_by_third([]) == {}
