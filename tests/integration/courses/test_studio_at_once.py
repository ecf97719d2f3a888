"""Several people at one draft at one moment: what its lock decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from courses.models import Activity, Deed, DraftChange, Edition
from courses.rules.content_hash import edition_hash
from courses.services.activity_rows import read_activity
from courses.services.authoring import Saved, Stale, save_activity, save_question
from courses.services.draft_history import activity_with, token_of
from courses.services.edition_content import read_edition
from courses.services.outline_changes import add_activity, remove_activity, undo_removal
from courses.services.writers import say_here
from learning.services.publishing import publish_course
from tests.factories import NOW, a_trainer
from tests.integration.courses.studio import a_draft, keys
from tests.integration.learning.editions import a_question_of
from tests.integration.learning.helpers import four_at_once

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "what-is-known"
PUBLISHER = 3  # the others write


@pytest.fixture
def trainers():
    return [a_trainer() for _ in range(4)]


@pytest.fixture
def draft(trainers):
    return a_draft(trainers[0])


def the_page(draft):
    return read_activity(draft.activities.get(key=PAGE))


def publishable(draft, trainer):
    """Every activity says something, and the quiz asks something."""
    for row in draft.activities.all():
        page = read_activity(row)
        said = replace(page, body=page.body or "<p>Listen.</p>")
        save_activity(draft, said, edited=token_of(page), now=NOW, by=trainer)
    quiz = draft.activities.get(kind="quiz")
    question = a_question_of("then")
    save_question(draft, quiz.key, question, edited="", now=NOW, by=trainer)
    return draft


def test_different_fields_of_one_activity_saved_at_once_are_all_kept(draft, trainers):
    page = the_page(draft)
    said = [
        replace(page, title="Another title"),
        replace(page, body="<p>Another text.</p>"),
        replace(page, minutes=17),
        replace(page, required=not page.required),
    ]

    saved = four_at_once(
        lambda nth: save_activity(
            draft, said[nth], edited=token_of(page), now=NOW, by=trainers[nth]
        )
    )

    assert [type(each) for each in saved] == [Saved] * 4
    assert the_page(draft) == replace(
        page,
        title="Another title",
        body="<p>Another text.</p>",
        minutes=17,
        required=not page.required,
    )


def test_of_four_who_save_one_field_at_once_one_does_and_nobody_loses_a_word(draft, trainers):
    page = the_page(draft)
    said = [replace(page, body=f"<p>The words of {nth}.</p>") for nth in range(4)]

    saved = four_at_once(
        lambda nth: save_activity(
            draft, said[nth], edited=token_of(page), now=NOW, by=trainers[nth]
        )
    )

    [winner] = [nth for nth, each in enumerate(saved) if isinstance(each, Saved)]
    refused = [each for each in saved if isinstance(each, Stale)]
    assert [(each.fields, each.theirs) for each in refused] == [(("body",), said[winner])] * 3
    assert the_page(draft) == said[winner]
    for kept in (page, said[winner]):
        assert activity_with(draft, PAGE, token_of(kept)) == kept
    deeds = DraftChange.objects.filter(course=draft.course, part="activity", key=PAGE)
    assert list(deeds.order_by("id").values_list("deed", "by")) == [
        (Deed.BEGUN, None),
        (Deed.SAVED, trainers[winner].pk),
    ]


def test_who_began_between_two_saves_of_one_sitting_still_merges(draft, trainers):
    """One's saves within ten minutes are one change, but not while another's page is open."""
    first, second, *_ = trainers
    page = the_page(draft)
    one = replace(page, title="One")
    save_activity(draft, one, edited=token_of(page), now=NOW, by=first)
    soon = NOW + timedelta(minutes=1)
    say_here(draft, PAGE, second, now=soon)
    save_activity(draft, replace(one, title="Two"), edited=token_of(one), now=soon, by=first)

    said = replace(one, body="<p>Meanwhile.</p>")
    saved = save_activity(draft, said, edited=token_of(one), now=soon, by=second)

    assert saved.activity == replace(one, title="Two", body="<p>Meanwhile.</p>")


def test_four_who_add_an_activity_of_one_title_at_once_add_four(draft, trainers):
    before = keys(draft)

    four_at_once(
        lambda nth: add_activity(draft, "the-matter", "page", "Trust", now=NOW, by=trainers[nth])
    )

    added = sorted(set(keys(draft)) - set(before))
    assert added == ["trust", "trust-2", "trust-3", "trust-4"]
    places = Activity.objects.filter(edition=draft).order_by("position")
    assert list(places.values_list("position", flat=True)) == [*range(1, len(before) + 5)]


def test_a_save_beside_publishing_is_in_the_edition_or_refused(draft, trainers):
    page = the_page(publishable(draft, trainers[0]))
    names = ("title", "body", "minutes")
    said = [replace(page, **{name: v}) for name, v in zip(names, ("T", "<p>B</p>", 9), strict=True)]

    def one(nth):
        if nth == PUBLISHER:
            return publish_course(draft.course, effect="minor", now=NOW, by=trainers[nth])
        return save_activity(draft, said[nth], edited=token_of(page), now=NOW, by=trainers[nth])

    *saves, published = four_at_once(one)

    [done] = published
    assert edition_hash(read_edition(done.edition)) == done.edition.content_hash
    frozen = the_page(Edition.objects.get(pk=draft.pk))
    for name, mine, save in zip(names, said, saves, strict=True):
        kept = getattr(frozen, name) == getattr(mine, name)
        assert kept == isinstance(save, Saved)
        assert kept or (save.code, getattr(frozen, name)) == ("published", getattr(page, name))


def test_undoing_four_times_at_once_restores_once(draft, trainers):
    before = read_edition(draft)
    removal = remove_activity(draft, PAGE, now=NOW, by=trainers[0])

    restored = four_at_once(lambda nth: undo_removal(draft, removal.pk, now=NOW, by=trainers[nth]))

    assert restored == [PAGE] * 4
    assert read_edition(draft) == before
    assert DraftChange.objects.filter(key=PAGE, deed=Deed.RESTORED).count() == 1
