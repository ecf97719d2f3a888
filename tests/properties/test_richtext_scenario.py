"""Whatever its texts say, a scenario in a file or in its form reads back the same."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from courses.forms.scenario import ScenarioForm
from courses.interchange.package_activity import read_activity
from courses.interchange.package_folder import PackageFolder
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import Problems
from courses.interchange.package_writer import write_package
from courses.interchange.package_written import take_apart
from courses.rules.content import ActivityContent, EditionContent, ModuleContent
from courses.rules.scenario import Choice, Scenario, Situation, to_settings
from courses.services.richtext import sanitise_passage, sanitise_phrase
from courses.services.scenarios import plain_line, sanitised_settings

SIGNS = ["## Situation a: b", "### Choice a -> b", "->", ": ", "> c", "#", "```", "`f`", "~~~"]
SIGNS += ["\n", " ", "*", "\\", "<br>", "| g |", "1.", "- d", "+++", "`` ` ``"]
words = st.lists(st.sampled_from(SIGNS) | st.text("ab<&\n", max_size=4), min_size=1, max_size=4)
written = words.map(lambda drawn: " ".join(drawn).replace("<", "&lt;"))
code = st.sampled_from(["a``b", "```", "a`b"]).map(lambda text: f"<code>{text}</code>")
said = (written | code).map(sanitise_phrase).filter(bool)
blocks = (written | code).map(lambda text: f"<p>{text}</p>") | written.map(
    lambda text: f"<blockquote><p>{text}</p></blockquote><ul><li><pre>{text}</pre></li></ul>"
)
passages = st.lists(blocks, max_size=3).map("".join).map(sanitise_passage)
titles = st.text(max_size=12).map(plain_line).filter(bool)


@st.composite
def scenarios(draw):
    keys = [f"s{nth}" for nth in range(draw(st.integers(0, 3)))]
    return Scenario(
        tuple(
            Situation(
                key,
                draw(titles),
                draw(passages.filter(bool)),
                tuple(
                    Choice(f"c{nth}", draw(said), draw(passages), draw(st.sampled_from(keys)))
                    for nth in range(draw(st.integers(0, 2)))
                ),
            )
            for key in keys
        )
    )


@given(scenarios(), passages)
def test_a_scenario_reads_back_the_same(scenario, introduction):
    activity = ActivityContent(
        "case",
        "scenario",
        "A case",
        introduction,
        criterion="viewed",
        settings=to_settings(scenario),
    )
    edition = EditionContent("en", "A course", modules=(ModuleContent("m", "M", "", (activity,)),))
    problems = Problems()
    texts = Texts(PackageFolder(Path()), (), problems)

    file = write_package("key", edition, ())["01-m/01-case.md"]
    read = read_activity(take_apart(file, "case.md", texts), texts, None)

    assert replace(read, place=None) == activity
    assert problems == []
    assert sanitised_settings(read.settings) == activity.settings


@given(scenarios())
def test_a_form_that_is_not_touched_says_the_same(scenario):
    flat = ScenarioForm.flat(to_settings(scenario))
    form = ScenarioForm({name: value.replace("\n", "\r\n") for name, value in flat.items()})

    assert form.is_valid(), form.troubles()
    assert form.settings() == to_settings(scenario)
