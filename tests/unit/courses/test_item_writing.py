"""Rules of item writing: what gives a question away, and what a course must keep in balance."""

from decimal import Decimal

import pytest

from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.item_writing import Slip, longest_right, places, shortest_right, slips

TEXTS = ("To ask her first", "To ask them all", "To tell her chief", "To wait a month")


def a_question(*texts, prompt="<p>What comes next?</p>", right=1, key="q", **said):
    """Single-choice, of four choices of about one length; the right one in this place."""
    choices = tuple(
        ChoiceContent(f"c{number}", text, "Because.", Decimal(number == right))
        for number, text in enumerate(texts or TEXTS, 1)
    )
    return QuestionContent(key, said.pop("kind", "single"), prompt, choices=choices, **said)


def said_of(question):
    return [slip.message for slip in slips([question]) if slip.question]


def test_a_sound_question_is_left_alone():
    assert slips([a_question(right=2), a_question(right=4)]) == []


@pytest.mark.parametrize(
    "text", ["All of the above", "None of these.", "Both of them", "All of the above apply"]
)
def test_a_choice_that_sums_up_the_others_is_named(text):
    assert said_of(a_question("To ask", "To tell", text)) == ["“c3” sums up the other choices."]


def test_a_choice_that_only_begins_so_is_not():
    text = "None of these trials was large enough to tell"
    assert said_of(a_question("To ask", "To tell", text)) == []


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_a_choice_without_feedback_is_named(kind):
    bare = (ChoiceContent("a", "To ask", "Yes.", Decimal(1)), ChoiceContent("b", "To tell"))
    question = QuestionContent("q", kind, "<p>What?</p>", choices=bare)

    assert said_of(question) == ["“b” has no feedback."]


def test_what_is_put_in_order_needs_an_explanation_instead():
    bare = (ChoiceContent("a", "To ask"), ChoiceContent("b", "To tell"))
    question = QuestionContent("q", "ordering", "<p>In order?</p>", choices=bare)

    assert said_of(question) == ["It has no explanation."]


def test_an_article_at_the_end_must_fit_every_choice():
    prompt = "<p>Whoever keeps the circle is a</p>"

    assert said_of(a_question("judge", "keeper", "guest", prompt=prompt)) == []
    assert said_of(a_question("judge", "expert", prompt=prompt)) == [
        "It ends in “a”, which not every choice can follow."
    ]


def test_a_word_of_the_question_must_not_stand_in_the_right_choice_alone():
    prompt = "<p>Ana works nights. What does the oximeter show?</p>"

    given = a_question("What oximeters see", "A pulse in the dark", prompt=prompt)
    shared = a_question("What oximeters see", "An oximeter at rest", prompt=prompt)
    of_the_case = a_question("A reading of nights", "A pulse in the dark", prompt=prompt)

    assert said_of(given) == ["Words of the question stand in the right choice alone: oximet."]
    assert said_of(shared) == said_of(of_the_case) == []


def test_absolutes_in_the_wrong_choices_alone_give_the_right_one_away():
    wrong = ("She must never ask", "One always asks", "To wait a while")

    assert said_of(a_question("To ask her now", *wrong)) == [
        "Most wrong choices hold a word like “always”, the right one none."
    ]
    assert said_of(a_question("One must ask her", *wrong)) == []


def test_the_right_choice_is_the_longest_in_at_most_a_third():
    long = a_question("To ask her what she needs from us now", "To wait", "To tell", key="long")
    short = a_question("To ask", "To wait a week or so", key="short")

    assert longest_right([long, short]) == [long]
    assert slips([long, short, short]) == []
    assert slips([long, short]) == [Slip("", "The right choice is the longest in 1 of 2: long.")]


def test_once_there_are_ten_it_is_the_shortest_in_at_most_a_third():
    short = [a_question("To ask", "To wait", "To tell", key=f"s{n}") for n in range(4)]
    other = [a_question("To wait", "To tell us", "To go", key=f"o{n}") for n in range(6)]

    assert shortest_right([*short, *other[:1]]) == short
    assert slips([*short, *other[:1]]) == []
    assert "The right choice is the shortest in 4 of 10: s0, s1, s2, s3." in [
        str(slip) for slip in slips([*short, *other])
    ]


def test_no_place_holds_more_than_its_share_once_there_are_ten():
    spread = [a_question(right=2 + number % 3) for number in range(9)]
    leaning = [*[a_question(right=2)] * 5, *[a_question(right=4)] * 5]

    assert places(leaning) == {2: 5, 4: 5}
    assert slips(spread) == slips(leaning[:9]) == []
    assert [str(slip) for slip in slips(leaning)] == [
        "In 5 of 10 the right choice stands in place 2.",
        "In 5 of 10 the right choice stands in place 4.",
    ]
