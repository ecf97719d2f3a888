"""A roster taken in on a page: first a preview, then, when somebody says so, for good."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.interchange.people_csv import UnreadableRoster, read_roster
from accounts.models import Job, User
from accounts.services.jobs import ask_job, finish_job, note_progress
from accounts.services.people_import import Extent, TooManyGone, import_people, preview_people

PREVIEW = "people_preview"
IMPORT = "people_import"


def ask_preview(
    file: "File[bytes]", *, full: bool, now: datetime, by: User, request_id: str = ""
) -> Job:
    """Ask what a roster would change."""
    parameters = {"full": full, "name": file.name or ""}
    return ask_job(PREVIEW, parameters=parameters, file=file, now=now, by=by, request_id=request_id)


@transaction.atomic
def ask_import(preview: Job, *, force: bool, now: datetime, by: User, request_id: str = "") -> Job:
    """Ask for the roster of a preview to be taken in; asked twice, it is the same job."""
    preview = Job.objects.select_for_update().get(pk=preview.pk)
    if asked := preview.parameters.get("import"):
        return Job.objects.get(uuid=asked)
    if preview.kind != PREVIEW or not preview.finished_at or preview.error or not preview.file:
        raise ValidationError(_("There is no finished preview to take in."), code="no_preview")
    if preview.result.get("too_many") and not force:
        raise ValidationError(
            _("So many would be deactivated that you have to say so."), code="too_many_gone"
        )
    parameters = {
        "full": preview.parameters["full"],
        "name": preview.parameters["name"],
        "preview": str(preview.uuid),
        "force": force,
    }
    job = ask_job(
        IMPORT,
        parameters=parameters,
        file=str(preview.file.name),
        now=now,
        by=by,
        request_id=request_id,
    )
    preview.parameters["import"] = str(job.uuid)
    preview.save(update_fields=["parameters"])
    return job


def do_preview(job: Job, *, now: datetime) -> None:
    """Work out a preview and finish the job with it. Writes nothing else."""
    full = bool(job.parameters.get("full"))
    with translation.override(job.by.language or None):
        try:
            with job.file.open("rb") as file:
                roster = read_roster(file.read())
        except (UnreadableRoster, FileNotFoundError) as error:
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
        except (UnreadableRoster, TooManyGone, FileNotFoundError) as error:
            finish_job(job, now=now, error=_in_words(error))


def _in_words(error: Exception) -> str:
    if isinstance(error, TooManyGone):
        return _(
            "%(gone)d of %(active)d people are not in the file, more than one in ten. "
            "Nothing was changed; make a new preview."
        ) % {"gone": error.gone, "active": error.active}
    if isinstance(error, FileNotFoundError):
        return _("The file is no longer there. Please upload it again.")
    return str(error)
