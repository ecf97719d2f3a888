"""Reports that people have mailed to them."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from reports.services.mailings import owe_due_mailings

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def mail_due_reports(now: datetime | None = None) -> None:
    """Put the links that are due in the outbox. Woken every minute; twice or at once is harmless,
    for a mailing is locked, and says when it is due next in the same transaction.
    """
    owed = owe_due_mailings(now=now or timezone.now())
    if owed:
        logger.info("reports to mail: %s", owed)
