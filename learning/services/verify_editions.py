"""Hashes of what is published: it never changes, and these say whether it did."""

from collections.abc import Iterator

from courses.models import Activity, Edition, Question
from courses.rules.content import EditionContent
from courses.rules.content_hash import activity_hash, edition_hash, question_hash
from courses.services.edition_content import read_edition

Row = tuple[object, object, object]


def edition_hashes() -> Iterator[Row]:
    for edition, name, content in _published():
        yield name, edition.content_hash, edition_hash(content)


def activity_hashes() -> Iterator[Row]:
    """By which progress will follow into another edition."""
    for edition, name, content in _published():
        rows = Activity.objects.filter(edition=edition)
        stored = dict(rows.values_list("key", "content_hash"))
        for each in content.activities():
            yield f"{name} {each.key}", stored[each.key], activity_hash(each)


def question_hashes() -> Iterator[Row]:
    for edition, name, content in _published():
        rows = Question.objects.filter(activity__edition=edition)
        stored = {
            (quiz, key): found
            for quiz, key, found in rows.values_list("activity__key", "key", "content_hash")
        }
        for quiz in content.activities():
            for each in quiz.questions:
                known = stored[quiz.key, each.key]
                yield f"{name} {quiz.key} {each.key}", known, question_hash(each)


def _published() -> Iterator[tuple[Edition, str, EditionContent]]:
    for edition in Edition.objects.published().select_related("course").order_by("pk"):
        name = f"{edition.course.key} {edition.language} {edition.number}"
        yield edition, name, read_edition(edition)
