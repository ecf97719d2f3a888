"""Courses and files through the studio's pages: in as a zip, out as one, and files for a draft."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.interchange.package import read_package
from courses.models import Bank, Course, Edition, EditionAsset, TeamMember
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import (
    LONG_AGO,
    NOW,
    a_course,
    a_learner,
    a_trainer,
    a_unit,
    an_edition,
    publish,
)
from tests.integration.courses.packages import a_package, bytes_of, change, write
from tests.integration.courses.uploaded import a_document, a_picture

pytestmark = pytest.mark.django_db

IMPORT = "/studio/import/"


@pytest.fixture
def unit():
    return a_unit("Medicine", parent=a_unit("School"))


@pytest.fixture
def trainer(client, unit):
    trainer = a_trainer(unit)
    client.force_login(trainer)
    return trainer


def zip_of(folder):
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in bytes_of(folder).items():
            archive.writestr(f"repair/{name}", data)
    return held.getvalue()


def send(client, data, unit, **more):
    file = SimpleUploadedFile("repair.zip", data, content_type="application/zip")
    return client.post(IMPORT, {"file": file, "unit": unit.uuid, **more})


def body(response):
    return b"".join(response.streaming_content)


def text(response):
    return " ".join(response.content.decode().split())


def put_in(folder, unit, *, published=True):
    course = import_package(read_package(folder), unit=unit, now=NOW, by=None).course
    if published:
        publish_drafts(course, effect="minor", now=NOW, by=None)
    return course


def test_a_trainer_sees_the_units_they_write_for(client, trainer, unit):
    shown = client.get(IMPORT)

    assert (shown.status_code, list(shown.context["form"].fields["unit"].queryset)) == (200, [unit])


def test_a_package_comes_in_as_a_draft_and_leads_to_it(client, trainer, unit, tmp_path):
    response = send(client, zip_of(a_package(tmp_path, spanish=True)), unit)

    assert (response.status_code, response["Location"]) == (302, "/studio/courses/repair/en/")
    course = Course.objects.get()
    assert (course.key, course.unit) == ("repair", unit)
    drafts = Edition.objects.drafts().order_by("language").values_list("language", flat=True)
    assert list(drafts) == ["en", "es"]


def test_the_same_package_again_changes_nothing_and_says_so(client, trainer, unit, tmp_path):
    put_in(a_package(tmp_path), unit)

    response = send(client, zip_of(tmp_path), unit)

    assert (response.status_code, response["Location"]) == (302, IMPORT)
    assert Edition.objects.count() == 1
    said = "Nothing differs from what is published: nothing was changed."
    assert [str(message) for message in client.get(IMPORT).context["messages"]] == [said]


def test_everything_that_is_wrong_is_listed_by_file_and_line(client, trainer, unit, tmp_path):
    folder = a_package(tmp_path)
    change(folder, "course.toml", 'hours = "0.75"', "hours = true")
    change(folder, "02-how/03-sign.md", "minutes", "minute")

    response = send(client, zip_of(folder), unit)

    assert response.status_code == 422
    assert [str(problem) for problem in response.context["problems"]] == [
        "02-how/03-sign.md:5: “minute” is not known here.",
        "course.toml:5: “hours” should be a number from 0 to 9999.",
    ]
    assert "<bdi>02-how/03-sign.md</bdi></th><td data-number>5</td>" in text(response)
    assert "2 things in the package are to be put right" in text(response)
    assert not Course.objects.exists()


def test_a_zip_that_is_none_is_refused_at_its_field(client, trainer, unit):
    response = send(client, b"no zip", unit)

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": ["This is not a zip, or it is damaged."]}


def test_a_file_that_is_too_large_is_refused_at_its_field(client, trainer, unit, monkeypatch):
    monkeypatch.setattr("courses.forms.packages.MOST_MEGABYTES", 0)

    response = send(client, b"x", unit)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "file": ["The file is larger than 0 MB: leave the films out, or link to them."]
    }


def test_a_unit_that_is_not_the_trainers_cannot_be_chosen(client, trainer, unit, tmp_path):
    response = send(client, zip_of(a_package(tmp_path)), unit.parent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["unit"]
    assert not Course.objects.exists()


def test_a_course_that_is_somebody_elses_is_refused_and_stays(client, trainer, unit, tmp_path):
    elsewhere = put_in(a_package(tmp_path), a_unit("Surgery"))
    change(tmp_path, "02-how/02-lines.md", "mended", "repaired")

    response = send(client, zip_of(tmp_path), unit)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "A course with the key “repair” is there already, and you do not write it. Ask for a place "
        "in its team, or give yours another key in course.toml."
    ]
    assert not elsewhere.editions.drafts().exists()


BANK = """\
+++
name = "Consent"
+++

## Question ask (true_false, 1 point)

Ask first.

- [x] `true` True
  > Yes.
- [ ] `false` False
  > No.
"""


@pytest.mark.parametrize(("banks", "status"), [({}, 302), ({"banks/consent.md": BANK}, 422)])
def test_a_courses_own_team_imports_it_but_not_into_its_units_banks(
    client, trainer, unit, tmp_path, banks, status
):
    course = put_in(a_package(tmp_path), a_unit("Surgery"))
    TeamMember.objects.create(course=course, person=trainer, part="author", from_at=LONG_AGO)
    change(tmp_path, "02-how/02-lines.md", "mended", "repaired")
    write(tmp_path, banks)

    response = send(client, zip_of(tmp_path), unit)

    assert response.status_code == status
    assert course.editions.drafts().exists() == (status == 302)
    assert not Bank.objects.exists()


def test_a_draft_that_was_worked_on_is_not_overwritten(client, trainer, unit, tmp_path):
    course = put_in(a_package(tmp_path), unit, published=False)
    lines = course.editions.get().activities.filter(key="lines")
    lines.update(body="<p>By hand.</p>")
    change(tmp_path, "02-how/02-lines.md", "mended", "repaired")

    response = send(client, zip_of(tmp_path), unit)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "The draft in “en” has been worked on since it was made, and the package would overwrite "
        "that. Publish or discard the draft first, then import again."
    ]
    assert lines.get().body == "<p>By hand.</p>"


def export(client, query=""):
    return client.get(f"/studio/courses/repair/en/export/{query}")


def line_in(response):
    with zipfile.ZipFile(BytesIO(body(response))) as archive:
        return archive.read("repair/02-how/02-lines.md").decode().splitlines()[-1]


def test_the_draft_is_exported_else_the_newest_edition_or_the_one_asked_for(
    client, trainer, unit, tmp_path
):
    course = put_in(a_package(tmp_path), unit)
    change(tmp_path, "02-how/02-lines.md", "mended", "repaired")
    put_in(tmp_path, unit)
    newest = export(client)
    change(tmp_path, "02-how/02-lines.md", "repaired", "healed")
    put_in(tmp_path, unit, published=False)
    draft, second, first = (export(client, query) for query in ("", "?edition=2", "?edition=1"))

    lines = [line_in(response) for response in (newest, draft, second, first)]

    assert lines == [
        "What was closed but not repaired?",
        "What was closed but not healed?",
        "What was closed but not repaired?",
        "What was closed but not mended?",
    ]
    assert draft["Content-Disposition"] == 'attachment; filename="repair-draft.zip"'
    assert first["Content-Disposition"] == 'attachment; filename="repair-edition-1.zip"'
    assert newest["Content-Type"] == "application/zip"
    assert "no-store" in newest["Cache-Control"]
    assert course.editions.count() == 3


def test_what_is_exported_imports_as_it_was(client, trainer, unit, tmp_path):
    put_in(a_package(tmp_path), unit)

    response = send(client, body(export(client)), unit)

    assert response["Location"] == IMPORT
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "/studio/courses/repair/en/export/?edition=2",
        "/studio/courses/repair/en/export/?edition=x",
        f"/studio/courses/repair/en/export/?edition={'9' * 40}",
        "/studio/courses/repair/fr/export/",
        "/studio/courses/other/en/export/",
    ],
)
def test_what_is_not_there_cannot_be_exported(client, trainer, unit, tmp_path, address):
    put_in(a_package(tmp_path), unit)

    assert client.get(address).status_code == 404


def upload(client, draft, name="heart.png", data=None, **more):
    address = reverse("courses:upload", args=[draft.course.key, draft.language])
    file = SimpleUploadedFile(name, a_picture() if data is None else data)
    return client.post(address, {"file": file}, **more)


def test_a_file_for_a_draft_says_where_it_is_shown(client, trainer, unit):
    response = upload(client, an_edition(a_course(unit), number=None))

    sha256 = EditionAsset.objects.get().asset.sha256
    assert (response.status_code, response.json()) == (
        201,
        {
            "address": f"/assets/{sha256}/heart.png",
            "name": "figures/heart.png",
            "type": "image/png",
            "width": 8,
            "height": 6,
        },
    )
    assert body(client.get(response.json()["address"])) == a_picture(optimize=True)


def test_a_file_that_is_refused_says_why(client, trainer, unit):
    draft = an_edition(a_course(unit), number=None)

    refused = upload(client, draft, "run.exe", b"MZ")
    missing = client.post(reverse("courses:upload", args=[draft.course.key, "en"]))

    assert refused.status_code == 422
    assert refused.json()["error"].startswith("“run.exe” is not of a kind that a course can hold")
    assert (missing.status_code, missing.json()) == (422, {"error": "Choose a file first."})
    assert not EditionAsset.objects.exists()


def test_a_file_for_a_draft_that_was_published_meanwhile_is_refused(client, trainer, unit):
    draft = publish(an_edition(a_course(unit), number=None))

    response = upload(client, draft)

    assert (response.status_code, response.json()) == (
        409,
        {"error": "There is no draft now: it was published or discarded meanwhile."},
    )


def test_whose_draft_it_is_not_finds_nothing(client, trainer, unit):
    elsewhere, other = an_edition(a_course(a_unit()), number=None), a_course(unit)
    client.force_login(trainer)

    assert upload(client, elsewhere).status_code == 404
    assert client.post(reverse("courses:upload", args=[other.key, "en"])).status_code == 404
    client.force_login(a_learner(unit))
    assert upload(client, elsewhere).status_code == 403


@pytest.mark.parametrize(
    ("name", "data", "shown"),
    [
        ("plan.docx", a_document("docx"), 'attachment; filename="plan.docx"'),
        ("plan.odt", a_document("odt"), 'attachment; filename="plan.odt"'),
        ("plan.csv", b"=1+1\n", 'attachment; filename="plan.csv"'),
        ("plan.txt", b"<script>alert(1)</script>", 'attachment; filename="plan.txt"'),
        ("plan.pdf", b"%PDF-1.7", "inline"),
        ("plan.png", a_picture(), "inline"),
    ],
)
def test_a_document_is_saved_and_a_picture_shown(client, trainer, unit, name, data, shown):
    address = upload(client, an_edition(a_course(unit), number=None), name, data).json()["address"]

    response = client.get(address)

    assert body(response)
    assert response["Content-Disposition"].startswith(shown)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("sandbox")


def test_more_than_anything_may_be_is_not_even_received(client, trainer, unit, settings):
    settings.MOST_SENT = 1_000

    response = upload(client, an_edition(a_course(unit), number=None), data=b"x" * 2_000)

    assert response.status_code == 400
    assert not EditionAsset.objects.exists()
