"""What a package may not hold, and how it is said: the file, the line, one sentence."""

from decimal import Decimal
from pathlib import Path

import pytest

from courses.interchange.package import PackageUnreadable, read_package
from courses.rules.drawings import UnsafeDrawing, drawing_size
from tests.integration.courses.packages import a_package, change, write


def problems(folder):
    with pytest.raises(PackageUnreadable) as unreadable:
        read_package(folder)
    return [str(problem) for problem in unreadable.value.problems]


MISTAKES = (Path(__file__).parent / "mistakes.txt").read_text(encoding="utf-8")


def mistakes():
    for block in MISTAKES.split("\n\n")[1:]:
        name, *lines = block.strip().split("\n")
        old, new, said = (line[1:].removeprefix(" ") for line in lines)
        old, new = old.replace("\\n", "\n"), new.replace("\\n", "\n")
        yield pytest.param(name, old, new, said, id=said.partition(": ")[2][:40])


@pytest.mark.parametrize(("name", "old", "new", "said"), list(mistakes()))
def test_each_mistake_is_named_with_file_and_line(tmp_path, name, old, new, said):
    change(a_package(tmp_path, kinds=True), name, old, new)

    found = problems(tmp_path)

    assert said in found
    # A duplicate is named at both places; nothing else is.
    assert len(found) <= 2


def test_a_container_that_is_never_closed_is_named(tmp_path):
    change(a_package(tmp_path), "01-why/01-what.md", ":::\n::::\n", "")

    assert problems(tmp_path) == [
        "01-why/01-what.md:28: “:::: note Before you read on” is never closed.",
        "01-why/01-what.md:35: “::: way The summary” is never closed.",
    ]


def test_every_problem_is_named_at_once(tmp_path):
    folder = a_package(tmp_path)
    change(folder, "course.toml", 'hours = "0.75"', "hours = true")
    change(folder, "02-how/03-sign.md", "minutes", "minute")

    assert problems(folder) == [
        "02-how/03-sign.md:5: “minute” is not known here.",
        "course.toml:5: “hours” should be a number from 0 to 9999.",
    ]


@pytest.mark.parametrize("name", ["course.toml", "01-why/01-what.md", "figures/seats.svg"])
def test_links_are_not_followed(tmp_path, name):
    folder = a_package(tmp_path / "in")
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")

    assert [it for it in problems(folder) if "is a link; put the file itself here." in it]


def test_a_linked_folder_is_not_followed(tmp_path):
    folder = a_package(tmp_path / "in")
    (folder / "figures").rename(tmp_path / "figures")
    (folder / "figures").symlink_to(tmp_path / "figures")

    assert problems(folder) == [
        "01-why/01-what.md:12: “figures/seats.svg” is a link; put the file itself here.",
        "01-why/01-what.md:14: “figures/square.png” is a link; put the file itself here.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "figures/square.png",
            b"GIF89a, or so it says",
            "is not what its name says, or is broken.",
        ),
        ("media/circle.vtt", b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n", "is not"),
        ("media/circle.webm", b"#!/bin/sh", "is not what its name says, or is broken."),
        ("figures/seats.svg", b"<svg onload='alert(1)'/>", "it holds a script (onload)."),
    ],
)
def test_a_file_is_what_its_name_says(tmp_path, name, content, said):
    (a_package(tmp_path) / name).write_bytes(content)

    [problem] = problems(tmp_path)

    assert f"“{name}”" in problem
    assert said in problem


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg><script>alert(1)</script></svg>",
        "<svg xmlns:x='http://www.w3.org/2000/svg'><x:script/></svg>",
        "<svg><a href='javascript:alert(1)'/></svg>",
        "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><use xlink:href='http://a/b#c'/></svg>",
        "<svg><image href='data:image/png;base64,AA=='/></svg>",
        "<svg><foreignObject/></svg>",
        "<svg><set attributeName='href'/></svg>",
        "<svg><style>@import 'http://a/b';</style></svg>",
        "<svg><rect fill='url(http://a/b)'/></svg>",
        "<svg><rect style='fill: url( \"//a/b\" )'/></svg>",
        "<?xml-stylesheet href='http://a/b'?><svg/>",
        "<!DOCTYPE svg [<!ENTITY a 'aa'>]><svg>&a;</svg>",
        "<html/>",
        "<svg>",
    ],
)
def test_a_drawing_that_is_more_than_a_drawing_is_refused(drawing):
    with pytest.raises(UnsafeDrawing):
        drawing_size(drawing.encode())


def test_a_drawing_may_refer_to_itself():
    drawing = b"<svg viewBox='0 0 4 3'><g id='a'/><use href='#a' fill='url(#b)'/></svg>"

    assert drawing_size(drawing) == (4, 3)


def test_text_that_is_not_utf_8_is_named(tmp_path):
    (a_package(tmp_path) / "course.toml").write_bytes(b'key = "a"\ntitle = "caf\xe9"\n')

    assert problems(tmp_path) == ["course.toml:1: “course.toml” is not UTF-8 text (line 2)."]


def test_line_ends_and_byte_order_marks_make_no_difference(tmp_path):
    plain = read_package(a_package(tmp_path / "plain"))
    folder = a_package(tmp_path / "dos")
    for path in [*folder.rglob("*.md"), *folder.rglob("*.toml")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert read_package(folder).edition == plain.edition


def test_a_folder_that_no_module_names_is_named(tmp_path):
    write(a_package(tmp_path), {"03-more/01-page.md": ""})

    assert problems(tmp_path) == [
        "course.toml:1: The folder “03-more” is no module's in course.toml."
    ]


def test_a_file_with_another_kind_of_name_is_named(tmp_path):
    write(a_package(tmp_path), {"01-why/notes.md": "not yet"})

    assert problems(tmp_path) == [
        "01-why/notes.md:1: An activity's file is called NN-name.md, with two digits or more."
    ]


def test_a_translated_activity_needs_a_translated_course(tmp_path):
    write(a_package(tmp_path), {"01-why/01-what.fr.md": "+++\ntitle = 'Quoi'\n+++\n"})

    assert problems(tmp_path) == ["01-why/01-what.fr.md:1: There is no “course.fr.toml” beside it."]


def test_a_translation_of_nothing_is_named(tmp_path):
    folder = a_package(tmp_path, spanish=True)
    (folder / "01-why/01-what.es.md").rename(folder / "01-why/03-what.es.md")

    assert problems(folder) == [
        "01-why/03-what.es.md:1: This translates “01-why/03-what.md”, which is not there."
    ]


def test_a_translation_takes_settings_from_its_original(tmp_path):
    package = read_package(a_package(tmp_path, spanish=True))

    [spanish] = package.translations
    film, quiz = (it for it in spanish.activities() if it.kind in ("video", "quiz"))

    assert (film.title, film.minutes, film.required) == ("Un círculo, filmado", 2, False)
    assert str(film.settings["captions"]).endswith("/circle.es.vtt")
    assert (quiz.pass_mark, quiz.settings) == (Decimal("0.6667"), {"attempts": 3, "shuffle": True})
    assert [file.name for file in spanish.files] == ["media/circle.es.vtt", "media/circle.webm"]


def test_the_folder_of_an_imported_course_is_never_written_to(tmp_path):
    folder = a_package(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*")}

    read_package(folder)

    assert {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*")} == before
