"""A course package into the database and out of it again."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from courses.interchange.package import read_package
from courses.interchange.package_export import export_course
from courses.models import Activity, Asset, Course, Edition, Question
from courses.services.drafts import discard_draft, new_draft
from courses.services.edition_content import read_edition
from courses.services.importing import import_package
from courses.services.publishing import check_edition, publish_drafts
from tests.factories import NOW, a_unit
from tests.integration.courses.packages import a_package, bytes_of, change

SHIPPED = sorted(path.parent for path in Path("content").glob("*/course.toml"))

pytestmark = pytest.mark.django_db


def bring_in(folder, unit=None):
    return import_package(read_package(folder), unit=unit or a_unit(), now=NOW, by=None)


def publish(course, effect="new_learners"):
    return publish_drafts(course, effect=effect, now=NOW, by=None)


def bring_in_and_publish(folder):
    course = bring_in(folder).course
    publish(course)
    return course


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_course_is_publishable_as_it_is(folder):
    package = read_package(folder)

    result = bring_in(folder)

    assert package.key == folder.name
    assert [check_edition(draft) for draft in result.drafts] == [[]] * len(result.drafts)
    assert {edition.number for edition in publish(result.course)} == {1}


def test_what_was_imported_says_what_the_package_says(tmp_path):
    folder = a_package(tmp_path, spanish=True, kinds=True)
    package = read_package(folder)

    result = bring_in(folder)

    assert [check_edition(draft) for draft in result.drafts] == [[], []]
    assert [read_edition(draft) for draft in result.drafts] == list(package.editions)
    assert [draft.language for draft in result.drafts] == ["en", "es"]
    assert result.created
    assert result.changed


@pytest.mark.parametrize("folder", [None, *SHIPPED], ids=lambda it: it.name if it else "sample")
def test_export_and_import_and_export_give_the_same_bytes(folder, tmp_path):
    sample = tmp_path / "sample"
    course = bring_in_and_publish(folder or a_package(sample, spanish=True, kinds=True))
    first = [edition.content_hash for edition in course.editions.order_by("language")]

    export_course(course, tmp_path / "one")
    Course.objects.filter(pk=course.pk).update(key="renamed")
    again = bring_in_and_publish(tmp_path / "one")
    export_course(again, tmp_path / "two")

    assert [edition.content_hash for edition in again.editions.order_by("language")] == first
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")


def test_a_quiz_of_every_kind_is_written_as_it_was(tmp_path):
    folder = a_package(tmp_path / "in", spanish=True, kinds=True)

    export_course(bring_in_and_publish(folder), tmp_path / "out")

    for name in ("04-kinds.md", "04-kinds.es.md"):
        written = (tmp_path / "out/02-how" / name).read_text()
        assert written == (folder / "02-how" / name).read_text()


def test_importing_what_is_published_already_changes_nothing(tmp_path):
    folder = a_package(tmp_path, spanish=True)
    course = bring_in_and_publish(folder)

    again = bring_in(folder)

    assert (again.created, again.changed, again.drafts) == (False, False, ())
    assert course.editions.count() == 2


def test_importing_what_is_in_draft_already_changes_nothing(tmp_path):
    folder = a_package(tmp_path)
    [draft] = bring_in(folder).drafts
    before = list(Activity.objects.values_list("pk", flat=True))

    again = bring_in(folder)

    assert (again.created, again.changed, again.drafts) == (False, False, (draft,))
    assert list(Activity.objects.values_list("pk", flat=True)) == before


def test_a_changed_package_becomes_the_next_edition_in_every_language(tmp_path):
    folder = a_package(tmp_path, spanish=True)
    course = bring_in_and_publish(folder)
    change(folder, "01-why/01-what.es.md", "tres cosas", "cuatro cosas")

    result = bring_in(folder)
    publish(course, "minor")

    assert not result.created
    numbers = course.editions.order_by("language", "number").values_list("language", "number")
    assert list(numbers) == [("en", 1), ("en", 2), ("es", 1), ("es", 2)]
    assert set(course.editions.filter(number=2).values_list("effect", flat=True)) == {"minor"}


def test_keys_and_hashes_of_what_is_unchanged_survive_an_edition(tmp_path):
    folder = a_package(tmp_path)
    course = bring_in_and_publish(folder)
    change(folder, "02-how/02-lines.md", "mended", "repaired")
    bring_in(folder)
    publish(course)

    one, two = (
        dict(Activity.objects.filter(edition__number=n).values_list("key", "content_hash"))
        for n in (1, 2)
    )
    assert one.keys() == two.keys()
    assert {key for key in one if one[key] != two[key]} == {"lines"}
    hashes = Question.objects.order_by("key").values_list("key", "content_hash")
    assert len(set(hashes)) == 4


def test_a_translation_of_the_newest_edition_can_follow_alone(tmp_path):
    course = bring_in_and_publish(a_package(tmp_path))
    a_package(tmp_path, spanish=True)

    result = bring_in(tmp_path)
    [spanish] = publish(course)

    assert [draft.language for draft in result.drafts] == ["es"]
    assert (spanish.language, spanish.number) == ("es", 1)


def test_a_draft_changed_by_hand_is_refused_and_stays(tmp_path):
    [draft] = bring_in(a_package(tmp_path)).drafts
    draft.activities.filter(key="lines").update(body="<p>By hand.</p>")
    change(tmp_path, "02-how/02-lines.md", "mended", "repaired")

    with pytest.raises(ValidationError) as refused:
        bring_in(tmp_path)

    assert refused.value.code == "draft_changed"
    assert draft.activities.get(key="lines").body == "<p>By hand.</p>"


def test_a_file_is_kept_once_and_served_with_its_size(tmp_path):
    bring_in(a_package(tmp_path))
    Course.objects.update(key="another")
    bring_in(tmp_path)

    kept = Asset.objects.order_by("name").values_list("name", "type", "width", "height")
    assert list(kept) == [
        ("circle.vtt", "text/vtt", None, None),
        ("circle.webm", "video/webm", None, None),
        ("seats.svg", "image/svg+xml", 40, 30),
        ("square.png", "image/png", 8, 6),
    ]
    assert {asset.file.name for asset in Asset.objects.all()} == {
        f"assets/{asset.sha256}.{asset.name.rpartition('.')[2]}" for asset in Asset.objects.all()
    }


def test_a_new_draft_copies_the_newest_edition_with_its_keys(tmp_path):
    course = bring_in_and_publish(a_package(tmp_path))

    draft = new_draft(course, "en", now=NOW, by=None)

    assert draft.number is None
    assert read_edition(draft) == read_edition(course.editions.get(number=1))
    assert new_draft(course, "en", now=NOW, by=None) == draft


def test_a_draft_can_be_discarded_and_discarding_twice_is_harmless(tmp_path):
    [draft] = bring_in(a_package(tmp_path)).drafts

    discard_draft(draft, now=NOW, by=None)
    discard_draft(draft, now=NOW, by=None)

    assert not Edition.objects.exists()
