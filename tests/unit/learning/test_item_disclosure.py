from dataclasses import replace

import pytest

from learning.rules.item_analysis import Taken, Third
from learning.rules.item_disclosure import Between, Question, finest, shown, together

WORTH = {"a": 1.0}
SINGLE = Question(("a", "b", "c", "d"), right=frozenset("a"), worth=WORTH)
HALF = replace(SINGLE, worth={"a": 1.0, "b": 0.5})


def attempts(worth=WORTH, **counts):
    """So many attempts with each choice (`open`: none), each with another rest of the total."""
    chosen = [key for key, n in counts.items() for _ in range(n)]
    return [
        Taken(worth.get(key, 0.0), place, place, () if key == "open" else (key,))
        for place, key in enumerate(chosen)
    ]


def lines(found):
    return {"".join(key or "-" for key in line.choices): line.count for line in found.lines}


def test_below_ten_attempts_nothing_is_shown():
    assert shown(SINGLE, [attempts(a=9)]).n == 0
    assert shown(SINGLE, []).n == 0
    assert shown(SINGLE, [attempts(a=5, b=5)]).n == 10


def test_what_is_chosen_often_enough_is_counted_by_itself():
    assert lines(shown(SINGLE, [attempts(a=9, b=7, c=5, d=6, open=5)])) == {
        "a": 9,
        "b": 7,
        "c": 5,
        "d": 6,
        "-": 5,
    }


def test_what_is_rare_is_counted_with_the_next_rarest_until_it_is_five():
    assert lines(shown(SINGLE, [attempts(a=9, b=7, c=3, d=2, open=6)])) == {
        "a": 9,
        "b": 7,
        "cd": 5,
        "-": 6,
    }
    assert lines(shown(SINGLE, [attempts(a=9, b=7, c=2, d=1, open=6)])) == {
        "a": 9,
        "b": 7,
        "cd-": 9,
    }


def test_a_choice_that_nobody_made_is_never_shown_as_such():
    assert lines(shown(SINGLE, [attempts(a=20, b=12, d=7)])) == {"a": 20, "b": 12, "cd-": 7}


def test_what_brings_a_share_of_the_score_is_counted_with_what_brings_none_only_at_last():
    found = shown(HALF, [attempts(HALF.worth, a=20, b=6, c=9, d=2)])

    assert lines(found) == {"a": 20, "b": 6, "cd-": 11}


def test_the_right_one_is_counted_by_itself_while_the_wrong_ones_can_be_together():
    assert lines(shown(SINGLE, [attempts(a=6, b=30, c=3)])) == {"a": 6, "bcd-": 33}


def test_where_only_one_count_would_be_left_none_is_shown():
    found = shown(SINGLE, [attempts(a=38, b=2, c=2)])

    assert found.n == 42
    assert found.lines == ()


def test_on_a_scale_only_neighbours_are_counted_together():
    scale = Question(("1", "2", "3", "4", "5"), in_order=True, scored=False)

    found = shown(scale, [attempts(**{"1": 2, "2": 9, "3": 12, "4": 8, "5": 6, "open": 1})])

    assert lines(found) == {"12": 11, "3": 12, "4": 8, "5-": 7}
    assert found.facility is None
    assert found.discrimination is None
    assert found.thirds == ()


@pytest.mark.parametrize(
    ("right", "facility"),
    [
        (60, Between(0.55 * 100 / 60, 1.0)),  # 55 of 60: fewer than five were not right
        (56, Between(0.55 * 100 / 60, 1.0)),
        (55, Between(55 / 60, 55 / 60)),
        (5, Between(5 / 60, 5 / 60)),
        (4, Between(0.0, 5 / 60)),
        (0, Between(0.0, 5 / 60)),
    ],
)
def test_facility_is_never_told_nearer_to_its_ends_than_five_attempts(right, facility):
    found = shown(SINGLE, [attempts(a=right, b=60 - right)])

    assert found.facility.low == pytest.approx(facility.low)
    assert found.facility.high == pytest.approx(facility.high)
    assert found.facility.exact is facility.exact
    assert (found.discrimination is not None) is facility.exact


def test_where_choices_of_different_worth_are_together_facility_says_no_more_than_they_do():
    """30 right; 6 chose b, worth a half, or c: how many of each, the mean would tell.

    It is between 30.5 (five of the six chose c) and 32.5 (five of them b).
    """
    found = shown(HALF, [attempts(HALF.worth, a=30, b=3, c=3, d=14)])

    assert lines(found) == {"a": 30, "bc-": 6, "d": 14}
    assert found.facility == Between(30.5 / 50, 32.5 / 50)
    assert found.discrimination is None


def test_a_few_right_among_many_wrong_are_at_most_five():
    found = shown(SINGLE, [attempts(a=4, b=30, c=26)])

    assert lines(found) == {"acd-": 30, "b": 30}
    assert found.facility == Between(0.0, 5 / 60)


def test_where_scores_do_not_follow_from_choices_the_mean_keeps_five_from_its_ends():
    outcomes = Question(("right", "partly", "wrong"), apart=frozenset({"right"}))

    few = [
        Taken(float(place < 9), place, place, ("right" if place < 9 else "wrong",))
        for place in range(20)
    ]
    assert lines(shown(outcomes, [few])) == {"right": 9, "partlywrong-": 11}

    def mean(score):
        taken = [Taken(score, place, place, ("partly",)) for place in range(20)]
        return shown(outcomes, [taken]).facility

    assert mean(0.2) == Between(0.0, 0.25)
    assert mean(0.5) == Between(0.5, 0.5)
    assert mean(0.8) == Between(0.75, 1.0)


def test_a_share_of_a_score_that_stands_alone_is_told_exactly():
    found = shown(HALF, [attempts(HALF.worth, a=30, b=10, c=10, d=10)])

    assert found.facility == Between(35 / 60, 35 / 60)


def by_third(question, strongest, middle, weakest):
    """Counts by choice in three thirds."""
    return [
        Taken(WORTH.get(key, 0.0), total, total, (key,))
        for total, counts in enumerate([weakest, middle, strongest])
        for key, n in counts.items()
        for _ in range(n)
    ]


def test_thirds_are_shown_as_far_as_each_of_them_allows():
    taken = by_third(
        SINGLE,
        {"a": 20, "b": 8, "c": 1, "d": 7},
        {"a": 15, "b": 9, "c": 6, "d": 6},
        {"a": 8, "b": 10, "c": 9, "d": 9},
    )

    found = shown(SINGLE, [taken])

    assert lines(found) == {"a": 43, "b": 27, "c-": 16, "d": 22}
    assert {"".join(line.choices): dict(line.thirds) for line in found.thirds} == {
        "a": {Third.STRONGEST: (20, 36), Third.MIDDLE: (15, 36), Third.WEAKEST: (8, 36)},
        "b": {Third.STRONGEST: (8, 36), Third.MIDDLE: (9, 36), Third.WEAKEST: (10, 36)},
        "cd": {Third.STRONGEST: (8, 36), Third.MIDDLE: (12, 36), Third.WEAKEST: (18, 36)},
    }


def test_thirds_that_would_count_fewer_than_five_are_not_shown():
    taken = by_third(SINGLE, {"a": 10}, {"a": 6, "b": 4}, {"b": 10})

    assert shown(SINGLE, [taken]).thirds == ()
    assert lines(shown(SINGLE, [taken])) == {"a": 16, "bcd-": 14}


def test_of_several_choices_each_is_shown_where_five_made_it_and_five_did_not():
    several = replace(SINGLE, right=frozenset("ab"), several=True, worth=None)
    taken = [
        Taken(float(keys == ("a", "b")), place, place, keys)
        for place, keys in enumerate([("a", "b")] * 9 + [("a",)] * 5 + [("a", "c")] * 4)
    ]

    found = shown(several, [taken])

    assert lines(found) == {"b": 9}  # all chose a, four c, nobody d
    assert found.facility.exact


def test_several_parts_show_the_sum_of_what_each_shows():
    """Counted as one they would say 7: less the first part's 6, the second would have 1."""
    first, second = attempts(a=9, b=7, c=6, d=6), attempts(a=9, b=7, c=1, d=5)

    assert lines(shown(SINGLE, [first]))["c-"] == 6
    assert lines(shown(SINGLE, [first + second]))["c-"] == 7
    both = shown(SINGLE, [first, second])
    assert both.n == 50
    assert lines(both) == {"a": 18, "b": 14, "cd-": 18}


def test_a_part_below_ten_is_left_out_of_the_sum():
    small = attempts(a=4, b=5)

    assert shown(SINGLE, [attempts(a=9, b=7), small]) == shown(SINGLE, [attempts(a=9, b=7)])


def test_facility_of_several_parts_is_told_as_far_as_that_of_each():
    easy, even = attempts(a=20), attempts(a=10, b=10)

    found = shown(SINGLE, [easy, even])

    assert found.facility == Between(25 / 40, 30 / 40)
    assert found.discrimination is None


def test_groups_joined_by_either_of_two_partitions_are_joined():
    first = (("a", "b"), ("c",), ("d",), ("e",))
    second = (("a",), ("b", "c"), ("d",), ("e",))

    assert finest([first, second]) == (("a", "b", "c"), ("d",), ("e",))
    assert finest([first]) == first
    assert finest([first, ()]) == ()
    assert finest([]) == ()


def test_of_equals_the_first_are_joined():
    counts = dict.fromkeys("abcd", 3)

    assert together(tuple((key,) for key in "abcd"), [counts]) == (("a", "b"), ("c", "d"))
