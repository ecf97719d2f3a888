from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.rules.marking import (
    KINDS,
    by_hand,
    faults,
    fill,
    mark,
    read,
    right_response,
    scored,
)
from courses.rules.marking.patterns import Folding
from courses.rules.scores import scaled_score
from tests.properties import questions
from tests.properties.questions import DEFINITIONS, LETTERS, anything, posted

shares = st.decimals(0, 1, places=4)
FEWER = settings(max_examples=settings.default.max_examples // 3)  # for each of the kinds
EVERY_KIND = pytest.mark.parametrize("kind", sorted(KINDS))
MACHINE_MARKED = sorted(kind for kind in KINDS if scored(kind) and not by_hand(kind))
NAMES = ["choice", "choices", "value", "pairs", "order", "text", "unit", "gaps"]


def test_every_kind_is_drawn_here():
    assert DEFINITIONS.keys() == KINDS.keys()


@EVERY_KIND
@FEWER
@given(data=st.data())
def test_a_score_lies_between_0_and_1_with_four_places(kind, data):
    definition = data.draw(DEFINITIONS[kind])

    marked = mark(kind, definition, read(kind, definition, data.draw(posted(kind, definition))))

    assert 0 <= marked.score <= 1
    assert marked.score.as_tuple().exponent == -4
    assert marked.right is (marked.score == 1 if kind in MACHINE_MARKED else None)


@EVERY_KIND
@FEWER
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_no_response_can_break_the_marking(kind, data, name):
    definition = data.draw(DEFINITIONS[kind])
    parts = [*questions.parts_of(kind, definition)]
    some = st.dictionaries(st.sampled_from(parts or [""]), anything)

    for response in (data.draw(anything), {name: data.draw(anything)}, {name: data.draw(some)}):
        assert 0 <= mark(kind, definition, response).score <= 1
        assert set(fill(kind, definition, response)) <= set(parts)


@EVERY_KIND
@FEWER
@given(data=st.data())
def test_no_form_can_break_the_reading(kind, data):
    definition = data.draw(DEFINITIONS[kind])
    parts = st.sampled_from([*questions.parts_of(kind, definition), "", "x"])
    form = data.draw(st.dictionaries(parts, st.lists(st.text(max_size=5))))

    assert 0 <= mark(kind, definition, read(kind, definition, form)).score <= 1


@EVERY_KIND
@FEWER
@given(data=st.data())
def test_what_a_form_shows_of_a_response_reads_the_same(kind, data):
    definition = data.draw(DEFINITIONS[kind])
    response = read(kind, definition, data.draw(posted(kind, definition)))

    assert read(kind, definition, fill(kind, definition, response)) == response


@pytest.mark.parametrize("kind", MACHINE_MARKED)
@FEWER
@given(data=st.data())
def test_a_sound_question_has_a_response_that_scores_in_full(kind, data):
    definition = data.draw(DEFINITIONS[kind])

    response = right_response(kind, definition)

    if not faults(kind, definition):
        assert mark(kind, definition, response).score == 1
        assert read(kind, definition, fill(kind, definition, response)) == response


@pytest.mark.parametrize(("kind", "name"), [("matching", "pairs"), ("cloze", "gaps")])
@FEWER
@given(data=st.data())
def test_one_more_place_right_never_scores_less(kind, name, data):
    definition = data.draw(DEFINITIONS[kind])
    response = read(kind, definition, data.draw(posted(kind, definition))) or {name: {}}
    right = (right_response(kind, definition) or response)[name]
    place = data.draw(st.sampled_from([*definition[name]]))

    better = {name: {**response[name], **({place: right[place]} if place in right else {})}}

    before, after = (mark(kind, definition, it) for it in (response, better))
    assert after.score >= before.score
    assert all(now.score >= was.score for was, now in zip(before.parts, after.parts, strict=True))


@given(data=st.data())
def test_one_more_item_in_its_place_never_scores_less(data):
    definition = data.draw(DEFINITIONS["ordering"])
    order = definition["order"]
    given = data.draw(st.lists(st.sampled_from([*order, None]), max_size=len(order)))
    place = data.draw(st.integers(0, len(order) - 1))
    held = [*given, *[None] * (len(order) - len(given))]

    better = [*held[:place], order[place], *held[place + 1 :]]

    assert (
        mark("ordering", definition, {"order": better}).score
        >= mark("ordering", definition, {"order": given}).score
    )


texts = st.text(LETTERS, max_size=12)


@given(text=texts, case=st.booleans(), accents=st.booleans())
def test_folding_twice_is_folding_once(text, case, accents):
    folding = Folding(case, accents)

    assert folding.fold(folding.fold(text)) == folding.fold(text)


@given(pattern=texts, text=texts, case=st.booleans(), accents=st.booleans())
def test_whatever_matches_still_matches_where_less_makes_a_difference(pattern, text, case, accents):
    if Folding(case, accents).matches(pattern, text):
        assert Folding(False, accents).matches(pattern, text)


@given(st.lists(st.tuples(st.integers(0, 10), shares), max_size=8))
def test_a_quiz_score_lies_between_the_lowest_and_the_highest_of_its_parts(parts):
    weighed = [score for points, score in parts if points]

    score = scaled_score(parts)

    assert min(weighed, default=Decimal(0)) <= score <= max(weighed, default=Decimal(0))
