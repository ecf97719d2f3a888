from decimal import Decimal

import pytest

from learning.rules.hand_marks import Fault, faults, hand_score, score_together

MOST = {"listens": Decimal(3), "repairs": Decimal(2)}


def points(listens, repairs):
    return {"listens": Decimal(listens), "repairs": Decimal(repairs)}


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (points("3", "2"), "1.0000"),
        (points("0", "0"), "0.0000"),
        (points("1", "1.5"), "0.5000"),
        (points("0.01", "0"), "0.0020"),
    ],
)
def test_the_score_is_what_was_given_of_the_most(given, score):
    assert hand_score(MOST, given) == Decimal(score)


def test_a_share_that_does_not_come_out_even_is_rounded_half_up():
    assert hand_score({"a": Decimal(3)}, {"a": Decimal(2)}) == Decimal("0.6667")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (points("3", "2"), {}),
        (points("3.01", "2"), {"listens": Fault.OUT_OF_RANGE}),
        (points("-0.01", "2"), {"listens": Fault.OUT_OF_RANGE}),
        (points("NaN", "Infinity"), dict.fromkeys(MOST, Fault.OUT_OF_RANGE)),
        ({"listens": Decimal(1)}, {"repairs": Fault.MISSING}),
        ({**points("1", "1"), "shines": Decimal(1)}, {"shines": Fault.UNKNOWN}),
    ],
)
def test_each_criterion_gets_its_points_from_0_to_its_most(given, found):
    assert faults(MOST, given) == found


def test_points_with_faults_make_no_score():
    with pytest.raises(ValueError, match="not points of this rubric"):
        hand_score(MOST, points("4", "0"))


def test_a_rubric_without_points_makes_no_score():
    with pytest.raises(ValueError, match="not points of this rubric"):
        hand_score({}, {})


def test_of_each_marker_the_newest_counts_and_of_several_the_mean():
    first, second = (7, Decimal("0.5")), (9, Decimal("0.8"))

    assert score_together([first], 2) is None
    assert score_together([first, (7, Decimal("0.6"))], 2) is None
    assert score_together([first, second], 2) == Decimal("0.6500")
    assert score_together([first, second, (7, Decimal("0.6"))], 2) == Decimal("0.7000")


def test_nobody_has_marked_yet():
    assert score_together([], 1) is None
