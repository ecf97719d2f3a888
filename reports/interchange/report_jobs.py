"""Reports as files that a worker writes: asked for, written, kept for a week."""

from datetime import datetime, timedelta
from hashlib import file_digest
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Job, User
from accounts.models.job import JobQuerySet
from accounts.policies import reporting_paths
from accounts.services.jobs import ask_job, finish_job, note_progress
from learning.services.dates import institution_zone, today
from reports.answers import OtherDefinition, how_many_rows, report_of, write_answer
from reports.answers_courses import OtherFigures
from reports.policies import may_open, may_open_course
from reports.queries.planning import planned_by_values
from reports.receipts import NOWHERE, OF_COURSES, QUESTIONS, Receipt, file_name, read_receipt
from reports.workbooks import TooManyRows

EXPORT = "report_export"
KEPT = timedelta(days=7)  # people's data: as long as somebody needs to fetch it
WRITING = 95  # per cent; the rest is putting the file where it lies


def files_of(person: User) -> JobQuerySet:
    """The files that somebody asked for, the newest first."""
    return Job.objects.asked_by(person.pk).filter(kind=EXPORT).order_by("-id")


def expires_at(job: Job) -> datetime | None:
    """From when on its file is no longer there."""
    return job.finished_at + KEPT if job.finished_at else None


def receipt_of_job(job: Job) -> Receipt:
    return read_receipt(job.parameters["receipt"])


def may_have(person: User, receipt: Receipt, *, now: datetime) -> bool:
    """Whether what the receipt asks for lies within what the person may see today."""
    on = today(now)
    if receipt.kind in OF_COURSES:
        in_team = receipt.kind != QUESTIONS  # who is only in the course's team has no item analysis
        return may_open_course(person, receipt.course, on, in_team=in_team)
    paths = reporting_paths(person, on)
    if receipt.scope == NOWHERE:  # there is nothing in it
        return bool(paths)
    return may_open(paths, receipt.scope)


def refuse(person: User, receipt: Receipt, *, now: datetime) -> None:
    """Refuse what is yet to come ("yet_to_come"), and what the person may not see."""
    if max(receipt.moment_at, receipt.known_at) > now:
        raise ValidationError(_("This day is yet to come."), code="yet_to_come")
    if not may_have(person, receipt, now=now):
        words = _("You do not answer for all of those units.")
        if receipt.kind in OF_COURSES:
            words = _("You do not write this course.")
        raise ValidationError(words, code="out_of_scope")


@transaction.atomic
def ask_export(receipt: Receipt, *, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask for the file of a receipt; asked twice while it is there, it is the same job.

    Beyond what the person answers for it is refused, and so is what is yet to come.
    """
    refuse(by, receipt, now=now)
    User.objects.select_for_update().get(pk=by.pk)  # one press at a time
    asked = files_of(by).filter(parameters__receipt=receipt.code, error="")
    for job in asked:
        if not job.finished_at or (job.file and now < job.finished_at + KEPT):
            return job
    parameters = {"receipt": receipt.code, "name": file_name(receipt)}
    return ask_job(EXPORT, parameters=parameters, now=now, by=by, request_id=request_id)


def do_export(job: Job, *, now: datetime) -> None:
    """Write the file and finish the job with it, with its rows, size and SHA-256.

    A receipt's bytes are the same whoever writes them, so a job that a dead worker left is simply
    done again; of two that write it, the one that holds the lease settles it.
    """
    receipt = receipt_of_job(job)
    with translation.override(job.by.language or None):
        if not may_have(job.by, receipt, now=now):
            finish_job(job, now=now, error=_("You do not answer for all of those units any more."))
            return
        with TemporaryFile() as file:
            try:
                rows = _write(job, receipt, file)
            except (LookupError, TooManyRows) as error:
                finish_job(job, now=now, error=why_not(error))
            else:
                _keep(job, file, rows, now=now)


def why_not(error: LookupError | TooManyRows) -> str:
    """Why a receipt cannot be answered, in the words of whoever asks."""
    if isinstance(error, OtherDefinition):
        return _("Figures are made by another definition now. Ask for the file again.")
    if isinstance(error, OtherFigures):
        return _(
            "These figures cannot be made again: something that they were counted from has been "
            "written over since, or they were never those of this receipt."
        )
    if isinstance(error, TooManyRows):
        return _("A sheet cannot hold so many rows. Ask for a CSV.")
    return _("What it asks for was not there.")


@planned_by_values()
def _write(job: Job, receipt: Receipt, file: BinaryIO) -> int:
    report = report_of(receipt, institution_zone())
    total = how_many_rows(receipt, report)

    def told(rows: int) -> None:
        note_progress(job, min(WRITING, WRITING * rows // max(total, 1)))

    return write_answer(receipt, report, file, told=told)


def _keep(job: Job, file: BinaryIO, rows: int, *, now: datetime) -> None:
    """Put the file in its place: always the same one, so that no try leaves another behind."""
    file.seek(0)
    digest = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    place = f"{job.created_at:jobs/%Y/%m}/{job.uuid}.{receipt_of_job(job).format}"
    storage = job.file.storage
    storage.delete(place)
    name = storage.save(place, File(file))
    result = {"rows": rows, "size": size, "sha256": digest}
    with transaction.atomic():
        if finish_job(job, now=now, result=result):
            Job.objects.filter(pk=job.pk).update(file=name)
