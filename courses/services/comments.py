"""Comments on an activity: remarked, resolved, opened again; none is ever taken away."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Comment, Edition


def comments_on(draft: Edition, key: str) -> QuerySet[Comment]:
    """What was remarked on this activity, in this language: what is open first, then by time."""
    comments = Comment.objects.filter(
        course=draft.course_id, language=draft.language, activity_key=key
    )
    order = F("resolved_at").asc(nulls_first=True)
    return comments.select_related("by", "resolved_by").order_by(order, "id")


@transaction.atomic
def remark(draft: Edition, key: str, text: str, *, now: datetime, by: User) -> Comment:
    """Write a comment; the same words by the same person, still open, are written once."""
    if not text.strip():
        raise ValidationError(_("Write something first."), code="empty")
    same = comments_on(draft, key).filter(by=by, text=text.strip(), resolved_at__isnull=True)
    if (said := same.first()) is not None:
        return said
    comment = Comment.objects.create(
        course_id=draft.course_id,
        language=draft.language,
        activity_key=key,
        text=text.strip(),
        at=now,
        by=by,
    )
    record(by, "courses.comment.made", f"comment:{comment.uuid}", at=now, after={"activity": key})
    return comment


@transaction.atomic
def settle(comment: Comment, *, resolved: bool, now: datetime, by: User) -> None:
    """Resolve a comment, or open it again. Twice is harmless."""
    row = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if (row.resolved_at is not None) == resolved:
        return
    row.resolved_at, row.resolved_by = (now, by) if resolved else (None, None)
    row.save(update_fields=["resolved_at", "resolved_by"])
    action = "courses.comment.resolved" if resolved else "courses.comment.reopened"
    record(by, action, f"comment:{row.uuid}", at=now)
