"""What a publishing check finds in questions that share a case, in gaps, hints and draws."""

from dataclasses import replace
from decimal import Decimal

import pytest

from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    DrawContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
)
from courses.rules.findings import Code
from courses.rules.publishing_checks import findings

ONE, NONE = Decimal(1), Decimal(0)


def choice(key, weight=NONE, text="Words"):
    return ChoiceContent(key, text, "<p>Why.</p>", weight)


def asked(key, **changes):
    question = QuestionContent(
        key, "single", "<p>What?</p>", choices=(choice("a", ONE), choice("b"))
    )
    return replace(question, **changes)


def case(key="ward", **changes):
    return QuestionContent(key, "stimulus", "<p>A morning.</p>", points=NONE, **changes)


def a_scale(**changes):
    return asked("scale", kind="likert", points=NONE, choices=(choice("a"), choice("b")), **changes)


def a_cloze(prompt):
    gaps = {"1": {"kind": "menu", "choices": ["a", "b"]}}
    return asked("gaps", kind="cloze", prompt=prompt, definition={"gaps": gaps})


def quiz(*questions, draws=(), **changes):
    sound = ActivityContent(
        "quiz",
        "quiz",
        "A quiz",
        criterion="quiz_passed",
        pass_mark=Decimal("0.8"),
        questions=questions,
        draws=draws,
    )
    return replace(sound, **changes)


def found_in(activity, translated=None):
    def edition(held):
        return EditionContent("en", "A course", modules=(ModuleContent("m", "M", "", (held,)),))

    found = findings(edition(translated or activity), edition(activity) if translated else None)
    return [(finding.code, finding.question) for finding in found]


def test_questions_may_share_a_case_that_comes_with_them():
    assert found_in(quiz(case(), asked("one", stimulus="ward"), asked("two"))) == []


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([asked("one", stimulus="ward")], [(Code.NO_STIMULUS, "one")]),
        (
            [asked("one", stimulus="two"), asked("two")],
            [(Code.NO_STIMULUS, "one")],
        ),
        ([case(), asked("one")], [(Code.STIMULUS_UNUSED, "ward")]),
        (
            [case("a", stimulus="b"), case("b"), asked("one", stimulus="a")],
            [(Code.NO_STIMULUS, "a")],
        ),
        ([asked("one"), a_scale()], []),
        ([asked("one"), replace(a_scale(), points=ONE)], [(Code.POINTS_UNSCORED, "scale")]),
        ([a_scale()], [(Code.NO_PASS_PATH, "")]),
        ([case()], [(Code.NO_QUESTIONS, ""), (Code.STIMULUS_UNUSED, "ward")]),
        ([a_cloze("<p>Ask [[1]] first.</p>")], []),
        ([a_cloze("<p>Ask him first.</p>")], [(Code.GAPS_UNMARKED, "gaps")]),
        ([a_cloze("<p>[[1]] [[1]]</p>")], [(Code.GAPS_UNMARKED, "gaps")]),
        ([a_cloze("<p>[[1]] [[2]]</p>")], [(Code.GAPS_UNMARKED, "gaps")]),
        ([asked("one", hints=("<p>Look.</p>",))], [(Code.HINTS_UNSEEN, "one")]),
        (
            [asked("one", kind="essay", choices=(choice("true"),))],
            [(Code.NO_RUBRIC, "one"), (Code.UNKNOWN_KEY, "one")],
        ),
        (
            [asked("one", kind="short_text", choices=(choice("a", ONE, ""),))],
            [(Code.EMPTY_PATTERN, "one"), (Code.NO_RIGHT_ANSWER, "one")],
        ),
    ],
)
def test_what_is_found_in_a_quiz(questions, found):
    assert found_in(quiz(*questions)) == found


def test_hints_are_for_a_quiz_where_nothing_is_scored():
    hinted = asked("one", hints=("<p>Look.</p>", "<p>Closer.</p>"))

    open_quiz = {"criterion": "quiz_submitted", "pass_mark": None}

    assert found_in(quiz(hinted, **open_quiz)) == []
    assert found_in(quiz(hinted, criterion="quiz_submitted")) == [(Code.HINTS_UNSEEN, "one")]


def test_a_hint_is_looked_at_like_any_other_text():
    hinted = asked("one", hints=('<p><a href="#activity-gone">this page</a></p>',))
    activity = quiz(hinted, criterion="quiz_submitted", pass_mark=None)

    assert found_in(activity) == [(Code.BROKEN_LINK, "one")]


def a_draw(*questions, count=1):
    return DrawContent("Circles", count, questions=questions)


@pytest.mark.parametrize(
    ("questions", "draws", "found"),
    [
        ([], [a_draw(asked("one"), asked("two"), count=2)], []),
        ([], [a_draw(asked("one"), case(), count=2)], [Code.STIMULUS_UNUSED, Code.DRAW_OF_FEW]),
        ([], [a_draw()], [Code.NO_QUESTIONS, Code.DRAW_OF_FEW]),
        ([asked("one")], [a_draw(asked("one"))], [Code.KEY_OF_TWO]),
        ([], [a_draw(asked("one"), asked("two")), a_draw(asked("one"))], [Code.KEY_OF_TWO]),
        (
            [],
            [a_draw(case(), asked(key, stimulus="ward")) for key in ("one", "two")],
            [],
        ),
        (
            [case()],
            [a_draw(asked("one", stimulus="ward"))],
            [Code.STIMULUS_UNUSED, Code.NO_STIMULUS],
        ),
        ([], [a_draw(asked("one", choices=()))], [Code.FEW_CHOICES, Code.NO_RIGHT_ANSWER]),
        ([], [a_draw(replace(asked("one"), points=NONE))], []),
        ([], [a_draw(a_scale())], [Code.NO_PASS_PATH]),
    ],
)
def test_what_is_found_in_what_a_quiz_draws(questions, draws, found):
    assert [code for code, _ in found_in(quiz(*questions, draws=tuple(draws)))] == found


def test_the_words_of_a_pattern_may_differ_in_a_translation():
    said = asked("one", kind="short_text", choices=(choice("a", ONE, "empathy"),))
    translated = replace(said, choices=(choice("a", ONE, "empatía"),))

    assert found_in(quiz(said), quiz(translated)) == []


@pytest.mark.parametrize(
    "translated",
    [
        {"choices": (choice("b"), choice("a"))},
        {"definition": {"case": True}},
        {"stimulus": ""},
    ],
)
def test_a_translation_that_asks_something_else_is_found(translated):
    first = asked("one", kind="ordering", choices=(choice("a"), choice("b")), stimulus="ward")

    found = found_in(quiz(case(), first), quiz(case(), replace(first, **translated)))

    assert (Code.OTHER_THAN_ORIGINAL, "one") in found


def test_a_hint_left_out_of_a_translation_is_found():
    hinted = asked("one", hints=("<p>Look.</p>", "<p>Closer.</p>"))
    shorter = replace(hinted, hints=("<p>Mira.</p>",))
    fields = {"criterion": "quiz_submitted", "pass_mark": None}

    assert found_in(quiz(hinted, **fields), quiz(shorter, **fields)) == [(Code.UNTRANSLATED, "one")]


def test_a_translation_draws_what_its_original_draws():
    first = quiz(draws=(a_draw(asked("one"), asked("two")),))

    assert found_in(first, quiz(draws=(a_draw(asked("one"), asked("two")),))) == []
    assert found_in(first, quiz(draws=(a_draw(asked("one"), asked("two"), count=2),))) == [
        (Code.OTHER_THAN_ORIGINAL, "")
    ]
    assert found_in(first, quiz(draws=(a_draw(asked("one")),))) == [(Code.UNTRANSLATED, "two")]
