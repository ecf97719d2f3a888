"""Questions as they are asked and as they were marked, before any page."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from courses.rules.marking import mark
from courses.views.question_places import Held
from courses.views.questions_marked import EVERYTHING, question_marked, questions_marked
from courses.views.questions_shown import question_shown, questions_shown
from tests import every_kind
from tests.every_kind import (
    CASE,
    CLOZE,
    ESSAY,
    EVERY_KIND,
    LIKERT,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    RIGHT,
    SHORT_TEXT,
    SINGLE,
    WRONG,
    as_asked,
)

ASKED = [said for said in EVERY_KIND if said is not CASE]
BY_KIND = {said.kind: said for said in ASKED}
SEEDS = [str(number) for number in range(30)]


def held(said=None, value=None, **changes):
    points = said.points if said else Decimal(1)
    score = mark(said.kind, said.marking_definition(), value).score if said else None
    return replace(Held(number=1, points=points, seed="1", value=value, score=score), **changes)


def shown(said, value=None, **changes):
    return question_shown(as_asked(said), held(said, value, **changes))


def marked(said, value=None, shows=EVERYTHING, **changes):
    return question_marked(as_asked(said), held(said, value, **changes), frozenset(shows))


# Asked


@pytest.mark.parametrize("said", ASKED, ids=lambda said: said.kind)
def test_a_question_that_is_asked_holds_nothing_of_what_is_told_later(said):
    page = repr(shown(said, WRONG[said.kind]))

    assert "Told of" not in page
    assert "Explained" not in page


def test_what_is_to_be_put_in_order_is_never_shown_in_the_right_one():
    right = ["Opening", "Agreements", "Rounds of the talking piece", "Closing"]

    orders = {tuple(it.label for it in shown(ORDERING, seed=seed).places) for seed in SEEDS}

    assert len(orders) > 10
    assert tuple(right) not in orders
    assert all(sorted(order) == sorted(right) for order in orders)


def test_two_items_are_always_shown_the_other_way_round():
    two = replace(ORDERING, choices=ORDERING.choices[:2])

    orders = {tuple(it.key for it in shown(two, seed=seed).places) for seed in SEEDS}

    assert orders == {("step-2", "step-1")}


def test_items_that_have_their_place_come_in_that_order():
    places = shown(ORDERING, {"order": ["step-3", None, "step-1"]}).places

    assert [(it.key, it.value) for it in places][:2] == [("step-3", "1"), ("step-1", "3")]
    assert [it.value for it in places][2:] == ["", ""]


def test_options_to_match_are_always_shuffled_and_none_of_these_stays_last():
    places = [shown(MATCHING, seed=seed).places for seed in SEEDS]

    orders = {tuple(choice.plain for choice in each[0].choices) for each in places}

    assert len(orders) == 6
    assert {order[-1] for order in orders} == {"None of these"}
    assert [it.key for it in places[0]] == ["need", "thinking", "part"]
    assert "The person who was harmed" in orders.pop()


def test_keys_that_might_tell_are_not_in_what_is_asked():
    assert {it.name for it in shown(ORDERING).places} == {f"ordering:{n}-pets" for n in "1234"}
    assert {it.name for it in shown(MATCHING).places[0].choices} == {
        "mohw-deen",
        "mohw-gnikniht",
        "mohw-trap",
        "ydobon",
    }


def test_choices_are_shuffled_where_the_quiz_says_so():
    asked = [choice.name for choice in shown(SINGLE).choices]
    orders = {
        tuple(it.name for it in shown(SINGLE, seed=seed, shuffle=True).choices) for seed in SEEDS
    }

    assert asked == ["rule", "effect", "half", "none"]
    assert len(orders) == 6
    assert {order[-1] for order in orders} == {"none"}
    scale = shown(LIKERT, shuffle=True)
    assert [choice.name for choice in scale.choices] == ["p0", "p1", "p2"]


@pytest.mark.parametrize("said", ASKED, ids=lambda said: said.kind)
def test_what_was_given_stands_in_the_inputs(said):
    empty, filled = shown(said), shown(said, RIGHT[said.kind])

    assert (empty.answered, filled.answered) == (False, True)
    assert repr(empty) != repr(filled)


def test_a_text_with_gaps_is_cut_where_its_gaps_are():
    first, second, last = shown(CLOZE, {"gaps": {"1": 'h"<'}}).pieces

    assert (first.html, second.html, last.html) == (
        "<p>Ask first what ",
        " was done, then who ",
        " to mend it.</p>\n",
    )
    assert (first.gap.name, first.gap.value, first.gap.choices) == ("cloze:1", 'h"<', ())
    assert [choice.plain for choice in second.gap.choices] == ["is obliged", "would like"]
    assert last.gap is None


def test_a_paragraph_that_leads_up_to_the_gaps_is_the_heading():
    text = mark_safe("<p>[[1]] [[2]]</p>")
    asked = replace(as_asked(CLOZE), prompt=mark_safe("Fill."), more=text)

    page = question_shown(asked, held(CLOZE))

    assert (page.prompt, page.more) == ("Fill.", "")
    assert [piece.html for piece in page.pieces] == ["<p>", " ", "</p>"]
    assert shown(CLOZE).prompt == ""


def test_what_looks_like_a_gap_in_a_tag_is_none():
    picture = mark_safe('<img alt="[[1]] > onerror=alert(1) ">[[1]]')
    asked = replace(as_asked(CLOZE), prompt=picture, more=mark_safe(""))

    [first, last] = question_shown(asked, held(CLOZE)).pieces

    assert first.html == '<p><img alt="[[1]] > onerror=alert(1) ">'
    assert last.html == "</p>\n"


def test_a_number_offers_its_units_unless_it_can_only_have_one():
    one = {**NUMERIC.definition, "units": {"min": "1"}, "unit_required": False}

    assert [choice.name for choice in shown(NUMERIC).choices] == ["min", "h"]
    assert shown(replace(NUMERIC, definition=one)).unit == "min"
    assert shown(replace(NUMERIC, definition=one)).choices == ()
    assert shown(replace(NUMERIC, definition={**one, "unit_required": True})).unit == ""


def test_hints_are_a_ladder_where_hints_are_shown():
    hinted = replace(SINGLE, hints=("<p>Look.</p>", "<p>Closer.</p>"))

    assert shown(hinted).hint is None
    hint = shown(hinted, hinted=True).hint
    assert (hint.number, hint.text, hint.next.text) == (1, "<p>Look.</p>", "<p>Closer.</p>")
    assert hint.next.next is None


def test_a_case_stands_before_the_first_of_those_that_share_it():
    about, alone = as_asked(SINGLE, about=CASE), as_asked(MULTIPLE)
    pairs = [(it, held(number=nth)) for nth, it in enumerate([about, about, alone, about], 1)]

    for questions in (questions_shown(pairs), questions_marked(pairs)):
        assert [it.begins for it in questions] == [True, False, False, True]
        assert [it.case and (it.case.first, it.case.last) for it in questions] == [
            (1, 2),
            (1, 2),
            None,
            (4, 4),
        ]


def test_an_essay_shows_what_it_is_marked_by():
    page = shown(ESSAY)

    assert [(it.text, it.points) for it in page.rubric] == [
        ("It tells of one moment", 4),
        ("It says what was hard", 6),
    ]
    assert page.words == 200


# Marked

OUTCOMES = {"likert": "", "essay": ""}


@pytest.mark.parametrize("said", ASKED, ids=lambda said: said.kind)
def test_an_outcome_in_a_word(said):
    assert marked(said, RIGHT[said.kind]).outcome == OUTCOMES.get(said.kind, "right")
    assert marked(said, WRONG[said.kind]).outcome == OUTCOMES.get(said.kind, "not")
    assert marked(said).outcome == OUTCOMES.get(said.kind, "open")


def test_some_of_the_score_is_partly_right_and_points_are_told_to_the_hundredth():
    page = marked(MATCHING, {"pairs": {"need": "need-whom"}})

    assert (page.outcome, page.earned, page.points) == ("partly", 1, 3)
    assert marked(SINGLE, {"choice": "half"}).earned == Decimal("0.5")


def test_an_essay_waits_for_somebody_to_mark_it():
    waiting = marked(ESSAY, RIGHT["essay"], score=None)

    assert (waiting.outcome, waiting.says_points) == ("waits", False)
    assert marked(ESSAY, RIGHT["essay"], score=Decimal("0.8")).says_points


def test_whatever_was_chosen_says_whether_it_is_right():
    page = marked(SINGLE, {"choice": "half"})

    assert [(it.key, it.mark) for it in page.choices] == [
        ("rule", "none"),
        ("effect", "right"),
        ("half", "not-right"),
        ("none", "none"),
    ]
    assert page.choices[2].feedback == "<p>Told of half.</p>"


def test_nothing_on_a_scale_is_right():
    page = marked(LIKERT, {"choice": "p1"})

    assert [(it.mark, it.feedback) for it in page.choices] == [
        ("none", ""),
        ("chosen", "<p>Told of p1.</p>"),
        ("none", ""),
    ]


def test_pairs_are_told_stem_by_stem():
    parts = marked(MATCHING, {"pairs": {"need": "need-whom", "part": "nobody"}}).parts

    assert [(it.given, it.right, it.mark) for it in parts] == [
        ("The person who was <em>harmed</em>", "The person who was <em>harmed</em>", "right"),
        ("", "The person who did harm", "not-right"),
        ("None of these", "The team around them", "not-right"),
    ]
    assert [it.feedback for it in parts] == [
        ("<p>Told of need.</p>", "<p>Told of need-whom.</p>"),
        (),
        ("<p>Told of part.</p>", "<p>Told of nobody.</p>"),
    ]


def test_places_are_told_one_by_one():
    parts = marked(ORDERING, {"order": ["step-1", None, "step-2"]}).parts

    assert [(it.label, it.given, it.mark) for it in parts] == [
        ("1", "Opening", "right"),
        ("2", "", "not-right"),
        ("3", "Agreements", "not-right"),
        ("4", "", "not-right"),
    ]


def test_what_was_typed_stands_beside_what_would_have_been_right():
    text = marked(SHORT_TEXT, {"text": "talking"})
    number = marked(NUMERIC, {"value": "20", "unit": "min"})

    assert (text.text, text.right, text.mark) == ("talking", ("speak…",), "not-right")
    assert text.feedback == ("<p>Told of talks.</p>",)
    assert (number.text, number.right) == ("20 min", ("18 ± 0.5 min",))
    assert number.feedback == ("<p>Told of rough.</p>",)


def test_a_tolerance_may_be_a_share():
    exact = {"value": "18", "tolerance": "0.125", "relative": True}
    said = replace(NUMERIC, definition={"accepted": {"exact": exact, "rough": {"value": "1"}}})

    assert marked(said).right == ("18 ± 12.5\N{NO-BREAK SPACE}%",)


def test_gaps_are_told_one_by_one_and_a_key_that_was_typed_is_only_letters():
    page = marked(CLOZE, {"gaps": {"1": "harm*", "2": "owes"}})
    key_typed = marked(CLOZE, {"gaps": {"1": "owes"}}, shows=["response"])

    assert [(it.given, it.right, it.mark) for it in page.parts] == [
        ("harm*", "harm…", "right"),
        ("is obliged", "is obliged", "right"),
    ]
    assert [it.feedback for it in page.parts] == [
        ("<p>Told of harm.</p>",),
        ("<p>Told of owes.</p>",),
    ]
    assert key_typed.parts[0].given == "owes"


# As much of it as may be shown

SECRETS = {
    "matching": ["The person who did harm"],
    "ordering": ["Closing"],
    "short_text": ["speak"],
    "numeric": ["18"],
    "cloze": ["harm", "is obliged"],
}


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_what_is_right_is_not_there_before_it_may_be_shown(kind):
    said = BY_KIND[kind]
    value = {"pairs": {"need": "part-whom"}} if kind == "matching" else WRONG[kind]
    value = {"order": ["step-3", "step-1"]} if kind == "ordering" else value
    bare = replace(as_asked(said), explanation=mark_safe(""), prompt=mark_safe("[[1]] [[2]]"))

    seen = repr(question_marked(bare, held(said, value), EVERYTHING))
    hidden = repr(question_marked(bare, held(said, value), EVERYTHING - {"right_answer"}))

    for secret in SECRETS[kind]:
        assert secret in seen
        assert secret not in hidden


@pytest.mark.parametrize("said", [SINGLE, MULTIPLE, every_kind.TRUE_FALSE], ids=lambda it: it.kind)
def test_of_choices_not_chosen_nothing_is_told_before_all_may_be_known(said):
    page = marked(said, WRONG[said.kind], EVERYTHING - {"right_answer"})

    others = [it for it in page.choices if not it.chosen]
    assert {(it.mark, it.feedback, it.right, it.known) for it in others} == {
        ("none", "", False, False)
    }
    assert {it.mark for it in page.choices if it.chosen} == {"not-right"}


@pytest.mark.parametrize("said", ASKED, ids=lambda said: said.kind)
def test_without_leave_nothing_is_told_at_all(said):
    nothing = marked(said, RIGHT[said.kind], ())
    other = marked(said, WRONG[said.kind], ())

    assert replace(nothing, earned=Decimal(0), score=None) == replace(
        other, earned=Decimal(0), score=None
    )
    assert (nothing.outcome, nothing.says_points) == ("", False)
    assert "Told of" not in repr(nothing)


def test_the_response_alone_is_shown_without_a_word_on_it():
    page = marked(SINGLE, {"choice": "half"}, ["response"])

    assert {it.mark for it in page.choices} == {"none", "chosen"}
    assert page.outcome == ""
    assert marked(SHORT_TEXT, {"text": "talk"}, ["response"]).mark == "chosen"
    assert {it.mark for it in marked(MATCHING, RIGHT["matching"], ["response"]).parts} == {""}


def html(page):
    return render_to_string("learning/question_marked.html", {"question": page})


@pytest.mark.parametrize("said", ASKED, ids=lambda said: said.kind)
def test_a_page_tells_no_more_than_it_may(said):
    asked = as_asked(said)
    rightly, wrongly = (
        html(question_marked(asked, held(said, given[said.kind]), frozenset()))
        for given in (RIGHT, WRONG)
    )

    assert rightly == wrongly
    for told in ("Told of", "Explained", "right", "response", "Right answer", "of 1 point"):
        assert told not in rightly


@pytest.mark.parametrize("said", ASKED, ids=lambda said: said.kind)
def test_a_page_says_right_answer_only_where_it_may(said):
    shows = EVERYTHING - {"right_answer"}
    whole, less = (html(marked(said, WRONG[said.kind], allowed)) for allowed in (EVERYTHING, shows))

    assert "Right answer" not in less
    assert "The same" not in less
    if said.kind not in ("likert", "essay"):
        assert "Right answer" in whole
