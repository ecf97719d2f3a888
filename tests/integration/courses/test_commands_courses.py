"""`manage.py import_course` and `export_course`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Unit
from courses.models import Course, Edition
from tests.factories import a_unit
from tests.integration.courses.packages import a_package, bytes_of, change

pytestmark = pytest.mark.django_db


def run(name, *arguments, **options):
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


def refused(name, *arguments, **options):
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(name, *arguments, stdout=out, **options)
    return str(error.value), out.getvalue()


def test_import_makes_a_draft_and_says_so(tmp_path):
    assert run("import_course", a_package(tmp_path)) == "repair: draft in en.\n"

    assert list(Edition.objects.values_list("number", "title")) == [(None, "Repair")]


def test_a_new_course_belongs_to_the_root(tmp_path):
    root = a_unit("School of Medicine")
    a_unit("Surgery", parent=root)

    run("import_course", a_package(tmp_path))

    assert Course.objects.get().unit == root


def test_where_there_is_no_unit_yet_the_institution_is_the_root(tmp_path, settings):
    settings.INSTITUTION_NAME = "Harlow"

    run("import_course", a_package(tmp_path))

    assert Unit.objects.get().name == "Harlow"


def test_publish_numbers_every_language(tmp_path):
    out = run("import_course", a_package(tmp_path, spanish=True), publish=True)

    assert out == "repair: edition 1 in en published.\nrepair: edition 1 in es published.\n"


def test_json_is_one_object_and_the_second_run_changes_nothing(tmp_path):
    folder = a_package(tmp_path)

    first = json.loads(run("import_course", folder, publish=True, effect="minor", json=True))
    second = json.loads(run("import_course", folder, publish=True, json=True))

    assert first == {
        "course": "repair",
        "created": True,
        "changed": True,
        "drafts": [],
        "published": [{"language": "en", "edition": 1}],
        "moved": 0,
        "to_review": 0,
        "completed": 0,
        "findings": [],
        "problems": [],
    }
    assert second == {**first, "created": False, "changed": False, "published": []}
    assert Edition.objects.get().effect == "minor"


def test_a_package_that_cannot_be_read_names_every_problem_and_changes_nothing(tmp_path):
    folder = a_package(tmp_path)
    change(folder, "01-why/01-what.md", "@zehr2015", "@nobody")
    change(folder, "course.toml", 'hours = "0.75"', 'hours = "many"')

    error, out = refused("import_course", folder)

    assert error == "Nothing was imported: 2 to put right."
    assert out == (
        "01-why/01-what.md:8: “nobody” is not in sources.toml.\n"
        "course.toml:5: “hours” should be a number from 0 to 9999.\n"
    )
    assert not Course.objects.exists()


def test_what_cannot_be_published_is_not_imported_either(tmp_path):
    folder = a_package(tmp_path)
    change(folder, "01-why/02-film.md", 'captions = "media/circle.vtt"\n', "")

    error, out = refused("import_course", folder, publish=True, json=True)

    assert error == "Nothing was imported: 1 to put right."
    assert json.loads(out)["problems"] == ["A circle, filmed: The video has no captions."]
    assert not Course.objects.exists()


def test_a_draft_comes_in_with_what_is_still_to_be_done(tmp_path):
    folder = a_package(tmp_path)
    change(folder, "01-why/02-film.md", 'captions = "media/circle.vtt"\n', "")

    out = run("import_course", folder)

    assert out == "A circle, filmed: The video has no captions.\nrepair: draft in en.\n"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    error, out = refused("import_course", tmp_path / "nowhere")

    assert error == "Nothing was imported: 1 to put right."
    assert out == f"{tmp_path}/nowhere:1: There is no such folder.\n"


def test_export_gives_the_newest_edition_another_or_the_draft(tmp_path):
    folder = a_package(tmp_path / "in")
    run("import_course", folder, publish=True)
    change(folder, "course.toml", 'title = "Repair"', 'title = "Repair 2"')
    run("import_course", folder, publish=True)
    change(folder, "course.toml", 'title = "Repair 2"', 'title = "Repair 3"')
    run("import_course", folder)

    out = run("export_course", "repair", tmp_path / "newest")
    run("export_course", "repair", tmp_path / "first", edition=1)
    run("export_course", "repair", tmp_path / "draft", draft=True)

    assert out == f"repair: edition 2 written to {tmp_path}/newest.\n"
    titles = [
        bytes_of(tmp_path / name)["course.toml"].decode().split("\n")[2]
        for name in ("newest", "first", "draft")
    ]
    assert titles == ['title = "Repair 2"', 'title = "Repair"', 'title = "Repair 3"']


def test_export_writes_into_an_empty_folder_and_into_no_other(tmp_path):
    run("import_course", a_package(tmp_path / "in"), publish=True)
    (tmp_path / "empty").mkdir()

    run("export_course", "repair", tmp_path / "empty")
    before = bytes_of(tmp_path / "empty")
    error, _out = refused("export_course", "repair", tmp_path / "empty")

    assert error == f"“{tmp_path}/empty” is not an empty folder."
    assert bytes_of(tmp_path / "empty") == before


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("nothing",), {}, "There is no course with the key “nothing”."),
        (("repair",), {"edition": 2}, "The course “repair” has no edition 2."),
        (("repair",), {"draft": True}, "The course “repair” has no draft."),
    ],
)
def test_what_is_not_there_cannot_be_exported(tmp_path, arguments, options, said):
    run("import_course", a_package(tmp_path / "in"), publish=True)

    error, out = refused("export_course", *arguments, tmp_path / "out", **options)

    assert (error, out) == (said, "")
    assert not (tmp_path / "out").exists()
