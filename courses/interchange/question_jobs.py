"""Files of questions on a page: taken into a bank after a preview, or written from one."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Job, User
from accounts.services.jobs import ask_import_of, ask_job, finish_job, note_progress
from courses.interchange.question_export import export_bank
from courses.interchange.question_files import (
    GIFT,
    MOODLE_XML,
    fitted,
    import_questions,
    read_question_file,
)
from courses.interchange.questions_read import QuestionsRead, UnreadableQuestions
from courses.models import Bank
from courses.services.banks import plan_questions

PREVIEW = "questions_preview"
IMPORT = "questions_import"
EXPORT = "questions_export"
MOST_NAMES = 50  # of questions worded anew, as a preview lists them
ENDINGS = {GIFT: "gift.txt", MOODLE_XML: "xml"}


def ask_preview(
    bank: Bank, file: "File[bytes]", form: str, *, now: datetime, by: User, request_id: str = ""
) -> Job:
    """Ask what a file of questions would bring into the bank."""
    parameters = {"bank": str(bank.uuid), "format": form, "name": file.name or ""}
    return ask_job(PREVIEW, parameters=parameters, file=file, now=now, by=by, request_id=request_id)


def ask_import(preview: Job, *, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask for the file of a preview to be taken in; asked twice, it is the same job."""
    return ask_import_of(
        preview,
        kinds=(PREVIEW, IMPORT),
        parameters={name: preview.parameters.get(name, "") for name in ("bank", "format")},
        now=now,
        by=by,
        request_id=request_id,
    )


def ask_export(bank: Bank, form: str, *, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask for the bank's questions as a file in one of the formats of `ENDINGS`."""
    name = f"{slugify(bank.name) or 'bank'}.{ENDINGS[form]}"
    parameters = {"bank": str(bank.uuid), "format": form, "name": name}
    return ask_job(EXPORT, parameters=parameters, now=now, by=by, request_id=request_id)


def do_preview(job: Job, *, now: datetime) -> None:
    """Work out what would come in, and finish the job with it. Writes nothing else."""
    bank = _bank(job)
    with translation.override(job.by.language or None), TemporaryDirectory() as folder:
        try:
            read = _read(job, bank, Path(folder))
        except (UnreadableQuestions, FileNotFoundError) as error:
            finish_job(job, now=now, error=_in_words(error))
            return
        note_progress(job, 70)
        read = fitted(read, bank)
        put = plan_questions(bank, [question.content for question in read.questions])
    numbers = {name: len(getattr(put, name)) for name in ("added", "changed", "unchanged")}
    changed = set(put.changed)
    anew = [it.name for it in read.questions if it.content.key in changed]
    finish_job(job, now=now, result={**numbers, "anew": anew[:MOST_NAMES], **_found(read)})


def do_import(job: Job, *, now: datetime) -> None:
    """Take the questions in and finish the job, both or neither: killed anywhere, done once."""
    bank = _bank(job)
    with translation.override(job.by.language or None), TemporaryDirectory() as folder:
        try:
            read = _read(job, bank, Path(folder))
        except (UnreadableQuestions, FileNotFoundError) as error:
            finish_job(job, now=now, error=_in_words(error))
            return
        note_progress(job, 50)
        with transaction.atomic():
            put = import_questions(bank, read, now=now, by=job.by).put
            numbers = {name: len(getattr(put, name)) for name in ("added", "changed", "unchanged")}
            if not finish_job(job, now=now, result=numbers | _found(read)):
                transaction.set_rollback(True)  # another worker has it, and does it


def do_export(job: Job, *, now: datetime) -> None:
    """Write the file and finish the job with it, and with what the format cannot hold."""
    bank = _bank(job)
    note_progress(job, 10)
    with translation.override(job.by.language or None):
        written = export_bank(bank, job.parameters["format"])
    job.file.save(job.parameters["name"], ContentFile(written.text.encode()), save=False)
    with transaction.atomic():
        if finish_job(job, now=now, result=written.as_json()):
            Job.objects.filter(pk=job.pk).update(file=job.file.name)


def _bank(job: Job) -> Bank:
    return Bank.objects.get(uuid=job.parameters["bank"])


def _read(job: Job, bank: Bank, folder: Path) -> QuestionsRead:
    note_progress(job, 10)
    with job.file.open("rb") as file:
        data = file.read()
    return read_question_file(data, job.parameters["format"], folder=folder, language=bank.language)


def _found(read: QuestionsRead) -> dict[str, Any]:
    """How many of each kind the file has; what is not taken, or not all of it, by line."""
    kinds = Counter(question.content.kind for question in read.questions)
    refused = [it.as_json() | {"refused": True} for it in read.skipped]
    lost = [
        {"line": it.line, "question": it.name, "reason": reason, "refused": False}
        for it in read.questions
        for reason in it.losses
    ]
    return {
        "format": read.format,
        "by_kind": dict(sorted(kinds.items())),
        "refused": len(refused),
        "remarks": sorted(refused + lost, key=lambda it: it["line"]),
    }


def _in_words(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return _("The file is no longer there. Please upload it again.")
    return str(error)
