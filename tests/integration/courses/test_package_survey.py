"""A survey in a course package: read, kept plain, written the same, and named where it is not."""

import pytest

from courses.interchange.package import PackageUnreadable, read_package
from courses.interchange.package_export import export_course
from courses.rules.survey import Asks, Privacy, from_settings
from courses.services.edition_content import read_edition
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import NOW, a_unit
from tests.integration.courses.packages import a_package, bytes_of, change, write

pytestmark = pytest.mark.django_db

FILE = "02-how/04-ask.md"
ENGLISH = """\
+++
key = "ask"
kind = "survey"
title = "What it was worth"
minutes = 3
privacy = "confidential"
+++

Three minutes.

## Item use (single): How much of this will you use?

- much: Much of it
- none: None of it

## Item parts (multiple): What helped?

- cases: The cases
- circle: The circle

## Item more (comment): What was missing?
"""
SPANISH = """\
+++
title = "Lo que valió"
+++

Tres minutos.

## Item use (single): ¿Cuánto de esto usará?

- much: Mucho
- none: Nada

## Item parts (multiple): ¿Qué ayudó?

- cases: Los casos
- circle: El círculo

## Item more (comment): ¿Qué faltó?
"""


def a_package_with_a_survey(folder):
    a_package(folder, spanish=True)
    write(folder, {FILE: ENGLISH, "02-how/04-ask.es.md": SPANISH})
    return folder


def published(folder):
    course = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None).course
    return publish_drafts(course, effect="new_learners", now=NOW, by=None)


def problems(folder):
    with pytest.raises(PackageUnreadable) as refused:
        read_package(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_survey_is_read_with_its_items_and_options(tmp_path):
    package = read_package(a_package_with_a_survey(tmp_path))

    ask = next(it for it in package.edition.activities() if it.key == "ask")
    survey = from_settings(ask.settings)
    use, parts, more = survey.items
    assert (ask.criterion, ask.body) == ("survey_answered", "<p>Three minutes.</p>")
    assert survey.privacy == Privacy.CONFIDENTIAL
    assert (use.asks, use.prompt) == (Asks.SINGLE, "How much of this will you use?")
    assert [(each.key, each.text) for each in parts.options] == [
        ("cases", "The cases"),
        ("circle", "The circle"),
    ]
    assert (more.asks, more.options) == (Asks.COMMENT, ())


def test_out_and_in_again_gives_the_same_bytes_and_the_same_hash(tmp_path):
    editions = published(a_package_with_a_survey(tmp_path / "in"))
    export_course(editions[0].course, tmp_path / "first")
    package = read_package(tmp_path / "first")
    change(tmp_path / "first", "course.toml", 'key = "repair"', 'key = "repair-elsewhere"')
    again = published(tmp_path / "first")
    export_course(again[0].course, tmp_path / "second")

    assert package.edition == read_edition(editions[0])
    assert [it.content_hash for it in again] == [it.content_hash for it in editions]
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")
    assert bytes_of(tmp_path / "first")[FILE].decode() == ENGLISH
    assert bytes_of(tmp_path / "first")["02-how/04-ask.es.md"].decode() == SPANISH


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "## Item use (single): How",
            "## Item use (scale): How",
            f"{FILE}:11: An item begins “## Item KEY (single): Prompt”, "
            "or (multiple), or (comment).",
        ),
        (
            "- none: None of it",
            "None of it",
            f"{FILE}:14: An option is written “- KEY: Text”, on one line.",
        ),
        (
            "- none: None of it",
            "- much: None of it",
            f"{FILE}:14: There is another option with the key “much”.",
        ),
        (
            "## Item parts",
            "## Item use",
            f"{FILE}:16: There is another item with the key “use”.",
        ),
        (
            "What was missing?\n",
            "What was missing?\n\n- a: This\n",
            f"{FILE}:21: An item for a comment has no options.",
        ),
        (
            'privacy = "confidential"',
            'privacy = "secret"',
            f"{FILE}:6: “privacy” should be one of: anonymous, confidential, identified.",
        ),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(tmp_path, old, new, problem):
    change(a_package_with_a_survey(tmp_path), FILE, old, new)
    assert problem in problems(tmp_path)
