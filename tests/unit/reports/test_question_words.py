from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from courses.services.quizzes import ChoiceAsked, QuestionAsked
from learning.rules.item_analysis import Reliability, Third
from learning.rules.item_disclosure import Between, Line, Question, Shown
from learning.rules.item_findings import Finding, Noticed
from reports.charts.questions import TOP, bars_of, labels_of, scores_of, traces_of
from reports.exports import plain
from reports.exports_courses import QUESTION_COLUMNS, question_rows
from reports.queries.questions import QuestionFigures, QuizFigures
from reports.views.question_parts import questions_shown
from reports.wording_questions import (
    SENTENCES,
    decimal,
    facility,
    headline,
    reliability_words,
    sentence,
)

SINGLE = Question(("a", "b", "c", "d"), right=frozenset("a"), worth={"a": 1.0})
NOTHING = Shown(0)
GAP = "\N{NO-BREAK SPACE}"
LABELS = {"a": "A", "b": "B", "c": "C", "d": "D", "": "left open"}


def third(choices, weakest, middle, strongest):
    thirds = {
        Third.STRONGEST: (strongest, 40),
        Third.MIDDLE: (middle, 40),
        Third.WEAKEST: (weakest, 40),
    }
    return Line(tuple(choices), weakest + middle + strongest, 120, thirds)


def a_question(shown, question=SINGLE, findings=(), kind="single", prompt="What first?", number=1):
    choices = question.choices if kind == "single" else ()
    asked = QuestionAsked(
        id=number,
        key=f"q{number}",
        kind=kind,
        prompt=SafeString(prompt),
        more=SafeString(""),
        explanation=SafeString(""),
        points=Decimal(1),
        definition={},
        choices=tuple(
            ChoiceAsked(key, key, SafeString(f"Say {key}"), SafeString(""), fixed=False)
            for key in choices
        ),
        hints=(),
        case=None,
    )
    return QuestionFigures(number, asked, question, shown, tuple(findings))


def a_quiz(*questions, attempts=120, scores=NOTHING, reliability=None):
    found = reliability or Reliability(0)
    return QuizFigures(questions, attempts, False, scores, found, draws=False)


def rows_of(quiz):
    """As the file has them."""
    rows = [map(plain, row) for row in question_rows(quiz)]
    return [dict(zip(QUESTION_COLUMNS, row, strict=True)) for row in rows]


LINES = (
    Line(("a",), 60, 120),
    Line(("b",), 40, 120),
    Line(("c", "d", ""), 20, 120),
)
THIRDS = (third("a", 10, 20, 30), third("b", 20, 15, 5), third(("c", "d", ""), 10, 5, 5))
FULL = Shown(120, Between(0.5, 0.5), 0.41, LINES, THIRDS)


@pytest.mark.parametrize("noticed", Noticed)
def test_every_finding_has_its_sentence(noticed):
    words = sentence(Finding(noticed, ("b", "c"), "a"), LABELS)

    assert words.endswith((".", "?"))
    assert "%(" not in words
    assert noticed in {*SENTENCES, Noticed.IDLE}


def test_sentences_name_choices_as_the_page_does():
    assert sentence(Finding(Noticed.RIVAL_EQUAL, ("b",), "a"), LABELS) == (
        "The strongest third chose B as often as A: the choice marked right, or the wording, "
        "may be wrong."
    )
    assert sentence(Finding(Noticed.IDLE, ("c",)), LABELS) == (
        "Fewer than 5 in 100 chose C: it distracts hardly anybody."
    )
    assert sentence(Finding(Noticed.IDLE, ("b", "c", "d")), LABELS) == (
        "Fewer than 5 in 100 chose each of B, C and D: they distract hardly anybody."
    )


@pytest.mark.parametrize(
    ("between", "words"),
    [
        (Between(0.586, 0.586), f"58{GAP}%"),
        (Between(55 / 60, 1.0), f"at least 91{GAP}%"),
        (Between(0.0, 5 / 60), f"at most 9{GAP}%"),
        (Between(0.6, 0.65), f"between 60{GAP}% and 65{GAP}%"),
        (Between(0.0, 1.0), "not shown"),
        (Between(0.29, 0.29), f"29{GAP}%"),  # a hundred times that is less than 29 in binary
    ],
)
def test_facility_in_words(between, words):
    assert facility(between) == words


def test_numbers_below_zero_have_a_minus_sign_and_no_zero_has_one():
    assert decimal(-0.064) == "\N{MINUS SIGN}0.06"
    assert decimal(-0.0001) == "0.00"
    with translation.override("es"):
        assert decimal(0.4) == "0,40"


def test_the_headline_counts_what_wants_a_look():
    sound, bad = a_question(FULL), a_question(FULL, findings=[Finding(Noticed.REVERSED)])
    easy = a_question(FULL, findings=[Finding(Noticed.EASY)])

    assert headline(a_quiz(sound, bad, bad)) == (
        "Of 3 questions, 2 want a look.",
        "120 attempts are counted.",
    )
    assert headline(a_quiz(sound, easy))[0] == "Of 2 questions, none wants a look."
    assert headline(a_quiz(bad, a_question(NOTHING)))[0] == "Of 1 question, 1 wants a look."
    assert headline(a_quiz(a_question(NOTHING)))[0].startswith("Fewer than 10 attempts")


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.9, "may decide something for one"), (0.7, "compare groups"), (0.69, "different things")],
)
def test_what_alpha_means(alpha, words):
    found = reliability_words(Reliability(120, kr20=alpha, alpha=alpha), draws=False)

    assert words in found[0]
    assert found[1].startswith(f"KR-20 is {decimal(alpha)}:")


def test_why_there_is_no_alpha():
    assert "share of the score" in reliability_words(Reliability(120, alpha=0.5), draws=False)[1]
    assert "draws its own" in reliability_words(Reliability(120), draws=True)[0]
    assert "fewer than 10" in reliability_words(Reliability(0), draws=False)[0]
    assert "two questions" in reliability_words(Reliability(120), draws=False)[0]


def test_the_picture_says_in_words_what_it_shows():
    traces = traces_of(a_question(FULL))

    assert traces.said == (
        "Share who chose each, in the weakest and in the strongest third. "
        f"A: 25{GAP}%, 75{GAP}%; B: 50{GAP}%, 12{GAP}%; C, D or left open: 25{GAP}%, 12{GAP}%."
    )
    assert traces.columns == ("weakest third", "middle", "strongest third")
    assert traces.rows[0] == (
        "A",
        (f"25{GAP}% (10 of 40)", f"50{GAP}% (20 of 40)", f"75{GAP}% (30 of 40)"),
    )
    assert [trace.label for trace in traces.traces] == ["A", "B", "C, D, left open"]


def test_every_line_of_the_picture_is_told_from_the_others_without_colour():
    traces = traces_of(a_question(FULL)).traces

    assert [trace.is_right for trace in traces] == [True, False, False]
    assert traces[0].dash == "none"
    assert len({trace.dash for trace in traces}) == 3
    heights = sorted(trace.label_at for trace in traces)
    assert all(later - earlier >= 15 for earlier, later in pairwise(heights))
    assert heights[0] >= TOP


def test_without_a_middle_the_picture_has_two_ends():
    ends = (Third.WEAKEST, Third.STRONGEST)
    lines = tuple(
        Line(line.choices, line.count, 80, {name: line.thirds[name] for name in ends})
        for line in THIRDS
    )

    traces = traces_of(a_question(Shown(80, thirds=lines)))

    assert traces.columns == ("weakest third", "strongest third")
    assert len(traces.traces[0].points) == 2


def test_what_is_not_shown_has_no_picture():
    assert traces_of(a_question(Shown(60))) is None
    assert bars_of(a_question(Shown(60))) is None
    assert scores_of(a_quiz()) is None


def test_bars_say_their_numbers():
    bars = bars_of(a_question(FULL))

    assert bars.said == "A: 60; B: 40; C, D or left open: 20"
    assert [bar.length for bar in bars.bars] == ["160.0", "106.7", "53.3"]
    assert bars.height == 44 * 3


def test_scores_are_bands_of_which_the_last_holds_everything_right():
    lines = (Line(("0", "1", "2", "3", "4"), 9, 20), Line(("5",), 5, 20), Line(("9", ""), 6, 20))

    bars = scores_of(a_quiz(scores=Shown(20, lines=lines)))

    assert [bar.label for bar in bars.bars] == [
        f"0 to 49{GAP}%",
        f"50 to 59{GAP}%",
        f"90 to 100{GAP}%",
    ]


def test_what_is_not_picked_from_a_list_is_named_by_how_it_came_out():
    outcomes = Question(("right", "partly", "wrong"), apart=frozenset({"right"}))

    assert labels_of(a_question(FULL, outcomes, kind="numeric")) == {
        "right": "right",
        "partly": "partly right",
        "wrong": "not right",
        "": "left open",
    }


def test_choices_past_the_alphabet_are_numbered():
    many = Question(tuple(f"k{n}" for n in range(27)))

    assert list(labels_of(a_question(FULL, many)).values())[25:27] == ["Z", "27"]


def test_the_table_of_choices_says_what_is_counted_together():
    (question,) = questions_shown(a_quiz(a_question(FULL)))

    assert [(one.label, one.is_right, one.counted, one.share) for one in question.choices] == [
        ("A", True, "60", f"50{GAP}%"),
        ("B", False, "40", f"33{GAP}%"),
        ("C", False, "C, D and left open together: 20", f"16{GAP}%"),
        ("D", False, "with C", ""),
        ("", False, "with C", ""),
    ]


def test_what_is_not_shown_is_said_not_to_be():
    (few,) = questions_shown(a_quiz(a_question(Shown(60, Between(55 / 60, 1.0)))))

    assert few.discrimination == "not shown"
    assert {one.counted for one in few.choices} == {"not shown"}
    (flat,) = questions_shown(a_quiz(a_question(Shown(60, Between(0.5, 0.5)))))
    assert flat.discrimination == "none: scores do not vary"


def test_gaps_of_a_cloze_are_numbers_in_its_prompt():
    outcomes = Question(("right", "partly", "wrong"), apart=frozenset({"right"}))
    cloze = a_question(Shown(60), outcomes, kind="cloze", prompt="First [[1]], then [[2]].")

    assert questions_shown(a_quiz(cloze))[0].prompt == "First (1), then (2)."


def test_the_file_has_a_row_for_each_count_and_one_for_the_quiz():
    finding = Finding(Noticed.EASY)
    quiz = a_quiz(
        a_question(FULL, findings=[finding, Finding(Noticed.WEAK)]),
        a_question(Shown(60, Between(55 / 60, 1.0)), number=2),
        a_question(NOTHING, number=3),
        reliability=Reliability(120, alpha=0.5),
    )

    rows = rows_of(quiz)

    assert [(row["question"], row["n"], row["choices"], row["count"]) for row in rows] == [
        ("q1", 120, "a", 60),
        ("q1", 120, "b", 40),
        ("q1", 120, "c;d;", 20),
        ("q2", 60, "", ""),
        ("q3", "", "", ""),
        ("", 120, "", ""),
    ]
    assert rows[0]["noticed"] == "easy;weak"
    assert (rows[0]["right"], rows[1]["right"]) == ("yes", "no")
    assert (rows[0]["strongest"], rows[0]["strongest_of"], rows[0]["weakest"]) == (30, 40, 10)
    assert (rows[3]["facility_from"], rows[3]["facility_to"]) == ("0.916667", "1.000000")
    assert (rows[-1]["kr20"], rows[-1]["alpha"]) == ("", "0.500000")


def test_thirds_that_are_coarser_have_rows_of_their_own():
    coarse = Shown(120, Between(0.5, 0.5), 0.4, LINES, (THIRDS[0], third("bcd", 30, 20, 10)))

    rows = rows_of(a_quiz(a_question(coarse)))

    assert [(row["choices"], row["weakest"]) for row in rows] == [
        ("a", 10),
        ("b", ""),
        ("c;d;", ""),
        ("b;c;d", 30),
        ("", ""),
    ]
