"""What a draft keeps of its parts as JSON reads back as what it was, whatever it said."""

import json
from dataclasses import fields
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    DrawContent,
    ModuleContent,
    QuestionContent,
)
from courses.rules.content_hash import activity_hash
from courses.rules.content_json import (
    activity_from_json,
    activity_to_json,
    module_from_json,
    module_to_json,
)
from tests.properties.questions import DEFINITIONS, anything

texts = st.text(max_size=8)
keys = st.sampled_from(["ask", "place", "tags", "key", "1"])
decimals = st.decimals(0, 10, places=2)
choices = st.builds(ChoiceContent, keys, texts, texts, st.decimals(-1, 1, places=4), st.booleans())
settings = st.dictionaries(keys, anything, max_size=3)


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(sorted(DEFINITIONS)))
    return QuestionContent(
        key=draw(keys),
        kind=kind,
        prompt=draw(texts),
        explanation=draw(texts),
        points=draw(decimals),
        definition=draw(DEFINITIONS[kind]),
        choices=tuple(draw(st.lists(choices, max_size=2))),
        stimulus=draw(texts),
        hints=tuple(draw(st.lists(texts, max_size=2))),
        tags=tuple(draw(st.lists(texts, max_size=2))),
    )


asked = st.lists(questions(), max_size=2).map(tuple)
draws = st.builds(DrawContent, texts, st.integers(0, 9), texts, decimals, asked)
activities = st.builds(
    ActivityContent,
    key=keys,
    kind=st.sampled_from(["page", "quiz", "scenario"]),
    title=texts,
    body=texts,
    minutes=st.integers(0, 600),
    required=st.booleans(),
    criterion=texts,
    pass_mark=st.none() | st.decimals(0, 1, places=4),
    settings=settings,
    questions=asked,
    draws=st.lists(draws, max_size=1).map(tuple),
    place=st.none(),
)
PLACE = QuestionContent(
    "ask",
    "matching",
    "<p>Which goes with which?</p>",
    definition={"pairs": {"place": "here"}, "options": ["here", "there"]},
)


def stored(said):
    return json.loads(json.dumps(said))


def tags_of(activity):
    """What comparing leaves out, for it is no part of the wording."""
    drawn = [each for draw in activity.draws for each in draw.questions]
    return [each.tags for each in (*activity.questions, *drawn)]


@given(activity=activities)
@example(activity=ActivityContent("a", "quiz", "A", questions=(PLACE,)))
@example(activity=ActivityContent("a", "page", "A", settings={"place": "where it happened"}))
@example(activity=ActivityContent("a", "quiz", "A", pass_mark=Decimal("0.80")))
def test_an_activity_reads_back_as_it_was(activity):
    said = activity_to_json(activity)

    for read in (activity_from_json(said), activity_from_json(stored(said))):
        assert read == activity
        assert tags_of(read) == tags_of(activity)
        assert activity_hash(read) == activity_hash(activity)


@given(key=keys, title=texts, summary=texts, held=st.lists(activities, max_size=2))
def test_a_module_reads_back_with_all_that_is_in_it(key, title, summary, held):
    module = ModuleContent(key, title, summary, tuple(held))

    assert module_from_json(stored(module_to_json(module))) == module


@given(activity=activities)
def test_every_field_is_kept_but_its_place_in_a_file(activity):
    names = {each.name for each in fields(ActivityContent)} - {"place"}

    assert activity_to_json(activity).keys() == names
