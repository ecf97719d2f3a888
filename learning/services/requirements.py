"""Requiring a course of an audience, and no longer requiring it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.rules.audiences import as_json, parse
from accounts.services.audit import record
from courses.models import Course
from learning.models import ReminderRule, Requirement, RequirementVersion
from learning.rules.reminders import Anchor
from lms.celery import wake

RECONCILE = "tasks.requirements.reconcile_requirements"

# On the assignment; two weeks and three days before the due day; on it; a week after it.
STANDARD_REMINDERS = (
    (Anchor.ASSIGNED, 0),
    (Anchor.DUE, -14),
    (Anchor.DUE, -3),
    (Anchor.DUE, 0),
    (Anchor.DUE, 7),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an admin asks: of whom, what, by when, and why; as RequirementVersion keeps it."""

    title: str
    course: Course
    unit: Unit
    audience: dict[str, object]
    purpose: str = ""
    due_base: str = RequirementVersion.DueBase.NONE
    due_on: date | None = None
    due_offset: int | None = None
    due_unit: str = RequirementVersion.OffsetUnit.DAYS
    minimum_days: int | None = None
    renewal: str = RequirementVersion.Renewal.NONE
    active_months: int | None = None
    window_months: int | None = None
    minimum_months: int | None = None
    anniversary: str = ""
    counts_from: datetime | None = None


@transaction.atomic
def require_course(policy: Policy, *, now: datetime, by: User) -> RequirementVersion:
    """Switch a requirement on: its first version and the standard reminders; who it is asked of
    follows within a minute.

    Asked twice (a double click), the second is refused: one title, one requirement in force.
    """
    course = Course.objects.select_for_update().get(pk=policy.course.pk)
    _check(policy, course)
    requirement = Requirement.objects.create(
        key=_free_key(policy.title), unit=policy.unit, created_at=now
    )
    version = RequirementVersion.objects.create(
        requirement=requirement,
        number=1,
        in_force_from=now,
        recorded_at=now,
        recorded_by=by,
        **_columns(policy),
    )
    ReminderRule.objects.bulk_create(
        ReminderRule(
            requirement=requirement,
            anchor=anchor,
            offset_days=offset,
            started_at=now,
            recorded_by=by,
        )
        for anchor, offset in STANDARD_REMINDERS
    )
    after = {"title": policy.title, "course": course.key, "audience": version.audience}
    record(by, "learning.requirement.made", _subject(requirement), at=now, after=after)
    wake(RECONCILE)
    return version


@transaction.atomic
def end_requirement(
    requirement: Requirement, *, reason: str, now: datetime, by: User
) -> Requirement:
    """Ask it of nobody any more: its assignments are withdrawn, what was completed stays.

    Safe to repeat: it stays ended when it ended first.
    """
    requirement = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if requirement.ended_at:
        return requirement
    if not reason.strip():
        raise ValidationError(_("Say why the requirement ends."), code="reason_missing")
    requirement.ended_at = now
    requirement.save(update_fields=["ended_at"])
    record(by, "learning.requirement.ended", _subject(requirement), at=now, reason=reason.strip())
    wake(RECONCILE)
    return requirement


def version_of(policy: Policy) -> RequirementVersion:
    """The policy as a version that is not saved: for a look at what it would do."""
    return RequirementVersion(**_columns(policy))


def _check(policy: Policy, course: Course) -> None:
    """Refuse what could not be carried out."""
    if not Course.objects.offered().filter(pk=course.pk).exists():
        raise ValidationError(
            _("Choose a course that is published and not retired."), code="course_not_offered"
        )
    same = RequirementVersion.objects.newest().filter(
        requirement__ended_at__isnull=True, title=policy.title
    )
    if same.exists():
        raise ValidationError(
            _("There is a requirement with this title already. Give this one another."),
            code="title_taken",
        )
    try:
        parse(policy.audience)
    except ValueError as error:
        raise ValidationError(
            _("Choose whom it is required of."), code="audience_unreadable"
        ) from error


def _columns(policy: Policy) -> dict[str, Any]:
    """The policy as a version keeps it; the audience in its canonical spelling."""
    kept = {name: getattr(policy, name) for name in Policy.__dataclass_fields__ if name != "unit"}
    return kept | {"audience": as_json(parse(policy.audience))}


def _free_key(title: str) -> str:
    """The title as a key; where that is taken, with the first number that is free."""
    stem = slugify(title)[:56].strip("-") or "requirement"
    taken = {"new"} | set(
        Requirement.objects.filter(key__startswith=stem).values_list("key", flat=True)
    )
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _subject(requirement: Requirement) -> str:
    return f"requirement:{requirement.uuid}"
