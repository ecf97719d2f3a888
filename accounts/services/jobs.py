"""Long work that somebody waits for: asking for it, claiming it, settling it."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Job, User
from accounts.models.job import MOST_TRIES
from accounts.services.mail import lease
from lms.celery import wake

TASK = "tasks.jobs.do_due_jobs"
KEPT = timedelta(days=30)  # files hold people's data: no longer than needed


@transaction.atomic
def ask_job(
    kind: str,
    *,
    parameters: dict[str, Any],
    now: datetime,
    by: User,
    file: "File[bytes] | str" = "",
    request_id: str = "",
) -> Job:
    """Write down what is to be done, and ask for a worker as soon as that is certain."""
    job = Job.objects.create(
        kind=kind,
        by=by,
        parameters=parameters,
        file=file,
        created_at=now,
        request_id=request_id,
    )
    wake(TASK)
    return job


@transaction.atomic
def ask_import_of(
    preview: Job,
    *,
    kinds: tuple[str, str],
    parameters: dict[str, Any],
    now: datetime,
    by: User,
    request_id: str = "",
    check: Callable[[Job], None] = lambda preview: None,
) -> Job:
    """Ask for the file of a finished preview to be taken in; asked twice, it is the same job.

    `kinds` are those of the preview and of the import; `check` refuses what the preview showed.
    """
    preview = Job.objects.select_for_update().get(pk=preview.pk)
    if asked := preview.parameters.get("import"):
        return Job.objects.get(uuid=asked)
    if preview.kind != kinds[0] or not preview.finished_at or preview.error or not preview.file:
        raise ValidationError(_("There is no finished preview to take in."), code="no_preview")
    check(preview)
    kept = {"name": preview.parameters["name"], "preview": str(preview.uuid)}
    job = ask_job(
        kinds[1],
        parameters=kept | parameters,
        file=str(preview.file.name),
        now=now,
        by=by,
        request_id=request_id,
    )
    preview.parameters["import"] = str(job.uuid)
    preview.save(update_fields=["parameters"])
    return job


@transaction.atomic
def claim_job(*, now: datetime) -> Job | None:
    """Lease the oldest job nobody works on; None when there is nothing to do.

    A lease that runs out can be claimed again, so a job outlives the worker that dropped it;
    after three tries it is parked. Two workers never hold one job.
    """
    due = Job.objects.claimable(now, lease()).select_for_update(skip_locked=True, of=("self",))
    job = due.first()
    if job is None:
        return None
    job.claimed_at = now
    job.tries += 1
    job.save(update_fields=["claimed_at", "tries"])
    return job


def note_progress(job: Job, per_cent: int, *, result: dict[str, Any] | None = None) -> None:
    """Let whoever waits see how far it is, and what came of it so far."""
    _mine(job).update(progress=per_cent, **({} if result is None else {"result": result}))


def pause_job(job: Job) -> None:
    """Give a job back half done, with what came of it so far: it goes on, and loses no try."""
    _mine(job).update(claimed_at=None, tries=job.tries - 1)
    wake(TASK)


def finish_job(
    job: Job, *, now: datetime, result: dict[str, Any] | None = None, error: str = ""
) -> bool:
    """Settle a claimed job, with its result or with what stood in the way.

    False where the lease had passed to another worker: then nothing that was done may stand.
    """
    columns = {"result": result or {}, "error": error[:500], "progress": 100}
    return bool(_mine(job).update(finished_at=now, **columns))


def note_failure(job: Job, *, now: datetime, error: str) -> bool:
    """Give a job back after something broke: the next wake tries again, the last try parks it."""
    if job.tries >= MOST_TRIES:
        return finish_job(job, now=now, error=error)
    return bool(_mine(job).update(claimed_at=None, progress=0))


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, claimed_at=job.claimed_at, finished_at__isnull=True)


def forget_files(*, now: datetime, kept: timedelta = KEPT, kinds: Collection[str] = ()) -> int:
    """Remove the files of jobs that were finished a month ago; how many. Safe to repeat.

    `kinds` that are kept for less time are named with it.
    """
    old = Job.objects.filter(finished_at__lt=now - kept).exclude(file="")
    if kinds:
        old = old.filter(kind__in=kinds)
    forgotten = 0
    for job in old:
        shared = Job.objects.filter(file=job.file.name).exclude(pk__in=old.values("pk"))
        if not shared.exists():
            job.file.storage.delete(str(job.file.name))
        forgotten += Job.objects.filter(pk=job.pk).update(file="")
    return forgotten
