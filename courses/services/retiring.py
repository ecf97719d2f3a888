"""Retiring a course: nobody new begins it; what people did in it stays (DOMAIN 1)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Course
from courses.services.drafts import held


@transaction.atomic
def retire_course(
    course: Course, successor: Course | None, *, reason: str, now: datetime, by: User
) -> None:
    """Stop offering it, and name what came after it, if anything did. Twice is harmless.

    It cannot follow itself, nor what it follows already ("circle").
    """
    row = held(course.pk)
    _refuse_circle(row, successor)
    if row.retired_at is not None and row.successor_id == (successor and successor.pk):
        return
    row.retired_at = row.retired_at or now
    row.successor = successor
    row.save(update_fields=["retired_at", "successor"])
    detail = {"key": row.key, "successor": successor.key if successor else ""}
    record(by, "courses.course.retired", f"course:{row.uuid}", at=now, after=detail, reason=reason)


@transaction.atomic
def offer_again(course: Course, *, reason: str, now: datetime, by: User) -> None:
    """Let people begin a retired course again. Twice is harmless."""
    row = held(course.pk)
    if row.retired_at is None:
        return
    row.retired_at, row.successor = None, None
    row.save(update_fields=["retired_at", "successor"])
    record(by, "courses.course.offered_again", f"course:{row.uuid}", at=now, reason=reason)


def _refuse_circle(course: Course, successor: Course | None) -> None:
    after: Course | None = successor
    seen = set()
    while after is not None and after.pk not in seen:
        if after.pk == course.pk:
            raise ValidationError(
                _("A course cannot come after itself: choose another successor."), code="circle"
            )
        seen.add(after.pk)
        after = after.successor
