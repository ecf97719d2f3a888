from decimal import Decimal

import pytest

from courses.rules.marking import Fault, faults, mark, read
from courses.rules.scores import scaled_score

SINGLE = {"choices": ["a", "b", "c"], "right": "b", "weights": {"c": "0.5"}}
MULTIPLE = {"choices": ["a", "b", "c", "d"], "right": ["a", "c"]}
WEIGHED = {
    "choices": ["a", "b", "c"],
    "rule": "weights",
    "weights": {"a": "0.6", "b": "0.4", "c": "-0.5"},
}
NONSENSE = [None, [], "b", 7, {"choice": ["b"]}, {"choice": {"b": 1}}, {"choices": "abc"}]


def test_the_right_choice_earns_the_full_score():
    marked = mark("single", SINGLE, {"choice": "b"})

    assert marked.score == 1
    assert marked.right is True
    assert marked.chosen_keys == marked.right_keys == ("b",)


def test_a_wrong_choice_may_carry_a_share_and_is_still_not_right():
    marked = mark("single", SINGLE, {"choice": "c"})

    assert marked.score == Decimal("0.5000")
    assert marked.right is False


def test_a_choice_the_question_does_not_have_counts_as_none():
    assert mark("single", SINGLE, {"choice": "z"}).chosen_keys == ()
    assert mark("multiple", MULTIPLE, {"choices": ["a", "c", "z"]}).score == 1


@pytest.mark.parametrize("response", [*NONSENSE, {"choices": [["a"], 1, None]}, {"value": 1}])
@pytest.mark.parametrize(
    ("kind", "definition"),
    [("single", SINGLE), ("multiple", MULTIPLE), ("true_false", {"right": True})],
)
def test_a_response_that_makes_no_sense_earns_nothing(kind, definition, response):
    assert mark(kind, definition, response).score == 0


def test_choosing_twice_is_choosing_once():
    response = {"choices": ["a", "a", "c"]}

    assert mark("multiple", {**MULTIPLE, "rule": "right_minus_wrong"}, response).score == 1


def test_without_a_rule_it_is_all_or_nothing():
    assert mark("multiple", MULTIPLE, {"choices": ["c", "a"]}).score == 1
    assert mark("multiple", MULTIPLE, {"choices": ["a"]}).score == 0


def test_all_or_nothing_without_a_right_answer_gives_nothing_away():
    assert mark("multiple", {"choices": ["a", "b"]}, {"choices": []}).score == 0


def test_by_weights_the_right_choices_are_those_that_add_to_the_score():
    marked = mark("multiple", WEIGHED, {"choices": ["b", "a"]})

    assert marked.score == 1
    assert marked.chosen_keys == marked.right_keys == ("a", "b")


def test_false_is_the_right_answer_where_the_definition_leaves_it_out():
    assert mark("true_false", {}, {"value": False}).right is True


def test_a_kind_and_a_rule_that_are_none_are_refused():
    with pytest.raises(ValueError, match="not a kind of question: 'riddle'"):
        mark("riddle", {}, None)
    with pytest.raises(ValueError, match="not a rule for a multiple response: 'luck'"):
        mark("multiple", {**MULTIPLE, "rule": "luck"}, None)


@pytest.mark.parametrize(
    ("kind", "definition", "posted", "response"),
    [
        ("single", SINGLE, ["b"], {"choice": "b"}),
        ("single", SINGLE, ["z"], None),
        ("multiple", MULTIPLE, ["c", "z", "a"], {"choices": ["a", "c"]}),
        ("multiple", MULTIPLE, [], None),
        ("true_false", {}, ["false"], {"value": False}),
        ("true_false", {}, ["perhaps"], None),
    ],
)
def test_a_posted_form_is_read_as_a_response(kind, definition, posted, response):
    assert read(kind, definition, {"": posted}) == response


@pytest.mark.parametrize(
    ("kind", "definition", "found"),
    [
        ("single", SINGLE, ()),
        ("single", {"choices": ["a", "b"]}, (Fault.NO_RIGHT_ANSWER,)),
        ("single", {"choices": ["a"], "right": "a"}, (Fault.FEW_CHOICES,)),
        ("single", {"choices": ["a", "b", "a"], "right": "a"}, (Fault.KEY_TWICE,)),
        ("single", {**SINGLE, "weights": {"c": "much"}}, (Fault.BAD_WEIGHT,)),
        ("single", {**SINGLE, "weights": ["0.5"]}, (Fault.BAD_WEIGHT,)),
        ("single", {**SINGLE, "weights": {"c": "1.5"}}, (Fault.BAD_WEIGHT,)),
        ("single", {**SINGLE, "weights": {"z": "0.5"}}, (Fault.UNKNOWN_KEY,)),
        ("multiple", MULTIPLE, ()),
        ("multiple", WEIGHED, ()),
        ("multiple", {**MULTIPLE, "right": ["a", "z"]}, (Fault.UNKNOWN_KEY,)),
        ("multiple", {**MULTIPLE, "right": []}, (Fault.NO_RIGHT_ANSWER,)),
        ("multiple", {**MULTIPLE, "rule": "luck"}, (Fault.UNKNOWN_RULE,)),
        ("multiple", {**MULTIPLE, "rule": ["luck"]}, (Fault.UNKNOWN_RULE,)),
        (
            "multiple",
            {**WEIGHED, "weights": {"a": "0.5", "b": "0.4", "c": "0"}},
            (Fault.NO_RIGHT_ANSWER,),
        ),
        ("true_false", {"right": False}, ()),
        ("true_false", {"right": "yes"}, (Fault.NO_RIGHT_ANSWER,)),
    ],
)
def test_a_question_that_cannot_be_published_says_why(kind, definition, found):
    assert faults(kind, definition) == found


def test_a_quiz_score_weighs_questions_by_their_points_and_rounds_once():
    assert scaled_score([(2, Decimal(1)), (1, Decimal(0))]) == Decimal("0.6667")
    assert scaled_score([(1, Decimal("0.33335")), (1, Decimal("0.33335"))]) == Decimal("0.3334")
    assert scaled_score([(Decimal("0.5"), Decimal(1)), (0, Decimal(0))]) == 1


def test_a_quiz_without_points_scores_nothing():
    assert scaled_score([]) == 0
    assert scaled_score([(0, Decimal(1))]) == 0
