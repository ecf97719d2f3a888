from learning.rules.drawing import Asked, Pool, asked_in_order, drawn, together

OWN = (Asked("a"), Asked("b", "ward"), Asked("c"), Asked("d", "ward"))
BANK = Pool(2, (Asked("p", "clinic"), Asked("q"), Asked("r", "clinic")))


def test_without_a_shuffle_the_quiz_stands_as_it_is_written_and_what_is_drawn_after_it():
    keys = asked_in_order(OWN, [BANK], seed="7", shuffle=False)

    assert keys[:4] == ("a", "b", "c", "d")
    assert len(keys) == 6


def test_the_drawn_questions_of_a_case_stand_together():
    everything = Pool(3, BANK.questions)

    assert asked_in_order((), [everything], seed="7", shuffle=False) == ("p", "r", "q")


def test_a_pool_with_too_few_gives_all_it_has():
    assert drawn(Pool(9, BANK.questions), seed="7", number=1) == BANK.questions


def test_shuffled_questions_of_a_case_stay_together_and_in_order():
    orders = {asked_in_order(OWN, [], seed=str(seed), shuffle=True) for seed in range(60)}

    assert orders == {
        ("a", "b", "d", "c"),
        ("a", "c", "b", "d"),
        ("b", "d", "a", "c"),
        ("b", "d", "c", "a"),
        ("c", "a", "b", "d"),
        ("c", "b", "d", "a"),
    }


def test_the_draw_is_the_same_for_ever():
    pool = Pool(3, tuple(Asked(key) for key in "abcdefgh"))

    keys = [question.key for question in drawn(pool, seed="0123456789abcdef", number=1)]

    assert keys == ["a", "f", "g"]
    assert [question.key for question in drawn(pool, seed="0123456789abcdef", number=2)] != keys


def test_questions_without_a_case_stand_alone_even_if_named_like_one():
    assert together([Asked("ward"), Asked("b", "ward"), Asked("c", "ward")]) == [
        (Asked("ward"),),
        (Asked("b", "ward"), Asked("c", "ward")),
    ]
