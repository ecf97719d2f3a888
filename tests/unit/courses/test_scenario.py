"""A branching case: where ways lead, what is wrong with one, and what a translation must say."""

from dataclasses import replace

import pytest

from courses.rules.content import ActivityContent, EditionContent, ModuleContent
from courses.rules.findings import Code
from courses.rules.publishing_checks import findings
from courses.rules.scenario import (
    Choice,
    Scenario,
    Situation,
    from_settings,
    shortest_way,
    to_settings,
    walk,
)
from courses.services.check_words import say
from tests.scenarios import SCENARIO, SETTINGS

HANDOFF = ActivityContent(
    "handoff", "scenario", "A handoff", "<p>Begin.</p>", criterion="viewed", settings=SETTINGS
)
START, SILENCE, TALK, APART = SCENARIO.situations


def told(scenario, **fields):
    """Each finding in an activity that holds this scenario, and its detail."""
    activity = replace(HANDOFF, settings=to_settings(scenario), **fields)
    return [(found.code, found.detail) for found in findings(an_edition(activity))]


def an_edition(*activities, language="en"):
    modules = (ModuleContent("one", "Module one", activities=activities),)
    return EditionContent(language=language, title="A course", modules=modules)


def only(*situations):
    return Scenario(situations)


def test_settings_are_read_as_they_are_written():
    assert from_settings(SETTINGS) == SCENARIO
    assert to_settings(from_settings(SETTINGS)) == SETTINGS


@pytest.mark.parametrize(
    "junk",
    [{}, *({"situations": held} for held in (None, "x", {"key": "a"}, [1]))],
)
def test_what_is_no_scenario_is_one_without_situations(junk):
    assert from_settings(junk) == Scenario()


def test_what_is_no_text_says_nothing():
    junk = {"situations": [{"key": 1, "title": None, "choices": [{"key": ["a"]}, "b"]}, None]}

    assert from_settings(junk) == only(Situation("", "", "", (Choice("", ""),)))


def test_a_way_begins_with_the_first_situation():
    walked = walk(SCENARIO, [])

    assert (walked.at, walked.way, walked.consequence, walked.is_ending) == (START, (), "", False)


def test_a_way_leads_from_choice_to_choice_also_in_a_circle():
    walked = walk(SCENARIO, ["a", "a", "a"])

    assert walked.at == SILENCE
    assert walked.way == ("a", "a", "a")
    assert walked.consequence == "<p>She goes red.</p>"
    assert [step.situation for step in walked.steps] == [START, SILENCE, START]


def test_a_situation_without_choices_is_an_ending():
    walked = walk(SCENARIO, ["a", "b"])

    assert (walked.at, walked.is_ending) == (APART, True)


@pytest.mark.parametrize(
    ("way", "possible"),
    [(["c", "a"], ()), (["b", "a"], ("b",)), (["a", "", "b"], ("a",)), (["a.b"], ())],
)
def test_a_step_that_is_not_possible_ends_the_way(way, possible):
    assert walk(SCENARIO, way).way == possible


def test_nobody_follows_a_choice_that_leads_nowhere():
    lost = replace(START, choices=(Choice("a", "Go", "<p>On.</p>", "gone"),))

    walked = walk(only(lost, TALK), ["a"])

    assert (walked.at, walked.way, walked.is_ending) == (lost, (), False)


def test_without_situations_there_is_nowhere_to_be():
    walked = walk(Scenario(), ["a"])

    assert (walked.at, walked.way, walked.is_ending) == (None, (), False)


def test_the_shortest_way_out_is_found_where_there_is_one():
    assert shortest_way(SCENARIO) == ("b",)
    assert shortest_way(only(TALK)) == ()
    assert shortest_way(only(replace(START, choices=(Choice("a", "Go", "", "start"),)))) is None
    assert shortest_way(Scenario()) is None


def test_a_sound_scenario_has_no_findings():
    assert told(SCENARIO) == []
    assert told(only(TALK)) == []


ROUND = replace(SILENCE, choices=SILENCE.choices[:1])
FIRST = replace(START, choices=START.choices[:1])


@pytest.mark.parametrize(
    ("scenario", "found"),
    [
        (only(), [(Code.NO_SITUATIONS, "")]),
        (only(FIRST, ROUND), [(Code.NO_ENDING, "")]),
        (only(START, ROUND, TALK), []),
        (
            only(FIRST, ROUND, TALK),
            [
                (Code.NOT_REACHED, "In the corridor"),
                (Code.NO_WAY_OUT, "A morning handoff"),
                (Code.NO_WAY_OUT, "Nobody speaks"),
            ],
        ),
        (only(START, SILENCE, TALK, APART, APART), [(Code.SITUATION_TWICE, "A week later")]),
        (only(START, SILENCE, TALK), [(Code.LEADS_NOWHERE, "Nobody speaks")]),
        (
            only(replace(TALK, title="", text="")),
            [(Code.SITUATION_UNSAID, "talk")],
        ),
        (
            only(replace(START, choices=(Choice("a", "", "", "talk"),) * 2), TALK),
            [(Code.WAY_UNSAID, "A morning handoff"), (Code.WAY_TWICE, "A morning handoff")],
        ),
    ],
)
def test_what_is_found_in_a_scenario(scenario, found):
    assert told(scenario) == found


def test_each_fault_is_said_in_a_sentence_that_names_the_situation():
    [finding] = findings(an_edition(replace(HANDOFF, settings=to_settings(only(START, TALK)))))

    assert say(finding) == (
        "A handoff: A choice in the situation “A morning handoff” leads to no situation of "
        "this scenario."
    )


def test_the_texts_of_a_scenario_are_looked_at_like_any_other():
    link = '<p><a href="#activity-gone">a page</a></p>'
    told_of = replace(START.choices[0], consequence='<p><a href="https://a.b">here</a></p>')
    shown = replace(START, text=link, choices=(told_of, START.choices[1]))

    assert told(only(shown, SILENCE, TALK, APART)) == [
        (Code.BROKEN_LINK, "#activity-gone"),
        (Code.LINK_SAYS_LITTLE, "here"),
    ]


def test_settings_of_another_kind_are_no_scenario():
    assert told(Scenario(), kind="page") == []


def against_the_original(scenario):
    """What is found in this as the translation of the scenario."""
    translated = replace(HANDOFF, settings=to_settings(scenario))
    found = findings(an_edition(translated, language="es"), an_edition(HANDOFF))
    return [(finding.code, finding.detail) for finding in found]


def test_a_translation_has_the_same_situations_and_ways():
    unsaid = replace(START, choices=(replace(START.choices[0], consequence=""), START.choices[1]))
    other = replace(SILENCE, choices=SILENCE.choices[::-1])
    more = replace(SILENCE, key="more", title="More")

    assert against_the_original(SCENARIO) == []
    assert against_the_original(only(unsaid, SILENCE, TALK, APART)) == [
        (Code.UNTRANSLATED, "A morning handoff")
    ]
    assert against_the_original(only(START, other, TALK, APART)) == [(Code.OTHER_THAN_ORIGINAL, "")]
    assert (Code.NOT_IN_ORIGINAL, "More") in against_the_original(only(*SCENARIO.situations, more))
    assert (Code.UNTRANSLATED, "A week later") in against_the_original(only(START, SILENCE, TALK))
