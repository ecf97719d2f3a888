"""What changed between two editions, each kind of change by an example."""

from dataclasses import replace
from decimal import Decimal
from time import perf_counter

import pytest

from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    DrawContent,
    EditionContent,
    FileContent,
    ModuleContent,
    QuestionContent,
    Source,
)
from courses.rules.differences import changes, moved
from courses.services.difference_words import told

CHOICES = (
    ChoiceContent("a", "What was it like?", weight=Decimal(1)),
    ChoiceContent("b", "Who did it?"),
)
ASKED = QuestionContent("q1", "single", "<p>What comes first?</p>", choices=CHOICES)
OTHER = replace(ASKED, key="q2", prompt="<p>What comes last?</p>")


def page(key, **fields):
    said = {"title": key.title(), "body": "<p>Listen.</p>", "criterion": "viewed", **fields}
    return ActivityContent(key, "page", **said)


QUIZ = ActivityContent(
    "quiz",
    "quiz",
    "Quiz",
    criterion="quiz_passed",
    pass_mark=Decimal("0.8"),
    questions=(ASKED, OTHER),
)
ONE, TWO, THREE = page("one"), page("two"), page("three")
FIRST = ModuleContent("m1", "Why", "Why it matters.", (ONE, TWO, THREE))
SECOND = ModuleContent("m2", "How", "", (QUIZ,))
EDITION = EditionContent("en", "Repair", "What to do.", Decimal("0.5"), modules=(FIRST, SECOND))


def holding(*modules, **fields):
    return replace(EDITION, modules=modules, **fields)


def lines(part, depth=0):
    """Everything that is said, indented under what it is said of."""
    at = "  " * depth
    yield from (f"{at}{part.title}: {sentence}" for sentence in part.sentences)
    if not part.sentences and part.title:
        yield f"{at}{part.title}"
    for inner in part.parts:
        yield from lines(inner, depth + 1)


def said(before, after):
    found = told(changes(before, after))
    return [*found.front.sentences, *(line for module in found.modules for line in lines(module))]


def said_of_quiz(**fields):
    return said(EDITION, holding(FIRST, replace(SECOND, activities=(replace(QUIZ, **fields),))))


def test_equal_editions_differ_in_nothing():
    difference = changes(EDITION, replace(EDITION, hours=Decimal("0.50")))

    assert not difference
    assert told(difference).is_empty


def test_of_a_first_edition_everything_is_new():
    difference = changes(None, EDITION)

    assert difference.is_first
    assert [line for module in told(difference).modules for line in lines(module)] == [
        "Why",
        "  One",
        "  Two",
        "  Three",
        "How",
        "  Quiz",
    ]


def test_the_front_is_compared():
    zehr = Source(("Zehr, H.",), "Lenses", "2015")
    old = replace(
        EDITION,
        sources={"zehr": zehr, "gone": Source(("Acosta, D.",), "Rx", "2018")},
        files=(FileContent("a.svg", "a"), FileContent("b.svg", "b")),
    )
    new = replace(
        old,
        title="Repair, again",
        summary="What to do first.",
        hours=Decimal(1),
        completion_rule={"at_least": 1, "of": ["one"]},
        sources={"zehr": replace(zehr, title="Changing Lenses")},
        files=(FileContent("a.svg", "c"), FileContent("d.svg", "d")),
    )

    assert said(old, new) == [
        "It is called “Repair, again” now, before “Repair”.",
        "It gives 1 hours of credit, before 0.5.",
        "What completes the course is another rule now.",
        "The summary changed.",
        "The source Acosta 2018 is gone.",
        "The source Zehr 2015 is stated otherwise.",
        "The file a.svg is another one.",
        "The file b.svg is gone.",
        "The file d.svg is new.",
    ]


def test_what_came_and_went_is_named_in_its_module():
    new = holding(
        replace(FIRST, activities=(ONE, page("four"), THREE)),
        ModuleContent("m3", "More", "", (page("five"),)),
    )

    assert said(EDITION, new) == [
        "Why",
        "  Four: New (page).",
        "  Two: Gone (page).",
        "More: The module is new.",
        "  Five: New (page).",
        "How: The module is gone.",
        "  Quiz: Gone (quiz).",
    ]


def test_only_what_was_moved_is_said_to_be_moved():
    new = holding(replace(FIRST, activities=(THREE, ONE, TWO)), SECOND)

    assert said(EDITION, new) == ["Why", "  Three: It was moved."]
    assert said(EDITION, holding(SECOND, FIRST)) in (
        ["How: The module was moved."],
        ["Why: The module was moved."],
    )
    assert said(
        EDITION, holding(replace(FIRST, activities=(page("new"), ONE, TWO, THREE)), SECOND)
    ) == [
        "Why",
        "  New: New (page).",
    ]


def test_what_went_to_another_module_says_where_it_was():
    new = holding(
        replace(FIRST, title="Why repair", activities=(ONE, THREE)),
        replace(SECOND, activities=(replace(TWO, minutes=3), QUIZ)),
    )

    assert said(EDITION, new) == [
        "Why repair: It is called “Why repair” now, before “Why”.",
        "How",
        "  Two: It was moved here from “Why”.",
        "  Two: It takes 3 minutes, before 0.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ("abc", "abc", ""),
        ("abc", "cab", "c"),
        ("abcdef", "abxcdef", ""),
        ("abcdef", "bcdef", ""),
        ("abcdef", "aefbcd", "ef"),
        ("", "abc", ""),
    ],
)
def test_the_fewest_are_moved(before, after, order):
    assert moved(before, after) == set(order)


def test_every_setting_of_an_activity_is_compared():
    old = replace(QUIZ, settings={"attempts": 2, "keep": "last", "shuffle": True, "after": ["one"]})
    new = replace(
        old,
        title="The quiz",
        required=False,
        criterion="quiz_submitted",
        minutes=5,
        pass_mark=None,
        settings={
            "attempts": 3,
            "keep": "highest",
            "time_limit_minutes": 10,
            "feedback": {"right_after": ["score"]},
            "after": ["one", "two"],
        },
    )

    found = said(
        holding(FIRST, replace(SECOND, activities=(old,))),
        holding(FIRST, replace(SECOND, activities=(new,))),
    )

    assert [line.partition(": ")[2] for line in found[1:]] == [
        "It is called “The quiz” now, before “Quiz”.",
        "It is required no longer.",
        "It is done when the quiz is handed in; before, when the quiz is passed.",
        "It takes 5 minutes, before 0.",
        "The pass mark is none, before 80\N{NO-BREAK SPACE}%.",
        "To be done before it: One, Two; until now: One.",
        "Another setting: attempts, 3; before 2.",
        "Another setting: feedback.",
        "Another setting: score that counts, the highest; before the last.",
        "Another setting: choices shuffled, none; before yes.",
        "Another setting: minutes to hand in, 10; before none.",
    ]


def test_a_text_that_changed_shows_its_words():
    changed = replace(ONE, body="<p>Listen first.</p>")
    set_anew = replace(TWO, body="<p><em>Listen.</em></p>")
    new = holding(replace(FIRST, activities=(changed, set_anew, THREE)), SECOND)

    (module,) = changes(EDITION, new).modules
    text = module.activities[0].text

    assert [run.text for block in text.shown for run in block.runs] == ["Listen.", "Listen first."]
    assert said(EDITION, new) == [
        "Why",
        "  One: The text changed.",
        "  Two: The words are the same, and set differently.",
    ]


def test_questions_are_compared_by_their_keys():
    right = (replace(CHOICES[0], weight=Decimal(0)), replace(CHOICES[1], weight=Decimal(1)))
    changed = replace(
        ASKED, prompt="<p>What comes first now?</p>", points=Decimal(2), choices=right
    )
    third = replace(ASKED, key="q3", prompt="<p>Who is asked?</p>")

    assert said_of_quiz(questions=(changed, third)) == [
        "How",
        "  Quiz",
        "    What comes first now?: The text changed.",
        "    What comes first now?: It weighs other points.",
        "    What comes first now?: “What was it like?” earns nothing, before the full score.",
        "    What comes first now?: “Who did it?” earns the full score, before nothing.",
        "    Who is asked?: The question is new.",
        "    What comes last?: The question is gone.",
    ]
    assert len(said_of_quiz(questions=(OTHER, ASKED))) == 3


def test_draws_are_compared_by_bank_and_tag():
    drawn = DrawContent("Consent", 2, questions=(ASKED, OTHER))
    before = holding(replace(SECOND, activities=(replace(QUIZ, draws=(drawn,)),)))
    fewer = replace(drawn, count=1, questions=(replace(ASKED, points=Decimal(2)),))
    tagged = replace(drawn, tag="circles")
    after = holding(replace(SECOND, activities=(replace(QUIZ, draws=(tagged, fewer)),)))

    assert said(before, after)[1:] == [
        "  Quiz: It draws from “Consent”, those with the tag “circles” now.",
        "  Quiz: What it draws from “Consent”: It draws 1 of them, before 2. 1 question is gone. "
        "1 question is worded anew.",
    ]
    assert said(after, before)[1:] == [
        "  Quiz: What it draws from “Consent”: It draws 2 of them, before 1. 1 question is new. "
        "1 question is worded anew.",
        "  Quiz: It draws from “Consent”, those with the tag “circles” no longer.",
    ]


def test_a_large_course_is_compared_while_one_waits():
    """300 activities and 1,000 questions, of which one in ten differs."""
    long = (
        "<p>"
        + "</p><p>".join(["Whoever holds the piece may speak, and nobody else."] * 20)
        + "</p>"
    )
    questions = tuple(replace(ASKED, key=f"q{number}") for number in range(20))
    quizzes = [replace(QUIZ, key=f"quiz{number}", questions=questions) for number in range(50)]
    pages = [page(f"page{number}", body=long) for number in range(250)]
    old = holding(ModuleContent("m", "All", "", (*pages, *quizzes)))
    anew = [
        replace(each, body=long.replace("nobody", "no one")) if number % 10 == 0 else replace(each)
        for number, each in enumerate(pages)
    ]
    new = holding(ModuleContent("m", "All", "", (*anew, *quizzes)))

    began = perf_counter()
    (module,) = changes(old, new).modules

    assert len(module.activities) == 25
    assert perf_counter() - began < 2
