"""Reminders: whatever is due to be decided."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from learning.services.reminders import decide_reminders

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def decide_due_reminders(now: datetime | None = None) -> None:
    """Decide every reminder whose instant has come. Woken every minute and by new assignments;
    any number may run at once: each takes other people, and the ledger keeps each decision once.
    """
    decided = decide_reminders(now=now or timezone.now())
    if decided.people:
        logger.info(
            "reminders decided: %s to go out in %s new mails, %s suppressed, %s wait",
            decided.sent,
            decided.mails,
            decided.suppressed,
            decided.deferred,
        )
