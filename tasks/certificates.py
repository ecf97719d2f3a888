"""Certificates: one for every completion that has none."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from credentials.services.certificates import issue_missing

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def issue_certificates(now: datetime | None = None) -> None:
    """Issue what is missing. Woken every minute; the page that shows a certificate issues it
    on demand, so that this is the safety net. A completion has one certificate, whoever issues it.
    """
    issued = issue_missing(now=now or timezone.now())
    if issued:
        logger.info("certificates issued: %s", issued)
