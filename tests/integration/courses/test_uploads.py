"""What a trainer adds to a draft: what it says it is, kept once, or refused in one sentence."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from courses.interchange.package import PackageUnreadable, read_package
from courses.interchange.package_export import export_course
from courses.models import Asset, EditionAsset
from courses.rules.content_hash import edition_hash
from courses.services.drafts import new_draft
from courses.services.edition_content import read_edition
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from courses.services.uploads import address_of, keep_upload
from learning.services.verify import verify_records
from tests.factories import NOW, a_course, a_trainer, a_unit, an_edition
from tests.integration.courses.packages import CAPTIONS, DRAWING, a_package, change
from tests.integration.courses.uploaded import (
    TYPE_OF,
    a_document,
    a_draft,
    a_picture,
    keep,
    refusal,
)

pytestmark = pytest.mark.django_db

FILM = b"\x00\x00\x00\x18ftypisom and so on"


BROKEN = "“{name}” is not what its name says, or is broken."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", a_picture("JPEG")),
        ("a.jpg", a_picture("PNG")),
        ("a.gif", b"GIF89a/*<script>alert(1)</script>*/=1;"),
        ("a.png", a_picture()[:50]),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP"),
        ("a.mp4", b"\x00\x00\x00\x18ftypheic and so on"),
        ("a.mp4", b"<html>"),
        ("a.webm", FILM),
        ("a.mp3", b"<html>"),
        ("a.vtt", b"WEBVTT\n\n"),
        ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\n\xff\n"),
        ("a.pdf", b"<script>%PDF-1.7"),
        ("a.txt", b"\xff\xfe\x00a"),
        ("a.txt", b"a\x00b"),
        ("a.csv", "naïve".encode("latin-1")),
        ("a.docx", b"\xd0\xcf\x11\xe0 an old or encrypted one"),
        ("a.docx", a_document("xlsx")),
        ("a.docx", a_document("odt")),
        ("a.odt", a_document("docx")),
        ("a.odt", a_document("odt", type="application/vnd.oasis.opendocument.spreadsheet")),
        ("a.pptx", a_document("docx")[:-30]),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, data):
    assert refusal(name, data) == ("broken", BROKEN.format(name=name))


@pytest.mark.parametrize(
    ("ending", "parts"),
    [
        ("docx", [("word/vbaProject.bin", "application/vnd.ms-office.vbaProject")]),
        ("docx", [("word/x.bin", "application/vnd.ms-office.vbaProject")]),
        ("xlsx", [("xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml")]),
        ("pptx", [("ppt/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml")]),
        ("odt", [("Basic/Standard/Module1.xml", "")]),
        ("odt", [("Scripts/python/run.py", "")]),
    ],
)
def test_a_document_with_something_that_runs_is_refused(ending, parts):
    said = refusal(f"Plan.{ending}", a_document(ending, *parts))

    assert said == ("broken", f"“Plan.{ending}” holds macros or controls: save it without them.")


def test_a_document_with_macros_under_another_name_is_refused():
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"

    code, _said = refusal("a.docx", a_document("docx", type=macro))

    assert code == "broken"


def test_a_list_of_parts_that_refers_elsewhere_is_refused():
    given = a_document("docx", type='"/>%x;<x a="').replace(b"<Types>", b"<!DOCTYPE T []>")

    assert refusal("a.docx", given)[0] == "broken"


@pytest.mark.parametrize(
    "name", ["a.docm", "a.exe", "a.html", "a.zip", "a.heic", "noending", ".png"]
)
def test_another_kind_of_file_is_refused(name):
    code, said = refusal(name, b"x")

    assert code == "kind"
    assert said.startswith(f"“{name}” is not of a kind that a course can hold: png, jpg,")


def test_an_empty_file_is_refused():
    assert refusal("a.pdf", b"") == ("empty", "“a.pdf” is empty.")


@pytest.mark.parametrize(
    ("name", "most"), [("a.png", 20), ("a.svg", 20), ("a.pdf", 25), ("a.mp3", 25), ("a.mp4", 500)]
)
def test_what_is_too_large_is_refused(name, most):
    file = SimpleUploadedFile(name, b"x")
    file.size = most * 1024 * 1024 + 1

    with pytest.raises(ValidationError) as refused:
        keep_upload(a_draft(), file, now=NOW, by=None)

    assert refused.value.code == "too_large"
    assert refused.value.messages == [f"“{name}” is larger than {most} MB."]


@pytest.mark.parametrize(
    ("drawing", "why"),
    [
        (DRAWING.replace("<circle", "<script/><circle"), "it holds a <script> element"),
        (DRAWING.replace("<circle", '<circle onload="x()"'), "it holds a script (onload)"),
        (
            DRAWING.replace("<circle", '<image href="https://example.org/x.png"/><circle'),
            "it refers to something outside itself (href)",
        ),
        (f"<!DOCTYPE svg>{DRAWING}", "it declares a document type or an instruction"),
    ],
)
def test_a_drawing_that_is_more_than_one_is_refused(drawing, why):
    assert refusal("a.svg", drawing.encode()) == ("broken", f"“a.svg” is refused: {why}.")


@pytest.mark.parametrize(
    ("second", "at"),
    [("00:01.000 --> 00:02.000", "00:00:01.000"), ("00:09.000 --> 00:08.000", "00:00:09.000")],
)
def test_captions_out_of_order_are_refused(second, at):
    given = f"WEBVTT\n\n00:04.000 --> 00:06.000\nOne.\n\n{second}\nTwo.\n".encode()

    said = refusal("a.vtt", given)

    assert said == (
        "broken",
        f"In “a.vtt” the caption at {at} ends before it begins, or comes too late.",
    )


@pytest.mark.parametrize(
    ("given", "data", "name", "type"),
    [
        ("Sitzkreis (1).svg", DRAWING.encode(), "figures/sitzkreis-1.svg", "image/svg+xml"),
        ("Gespräch.MP4", FILM, "films/gesprach.mp4", "video/mp4"),
        ("talk.webm", b"\x1a\x45\xdf\xa3 film", "films/talk.webm", "video/webm"),
        ("talk.mp3", b"ID3 sound", "films/talk.mp3", "audio/mpeg"),
        ("talk.en.vtt", CAPTIONS.encode(), "captions/talk-en.vtt", "text/vtt"),
        ("../../plan.pdf", b"%PDF-1.7", "files/plan.pdf", "application/pdf"),
        ("Плaн.txt", "Слово".encode(), "files/a.txt", "text/plain"),
        ("計画.csv", b"a,b\n", "files/file.csv", "text/csv"),
        ("plan.php.docx", a_document("docx"), "files/plan-php.docx", TYPE_OF["docx"]),
        ("plan.xlsx", a_document("xlsx"), "files/plan.xlsx", TYPE_OF["xlsx"]),
        ("plan.pptx", a_document("pptx"), "files/plan.pptx", TYPE_OF["pptx"]),
        ("plan.odt", a_document("odt"), "files/plan.odt", TYPE_OF["odt"]),
        (f"{'long ' * 40}.pdf", b"%PDF-1.7", f"files/{'long-' * 11}long.pdf", "application/pdf"),
    ],
)
def test_a_file_has_a_plain_name_in_the_package(given, data, name, type):
    kept = keep(a_draft(), given, data)

    assert (kept.name, kept.asset.type) == (name, type)
    assert address_of(kept) == f"/assets/{kept.asset.sha256}/{name.rpartition('/')[2]}"


def test_the_same_file_again_is_the_same_row_and_is_recorded_once():
    draft, trainer, given = a_draft(), a_trainer(), a_picture("JPEG")

    first = keep(draft, "a.jpg", given, by=trainer)
    again = keep(draft, "another name.jpg", given, by=trainer)

    assert first == again
    assert (Asset.objects.count(), EditionAsset.objects.count()) == (1, 1)
    [entry] = AuditEntry.objects.filter(action="courses.file.added")
    assert (entry.by, entry.after["file"]) == (trainer, "figures/a.jpg")


def test_a_name_stands_for_one_file_in_all_editions_of_a_course():
    course = a_course()
    english, spanish = a_draft(course), a_draft()
    spanish.course, spanish.language = course, "es"
    spanish.save()
    EditionAsset.objects.create(
        edition=english,
        asset=keep(a_draft(), "x.png", a_picture(colour="red")).asset,
        name="figures/A.png",
    )

    names = [
        keep(english, "a.png", a_picture()).name,
        keep(spanish, "a.png", a_picture(colour="blue")).name,
        keep(spanish, "a.png", a_picture()).name,
    ]

    assert names == ["figures/a-2.png", "figures/a-3.png", "figures/a-2.png"]


def test_a_published_edition_takes_no_file():
    code, _said = refusal("a.png", a_picture(), draft=an_edition())

    assert code == "published"


def test_a_draft_that_was_published_or_discarded_meanwhile_takes_no_file():
    draft, gone = a_draft(), a_draft()
    type(draft).objects.filter(pk=draft.pk).update(number=1, published_at=NOW, content_hash="x")
    gone.pk = 10**6

    assert refusal("a.png", a_picture(), draft=draft)[0] == "published"
    assert refusal("a.png", a_picture(), draft=gone)[0] == "no_draft"


def test_what_nothing_shows_yet_is_no_part_of_what_the_draft_says(tmp_path):
    package = read_package(a_package(tmp_path))
    [draft] = import_package(package, unit=a_unit(), now=NOW, by=None).drafts
    before = edition_hash(read_edition(draft))

    keep(draft, "unused.png", a_picture(colour="red"))

    assert edition_hash(read_edition(draft)) == before == draft.content_hash
    assert not import_package(package, unit=a_unit(), now=NOW, by=None).changed
    [published] = publish_drafts(draft.course, effect="minor", now=NOW, by=None)
    assert published.content_hash == before
    assert not published.files.filter(name__contains="unused").exists()
    assert verify_records().differences == []


def test_what_something_shows_is_published_with_it_and_goes_into_the_next_draft(tmp_path):
    [draft] = import_package(
        read_package(a_package(tmp_path)), unit=a_unit(), now=NOW, by=None
    ).drafts
    kept = keep(draft, "seats.png", a_picture(colour="red"))
    shown = f'<p>Look:</p>\n<figure><img src="{address_of(kept)}" alt="Seats"></figure>'
    draft.activities.filter(key="lines").update(body=shown)

    [published] = publish_drafts(draft.course, effect="minor", now=NOW, by=None)

    assert published.files.get(asset=kept.asset).name == "figures/seats.png"
    assert verify_records().differences == []
    following = new_draft(draft.course, "en", now=NOW, by=None)
    assert read_edition(following) == read_edition(published)
    assert following.content_hash == published.content_hash


def test_a_document_that_a_text_links_to_goes_out_and_comes_in_with_it(tmp_path):
    package = read_package(a_package(tmp_path / "in"))
    [draft] = import_package(package, unit=a_unit(), now=NOW, by=None).drafts
    kept = keep(draft, "Ward plan.docx", a_document("docx"))
    leaflet = keep(draft, "leaflet.pdf", b"%PDF-1.7")
    linked = (
        f'<p>The <a href="{address_of(kept)}">plan for the <em>ward</em></a>, and '
        f'<a href="{address_of(leaflet)}#page=2">page 2</a>.</p>'
    )
    draft.activities.filter(key="lines").update(body=linked)

    export_course(draft.course, tmp_path / "out", draft=True)

    said = (tmp_path / "out/02-how/02-lines.md").read_text().splitlines()[-1]
    assert said == (
        "The [plan for the *ward*](files/ward-plan.docx), and [page 2](files/leaflet.pdf#page=2)."
    )
    assert (tmp_path / "out/files/ward-plan.docx").read_bytes() == a_document("docx")
    assert read_package(tmp_path / "out").edition == read_edition(draft)


def test_a_link_to_a_file_that_is_not_in_the_package_is_named(tmp_path):
    folder = a_package(tmp_path)
    change(folder, "02-how/02-lines.md", "mended?", "[mended](files/plan.docx)?")

    with pytest.raises(PackageUnreadable) as unreadable:
        read_package(folder)

    assert [str(problem) for problem in unreadable.value.problems] == [
        "02-how/02-lines.md:8: There is no file “files/plan.docx”."
    ]
