"""A survey in the studio: its items are kept as a whole, and keep their keys."""

import json
from dataclasses import replace

import pytest

from courses.rules.survey import Asks, Privacy, from_settings
from courses.services.activity_rows import read_activity
from courses.services.authoring import save_activity
from courses.services.draft_history import token_of
from courses.services.outline_changes import add_activity
from tests import factories as make
from tests.integration.courses.studio import at, posted
from tests.surveys import SETTINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]


@pytest.fixture
def ask(draft, trainer):
    """The key of a survey in the draft that asks nothing yet."""
    module = draft.modules.order_by("position").first()
    return add_activity(draft, module.key, "survey", "Ask", now=make.NOW, by=trainer).key


def row(draft, ask):
    return draft.activities.get(key=ask)


def survey(draft, ask):
    return from_settings(row(draft, ask).settings)


def form_of(client, draft, ask):
    """What the page of it would send as it stands."""
    page = client.get(at("write", draft, ask))
    form = page.context["form"]
    return posted(page) | shown(form.rows)


def shown(rows):
    flat = {"items-TOTAL_FORMS": str(len(rows.forms)), "items-INITIAL_FORMS": "0"}
    for number, each in enumerate(rows.forms):
        for field in each:
            flat[f"items-{number}-{field.name}"] = field.value() or ""
    return flat


def save(client, draft, ask, **data):
    sent = form_of(client, draft, ask) | data
    answer = client.post(at("write", draft, ask), sent, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.content)


def written(draft, ask, trainer):
    """As another trainer, or a package, left it."""
    held = read_activity(row(draft, ask))
    said = replace(held, settings=SETTINGS)
    save_activity(draft, said, edited=token_of(held), over="", now=make.NOW, by=trainer)


def items(*rows):
    flat = {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0"}
    for number, each in enumerate(rows):
        flat |= {f"items-{number}-{name}": value for name, value in each.items()}
    return flat


def test_items_are_written_with_their_options(client, draft, ask):
    status, note = save(
        client,
        draft,
        ask,
        privacy="confidential",
        **items(
            {"prompt": "Will you use it?", "asks": "single", "options": "Yes\r\n\r\nNo"},
            {"prompt": "What was missing?", "asks": "comment", "options": ""},
            {"prompt": "", "asks": "single", "options": ""},
        ),
    )

    assert (status, note["errors"]) == (200, {})
    held = survey(draft, ask)
    first, second = held.items
    assert held.privacy == Privacy.CONFIDENTIAL
    assert (first.key, first.asks, [each.text for each in first.options]) == (
        "item",
        Asks.SINGLE,
        ["Yes", "No"],
    )
    assert (second.key, second.asks, second.options) == ("item2", Asks.COMMENT, ())


def test_the_form_as_it_stands_changes_nothing(client, draft, ask, trainer):
    written(draft, ask, trainer)
    status, _note = save(client, draft, ask)
    assert (status, survey(draft, ask)) == (200, from_settings(SETTINGS))


def test_an_item_that_moves_or_changes_its_words_keeps_its_key(client, draft, ask, trainer):
    written(draft, ask, trainer)
    save(
        client,
        draft,
        ask,
        **items(
            {"key": "more", "prompt": "What else?", "asks": "comment", "options": ""},
            {
                "key": "use",
                "prompt": "Will you use it?",
                "asks": "single",
                "options": "Much\nSome of it\nNone",
            },
            {"prompt": "One more?", "asks": "comment", "options": ""},
        ),
    )
    more, use, new = survey(draft, ask).items
    assert (more.key, use.key, new.key) == ("more", "use", "item")
    assert [(each.key, each.text) for each in use.options] == [
        ("much", "Much"),
        ("some", "Some of it"),
        ("none", "None"),
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"prompt": "", "options": "A\nB"}, "Item 1, What it asks: Say what it asks."),
        ({"options": "Yes"}, "Item 1, Options: Give two options at least, one on a line."),
        ({"options": "Yes\nYes"}, "Item 1, Options: Two of these options say the same."),
        (
            {"asks": "comment"},
            "Item 1, Options: Words of their own need no options: leave this empty.",
        ),
    ],
)
def test_a_mistake_is_named_and_the_items_stay_as_they_were(
    client, draft, ask, trainer, wrong, words
):
    written(draft, ask, trainer)
    good = {"prompt": "Will you?", "asks": "single", "options": "Yes\nNo"}
    status, note = save(client, draft, ask, title="Asked anew", **items(good | wrong))

    assert status == 422
    assert note["errors"] == {"__all__": [words]}
    assert row(draft, ask).title == "Asked anew"
    assert survey(draft, ask) == from_settings(SETTINGS)


def test_rows_are_added_and_moved_without_script(client, draft, ask, trainer):
    written(draft, ask, trainer)
    sent = form_of(client, draft, ask) | {"rows": "down:items/0"}
    page = client.post(at("write", draft, ask), sent)
    prompts = [each["prompt"].value() for each in page.context["form"].rows.forms]
    assert prompts[:2] == ["What helped?", "How much of this will you use?"]
    page = client.post(at("write", draft, ask), sent | {"rows": "add:items"})
    assert len(page.context["form"].rows.forms) == 4
    assert survey(draft, ask) == from_settings(SETTINGS)


def test_the_checks_say_what_is_missing(client, draft, ask):
    page = client.get(at("checks", draft)).content.decode()
    assert "The survey asks nothing." in page
