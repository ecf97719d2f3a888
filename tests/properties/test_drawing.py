from collections import Counter
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.drawing import Asked, Pool, asked_in_order, drawn

names = st.text("abcdefgh", min_size=1, max_size=3)
cases = st.sampled_from(["", "", "ward", "clinic"])
seeds = st.text("0123456789abcdef", min_size=16, max_size=16)


@st.composite
def quizzes(draw):
    """The own questions of a quiz and its pools, no key twice."""
    keys = draw(st.lists(names, unique=True, max_size=14))
    asked = [Asked(key, draw(cases)) for key in keys]
    cut, cut_again = sorted(draw(st.tuples(*[st.integers(0, len(asked))] * 2)))
    pools = [
        Pool(draw(st.integers(1, 6)), tuple(part))
        for part in (asked[cut:cut_again], asked[cut_again:])
    ]
    return asked[:cut], pools


@given(quiz=quizzes(), seed=seeds, shuffle=st.booleans())
def test_all_own_questions_are_asked_and_of_each_pool_just_so_many_each_once(quiz, seed, shuffle):
    own, pools = quiz

    keys = asked_in_order(own, pools, seed=seed, shuffle=shuffle)

    assert len(set(keys)) == len(keys)
    assert {question.key for question in own} <= set(keys)
    for pool in pools:
        taken = {question.key for question in pool.questions} & set(keys)
        assert len(taken) == min(pool.count, len(pool.questions))
    assert keys == asked_in_order(own, pools, seed=seed, shuffle=shuffle)


@given(quiz=quizzes(), seed=seeds)
def test_shuffled_the_questions_of_a_case_are_never_torn_apart(quiz, seed):
    own, pools = quiz
    case_of = {it.key: it.case for it in (*own, *(q for p in pools for q in p.questions))}

    cases = [case_of[key] for key in asked_in_order(own, pools, seed=seed, shuffle=True)]

    for case in set(cases) - {""}:
        first = cases.index(case)
        assert cases[first : first + cases.count(case)] == [case] * cases.count(case)


@given(quiz=quizzes(), seed=seeds)
def test_what_is_drawn_does_not_depend_on_the_order_in_which_questions_are_written(quiz, seed):
    for number, pool in enumerate(quiz[1], start=1):
        backwards = Pool(pool.count, pool.questions[::-1])

        assert set(drawn(pool, seed=seed, number=number)) == set(
            drawn(backwards, seed=seed, number=number)
        )


def test_over_many_seeds_every_question_and_every_pair_is_drawn_about_equally_often():
    pool = Pool(3, tuple(Asked(key) for key in "abcdefg"))
    draws = 3_000
    sets = Counter(
        frozenset(it.key for it in drawn(pool, seed=f"{n:016x}", number=1)) for n in range(draws)
    )

    fair = draws / comb(7, 3)
    chi_squared = sum((seen - fair) ** 2 / fair for seen in sets.values())
    assert len(sets) == comb(7, 3)
    assert chi_squared < 61  # 34 degrees of freedom: less in 997 of 1,000


def test_over_many_seeds_every_question_stands_first_about_equally_often():
    own = [Asked(key) for key in "abcde"]
    draws = 2_000
    first = Counter(
        asked_in_order(own, [], seed=f"{n:016x}", shuffle=True)[0] for n in range(draws)
    )

    fair = draws / 5
    assert sum((seen - fair) ** 2 / fair for seen in first.values()) < 16.3  # 999 of 1,000
