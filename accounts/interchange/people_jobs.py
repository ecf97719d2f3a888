"""A roster taken in on a page: first a preview, then, when somebody says so, for good."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.interchange.csv_file import UnreadableFile, unusable
from accounts.interchange.people_csv import read_roster
from accounts.models import Job, User
from accounts.services.jobs import ask_import_of, ask_job, finish_job, note_progress
from accounts.services.people_import import Extent, TooManyGone, import_people, preview_people

PREVIEW = "people_preview"
IMPORT = "people_import"


def ask_preview(
    file: "File[bytes]", *, full: bool, now: datetime, by: User, request_id: str = ""
) -> Job:
    """Ask what a roster would change."""
    parameters = {"full": full, "name": file.name or ""}
    return ask_job(PREVIEW, parameters=parameters, file=file, now=now, by=by, request_id=request_id)


def ask_import(preview: Job, *, force: bool, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask for the roster of a preview to be taken in; asked twice, it is the same job."""

    def check(preview: Job) -> None:
        if preview.result.get("too_many") and not force:
            raise ValidationError(
                _("So many would be deactivated that you have to say so."), code="too_many_gone"
            )

    return ask_import_of(
        preview,
        kinds=(PREVIEW, IMPORT),
        parameters={"full": preview.parameters.get("full", False), "force": force},
        now=now,
        by=by,
        request_id=request_id,
        check=check,
    )


def do_preview(job: Job, *, now: datetime) -> None:
    """Work out a preview and finish the job with it. Writes nothing else."""
    full = bool(job.parameters.get("full"))
    with translation.override(job.by.language or None):
        try:
            with job.file.open("rb") as file:
                roster = read_roster(file.read())
        except (UnreadableFile, FileNotFoundError) as error:
            finish_job(job, now=now, error=_in_words(error))
            return
        note_progress(job, 40)
        too_many: dict[str, Any] = {}
        try:
            numbers = preview_people(roster, now=now, extent=Extent(full))
        except TooManyGone as error:
            too_many = {"gone": error.gone, "active": error.active}
            numbers = preview_people(roster, now=now, extent=Extent(full, force=True))
    finish_job(job, now=now, result={"numbers": numbers, "too_many": too_many})


def do_import(job: Job, *, now: datetime) -> None:
    """Take in the roster and finish the job, both or neither: killed anywhere, it is done once."""
    extent = Extent(bool(job.parameters.get("full")), bool(job.parameters.get("force")))
    note_progress(job, 10)
    with translation.override(job.by.language or None):
        try:
            with job.file.open("rb") as file:
                roster = read_roster(file.read())
            note_progress(job, 30)
            with transaction.atomic():
                numbers = import_people(roster, now=now, by=job.by, extent=extent)
                if not finish_job(job, now=now, result={"numbers": numbers}):
                    transaction.set_rollback(True)  # another worker has it, and does it
        except (UnreadableFile, TooManyGone, FileNotFoundError) as error:
            finish_job(job, now=now, error=_in_words(error))


def _in_words(error: Exception) -> str:
    if isinstance(error, TooManyGone):
        return _(
            "%(gone)d of %(active)d people are not in the file, more than one in ten. "
            "Nothing was changed; make a new preview."
        ) % {"gone": error.gone, "active": error.active}
    return unusable(error)
