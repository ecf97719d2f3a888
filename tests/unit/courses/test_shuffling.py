from courses.rules.shuffling import shuffled


def test_the_drawn_order_is_the_same_for_ever_and_keeps_fixed_choices_in_place():
    keys = ["a", "b", "c", "d", "none-of-these"]

    drawn = shuffled(keys, seed=7, question="q1", fixed={"none-of-these"})

    assert drawn == ("d", "c", "a", "b", "none-of-these")
    assert shuffled(keys, seed=8, question="q1", fixed={"none-of-these"}) != drawn
    assert shuffled(keys, seed=7, question="q2", fixed={"none-of-these"}) != drawn
