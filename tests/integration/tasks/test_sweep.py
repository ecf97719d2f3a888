"""The nightly sweep: what nothing shows goes, row and file; whatever is named anywhere stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from courses.models import (
    Activity,
    Asset,
    Choice,
    Deed,
    DraftChange,
    EditionAsset,
    Question,
    Writing,
)
from courses.services.asset_sweep import sweep_files
from courses.services.assets import keep_files
from courses.services.drafts import discard_draft
from courses.services.file_checks import look_at
from courses.services.uploads import address_of
from tasks import housekeeping
from tests.factories import NOW, a_bank, a_trainer, an_edition
from tests.integration.courses.uploaded import a_draft, a_picture, keep
from tests.integration.learning.helpers import four_at_once

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=30)
LATER = NOW + MONTH + timedelta(microseconds=1)


def an_orphan(colour="teal"):
    """A file that was added to a draft which is gone, and its address."""
    draft = a_draft()
    kept = keep(draft, f"{colour}.png", a_picture(colour=colour))
    address = address_of(kept)
    discard_draft(draft, now=NOW, by=None)
    return kept.asset, address


def is_there(asset):
    return asset.file.storage.exists(asset.file.name)


def test_what_nothing_has_shown_for_a_month_goes_with_its_file():
    asset, _address = an_orphan()

    housekeeping.sweep_files(now=LATER)

    assert not Asset.objects.exists()
    assert not is_there(asset)


def test_a_month_is_waited_for_to_the_last_instant():
    asset, _address = an_orphan()

    assert sweep_files(now=NOW + MONTH) == 0

    assert is_there(asset)


def test_twice_is_the_same_as_once():
    an_orphan("red")
    an_orphan("blue")

    assert [sweep_files(now=LATER), sweep_files(now=LATER)] == [2, 0]


def test_what_an_edition_has_stays_shown_or_not():
    kept = keep(a_draft(), "seat.png", a_picture())

    assert sweep_files(now=LATER) == 0
    assert is_there(kept.asset)


def in_body(said):
    Activity.objects.update(body=f'<figure><img src="{said}" alt="A seat"></figure>')


def in_settings(said):
    Activity.objects.update(settings={"src": said})


def in_scenario(said):
    Activity.objects.update(settings={"situations": [{"text": f'<img src="{said}">'}]})


def in_prompt(said):
    Question.objects.update(prompt=f'<img src="{said}">')


def in_explanation(said):
    Question.objects.update(explanation=f'<img src="{said}">')


def in_hint(said):
    Question.objects.update(hints=["One", f'<img src="{said}">'])


def in_choice(said):
    Choice.objects.update(text=f'<img src="{said}">')


def in_feedback(said):
    Choice.objects.update(feedback=f'<img src="{said}">')


def in_bank(said):
    a_bank(questions=1)
    Question.objects.filter(bank__isnull=False).update(prompt=f'<a href="{said}">It</a>')


def on_record(said):
    DraftChange.objects.create(
        course=Activity.objects.first().edition.course,
        language="en",
        part="activity",
        deed=Deed.SAVED,
        said={"body": f'<figure><img src="{said}" alt="A seat"></figure>'},
        at=NOW,
    )


@pytest.mark.parametrize(
    "name_it",
    [
        in_body,
        in_settings,
        in_scenario,
        in_prompt,
        in_explanation,
        in_hint,
        in_choice,
        in_feedback,
        in_bank,
        on_record,
    ],
)
def test_what_is_named_anywhere_stays(name_it):
    named, address = an_orphan("red")
    unnamed, _address = an_orphan("blue")
    an_edition()

    name_it(address)
    sweep_files(now=LATER)

    assert [*Asset.objects.all()] == [named]
    assert (is_there(named), is_there(unnamed)) == (True, False)


def test_as_many_questions_for_many_files_as_for_few(django_assert_num_queries):
    an_orphan("red")
    with django_assert_num_queries(16):
        sweep_files(now=LATER)
    for colour in ("red", "blue", "green"):
        an_orphan(colour)

    with django_assert_num_queries(16):
        assert sweep_files(now=LATER) == 3


def test_stopped_half_way_it_leaves_nothing_that_a_later_one_does_not_take(monkeypatch):
    first, _address = an_orphan("red")
    second, _address = an_orphan("blue")
    delete = FileSystemStorage.delete

    def stopped(place, name):
        if name == second.file.name:
            raise KeyboardInterrupt
        delete(place, name)

    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "delete", stopped)
        with pytest.raises(KeyboardInterrupt):
            sweep_files(now=LATER)
    assert Asset.objects.count() == 2

    assert sweep_files(now=LATER) == 2
    assert (is_there(first), is_there(second)) == (False, False)


def test_a_file_that_is_brought_in_again_after_that_is_whole(tmp_path):
    asset, _address = an_orphan("red")
    asset.file.storage.delete(asset.file.name)

    kept = keep(a_draft(), "red.png", a_picture(colour="red"))

    assert kept.asset == asset
    assert is_there(asset)


def test_what_is_brought_in_again_is_left_alone_for_another_month(tmp_path):
    asset, _address = an_orphan("red")
    path = tmp_path / "red.png"
    path.write_bytes(Path(asset.file.path).read_bytes())

    keep_files([look_at(path, "red.png")], now=LATER, by=None)

    assert sweep_files(now=LATER) == 0
    assert sweep_files(now=LATER + MONTH) == 0
    assert sweep_files(now=LATER + MONTH + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_four_at_once_delete_each_once():
    for colour in ("red", "blue", "green"):
        an_orphan(colour)

    swept = four_at_once(lambda _number: sweep_files(now=LATER))

    assert sum(swept) == 3
    assert not Asset.objects.exists()
    assert not EditionAsset.objects.exists()


def test_who_was_writing_is_forgotten_after_a_day():
    draft, person = a_draft(), a_trainer()
    for key, hours in (("old", 25), ("new", 24)):
        Writing.objects.create(
            edition=draft, activity_key=key, person=person, seen_at=NOW - timedelta(hours=hours)
        )

    housekeeping.forget_writers(now=NOW)
    housekeeping.forget_writers(now=NOW)

    assert [row.activity_key for row in Writing.objects.all()] == ["new"]
