from decimal import Decimal

import pytest

from learning.rules.regrading import Given, Measure, Ruler, Turn, turn

SINGLE = {"choices": ["a", "b"], "right": "b"}
A, B = '{"choice": "a"}', '{"choice": "b"}'
ONE, TWO, HALF = Decimal(1), Decimal(2), Decimal("0.5")


def ruler(**measures):
    return Ruler({int(key[1:]): measure for key, measure in measures.items()})


@pytest.mark.parametrize(
    ("given", "weighed"),
    [
        (Given(1, ONE, B, Decimal(0)), (TWO, 1)),  # by the newer right answer and points
        (Given(1, ONE, A, ONE), (TWO, 0)),
        (Given(1, ONE, None, None), (TWO, 0)),  # left open
        (Given(1, ONE, "null", None), (TWO, 0)),
        (Given(9, ONE, A, HALF), (ONE, HALF)),  # not asked any more: as it was
        (Given(9, ONE, None, None), (ONE, 0)),
        (Given(2, ONE, '{"text": "…"}', HALF), (TWO, HALF)),  # marked by a person
    ],
)
def test_each_response_is_weighed_by_the_question_that_is_asked_now(given, weighed):
    newer = ruler(q1=Measure("single", SINGLE, TWO), q2=Measure("essay", {}, TWO))

    assert newer.weighed(given) == weighed


def test_the_score_is_the_mean_by_points():
    newer = ruler(q1=Measure("single", SINGLE, TWO))

    assert newer.score([Given(1, ONE, B, None), Given(9, ONE, A, None)]) == Decimal("0.6667")
    assert newer.score([]) == 0


@pytest.mark.parametrize(
    ("passed", "score", "becomes"),
    [
        (False, "0.8000", Turn.PASSES),
        (False, "0.7999", Turn.SAME),
        (True, "0.7999", Turn.FAILS),
        (True, "0.8000", Turn.SAME),
    ],
)
def test_exactly_the_pass_mark_passes(passed, score, becomes):
    assert turn(passed, Decimal(score), Decimal("0.8")) == becomes


@pytest.mark.parametrize("passed", [True, False])
def test_without_a_pass_mark_nothing_turns(passed):
    assert turn(passed, Decimal(0), None) == Turn.SAME
