"""Requirements: everyone in their audiences asked, and nobody else."""

import logging
from datetime import datetime

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from learning.services.assignments import Reconciled, reconcile, to_reconcile

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def reconcile_requirements(now: datetime | None = None) -> None:
    """Bring every requirement into step with its audience. Woken every minute and by whoever
    makes or ends one; any number may run at once, for each requirement is locked.
    """
    moment = now or timezone.now()
    for requirement in to_reconcile():
        try:
            done = reconcile(requirement, now=moment)
        except DatabaseError:
            raise
        except Exception:  # whatever is wrong with one, the others go on
            logger.exception("requirement %s cannot be reconciled", requirement.key)
            continue
        if done != Reconciled():
            logger.info(
                "requirement %s: %s assigned, %s returned, %s withdrawn, %s met already",
                requirement.key,
                done.assigned,
                done.returned,
                done.withdrawn,
                done.met,
            )
