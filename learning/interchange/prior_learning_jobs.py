"""Prior learning taken in on a page: first a preview, then, when somebody says so, for good."""

from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils import translation

from accounts.interchange.csv_file import UnreadableFile, unusable
from accounts.models import Job, User
from accounts.models.user import UserQuerySet
from accounts.policies import administering_paths, people_under
from accounts.services.jobs import ask_import_of, ask_job, finish_job, note_progress
from learning.interchange.prior_learning_csv import as_json, read_prior_learning
from learning.rules.prior_learning import FileRead
from learning.services.dates import today
from learning.services.prior_learning import accept_prior_learning

PREVIEW = "prior_learning_preview"
IMPORT = "prior_learning_import"


def ask_preview(file: "File[bytes]", *, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask what a file would bring."""
    parameters = {"name": file.name or ""}
    return ask_job(PREVIEW, parameters=parameters, file=file, now=now, by=by, request_id=request_id)


def ask_import(preview: Job, *, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask for the file of a preview to be taken in; asked twice, it is the same job."""
    return ask_import_of(
        preview, kinds=(PREVIEW, IMPORT), parameters={}, now=now, by=by, request_id=request_id
    )


def do_preview(job: Job, *, now: datetime) -> None:
    """Work out what would come of it and finish the job with that. Writes nothing else."""
    with translation.override(job.by.language or None):
        try:
            read = _read(job, now=now)
        except (UnreadableFile, FileNotFoundError) as error:
            finish_job(job, now=now, error=unusable(error))
            return
        note_progress(job, 40)
        accepted = accept_prior_learning(
            read, now=now, by=job.by, among=_within(job.by, now=now), dry_run=True
        )
    finish_job(job, now=now, result=as_json(accepted))


def do_import(job: Job, *, now: datetime) -> None:
    """Take the file in and finish the job, both or neither: killed anywhere, it is done once."""
    note_progress(job, 10)
    with translation.override(job.by.language or None):
        try:
            read = _read(job, now=now)
        except (UnreadableFile, FileNotFoundError) as error:
            finish_job(job, now=now, error=unusable(error))
            return
        note_progress(job, 30)
        with transaction.atomic():
            accepted = accept_prior_learning(
                read, now=now, by=job.by, among=_within(job.by, now=now)
            )
            if not finish_job(job, now=now, result=as_json(accepted)):
                transaction.set_rollback(True)  # another worker has it, and does it


def _read(job: Job, *, now: datetime) -> FileRead:
    with job.file.open("rb") as file:
        return read_prior_learning(file.read(), today=today(now))


def _within(by: User, *, now: datetime) -> UserQuerySet:
    """The people for whom the admin may bring something, as they stand when it is taken in."""
    day = today(now)
    return people_under(administering_paths(by, day), day)
