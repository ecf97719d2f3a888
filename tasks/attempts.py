"""Attempts whose time has run out."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from learning.services.attempts import end_expired


@shared_task(ignore_result=True)
def submit_expired_attempts(now: datetime | None = None) -> None:
    """Hand in what was saved by then, or discard it. Woken every minute; twice ends once."""
    end_expired(now=now or timezone.now())
