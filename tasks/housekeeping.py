"""What keeps the house itself in order."""

import logging
from datetime import datetime

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from courses.services import asset_sweep, writers

logger = logging.getLogger(__name__)

WORKER_HEARD = "worker-heard-at"  # lms.views reads it, for /readyz


@shared_task(ignore_result=True)
def report_alive(now: datetime | None = None) -> None:
    """Leave the time for /readyz to find. Woken every 20 seconds; twice is harmless."""
    cache.set(WORKER_HEARD, now or timezone.now(), timeout=120)


@shared_task(ignore_result=True)
def forget_sessions() -> None:
    """Delete sessions that have run out. Woken every night; twice is harmless."""
    call_command("clearsessions")


@shared_task(ignore_result=True)
def sweep_files(now: datetime | None = None) -> None:
    """Delete course files that nothing has shown for a month. Woken every night.

    Twice is harmless, and so is stopping half-way: the next night takes the rest.
    """
    logger.info("swept %s files", asset_sweep.sweep_files(now=now or timezone.now()))


@shared_task(ignore_result=True)
def forget_writers(now: datetime | None = None) -> None:
    """Delete the notes of who was writing where. Woken every night; twice is harmless."""
    logger.info("forgot %s writers", writers.forget_writers(now=now or timezone.now()))
