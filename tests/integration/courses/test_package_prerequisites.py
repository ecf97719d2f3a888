"""What must be done before an activity, in a course package."""

import pytest

from courses.interchange.package import PackageUnreadable, read_package
from courses.interchange.package_export import export_course
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import NOW, a_unit
from tests.integration.courses.packages import a_package, bytes_of, change, write
from tests.integration.courses.test_package_scenario import ENGLISH, FILE, SPANISH

pytestmark = pytest.mark.django_db

CHECK = "02-how/01-check.md"
LINES, LINES_ES = "02-how/02-lines.md", "02-how/02-lines.es.md"


def a_package_in_order(folder, *, spanish=False):
    """Of a video, a quiz, a reflection, an attestation and a scenario, each after something."""
    a_package(folder, spanish=spanish)
    write(folder, {FILE: ENGLISH} | ({"02-how/04-handoff.es.md": SPANISH} if spanish else {}))
    after(folder, "01-why/02-film.md", '["what"]')
    after(folder, CHECK, '["what", "film"]')
    after(folder, LINES, '["check"]')
    after(folder, "02-how/03-sign.md", '["lines"]')
    after(folder, FILE, '["check"]')
    return folder


def after(folder, name, keys):
    change(folder, name, "\n+++", f"\nafter = {keys}\n+++")


def prerequisites(edition):
    return {it.key: it.settings["after"] for it in edition.activities() if "after" in it.settings}


def problems(folder):
    with pytest.raises(PackageUnreadable) as refused:
        read_package(folder)
    return [str(problem) for problem in refused.value.problems]


def published(folder):
    course = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None).course
    return publish_drafts(course, effect="new_learners", now=NOW, by=None)


IN_ORDER = {
    "film": ["what"],
    "check": ["what", "film"],
    "lines": ["check"],
    "sign": ["lines"],
    "handoff": ["check"],
}


def test_any_kind_of_activity_says_what_comes_before_it_and_its_translation_follows(tmp_path):
    package = read_package(a_package_in_order(tmp_path, spanish=True))

    assert [prerequisites(it) for it in package.editions] == [IN_ORDER, IN_ORDER]


def test_out_and_in_again_gives_the_same_bytes_and_the_same_hash(tmp_path):
    editions = published(a_package_in_order(tmp_path / "in", spanish=True))
    export_course(editions[0].course, tmp_path / "first")
    assert "after" not in (tmp_path / "first" / LINES_ES).read_text(encoding="utf-8")
    change(tmp_path / "first", "course.toml", 'key = "repair"', 'key = "repair-elsewhere"')

    again = published(tmp_path / "first")
    export_course(again[0].course, tmp_path / "second")

    assert [it.content_hash for it in again] == [it.content_hash for it in editions]
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")


def test_nothing_before_it_is_the_same_as_not_a_word_of_it(tmp_path):
    plain = read_package(a_package(tmp_path / "plain"))
    folder = a_package(tmp_path / "empty")
    after(folder, LINES, "[]")

    assert read_package(folder).edition == plain.edition


def test_a_translation_can_take_it_back_and_is_written_so(tmp_path):
    folder = a_package(tmp_path / "in", spanish=True)
    after(folder, LINES, '["check"]')
    after(folder, LINES_ES, "[]")

    import_package(read_package(folder), unit=a_unit(), now=NOW, by=None)
    course = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None).course
    export_course(course, tmp_path / "out", draft=True)

    package = read_package(tmp_path / "out")
    assert [prerequisites(it) for it in package.editions] == [{"lines": ["check"]}, {}]


def test_an_unknown_key_is_named_with_file_and_line(tmp_path):
    folder = a_package(tmp_path, spanish=True)
    after(folder, CHECK, '[\n  "what",\n  "gone",\n]')
    after(folder, LINES_ES, '["weg"]')

    assert problems(folder) == [
        "02-how/01-check.md:9: “after” names “gone”, which is no activity of this course.",
        "02-how/02-lines.es.md:3: “after” names “weg”, which is no activity of this course.",
    ]


@pytest.mark.parametrize("odd", ['"what"', "3", '["what", 3]', "true"])
def test_what_is_no_list_of_keys_is_named(tmp_path, odd):
    folder = a_package(tmp_path)
    after(folder, CHECK, odd)

    assert problems(folder) == ["02-how/01-check.md:9: “after” should be a list of texts."]
