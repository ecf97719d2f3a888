"""Marking very many attempts again: a worker does it, while who asked may leave and come back."""

import time
from collections import Counter
from datetime import datetime
from uuid import UUID

from accounts.models import Job, User
from accounts.services.jobs import ask_job, finish_job, note_progress, pause_job
from courses.models import Activity, Course, Edition
from learning.rules.regrading import Turn
from learning.services.regrade import apply_regrade

REGRADE = "regrade"
MOST_SECONDS = 90  # of one go: what is left is done in the next


def ask_regrade(
    activity: Activity, *, reason: str, now: datetime, by: User, request_id: str = ""
) -> Job:
    """Ask for the attempts on earlier editions to be marked by this quiz of a newer one."""
    parameters = {
        "course": str(activity.edition.course.uuid),
        "activity": activity.key,
        "title": activity.title,
        "edition": activity.edition_id,
        "reason": reason,
    }
    return ask_job(REGRADE, parameters=parameters, now=now, by=by, request_id=request_id)


def do_regrade(job: Job, *, now: datetime) -> None:
    """Mark for as long as one go may take, then finish the job or give it back half done.

    What is marked stays marked, whenever it is stopped: the next go leaves it as it is.
    """
    asked = job.parameters
    before = Counter(job.result)  # of the goes before this one
    ends = time.monotonic() + MOST_SECONDS
    left = False

    def go_on(turned: Counter[Turn], done: int, total: int) -> bool:
        nonlocal left
        note_progress(job, done * 100 // total, result=_together(before, turned))
        left = done < total and time.monotonic() >= ends
        return not left

    turned = apply_regrade(
        Course.objects.get(uuid=UUID(asked["course"])),
        asked["activity"],
        Edition.objects.get(pk=asked["edition"]),
        reason=asked["reason"],
        by=job.by,
        now=now,
        go_on=go_on,
    )
    if left:
        pause_job(job)
    else:
        finish_job(job, now=now, result=_together(before, turned))


def _together(before: Counter[str], turned: Counter[Turn]) -> dict[str, int]:
    """How many turned, and how, as JSON."""
    return {each.value: before[each.value] + turned[each] for each in Turn}
