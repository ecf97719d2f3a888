"""A bank's questions as a file in another system's format."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from courses.interchange.gift_writer import write_gift
from courses.interchange.moodle_xml_writer import write_moodle_xml
from courses.interchange.question_files import GIFT, MOODLE_XML
from courses.interchange.question_text import files_of
from courses.interchange.question_writing import Written
from courses.models import Asset, Bank, Question
from courses.rules.content import QuestionContent
from courses.services.question_rows import read_questions, tags_of
from courses.services.richtext import sanitise_passage, sanitise_phrase

FORMATS = (GIFT, MOODLE_XML)


def export_bank(bank: Bank, form: str) -> Written:
    """The bank's questions as they stand, and a list of those that the format cannot hold.

    The same bank is written the same to the last byte, and what is in the file reads back the
    same, keys and tags included. KeyError for a format that is none of `FORMATS`.
    """
    return WRITE[form](bank, questions_in(bank))


def questions_in(bank: Bank) -> list[QuestionContent]:
    """The newest of every key with its tags, none retired, by key."""
    tags = tags_of([bank.pk])
    rows = Question.objects.newest_of(bank).order_by("key")
    return [
        replace(_canonical(content), tags=tags.get((bank.pk, content.key), ()))
        for _row, content in read_questions(rows)
    ]


def _canonical(content: QuestionContent) -> QuestionContent:
    """Its texts as reading gives them, whatever way they came into the bank."""
    choices = (
        replace(it, text=sanitise_phrase(it.text), feedback=sanitise_passage(it.feedback))
        for it in content.choices
    )
    return replace(
        content,
        prompt=sanitise_passage(content.prompt),
        explanation=sanitise_passage(content.explanation),
        hints=tuple(map(sanitise_passage, content.hints)),
        choices=tuple(choices),
    )


def _gift(bank: Bank, questions: Sequence[QuestionContent]) -> Written:
    return write_gift(questions, language=bank.language)


def _moodle_xml(bank: Bank, questions: Sequence[QuestionContent]) -> Written:
    shown = {sha256 for question in questions for sha256 in files_of(question)}
    assets = {asset.sha256: asset for asset in Asset.objects.with_hashes(shown)}

    def held(sha256: str) -> bytes | None:
        asset = assets.get(sha256)
        if asset is None or not asset.file.storage.exists(str(asset.file.name)):
            return None
        with asset.file.open("rb") as stream:
            data: bytes = stream.read()
        return data

    return write_moodle_xml(questions, language=bank.language, held=held)


WRITE: dict[str, Callable[[Bank, Sequence[QuestionContent]], Written]] = {
    GIFT: _gift,
    MOODLE_XML: _moodle_xml,
}
