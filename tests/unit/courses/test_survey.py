"""A survey's settings are read as they are written; its faults are named; keys outlive words."""

from dataclasses import replace

import pytest

from courses.rules.content import ActivityContent, EditionContent, ModuleContent
from courses.rules.findings import Code
from courses.rules.following import following
from courses.rules.survey import (
    Asks,
    Item,
    Option,
    Privacy,
    Survey,
    from_settings,
    keyed,
    keys_in,
    to_settings,
    translated,
)
from courses.rules.survey_checks import faults, survey_findings, survey_translation_findings
from tests.surveys import SETTINGS, SURVEY, settings_of

USE, PARTS, MORE = SURVEY.items


def activity(settings, key="ask"):
    return ActivityContent(key=key, kind="survey", title="Ask", settings=settings)


def test_settings_are_read_as_they_were_written():
    assert from_settings(SETTINGS) == SURVEY
    assert to_settings(from_settings(SETTINGS)) == SETTINGS
    assert keys_in(SETTINGS) == ["use", "parts", "more"]


@pytest.mark.parametrize(
    "settings",
    [{}, {"items": 3}, {"items": ["x", None]}, {"privacy": 7}, {"privacy": ["identified"]}],
)
def test_what_is_no_survey_asks_nothing_and_is_anonymous(settings):
    assert from_settings(settings) == Survey()


def test_a_sound_survey_has_no_faults():
    assert faults(SURVEY) == []
    assert list(survey_findings(activity(SETTINGS))) == []


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ((), [(Code.NO_ITEMS, "")]),
        ((replace(MORE, prompt=""),), [(Code.ITEM_UNSAID, "more")]),
        ((MORE, replace(MORE, prompt="Else?")), [(Code.ITEM_TWICE, "more")]),
        ((replace(USE, options=USE.options[:1]),), [(Code.FEW_OPTIONS, USE.prompt)]),
        (
            (replace(USE, options=(*USE.options, Option("x", ""))),),
            [(Code.OPTION_UNSAID, USE.prompt)],
        ),
    ],
)
def test_each_fault_is_named_with_its_item(items, found):
    assert faults(Survey(items=items)) == found


def test_other_kinds_have_no_survey_to_find_fault_with():
    assert list(survey_findings(replace(activity({}), kind="page"))) == []


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        (SETTINGS, []),
        ({**SETTINGS, "privacy": "identified"}, [Code.OTHER_THAN_ORIGINAL]),
        (settings_of(USE, MORE), [Code.OTHER_THAN_ORIGINAL]),
        (settings_of(replace(USE, prompt=""), PARTS, MORE), [Code.UNTRANSLATED]),
    ],
)
def test_a_translation_asks_the_same_and_says_everything(settings, codes):
    found = survey_translation_findings(activity(settings), activity(SETTINGS))
    assert [each.code for each in found] == codes


OPTIONS = (Option("a", "Yes"), Option("b", "No"))


@pytest.mark.parametrize(
    ("texts", "keys"),
    [
        (["Yes", "No"], ["a", "b"]),
        (["No", "Yes"], ["b", "a"]),
        (["Yes, I do", "No"], ["a", "b"]),
        (["Yes", "No", "Perhaps"], ["a", "b", "o1"]),
        (["No"], ["b"]),
        (["Perhaps", "Never", "Always"], ["o1", "o2", "o3"]),
    ],
)
def test_an_option_keeps_its_key_while_its_words_change(texts, keys):
    assert [option.key for option in keyed(texts, OPTIONS)] == keys
    assert [option.text for option in keyed(texts, OPTIONS)] == texts


def test_a_translation_follows_its_original_in_its_own_words():
    original = Survey(Privacy.CONFIDENTIAL, (MORE, replace(USE, options=USE.options[1:])))
    said = Survey(
        Privacy.ANONYMOUS,
        (
            Item("use", Asks.SINGLE, "¿Cuánto usará?", (Option("some", "Una parte"),)),
            Item("gone", Asks.COMMENT, "¿Algo más?"),
        ),
    )
    followed = translated(original, said)
    assert followed.privacy == Privacy.CONFIDENTIAL
    assert [item.prompt for item in followed.items] == [MORE.prompt, "¿Cuánto usará?"]
    assert [option.text for option in followed.items[1].options] == ["Una parte", "None"]

    def edition(survey, language):
        module = ModuleContent(key="m", title="M", activities=(activity(to_settings(survey)),))
        return EditionContent(language, "Title", modules=(module,))

    [module] = following(edition(said, "es"), edition(original, "en")).modules
    assert from_settings(module.activities[0].settings) == followed
