"""Files of questions in other systems' formats, read and brought into a bank.

docs/question-formats.md says what of each format is taken. What can be taken is; what cannot is
named with its line and the reason.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.interchange.aiken import CHOICE, RIGHT, read_aiken
from courses.interchange.gift import read_gift
from courses.interchange.markdown_dialect import Picture
from courses.interchange.moodle_xml import read_moodle_xml
from courses.interchange.package_folder import NotFound, PackageFolder
from courses.interchange.question_encoding import text_of_file
from courses.interchange.question_keys import apart, with_keys
from courses.interchange.question_text import Keep, files_of
from courses.interchange.questions_read import (
    Finds,
    QuestionsRead,
    Refused,
    Skipped,
    UnreadableQuestions,
)
from courses.models import Bank, Question
from courses.rules.content import FileContent, FileRead
from courses.services.assets import keep_files
from courses.services.banks import Put, put_questions

AUTO, GIFT, MOODLE_XML, AIKEN = "auto", "gift", "moodle_xml", "aiken"
LARGEST = 32 * 1024 * 1024  # bytes
MOST_LINES = 500_000
SAFE = re.compile(r"[^A-Za-z0-9._-]+")

GIFT_SIGNS = re.compile(
    r"^[ \t]*(?:::|\$CATEGORY:|\[(?:html|moodle|plain|markdown)\])"
    r"|(?<!\\)\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[#}])",
    re.M | re.I,
)

READ: dict[str, Callable[[str, str, Keep], Finds]] = {
    GIFT: lambda text, language, keep: read_gift(text, language=language, keep=keep),
    MOODLE_XML: lambda text, language, keep: read_moodle_xml(text, language=language, keep=keep),
    AIKEN: lambda text, language, keep: read_aiken(text, keep=keep),
}
FORMATS = tuple(READ)


def read_question_file(
    data: bytes, form: str = AUTO, *, folder: Path, language: str = "en"
) -> QuestionsRead:
    """The questions of a file, each with its key; UnreadableQuestions if it is none.

    Reading writes nothing but the pictures that the questions show, into `folder`, where they must
    stay until they are imported. `language` is that of the bank: a true_false says its choices in
    it. The same bytes always read the same.
    """
    if len(data) > LARGEST:
        raise UnreadableQuestions(too_large())
    text = text_of_file(data)
    if text.count("\n") > MOST_LINES:
        raise UnreadableQuestions(
            _("The file has more than {most} lines: divide it.").format(most=f"{MOST_LINES:,}")
        )
    form = format_of(text) if form == AUTO else form
    if form not in READ:
        raise UnreadableQuestions(_("“{form}” is no format of questions.").format(form=form))
    files = _Files(folder)
    finds = READ[form](text, language, files.keep)
    questions = tuple(with_keys(finds.found))
    shown = {sha256 for it in questions for sha256 in files_of(it.content)}
    kept = {file.sha256: file for file in files.kept.values() if file.sha256 in shown}
    skipped = tuple(sorted(finds.skipped, key=lambda it: it.line))
    return QuestionsRead(form, questions, skipped, kept)


def too_large() -> str:
    return _("The file is larger than {most} MB: divide it.").format(most=LARGEST // 1024 // 1024)


def format_of(text: str) -> str:
    """Which format a text is in, by what it looks like; UnreadableQuestions if like none."""
    if text.lstrip().startswith("<"):
        return MOODLE_XML
    lines = text.split("\n")
    if any(map(RIGHT.fullmatch, lines)) and any(map(CHOICE.fullmatch, lines)):
        return AIKEN
    if GIFT_SIGNS.search(text):
        return GIFT
    raise UnreadableQuestions(_("This is none of the formats known: GIFT, Moodle XML, Aiken."))


class _Files:
    """Puts the files that questions show into a folder, looked at and found to be what they say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, FileRead] = {}

    def keep(self, name: str, data: bytes) -> Picture:
        safe = SAFE.sub("-", name.rpartition("/")[2]).strip("-._")[-80:].lstrip("-._") or "file"
        place = self.folder / str(len(self.kept) + 1)
        place.mkdir(parents=True, exist_ok=True)
        (place / safe).write_bytes(data)
        try:
            file = PackageFolder(place).file(safe)
        except NotFound as error:
            raise Refused(str(error)) from error
        address = FileContent(safe, file.sha256).address
        self.kept[address] = file
        return Picture(address, file.width, file.height)


def fitted(read: QuestionsRead, bank: Bank) -> QuestionsRead:
    """As this bank would hold them: a key of it is never used for another kind of question."""
    rows = Question.objects.filter(bank=bank).order_by("number")
    return replace(
        read, questions=tuple(apart(read.questions, dict(rows.values_list("key", "kind"))))
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `by_kind` counts what was imported."""

    put: Put
    by_kind: dict[str, int]
    skipped: tuple[Skipped, ...]

    @property
    def imported(self) -> int:
        return len(self.put.added) + len(self.put.changed)

    def as_json(self) -> dict[str, object]:
        return {
            "imported": self.imported,
            "unchanged": len(self.put.unchanged),
            "by_kind": self.by_kind,
            "skipped": [skipped.as_json() for skipped in self.skipped],
        }


@transaction.atomic
def import_questions(
    bank: Bank, read: QuestionsRead, *, now: datetime, by: User | None
) -> Imported:
    """Let the bank hold the questions of a file, with what they show. Twice is the same as once."""
    keep_files(read.files.values(), now=now, by=by)
    read = fitted(read, bank)
    contents = [question.content for question in read.questions]
    put = put_questions(bank, contents, now=now, by=by)
    new = {*put.added, *put.changed}
    kinds = Counter(it.content.kind for it in read.questions if it.content.key in new)
    return Imported(put, dict(sorted(kinds.items())), read.skipped)
