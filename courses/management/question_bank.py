"""What the commands for files of questions share: which bank, and what was done, in words."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from accounts.services.organisation import root_unit
from courses.interchange.question_files import LARGEST, Imported, import_questions, too_large
from courses.interchange.questions_read import QuestionsRead, UnreadableQuestions
from courses.services.banks import bank_for

LONGEST = 200


def bytes_of(file: Path) -> bytes:
    """What the file holds; UnreadableQuestions, without reading it, where that is too much."""
    if file.stat().st_size > LARGEST:
        raise UnreadableQuestions(too_large())
    return file.read_bytes()


@transaction.atomic
def bring_in(read: QuestionsRead, name: str, language: str, *, now: datetime) -> Imported:
    """Into the institution's bank of that name, made where there is none."""
    if not 0 < len(name.strip()) <= LONGEST:
        raise CommandError(f"The name of a bank has 1 to {LONGEST} characters.")
    unit = root_unit(name=settings.INSTITUTION_NAME, now=now)
    bank = bank_for(unit, name.strip(), language, now=now)
    return import_questions(bank, read, now=now, by=None)


def in_words(done: Imported, read: QuestionsRead) -> str:
    kinds = ", ".join(f"{number} {kind}" for kind, number in done.by_kind.items())
    lines = [f"{done.imported} imported, {len(done.put.unchanged)} unchanged: {kinds or 'nothing'}"]
    lines += [f"skipped: line {it.line}, “{it.question}”: {it.reason}" for it in done.skipped]
    lines += [
        f"note: line {it.line}, “{it.name}”: {loss}" for it in read.questions for loss in it.losses
    ]
    return "\n".join(lines)
