from dataclasses import replace

import pytest

from learning.rules.item_analysis import Taken, Third
from learning.rules.item_disclosure import Between, Line, Question, Shown, shown
from learning.rules.item_findings import Finding, Noticed, findings

SINGLE = Question(("a", "b", "c", "d"), right=frozenset("a"), worth={"a": 1.0})
SOUND = Shown(200, facility=Between(0.6, 0.6), discrimination=0.4)


def noticed(question, found):
    return [one.noticed for one in findings(question, found)]


def third(choices, strongest, middle=20, weakest=20):
    counts = {
        Third.STRONGEST: (strongest, 66),
        Third.MIDDLE: (middle, 66),
        Third.WEAKEST: (weakest, 66),
    }
    return Line(tuple(choices) or ("",), strongest + middle + weakest, 200, counts)


def line(choices, count):
    return Line(tuple(choices) or ("",), count, 200)


def test_nothing_is_noticed_where_nothing_is_shown_or_nothing_stands_out():
    assert findings(SINGLE, Shown(0)) == []
    assert findings(SINGLE, SOUND) == []


@pytest.mark.parametrize(
    ("thirds", "expected"),
    [
        ([third("a", 30), third("b", 29)], []),
        ([third("a", 30), third("b", 30)], [Finding(Noticed.RIVAL_EQUAL, ("b",), "a")]),
        ([third("a", 30), third("b", 31)], [Finding(Noticed.RIVAL_MORE, ("b",), "a")]),
        (
            [third("a", 20), third("b", 21), third("c", 22)],
            [Finding(Noticed.RIVAL_MORE, ("c",), "a")],
        ),
        # Which of two that are counted together, nobody can say.
        ([third("a", 30), third("bc", 29)], []),
        ([third("a", 30), third("bc", 30)], [Finding(Noticed.HALF_WRONG)]),
        ([third("a", 30), third("b", 20), third("cd", 16)], [Finding(Noticed.HALF_WRONG)]),
        # Counted with another, the right one has at most as many.
        ([third("ac", 30), third("b", 31)], [Finding(Noticed.RIVAL_MORE, ("b",), "a")]),
        ([third("ac", 30), third("b", 30)], [Finding(Noticed.HALF_WRONG)]),
        ([third("ac", 30), third("b", 29)], []),
        # To leave it open is no rival.
        ([third("a", 30), third("", 33)], [Finding(Noticed.HALF_WRONG)]),
    ],
)
def test_a_rival_of_the_right_choice_in_the_strongest_third(thirds, expected):
    assert findings(SINGLE, replace(SOUND, thirds=tuple(thirds))) == expected


def test_of_several_right_choices_none_has_a_rival():
    several = Question(("a", "b", "c"), right=frozenset("a"), several=True)

    assert findings(several, replace(SOUND, thirds=(third("a", 10), third("b", 50)))) == []


@pytest.mark.parametrize(
    ("r", "expected"),
    [(-0.01, [Noticed.REVERSED]), (0.0, [Noticed.WEAK]), (0.19, [Noticed.WEAK]), (0.2, [])],
)
def test_discrimination(r, expected):
    assert noticed(SINGLE, replace(SOUND, discrimination=r)) == expected


@pytest.mark.parametrize(
    ("facility", "expected"),
    [
        (Between(0.89, 0.89), []),
        (Between(0.9, 0.9), [Noticed.EASY]),
        (Between(0.92, 1.0), [Noticed.EASY]),
        (Between(0.75, 1.0), []),
        (Between(0.26, 0.26), []),
        (Between(0.25, 0.25), [Noticed.CHANCE]),
        (Between(0.0, 0.25), [Noticed.CHANCE]),
        (Between(0.0, 0.5), []),
    ],
)
def test_facility(facility, expected):
    assert noticed(SINGLE, replace(SOUND, facility=facility)) == expected


def test_where_nothing_can_be_guessed_few_right_are_noticed_as_such():
    typed = Question(("right", "partly", "wrong"), apart=frozenset({"right"}))

    assert noticed(typed, replace(SOUND, facility=Between(0.2, 0.2))) == [Noticed.HARD]
    assert noticed(typed, replace(SOUND, facility=Between(0.21, 0.21))) == []


def test_an_easy_question_is_not_also_said_to_be_weak():
    easy = replace(SOUND, facility=Between(0.95, 0.95), discrimination=0.1)

    assert noticed(SINGLE, easy) == [Noticed.EASY]


def test_wrong_choices_that_hardly_anybody_made():
    lines = (line("a", 150), line("b", 30), line("cd", 9), line("", 11))

    assert findings(SINGLE, replace(SOUND, lines=lines)) == [Finding(Noticed.IDLE, ("c", "d"))]


@pytest.mark.parametrize(
    "lines",
    [
        [line("b", 10)],  # 5 % is enough
        [line("ab", 9)],  # the right one is among them
        [line("", 5)],  # nobody is distracted by leaving it open
    ],
)
def test_no_choice_is_called_idle_otherwise(lines):
    assert findings(SINGLE, replace(SOUND, lines=tuple(lines))) == []


def test_of_two_choices_neither_is_called_idle():
    pair = Question(("true", "false"), right=frozenset(["true"]), worth={"true": 1.0})

    assert findings(pair, replace(SOUND, lines=(line(["false"], 9),))) == []


def test_what_many_left_open_is_noticed():
    assert noticed(SINGLE, replace(SOUND, lines=(line("", 20),))) == [Noticed.LEFT_OPEN]
    assert noticed(SINGLE, replace(SOUND, lines=(line("", 19),))) == []
    assert noticed(SINGLE, replace(SOUND, lines=(line("d", 9),)))[0] == Noticed.IDLE


def test_what_asks_for_a_look_comes_first():
    found = replace(
        SOUND,
        discrimination=-0.2,
        lines=(line("a", 40), line("b", 120), line("c", 9), line("", 31)),
        thirds=(third("a", 5), third("b", 50)),
        facility=Between(0.2, 0.2),
    )

    assert noticed(SINGLE, found) == [
        Noticed.RIVAL_MORE,
        Noticed.REVERSED,
        Noticed.CHANCE,
        Noticed.IDLE,
        Noticed.LEFT_OPEN,
    ]


def test_the_sentence_of_the_brief_comes_out_of_attempts():
    """The strongest third chose b as often as a."""
    taken = [
        Taken(float(key == "a"), total, total, (key,))
        for total, keys in enumerate(["aaaaabbbbbcccccddddd"] * 2 + ["aaaaaaabbbbbbbcccccddddd"])
        for key in keys
    ]

    assert findings(SINGLE, shown(SINGLE, [taken]))[0] == Finding(Noticed.RIVAL_EQUAL, ("b",), "a")
