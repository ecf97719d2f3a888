"""Imports, exports and other long work that somebody waits for."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.interchange import people_jobs
from accounts.services.jobs import claim_job, forget_files, note_failure
from courses.interchange import question_jobs
from learning.interchange import prior_learning_jobs
from learning.services import regrade_jobs
from reports.interchange import report_jobs

logger = logging.getLogger(__name__)

DO: dict[str, Callable[..., None]] = {
    people_jobs.PREVIEW: people_jobs.do_preview,
    people_jobs.IMPORT: people_jobs.do_import,
    question_jobs.PREVIEW: question_jobs.do_preview,
    question_jobs.IMPORT: question_jobs.do_import,
    question_jobs.EXPORT: question_jobs.do_export,
    prior_learning_jobs.PREVIEW: prior_learning_jobs.do_preview,
    prior_learning_jobs.IMPORT: prior_learning_jobs.do_import,
    regrade_jobs.REGRADE: regrade_jobs.do_regrade,
    report_jobs.EXPORT: report_jobs.do_export,
}
MOST_SECONDS = 120  # far below the time limit of a task; what is left waits for the next wake


@shared_task(ignore_result=True)
def do_due_jobs(now: datetime | None = None) -> None:
    """Do what was asked for. Woken by who asks, and every minute; any number may run at once."""
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends and (job := claim_job(now=now or timezone.now())):
        logger.info("job %s (%s), try %s", job.pk, job.kind, job.tries)
        try:
            DO[job.kind](job, now=now or timezone.now())
        except Exception:
            with translation.override(job.by.language or settings.LANGUAGE_CODE):
                said = _("Something broke on our side. Nothing was changed.")
            note_failure(job, now=now or timezone.now(), error=said)
            raise  # a bug or an outage: logged once, by the worker; the next wake tries again


@shared_task(ignore_result=True)
def forget_job_files(now: datetime | None = None) -> None:
    """Remove files that nobody needs any more. Woken every night; twice is harmless."""
    now = now or timezone.now()
    forgotten = forget_files(now=now)
    forgotten += forget_files(now=now, kept=report_jobs.KEPT, kinds=[report_jobs.EXPORT])
    logger.info("forgot %s files", forgotten)
