"""Requiring a course, or hours from a menu, of an audience; and no longer requiring it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.rules.audiences import as_json, parse
from accounts.services.audit import record
from accounts.services.saved_audiences import hold_named
from courses.models import Course
from learning.models import ReminderRule, Requirement, RequirementVersion
from learning.rules.reminders import Anchor
from learning.services.completion import rule_of
from learning.services.dates import renewal_policy
from learning.services.menus import MenuPart, check_menu, make_menu, menu_of
from learning.services.shorter import keys_of, newest_outline
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
    """What an admin asks: of whom, what, by when, and why; as RequirementVersion keeps it.

    What is one `course`, or without one so many `hours` of the `menu`.
    """

    title: str
    course: Course | None
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
    renewal_course: Course | None = None
    renewal_modules: str = ""  # a column of keys: learning.services.shorter
    counts_from: datetime | None = None
    hours: Decimal | None = None
    menu: tuple[MenuPart, ...] = ()

    def courses(self) -> set[int]:
        """Everything that it asks for."""
        asked = {course for part in self.menu for course in part.courses}
        return asked | ({self.course.pk} if self.course else set())


_ONCE = RequirementVersion.Renewal.NONE
NOT_COLUMNS = ("unit", "menu")


@transaction.atomic
def require_course(policy: Policy, *, now: datetime, by: User) -> RequirementVersion:
    """Switch a requirement on: its first version and the standard reminders; who it is asked of
    follows within a minute.

    Asked twice (a double click), the second is refused: one title, one requirement in force.
    """
    hold_named(policy.audience)
    hold_courses(policy)
    check_policy(policy)
    requirement = Requirement.objects.create(
        key=_free_key(policy.title), unit=policy.unit, created_at=now
    )
    version = RequirementVersion.objects.create(
        requirement=requirement,
        number=1,
        in_force_from=now,
        recorded_at=now,
        recorded_by=by,
        **columns_of(policy),
    )
    make_menu(version, policy.menu)
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
    after = {"title": policy.title, **asks(version, policy.menu), "audience": version.audience}
    record(by, "learning.requirement.made", subject_of(requirement), at=now, after=after)
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
    record(by, "learning.requirement.ended", subject_of(requirement), at=now, reason=reason.strip())
    wake(RECONCILE)
    return requirement


def asks(version: RequirementVersion, menu: tuple[MenuPart, ...] | None = None) -> dict[str, Any]:
    """What a version asks for, as the audit keeps it; of one that is kept the menu is looked up."""
    if version.course:
        return {"course": version.course.key}
    parts = menu_of(version).parts if menu is None else menu
    said = [[it.name, str(it.most_hours or ""), it.least_count, list(it.courses)] for it in parts]
    return {"hours": str(version.hours), "menu": said}


def version_of(policy: Policy) -> RequirementVersion:
    """The policy as a version that is not saved: for a look at what it would do."""
    return RequirementVersion(**columns_of(policy))


def hold_courses(policy: Policy) -> None:
    """Lock what it asks for, so that none of it is retired meanwhile."""
    list(Course.objects.select_for_update().filter(pk__in=policy.courses()).order_by("pk"))


def check_policy(policy: Policy, *, besides: Requirement | None = None) -> None:
    """Refuse what could not be carried out; `besides` is the requirement that is being changed."""
    _check_what(policy, besides)
    _check_modules(policy, besides)
    same = RequirementVersion.objects.newest().filter(
        requirement__ended_at__isnull=True, title=policy.title
    )
    if same.exclude(requirement=besides).exists():
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
    renewal = renewal_policy(version_of(policy))
    if renewal is not None and not renewal.is_sound:
        raise ValidationError(
            _(
                "The window must be shorter than the time a completion is valid, and the least"
                " time it is valid must lie between the two."
            ),
            code="bad_periods",
        )


def _check_what(policy: Policy, besides: Requirement | None) -> None:
    course, before = policy.course, RequirementVersion.objects.filter(requirement=besides)
    if course is None:
        kept = before.values_list("menu_items__course", flat=True)
        check_menu(policy.hours or Decimal(0), policy.menu, kept=filter(None, kept))
        return
    kept_course = besides is not None and before.filter(course=course).exists()
    if not kept_course and not Course.objects.offered().filter(pk=course.pk).exists():
        raise ValidationError(
            _("Choose a course that is published and not retired."), code="course_not_offered"
        )


def _check_modules(policy: Policy, besides: Requirement | None) -> None:
    """A renewal by some modules: of the course as it is now, some of them and not all.

    What an earlier version named stays possible, also where an edition has it no more.
    """
    modules = policy.renewal_modules
    if not modules:
        return
    if policy.course is None or policy.renewal_course or policy.renewal == _ONCE:
        raise ValidationError(
            _("Modules are asked of the course itself, where it is renewed."),
            code="modules_of_what",
        )
    same = RequirementVersion.objects.filter(requirement=besides, course=policy.course)
    if besides and same.filter(renewal_modules=modules).exists():
        return
    known = newest_outline(policy.course)
    here = {each.key for each in known.modules} if known else set()
    if not keys_of(modules) < here:
        raise ValidationError(
            _("Choose some of the modules of the course, not all of them."), code="modules_unknown"
        )
    if known and rule_of(known, modules) == rule_of(known):
        words = _("These modules ask for nothing, or for all that the course does. Choose others.")
        raise ValidationError(words, code="modules_no_less")


def columns_of(policy: Policy) -> dict[str, Any]:
    """The policy as a version keeps it, its menu aside; the audience in its canonical spelling."""
    names = [name for name in Policy.__dataclass_fields__ if name not in NOT_COLUMNS]
    kept = {name: getattr(policy, name) for name in names}
    return kept | {"audience": as_json(parse(policy.audience))}


def policy_of(version: RequirementVersion) -> Policy:
    """What a version says, as a policy."""
    names = [name for name in Policy.__dataclass_fields__ if name not in NOT_COLUMNS]
    kept = {name: getattr(version, name) for name in names}
    menu = menu_of(version).parts if version.hours is not None else ()
    return Policy(unit=version.requirement.unit, menu=menu, **kept)


def says_the_same(one: Policy, other: Policy) -> bool:
    """Whether two policies would be kept alike."""
    return one.menu == other.menu and columns_of(one) == columns_of(other)


def _free_key(title: str) -> str:
    """The title as a key; where that is taken, with the first number that is free."""
    stem = slugify(title)[:56].strip("-") or "requirement"
    taken = {"new"} | set(
        Requirement.objects.filter(key__startswith=stem).values_list("key", flat=True)
    )
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def subject_of(requirement: Requirement) -> str:
    """How the audit names it."""
    return f"requirement:{requirement.uuid}"
