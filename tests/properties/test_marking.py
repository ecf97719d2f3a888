from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.marking import KINDS, faults, mark, read
from courses.rules.scores import scaled_score

keys = st.lists(st.text(max_size=3), min_size=2, max_size=6, unique=True)
weights = st.decimals(-1, 1, places=4).map(str)
shares = st.decimals(0, 1, places=4)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


@st.composite
def definitions(draw, kind):
    if kind == "true_false":
        return {"right": draw(st.booleans())}
    choices = draw(keys)
    some = st.sampled_from(choices)
    weighed = draw(st.dictionaries(some, weights))
    if kind == "single":
        return {"choices": choices, "right": draw(some), "weights": weighed}
    return {
        "choices": choices,
        "right": draw(st.lists(some, min_size=1, unique=True)),
        "rule": draw(st.sampled_from(["all_or_nothing", "right_minus_wrong", "weights"])),
        "weights": weighed,
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_a_score_lies_between_0_and_1_with_four_places(kind, data):
    definition = data.draw(definitions(kind))
    posted = data.draw(st.lists(st.sampled_from([*definition.get("choices", []), "true", "false"])))

    marked = mark(kind, definition, read(kind, definition, {"": posted}))

    assert 0 <= marked.score <= 1
    assert marked.score.as_tuple().exponent == -4
    assert marked.right is (marked.score == 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data(), name=st.sampled_from(["choice", "choices", "value"]))
def test_no_response_can_break_the_marking(kind, data, name):
    definition = data.draw(definitions(kind))
    anything = data.draw(json_values)

    assert 0 <= mark(kind, definition, anything).score <= 1
    assert 0 <= mark(kind, definition, {name: anything}).score <= 1


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_whoever_picks_the_right_choices_of_a_sound_question_is_right(kind, data):
    definition = data.draw(definitions(kind))
    found = mark(kind, definition, None).right_keys

    response = read(kind, definition, {"": found})

    assert mark(kind, definition, response).right is not bool(faults(kind, definition))


@given(st.lists(st.tuples(st.integers(0, 10), shares), max_size=8))
def test_a_quiz_score_lies_between_the_lowest_and_the_highest_of_its_parts(parts):
    weighed = [score for points, score in parts if points]

    score = scaled_score(parts)

    assert min(weighed, default=Decimal(0)) <= score <= max(weighed, default=Decimal(0))
