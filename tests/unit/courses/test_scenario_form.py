"""The form of a scenario says what its settings say; rows move without losing what they hold."""

from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from courses.forms.questions import focus_after
from courses.forms.questions.rows import rows_in
from courses.forms.scenario import ScenarioForm, rearranged
from courses.rules.scenario import Choice, Situation, from_settings, keys_in
from tests.scenarios import SCENARIO, SETTINGS, settings_of

START, SILENCE, TALK, APART = SCENARIO.situations


def posted(flat):
    """As a browser sends it: every field of it, line ends as browsers write them."""
    sent = QueryDict(mutable=True)
    sent.update({name: value.replace("\n", "\r\n") for name, value in flat.items()})
    return sent


def settings(flat, **more):
    form = ScenarioForm(posted(flat), **more)
    assert form.is_valid(), form.troubles()
    return form.settings()


def refused(flat):
    """What is wrong with it, each as its label and sentence."""
    form = ScenarioForm(posted(flat))
    assert not form.is_valid()
    return [(trouble.label, trouble.words) for trouble in form.troubles()]


def keys(held):
    return [situation.key for situation in from_settings(held).situations]


def test_what_is_not_changed_says_the_same():
    assert settings(ScenarioForm.flat(SETTINGS)) == SETTINGS


def test_a_new_scenario_begins_with_two_situations_and_is_nothing_while_it_is_empty():
    flat = ScenarioForm.flat({})
    form = ScenarioForm(shown=flat)

    assert [len(each.choices.forms) for each in form.situations()] == [2, 0]
    assert settings(flat) == {"situations": []}


def test_keys_come_from_titles_and_letters():
    flat = ScenarioForm.flat({}) | {
        "situations-0-title": "  A morning\thandoff ",
        "situations-0-text": "The *intern* is late.",
        "choices-1-0-text": "Ask **her**",
        "choices-1-0-consequence": "She nods.\n\n- twice",
        "choices-1-0-leads_to": "2",
        "choices-1-1-text": "Wait",
        "choices-1-1-leads_to": "1",
        "situations-1-title": "夜",
        "situations-1-text": "She tells you.",
    }

    assert settings(flat) == settings_of(
        Situation(
            "a-morning-handoff",
            "A morning handoff",
            "<p>The <em>intern</em> is late.</p>",
            (
                Choice(
                    "a",
                    "Ask <strong>her</strong>",
                    "<p>She nods.</p>\n<ul><li>twice</li></ul>",
                    "situation",
                ),
                Choice("b", "Wait", "", "a-morning-handoff"),
            ),
        ),
        Situation("situation", "夜", "<p>She tells you.</p>"),
    )


def test_a_title_may_change_and_the_key_stays():
    flat = ScenarioForm.flat(SETTINGS) | {"situations-2-title": "On the stairs"}

    said = from_settings(settings(flat)).situations[2]

    assert (said.key, said.title) == ("talk", "On the stairs")


def test_a_situation_that_moves_takes_its_choices_along():
    flat = rearranged(ScenarioForm.flat(SETTINGS), "down:situations/0")

    moved = from_settings(settings(flat))

    assert moved.situations == (SILENCE, START, TALK, APART)


def test_choices_move_within_their_situation():
    flat = rearranged(ScenarioForm.flat(SETTINGS), "up:choices-2/1")

    said = from_settings(settings(flat)).situations[1]

    assert said.choices == SILENCE.choices[::-1]


def test_a_situation_that_is_removed_takes_its_choices_and_nothing_leads_to_another_instead():
    flat = rearranged(ScenarioForm.flat(SETTINGS), "remove:situations/1")
    flat = rearranged(flat, "add:situations")

    assert [row.get("number") for row in rows_in(flat, "situations")] == ["1", "3", "4", "5"]
    assert [name for name in flat if name.startswith("choices-2-")] == []
    assert refused(flat) == [
        ("Situation 1, Choice 1, Leads to", "That situation is not here. Choose another.")
    ]


def test_a_key_is_never_given_again():
    flat = rearranged(ScenarioForm.flat(SETTINGS), "remove:situations/3")
    flat = rearranged(flat, "remove:choices-2/1")
    flat = rearranged(rearranged(flat, "add:situations"), "add:choices-2")
    number = rows_in(flat, "situations")[3]["number"]
    flat |= {
        "situations-3-title": "Apart",
        "situations-3-text": "Words.",
        "choices-2-1-text": "Go on",
        "choices-2-1-leads_to": number,
    }

    said = from_settings(settings(flat))

    assert said.situations[3].key == "apart2"
    assert said.situations[1].choices[1] == Choice("c", "Go on", "", "apart2")
    assert keys(settings(flat, ever=["apart2"]))[3] == "apart3"


def test_a_choice_added_has_a_letter_that_no_choice_there_ever_had():
    flat = ScenarioForm.flat(SETTINGS) | {"choices-3-TOTAL_FORMS": "1"}
    flat |= {"choices-3-0-text": "Listen", "choices-3-0-leads_to": "4"}

    plain = from_settings(settings(flat)).situations[2]
    later = from_settings(settings(flat, ever=["talk/a", "talk/b"])).situations[2]

    assert plain.choices == (Choice("a", "Listen", "", "apart"),)
    assert later.choices == (Choice("c", "Listen", "", "apart"),)


def test_rows_that_are_left_empty_are_left_out():
    flat = rearranged(ScenarioForm.flat(SETTINGS), "add:situations")

    assert settings(flat) == SETTINGS


def test_what_is_wrong_is_named_where_it_is():
    flat = ScenarioForm.flat(SETTINGS) | {
        "situations-0-title": "",
        "situations-1-text": "[x](javascript:x)",
        "choices-1-0-text": "",
        "choices-1-1-leads_to": "",
    }

    assert [label for label, _words in refused(flat)] == [
        "Situation 1, Title",
        "Situation 1, Choice 1, What one may do",
        "Situation 1, Choice 2, Leads to",
        "Situation 2, What happens",
    ]


def test_a_situation_that_is_used_is_not_left_out():
    flat = rearranged(ScenarioForm.flat(SETTINGS), "add:situations")
    number = rows_in(flat, "situations")[4]["number"]

    led_to = refused(flat | {"choices-1-0-leads_to": number})
    has_choices = refused(
        flat | {f"choices-{number}-0-text": "Go", f"choices-{number}-0-leads_to": "1"}
    )

    expected = ["Situation 5, Title", "Situation 5, What happens"]
    assert [label for label, _words in led_to] == expected
    assert [label for label, _words in has_choices] == expected


@pytest.mark.parametrize("number", ["", "x", "0", "1'", "99999", "2"])
def test_a_number_that_nobody_gave_is_refused(number):
    flat = ScenarioForm.flat(SETTINGS) | {"situations-0-number": number}

    assert not ScenarioForm(posted(flat)).is_valid()


@pytest.mark.parametrize("key", ["a b", "a.b", "<x>", "start", "../x"])
def test_a_key_that_nobody_gave_is_not_taken(key):
    flat = ScenarioForm.flat(SETTINGS) | {"situations-2-key": key}

    held = settings(flat)

    assert keys(held) == ["start", "silence", "in-the-corridor", "apart"]


@pytest.mark.parametrize("sent", ["", "rows=add:situations", "situations-TOTAL_FORMS=x"])
def test_what_is_no_form_is_refused_calmly(sent):
    assert not ScenarioForm(QueryDict(sent)).is_valid()
    assert rows_in(rearranged(QueryDict(sent).dict(), "add:situations"), "situations") == [
        {"number": "1"}
    ]


def test_a_deed_that_is_none_changes_nothing():
    flat = ScenarioForm.flat(SETTINGS)

    assert rearranged(flat, "burn:situations/0") == flat
    assert rearranged(flat, "up:situations/99") == flat


def test_keys_are_listed_with_those_of_their_choices():
    assert keys_in(SETTINGS) == [
        "start", "start/a", "start/b", "silence", "silence/a", "silence/b", "talk", "apart",
    ]  # fmt: skip


class Controls(HTMLParser):
    """What a browser would send of a page, and what its buttons do."""

    def __init__(self):
        super().__init__()
        self.sent, self.deeds, self.open = {}, [], ""

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if tag == "button":
            self.deeds.append(held["value"])
        elif tag == "input":
            self.sent[held["name"]] = held.get("value", "")
        elif tag in ("textarea", "select"):
            self.open = held["name"]
            self.sent[self.open] = ""
        elif tag == "option" and "selected" in held:
            self.sent[self.open] = held["value"]

    def handle_data(self, data):
        if self.open and self.get_starttag_text().startswith("<textarea"):
            self.sent[self.open] += data

    def handle_endtag(self, tag):
        if tag in ("textarea", "select"):
            self.open = ""


def controls(form):
    page = Controls()
    page.feed(render_to_string("courses/studio/scenario_fields.html", {"form": form}))
    return page


def test_the_page_of_the_form_sends_back_what_it_shows():
    page = controls(ScenarioForm(shown=ScenarioForm.flat(SETTINGS)))

    sent = {name: value.removeprefix("\n") for name, value in page.sent.items()}
    assert settings(sent) == SETTINGS
    assert {"add:situations", "add:choices-1", "down:situations/0", "remove:choices-2/1"} <= {
        *page.deeds
    }


def test_the_page_shows_again_what_cannot_be_kept():
    flat = ScenarioForm.flat(SETTINGS) | {"situations-0-title": "", "choices-1-0-text": "<b>"}
    form = ScenarioForm(posted(flat))
    form.is_valid()

    page = controls(form)

    assert page.sent["choices-1-0-text"] == "<b>"
    assert page.sent["choices-1-0-leads_to"] == "2"


def test_the_focus_follows_what_was_done():
    flat = ScenarioForm.flat(SETTINGS)
    form = ScenarioForm(shown=rearranged(flat, "down:situations/0"))
    form.focus_on(*focus_after(flat, "down:situations/0"))

    assert [each.row.focus for each in form.situations()] == ["", "down", "", ""]
