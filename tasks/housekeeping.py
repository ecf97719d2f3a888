"""What keeps the house itself in order."""

from datetime import datetime

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

WORKER_HEARD = "worker-heard-at"  # lms.views reads it, for /readyz


@shared_task(ignore_result=True)
def report_alive(now: datetime | None = None) -> None:
    """Leave the time for /readyz to find. Woken every 20 seconds; twice is harmless."""
    cache.set(WORKER_HEARD, now or timezone.now(), timeout=120)


@shared_task(ignore_result=True)
def forget_sessions() -> None:
    """Delete sessions that have run out. Woken every night; twice is harmless."""
    call_command("clearsessions")
