from learning.rules.item_analysis import Taken
from learning.rules.item_disclosure import Between, Question, grouped, shown_of
from learning.rules.item_releases import released

SINGLE = Question(("a", "b", "c"), right=frozenset("a"), worth={"a": 1.0})
TYPED = Question(("right", "partly", "wrong"), apart=frozenset({"right"}))
NUMBER = Question((), scored=False)


def attempts(keys):
    """One attempt for each letter, in this order; "-" left it open."""
    return [
        Taken(float(key == "a"), place, place, () if key == "-" else (key,))
        for place, key in enumerate(keys)
    ]


def sizes(question, taken):
    """How many are released, as often as that changes."""
    found = [len(released(question, taken[:n]).taken) for n in range(len(taken) + 1)]
    return list(dict.fromkeys(found))


def test_nothing_is_released_before_the_tenth():
    assert sizes(SINGLE, attempts("ab" * 5)) == [0, 10]
    assert released(SINGLE, attempts("aaaaabbbb")).taken == []


def test_the_new_ones_wait_until_they_count_five_in_every_group_told():
    taken = attempts("ab" * 5 + "a" * 30 + "bbbbb")

    assert sizes(SINGLE, taken) == [0, 10, 45]
    assert released(SINGLE, taken[:44]) == released(SINGLE, taken[:10])


def test_where_no_group_is_told_they_come_by_tens():
    assert sizes(SINGLE, attempts("a" * 25)) == [0, 10, 20]


def test_the_more_are_released_the_more_have_to_come():
    assert sizes(NUMBER, attempts("a" * 134)) == [*range(0, 101, 10), 110, 121, 134]


def groups(part):
    return {"".join(sorted(key or "-" for key in group)) for group in part}


def test_groups_are_parted_and_never_put_together_anew():
    """What was left open is with b; later c is rarer, and who looks for the first time would have
    it there: but then the two days would tell how many left it open."""
    taken = attempts("aaaaabbcc-" + "aaaaabbbbb" + "aaaaaccccc" + "aaaaabbbbbbccccc")

    assert [groups(released(SINGLE, taken[:n]).groups) for n in (10, 20, 30, 46)] == [
        {"a", "-bc"},
        {"a", "-bc"},
        {"a", "-b", "c"},
        {"a", "-b", "c"},
    ]
    assert len(released(SINGLE, taken).taken) == 46
    assert groups(grouped(SINGLE, taken)) == {"a", "b", "-c"}


def test_right_and_wrong_are_parted_only_if_the_new_ones_count_five_of_what_was_many():
    """Of ten one was wrong, and "at least" says so; were the ten new ones all wrong, and told to
    be, everybody would know that none of them was right."""
    burst, mixed = attempts("a" * 9 + "b" * 11), attempts("a" * 9 + "b" + "aaaaabbbbb")

    assert shown_of(SINGLE, [released(SINGLE, burst[:10])]).facility == Between(0.5, 1.0)
    assert released(SINGLE, burst).groups == ()
    assert released(SINGLE, mixed).groups == (("a",), ("b", "c", ""))


def test_a_mean_that_no_choice_decides_waits_for_five_earned_and_five_missed():
    """All partly right: half of the score. Nothing is told of the outcomes, but the mean is."""
    half = [Taken(0.5, 0, 0, ("partly",))] * 10

    assert shown_of(TYPED, [released(TYPED, half)]).facility == Between(0.5, 0.5)
    assert len(released(TYPED, half + [Taken(0.0, 0, 0, ("wrong",))] * 10).taken) == 10
    assert len(released(TYPED, half * 2).taken) == 20
