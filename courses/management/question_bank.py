"""What the commands for files of questions share: which bank, and what was done, in words."""

import re
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from accounts.services.organisation import root_unit
from courses.interchange import package
from courses.interchange.question_files import LARGEST, Imported, import_questions, too_large
from courses.interchange.question_writing import Written
from courses.interchange.questions_read import QuestionsRead, UnreadableQuestions
from courses.models import Bank
from courses.services.banks import bank_for

LONGEST = 200
LANGUAGE = re.compile(package.LANGUAGE)


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
    if not LANGUAGE.fullmatch(language):
        raise CommandError(f"“{language}” is no code of a language, such as en or es.")
    unit = root_unit(name=settings.INSTITUTION_NAME, now=now)
    bank = bank_for(unit, name.strip(), language, now=now)
    return import_questions(bank, read, now=now, by=None)


def bank_named(name: str, language: str) -> Bank:
    """The one bank of that name, of that language if it is given; CommandError if there is none."""
    banks = list(Bank.objects.filter(name=name.strip()).order_by("language", "pk"))
    banks = [bank for bank in banks if language in ("", bank.language)]
    if not banks:
        raise CommandError(f"There is no bank with the name “{name}”.")
    if len(banks) > 1:
        languages = ", ".join(bank.language for bank in banks)
        raise CommandError(f"Several banks have the name “{name}”, in {languages}: say --language.")
    return banks[0]


def written_in_words(written: Written, file: Path) -> str:
    lines = [f"{len(written.keys)} written to {file}."]
    lines += [f"not written: {it.key}, “{it.question}”: {it.reason}" for it in written.lacking]
    return "\n".join(lines)


def in_words(done: Imported, read: QuestionsRead) -> str:
    kinds = ", ".join(f"{number} {kind}" for kind, number in done.by_kind.items())
    counts = f"{done.imported} imported, {len(done.put.unchanged)} unchanged"
    lines = [f"{counts}: {kinds}" if kinds else counts]
    lines += [f"skipped: line {it.line}, “{it.question}”: {it.reason}" for it in done.skipped]
    lines += [
        f"note: line {it.line}, “{it.name}”: {loss}" for it in read.questions for loss in it.losses
    ]
    return "\n".join(lines)
