"""Attempts whose time has run out."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from learning.services.attempts import submit_expired


@shared_task(ignore_result=True)
def submit_expired_attempts(now: datetime | None = None) -> None:
    """Hand in what was saved by the deadline. Woken every minute; twice hands in once."""
    submit_expired(now=now or timezone.now())
