from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.hand_marks import faults, hand_score, score_together

most_points = st.decimals("0.5", 100, places=1)
rubrics = st.dictionaries(st.text(min_size=1, max_size=4), most_points, min_size=1, max_size=5)
scores = st.decimals(0, 1, places=4)
marks = st.lists(st.tuples(st.integers(1, 4), scores), max_size=8)


@st.composite
def marked(draw):
    most = draw(rubrics)
    return most, {key: draw(st.decimals(0, limit, places=2)) for key, limit in most.items()}


@given(marked())
def test_points_within_their_bounds_make_a_score_from_0_to_1_with_four_places(drawn):
    most, given_points = drawn

    score = hand_score(most, given_points)

    assert faults(most, given_points) == {}
    assert 0 <= score <= 1
    assert score.as_tuple().exponent == -4


@given(rubrics)
def test_all_points_are_a_full_score_and_none_is_none(most):
    assert hand_score(most, most) == 1
    assert hand_score(most, dict.fromkeys(most, Decimal(0))) == 0


@given(marked(), st.data())
def test_more_points_never_make_less_of_it(drawn, data):
    most, given_points = drawn
    key = data.draw(st.sampled_from(sorted(most)))

    better = {**given_points, key: most[key]}

    assert hand_score(most, better) >= hand_score(most, given_points)


@given(marked(), st.decimals())
def test_points_out_of_bounds_are_always_found(drawn, points):
    most, given_points = drawn
    key = min(most)

    fits = points.is_finite() and 0 <= points <= most[key]

    assert (key in faults(most, {**given_points, key: points})) is not fits


@given(marks, st.integers(1, 2))
def test_there_is_a_score_as_soon_as_enough_different_people_have_marked(given_marks, markers):
    score = score_together(given_marks, markers)

    assert (score is not None) == (len({marker for marker, _ in given_marks}) >= markers)


@given(marks.filter(bool))
def test_the_score_lies_among_the_newest_of_each(given_marks):
    newest = dict(given_marks).values()

    assert min(newest) <= score_together(given_marks, 1) <= max(newest)


@given(marks, st.integers(1, 4), scores)
def test_marking_again_replaces_only_ones_own(given_marks, marker, score):
    again = [*given_marks, (marker, score)]
    without = [each for each in given_marks if each[0] != marker]

    assert score_together(again, 1) == score_together([*without, (marker, score)], 1)
