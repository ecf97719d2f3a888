"""A scenario in a course package: read, kept clean, written the same, and named where it is not."""

import pytest

from courses.interchange.package import PackageUnreadable, read_package
from courses.interchange.package_export import export_course
from courses.models import Activity
from courses.rules.scenario import from_settings, walk
from courses.services.edition_content import read_edition, write_draft
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from courses.services.scenarios import plain_line, sanitised_settings
from tests.factories import NOW, a_unit, an_edition
from tests.integration.courses.packages import a_package, bytes_of, change, write
from tests.integration.courses.payloads import payloads
from tests.integration.courses.test_richtext_payloads import strange
from tests.scenarios import SETTINGS

pytestmark = pytest.mark.django_db

FILE = "02-how/04-handoff.md"
ENGLISH = """\
+++
key = "handoff"
kind = "scenario"
title = "A handoff"
minutes = 5
+++

You lead the round on ward 7. See [the page](#activity-what) first.

## Situation start: A morning handoff

The intern is late *again* [@zehr2015].

![A square](figures/square.png)

### Choice a -> silence

Say it before **everybody**

> She goes red.
>
> - Nobody looks up.

### Choice b -> talk

Ask her in private

## Situation silence: Nobody speaks

The round goes on.

### Choice a -> start

\\# Begin again

## Situation talk: In the corridor

She tells you about the night.
"""
SPANISH = """\
+++
title = "Un relevo"
+++

Usted dirige la ronda.

## Situation start: Un relevo por la mañana

La interna llega tarde.

### Choice a -> silence

Decirlo ante todos

> Se sonroja.

### Choice b -> talk

Preguntarle a solas

## Situation silence: Nadie habla

La ronda sigue.

### Choice a -> start

Empezar de nuevo

## Situation talk: En el pasillo

Le cuenta la noche.
"""


def a_package_with_a_scenario(folder, *, spanish=False):
    a_package(folder, spanish=spanish)
    write(folder, {FILE: ENGLISH})
    if spanish:
        write(folder, {"02-how/04-handoff.es.md": SPANISH})
    return folder


def published(folder):
    course = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None).course
    return publish_drafts(course, effect="new_learners", now=NOW, by=None)


def problems(folder):
    with pytest.raises(PackageUnreadable) as refused:
        read_package(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_scenario_is_read_with_its_situations_choices_and_pictures(tmp_path):
    package = read_package(a_package_with_a_scenario(tmp_path))

    handoff = next(it for it in package.edition.activities() if it.key == "handoff")
    scenario = from_settings(handoff.settings)
    start, silence, talk = scenario.situations
    assert handoff.criterion == "viewed"
    assert handoff.body.startswith("<p>You lead the round on ward 7.")
    assert (start.key, start.title) == ("start", "A morning handoff")
    assert '<a class="citation" href="#source-zehr2015"></a>' in start.text
    assert 'alt="A square" width="8" height="6">' in start.text
    assert start.choices[0].text == "Say it before <strong>everybody</strong>"
    assert start.choices[0].consequence == (
        "<p>She goes red.</p>\n<ul><li>Nobody looks up.</li></ul>"
    )
    assert silence.choices[0].text == "# Begin again"
    assert walk(scenario, ["a", "a", "b"]).at == talk


def test_out_and_in_again_gives_the_same_bytes_and_the_same_hash(tmp_path):
    editions = published(a_package_with_a_scenario(tmp_path / "in", spanish=True))
    export_course(editions[0].course, tmp_path / "first")
    package = read_package(tmp_path / "first")
    change(tmp_path / "first", "course.toml", 'key = "repair"', 'key = "repair-elsewhere"')
    again = published(tmp_path / "first")
    export_course(again[0].course, tmp_path / "second")

    assert package.edition == read_edition(editions[0])
    assert [it.content_hash for it in again] == [it.content_hash for it in editions]
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")
    assert bytes_of(tmp_path / "first")[FILE].decode() == ENGLISH
    assert bytes_of(tmp_path / "first")["02-how/04-handoff.es.md"].decode() == SPANISH


def test_the_same_package_again_changes_nothing(tmp_path):
    folder, unit = a_package_with_a_scenario(tmp_path), a_unit()
    course = import_package(read_package(folder), unit=unit, now=NOW, by=None).course
    publish_drafts(course, effect="new_learners", now=NOW, by=None)

    assert not import_package(read_package(folder), unit=unit, now=NOW, by=None).changed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "## Situation start: A morning handoff",
            "## Situation start",
            ["10: A situation begins “## Situation KEY: Title”."],
        ),
        (
            "### Choice a -> silence",
            "### Choice a silence",
            ["16: A choice begins “### Choice KEY -> KEY”."],
        ),
        (
            "### Choice b -> talk",
            "### Choice a -> gone",
            ["16: This situation has two choices with the key “a”.",
             "24: No situation has the key “gone”.",
             "24: This situation has two choices with the key “a”."],
        ),
        (
            "## Situation silence:",
            "## Situation talk:",
            ["16: No situation has the key “silence”.",
             "28: This scenario has two situations with the key “talk”.",
             "36: This scenario has two situations with the key “talk”."],
        ),
        ("Ask her in private", "", ["24: The choice “b” says nothing."]),
        (
            "The round goes on.",
            "",
            ["28: The situation says nothing: its text is missing."],
        ),
        (
            "> - Nobody looks up.",
            "Nobody looks up.",
            ["22: This belongs to no choice: begin it with >."],
        ),
        ("> She goes red.", "> See [@acosta].", ["20: “acosta” is not in sources.toml."]),
        ("minutes = 5", "minutes = 5\nsituations = []", ["6: “situations” is not known here."]),
        (
            "minutes = 5",
            'criterion = "ticked"',
            ["5: “criterion” should be one of: viewed."],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_line(tmp_path, old, new, said):
    change(a_package_with_a_scenario(tmp_path), FILE, old, new)

    assert problems(tmp_path) == [f"{FILE}:{each}" for each in said]


def test_a_scenario_in_which_somebody_could_be_stuck_is_not_published(tmp_path):
    folder = a_package_with_a_scenario(tmp_path)
    change(folder, FILE, "### Choice b -> talk", "### Choice b -> silence")
    course = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None).course

    with pytest.raises(Exception, match="From the situation") as refused:
        publish_drafts(course, effect="new_learners", now=NOW, by=None)

    assert refused.value.messages == [
        "A handoff: No choice leads from the start to the situation “In the corridor”.",
        "A handoff: From the situation “A morning handoff” no ending can be reached.",
        "A handoff: From the situation “Nobody speaks” no ending can be reached.",
    ]


def written(**said):
    """What is stored of a scenario whose first situation says this."""
    edition = an_edition(None, "page", number=None)
    content = read_edition(edition)
    [module] = content.modules
    [page] = module.activities
    situations = [{**SETTINGS["situations"][0], **said}, *SETTINGS["situations"][1:], "junk"]
    fields = {"kind": "scenario", "settings": {"situations": situations}}
    case = type(page)(key="case", title="A case", criterion="viewed", **fields)
    held = type(module)(module.key, module.title, "", (case,))
    write_draft(edition, type(content)("en", "Repair", modules=(held,)), {})
    return from_settings(Activity.objects.get(key="case").settings).situations[0]


def test_texts_are_cleaned_on_the_way_in():
    stored = written(
        title=" A\x00 <b>morning</b>\n handoff ",
        text='<h2>Late</h2><p onclick="x()">She is late.<script>x()</script></p>',
        choices=[
            {
                "key": "a",
                "text": "<p>Say <img src=x onerror=x()>it</p>",
                "consequence": '<a href="javascript:x()">She</a> goes red.',
                "leads_to": "talk",
            }
        ],
    )

    assert stored.title == "A <b>morning</b> handoff"
    assert stored.text == "<p><strong>Late</strong></p>\n<p>She is late.</p>"
    assert stored.choices[0].text == "Say it"
    assert stored.choices[0].consequence == "<p>She goes red.</p>"


def test_no_payload_brings_in_more_than_the_set():
    for payload in payloads():
        choice = {"key": "a", "text": payload, "consequence": payload, "leads_to": "a"}
        situation = {"key": "a", "title": payload, "text": payload, "choices": [choice]}

        stored = from_settings(sanitised_settings({"situations": [situation]}))

        assert [(payload, held) for text in stored.texts() if (held := strange(text))] == []
        assert plain_line(stored.situations[0].title) == stored.situations[0].title
