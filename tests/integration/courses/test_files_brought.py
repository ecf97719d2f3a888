"""A text that names a file which its draft does not have: brought in where it may be, else said."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from courses.interchange.package import read_package
from courses.interchange.package_export import export_course
from courses.models import Deed, DraftChange, EditionAsset
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.findings import Code
from courses.services.activity_rows import activity_of, read_activity
from courses.services.authoring import restore_activity, save_activity, save_question
from courses.services.banks import put_questions
from courses.services.draft_history import token_of
from courses.services.drafts import discard_draft, new_draft
from courses.services.drawing_from import DrawAsked, draws_token, renew_draws, set_draws
from courses.services.outline_changes import remove_activity, undo_removal
from courses.services.publishing import check_edition, publish_edition
from courses.services.uploads import address_of
from tests.factories import NOW, a_bank, a_course, a_trainer, a_unit, an_edition
from tests.integration.courses.uploaded import a_picture, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def trainer(unit):
    return a_trainer(unit)


@pytest.fixture
def draft(unit):
    return a_page_in(unit)


def a_page_in(unit, course=None):
    return an_edition(course or a_course(unit), "page", "quiz", number=None)


def names(draft):
    rows = EditionAsset.objects.filter(edition=draft).order_by("name")
    return list(rows.values_list("name", flat=True))


def showing(*addresses):
    return "".join(f'<figure><img src="{it}" alt="A seat"></figure>' for it in addresses)


def say(draft, body, by, key="page-1"):
    held = read_activity(activity_of(draft, key))
    return save_activity(draft, replace(held, body=body), edited=token_of(held), now=NOW, by=by)


def missing(draft):
    return [it.detail for it in check_edition(draft) if it.code == Code.FILE_ELSEWHERE]


def test_a_picture_of_another_course_of_the_same_trainer_comes_along(unit, trainer, draft):
    picture = keep(a_page_in(unit), "seat.png", a_picture())

    say(draft, showing(address_of(picture)), trainer)
    say(draft, showing(address_of(picture)) + "<p>And so on.</p>", trainer)

    assert names(draft) == ["figures/seat.png"]
    assert missing(draft) == []
    [entry] = AuditEntry.objects.filter(action="courses.file.added", subject=f"edition:{draft.pk}")
    assert (entry.by, entry.after["file"]) == (trainer, "figures/seat.png")


def test_an_export_has_it(unit, trainer, draft, tmp_path):
    picture = keep(a_page_in(unit), "seat.png", a_picture())
    say(draft, showing(address_of(picture)), trainer)

    export_course(draft.course, tmp_path / "out", draft=True)

    assert [*read_package(tmp_path / "out").files] == ["figures/seat.png"]


def test_a_picture_of_a_course_that_they_do_not_write_stays_out_and_is_said(trainer, draft):
    elsewhere = keep(a_page_in(a_unit()), "seat.png", a_picture())

    say(draft, showing(address_of(elsewhere)), trainer)
    say(draft, showing(address_of(elsewhere)) + "<p>And so on.</p>", trainer)

    assert names(draft) == []
    assert missing(draft) == ["seat.png"]


def test_a_picture_that_is_nowhere_stays_out_and_is_said(trainer, draft):
    say(draft, showing(f"/assets/{'a' * 64}/seat.png"), trainer)

    assert names(draft) == []
    assert missing(draft) == ["seat.png"]


def test_a_picture_of_the_own_course_comes_whoever_writes_its_unit(unit, draft):
    draft.course.unit = a_unit()
    draft.course.save()
    spanish = new_draft(draft.course, "es", now=NOW, by=None)
    picture = keep(spanish, "seat.png", a_picture())

    say(draft, showing(address_of(picture)), a_trainer(unit))

    assert names(draft) == names(spanish) == ["figures/seat.png"]


def test_another_picture_of_that_name_keeps_it_and_the_address_stays_as_it_was(
    unit, trainer, draft
):
    own = keep(draft, "seat.png", a_picture(colour="red"))
    others = keep(a_page_in(unit), "seat.png", a_picture())

    say(draft, showing(address_of(own), address_of(others)), trainer)

    assert names(draft) == ["figures-2/seat.png", "figures/seat.png"]
    assert missing(draft) == []


@pytest.mark.parametrize("name", ["seat.svg", "seat.exe", "seat"])
def test_an_address_with_a_name_that_it_is_not_stays_out(unit, trainer, draft, name):
    picture = keep(a_page_in(unit), "seat.png", a_picture())

    say(draft, showing(f"/assets/{picture.asset.sha256}/{name}"), trainer)

    assert names(draft) == []
    assert missing(draft) == [name]


def test_a_picture_in_a_question_comes_along_too(unit, trainer, draft):
    picture = keep(a_page_in(unit), "seat.png", a_picture())
    choices = (ChoiceContent("a", "A"), ChoiceContent("b", "B"))
    asked = QuestionContent("new", "single", showing(address_of(picture)), choices=choices)

    save_question(draft, "quiz-2", asked, edited="", now=NOW, by=trainer)

    assert names(draft) == ["figures/seat.png"]


def test_what_is_drawn_brings_its_pictures(unit, trainer, draft):
    one, two = (
        address_of(keep(a_page_in(a_unit()), f"{it}.png", a_picture(colour=it)))
        for it in ("red", "blue")
    )
    bank = a_bank(unit, questions=0)
    choices = (ChoiceContent("a", "A"), ChoiceContent("b", "B"))
    asked = QuestionContent("seat", "single", showing(one), choices=choices)
    put_questions(bank, [asked], now=NOW, by=trainer)

    nothing = draws_token(read_activity(draft.activities.get(key="quiz-2")))
    drawn = [DrawAsked(bank, "", 1, 1)]
    set_draws(draft, "quiz-2", drawn, edited=nothing, now=NOW, by=trainer)
    before = names(draft)
    put_questions(bank, [replace(asked, prompt=showing(two))], now=NOW, by=trainer)
    renew_draws(draft, now=NOW, by=trainer)

    assert before == ["figures/red.png"]
    assert names(draft) == ["figures/blue.png", "figures/red.png"]


def test_restoring_an_activity_brings_its_pictures_back(client, unit, trainer, draft):
    picture = keep(draft, "seat.png", a_picture())
    say(draft, showing(address_of(picture)), trainer)
    change = DraftChange.objects.get(deed=Deed.SAVED)
    course = draft.course
    discard_draft(draft, now=NOW, by=trainer)
    again = a_page_in(unit, course)
    assert (EditionAsset.objects.count(), names(again)) == (0, [])
    client.force_login(trainer)

    response = client.post(
        reverse("courses:restore", args=[course.key, "en", change.pk]), follow=True
    )

    assert response.status_code == 200
    assert showing(address_of(picture)) in read_activity(activity_of(again, "page-1")).body.replace(
        ' width="8" height="6"', ""
    )
    assert names(again) == ["figures/seat.png"]
    assert missing(again) == []


def test_restoring_one_that_was_removed_brings_them_back_too(unit, trainer, draft):
    picture = keep(draft, "seat.png", a_picture())
    say(draft, showing(address_of(picture)), trainer)
    change = DraftChange.objects.get(deed=Deed.SAVED)
    removal = remove_activity(draft, "page-1", now=NOW, by=trainer)
    EditionAsset.objects.all().delete()

    undo_removal(draft, removal.pk, now=NOW, by=trainer)
    undone = names(draft)
    EditionAsset.objects.all().delete()
    remove_activity(draft, "page-1", now=NOW, by=trainer)
    restore_activity(draft, change.pk, now=NOW, by=trainer)

    assert undone == names(draft) == ["figures/seat.png"]


def test_a_draft_that_shows_what_it_has_not_is_not_published(trainer, draft):
    say(draft, showing(f"/assets/{'a' * 64}/seat.png"), trainer)

    with pytest.raises(ValidationError) as refused:
        publish_edition(draft, effect="minor", now=NOW, by=trainer)

    assert (
        "Page 1: The picture or file seat.png is not among this course's files: put it in anew."
        in refused.value.messages
    )


def test_the_next_draft_has_what_the_edition_had(trainer, draft):
    picture = keep(draft, "seat.png", a_picture())
    say(draft, showing(address_of(picture)), trainer)
    draft.number, draft.published_at, draft.content_hash = 1, NOW, "hash"
    draft.save()

    following = new_draft(draft.course, "en", now=NOW, by=trainer)

    assert names(following) == ["figures/seat.png"]
    assert missing(following) == []
