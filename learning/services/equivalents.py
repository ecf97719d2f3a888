"""Which courses count for others: saying so, with what it would meet, and ending it (DOMAIN 3).

What was met by one stays met when it ends: fulfilments are never taken away by this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.facts import successor
from accounts.services.audit import record
from courses.models import Course
from courses.services.kept import apart
from learning.models import Assignment, Equivalent, Fulfilment, RequirementVersion
from learning.models.assignment import AssignmentQuerySet
from learning.services.cases import refuse_without
from learning.services.explanations import full_date
from learning.services.fulfilment import meet_from_history
from learning.services.requirements import RECONCILE
from lms.celery import wake


@dataclass(frozen=True, slots=True)
class Counting:
    """That completing `course` on the days [from_on, to_on) counts for another; null is open."""

    course: Course
    counts_for: Course
    from_on: date | None = None
    to_on: date | None = None


@contextmanager
def would_meet(counting: Counting, *, now: datetime) -> Iterator[AssignmentQuerySet]:
    """The assignments that it would meet by what their people have completed, by name.

    Found by letting it count and undoing that: so of a course, of a renewal by a shorter one and of
    hours from a menu, each by its own rule. To be read within the `with`.
    """
    with apart(), transaction.atomic():
        if not _overlapping(counting).exists():  # else it counts already
            Equivalent.objects.create(
                course=counting.course,
                counts_for=counting.counts_for,
                from_on=counting.from_on,
                to_on=counting.to_on,
                reason="tried",
                recorded_at=now,
            )
            for version in _asking(counting.counts_for):
                meet_from_history(version, now=now)
        by_it = Fulfilment.objects.standing().filter(
            assignment=OuterRef("pk"), completion__course=counting.course, recorded_at=now
        )
        met = Assignment.objects.filter(Exists(by_it))
        yield met.order_by("person__sort_name", "person_id")
        transaction.set_rollback(True)


def _asking(course: Course) -> QuerySet[RequirementVersion]:
    """The policies by which somebody is still asked for the course, or for hours with it."""
    asked = Assignment.objects.in_force().filter(version=OuterRef("pk"))
    asks = Q(course=course) | Q(renewal_course=course) | Q(menu_items__course=course)
    return RequirementVersion.objects.filter(asks, Exists(asked)).order_by("pk")


@transaction.atomic
def admit_equivalent(counting: Counting, *, reason: str, now: datetime, by: User) -> Equivalent:
    """Let one course count for another from now on; what it meets is met within a minute.

    Not the other way round. Said twice, or by two at once, the second is refused where their days
    overlap.
    """
    reason = refuse_without(reason, _("Say why it counts."))
    _check(counting)
    # Whoever says the same at once waits here, then finds it said.
    Course.objects.select_for_update().get(pk=counting.counts_for.pk)
    if _overlapping(counting).exists():
        raise ValidationError(_("It counts for it on these days already."), code="said_already")
    equivalent = Equivalent.objects.create(
        course=counting.course,
        counts_for=counting.counts_for,
        from_on=counting.from_on,
        to_on=counting.to_on,
        reason=reason,
        recorded_at=now,
        recorded_by=by,
    )
    _record(equivalent, "admitted", reason=reason, now=now, by=by)
    wake(RECONCILE)
    return equivalent


@transaction.atomic
def end_equivalent(
    equivalent: Equivalent, *, to_on: date, reason: str, now: datetime, by: User
) -> Equivalent:
    """Let completions from that day on count no longer; what was met stays met.

    A new row says so, the old one stays on record. Ended twice on the same day, the first stands.
    """
    reason = refuse_without(reason, _("Say why it ends."))
    Course.objects.select_for_update().get(pk=equivalent.counts_for_id)
    pair = {"course": equivalent.course_id, "counts_for": equivalent.counts_for_id}
    held = Equivalent.objects.standing().filter(**pair, from_on=equivalent.from_on)
    standing = held.order_by("-id").first()
    if standing is None or standing.to_on == to_on:
        return standing or equivalent
    if standing.from_on and to_on < standing.from_on:
        words = _("It counts from %(day)s on: it cannot end before.")
        raise ValidationError(words % {"day": full_date(standing.from_on)}, code="before_start")
    if standing.to_on and to_on > standing.to_on:
        raise ValidationError(_("It ends before that day already."), code="ends_before")
    Equivalent.objects.filter(pk=standing.pk).supersede(now)
    ended = successor(standing, now=now, recorded_by=by, to_on=to_on)
    ended.save()
    _record(ended, "ended", reason=reason, now=now, by=by)
    return ended


def _check(counting: Counting) -> None:
    if counting.course.pk == counting.counts_for.pk:
        raise ValidationError(_("A course counts for itself anyway."), code="same_course")
    if counting.from_on and counting.to_on and counting.to_on <= counting.from_on:
        raise ValidationError(_("It ends before it begins."), code="ends_before_start")


def _overlapping(counting: Counting) -> QuerySet[Equivalent]:
    same = Equivalent.objects.standing().filter(
        course=counting.course, counts_for=counting.counts_for
    )
    if counting.from_on:
        same = same.filter(Q(to_on__isnull=True) | Q(to_on__gt=counting.from_on))
    if counting.to_on:
        same = same.filter(Q(from_on__isnull=True) | Q(from_on__lt=counting.to_on))
    return same


def _record(equivalent: Equivalent, deed: str, *, reason: str, now: datetime, by: User) -> None:
    days = {name: getattr(equivalent, name) for name in ("from_on", "to_on")}
    after = {name: day and day.isoformat() for name, day in days.items()}
    after |= {"course": equivalent.course.key, "counts_for": equivalent.counts_for.key}
    subject = f"course:{equivalent.counts_for.uuid}"
    record(by, f"learning.equivalent.{deed}", subject, at=now, after=after, reason=reason)
