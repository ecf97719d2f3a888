"""Publishing freezes an edition; nothing in it changes again (DOMAIN 2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.models import model_to_dict

from accounts.models import AuditEntry
from courses.interchange.package import read_package
from courses.models import Activity, Choice, Edition, EditionAsset, Module, Question
from courses.rules.content import EditionContent
from courses.services.drafts import discard_draft, new_draft
from courses.services.edition_content import read_edition, write_draft
from courses.services.importing import import_package
from courses.services.publishing import check_edition, publish_drafts, publish_edition
from tests.factories import NOW, a_trainer, a_unit, an_edition
from tests.integration.courses.packages import a_package, change

# Everything that an edition is made of, and how its rows are found.
FROZEN = {
    Edition: "pk",
    Module: "edition",
    Activity: "edition",
    Question: "activity__edition",
    Choice: "question__activity__edition",
    EditionAsset: "edition",
}


def a_draft(folder, **options):
    package = read_package(a_package(folder, **options))
    return import_package(package, unit=a_unit(), now=NOW, by=None).drafts


def publish(draft, by=None):
    return publish_edition(draft, effect="new_learners", now=NOW, by=by)


def rows(model, edition):
    found = model.objects.filter(**{FROZEN[model]: edition.pk}).order_by("pk")
    return [model_to_dict(row) for row in found]


@pytest.mark.django_db
@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model.__name__)
def test_no_service_changes_or_deletes_what_is_published(model, tmp_path):
    [draft] = a_draft(tmp_path)
    edition = publish(draft)
    before = rows(model, edition)
    assert before

    for refused in (
        lambda: publish(edition),
        lambda: discard_draft(edition, now=NOW, by=None),
        lambda: write_draft(edition, EditionContent(language="en", title="Other"), {}),
    ):
        with pytest.raises(ValidationError) as error:
            refused()
        assert error.value.code == "published"
    new_draft(edition.course, "en", now=NOW, by=None)
    change(tmp_path, "02-how/01-check.md", "`ask` To *ask*", "`ask` To ask")
    import_package(read_package(tmp_path), unit=a_unit(), now=NOW, by=None)
    publish_drafts(edition.course, effect="carry_over", now=NOW, by=None)

    assert rows(model, edition) == before


@pytest.mark.django_db
def test_publishing_numbers_hashes_and_records(tmp_path):
    [draft] = a_draft(tmp_path)
    trainer = a_trainer()

    edition = publish(draft, by=trainer)

    assert (edition.number, edition.published_at, edition.published_by) == (1, NOW, trainer)
    assert len(edition.content_hash) == 64
    entry = AuditEntry.objects.get(action="courses.edition.published")
    assert (entry.by, entry.subject) == (trainer, f"edition:{edition.pk}")
    assert entry.after["content_hash"] == edition.content_hash


@pytest.mark.django_db
def test_errors_refuse_publishing_and_are_named_and_nothing_is_written(tmp_path):
    [draft] = a_draft(tmp_path)
    draft.activities.filter(key="lines").update(body="")
    Choice.objects.filter(question__key="first", key="ask").update(weight=0)

    with pytest.raises(ValidationError) as refused:
        publish(draft)

    assert refused.value.messages == [
        "Check, question first: It has no right answer that earns the full score.",
        "A few lines: It says nothing yet: the text is missing.",
    ]
    draft.refresh_from_db()
    assert (draft.number, draft.published_at) == (None, None)


@pytest.mark.django_db
def test_warnings_are_listed_and_do_not_refuse(tmp_path):
    [draft] = a_draft(tmp_path)
    Choice.objects.filter(question__key="first", key="ask").update(feedback="")

    [finding] = check_edition(draft)

    assert (finding.code, finding.severity, finding.question) == (
        "no_feedback",
        "warning",
        "first",
    )
    assert publish(draft).number == 1


@pytest.mark.django_db
def test_a_translation_takes_the_number_of_its_original(tmp_path):
    english, spanish = a_draft(tmp_path, spanish=True)

    with pytest.raises(ValidationError) as early:
        publish(spanish)
    publish(english)

    assert early.value.code == "original_first"
    assert publish(spanish).number == 1


@pytest.mark.django_db
def test_a_translation_with_another_right_answer_is_refused(tmp_path):
    english, spanish = a_draft(tmp_path, spanish=True)
    publish(english)
    first = Choice.objects.filter(question__activity__edition=spanish, question__key="first")
    first.filter(key="ask").update(weight=0)
    first.filter(key="explain").update(weight=1)

    with pytest.raises(ValidationError) as refused:
        publish(spanish)

    assert refused.value.messages == [
        "Comprobación, question first: It differs from the original in more than its words: "
        "keys, kinds, order and right answers must be the same."
    ]


@pytest.mark.django_db
def test_an_incomplete_translation_holds_up_all_of_an_import(tmp_path):
    folder = a_package(tmp_path, spanish=True)
    (folder / "02-how/03-sign.es.md").unlink()
    result = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None)

    with pytest.raises(ValidationError) as refused:
        publish_drafts(result.course, effect="minor", now=NOW, by=None)

    assert refused.value.messages == [
        "What you will do: The translation is missing, or not complete."
    ]
    assert not Edition.objects.published().exists()


@pytest.mark.django_db
def test_reading_an_edition_takes_six_queries_whatever_its_size(
    tmp_path, django_assert_num_queries
):
    [large] = a_draft(tmp_path)
    small = an_edition()

    for edition in (small, large):
        with django_assert_num_queries(6):
            read_edition(edition)


@pytest.mark.django_db(transaction=True)
def test_four_at_once_publish_one_edition(tmp_path):
    [draft] = a_draft(tmp_path)

    def try_to_publish(_nth):
        try:
            return publish(draft).number
        except ValidationError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(try_to_publish, range(4)))

    assert sorted(map(str, outcomes)) == ["1", "published", "published", "published"]


@pytest.mark.django_db(transaction=True)
def test_four_imports_at_once_make_one_course(tmp_path):
    package = read_package(a_package(tmp_path))
    unit = a_unit()

    def try_to_import(_nth):
        try:
            return import_package(package, unit=unit, now=NOW, by=None).changed
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(try_to_import, range(4)))

    assert sorted(outcomes) == [False, False, False, True]
    assert Edition.objects.count() == 1
