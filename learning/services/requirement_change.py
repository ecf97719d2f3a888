"""Changing a policy: tried first, with what would come of it, then done (DOMAIN 5).

What is tried is done and undone, so that its numbers are those of what happens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from accounts.services.saved_audiences import hold_named
from courses.services.kept import apart
from learning.models import Assignment, Requirement, RequirementVersion
from learning.services.assignments import reconcile
from learning.services.caches import keep
from learning.services.due_dates import date_by_rule
from learning.services.fulfilment import show_started
from learning.services.menus import make_menu
from learning.services.reminders import decide_reminders
from learning.services.requirement_outcome import Outcome, outcome
from learning.services.requirements import (
    Policy,
    asks,
    check_policy,
    columns_of,
    hold_courses,
    policy_of,
    require_course,
    says_the_same,
    subject_of,
)

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a requirement is to say instead, why, and whether open assignments are dated anew.

    `based_on` is the number of the version that was looked at.
    """

    policy: Policy
    reason: str
    based_on: int
    re_date: bool = False


@transaction.atomic
def change_requirement(requirement: Requirement, edit: Edit, *, now: datetime, by: User) -> Outcome:
    """Make it the requirement's next version, and bring its assignments into step, all or nothing.

    What is still to be done follows the new version; its due days stay, unless they are to be
    dated anew. What was completed stays under the version it was completed under. Refused with a
    reason: an ended requirement, one changed since it was looked at, a policy that cannot be.
    """
    requirement = _hold(requirement, edit)
    before = requirement.versions.newest().select_related("course", "requirement__unit").get()
    _check(requirement, before, edit)
    version = RequirementVersion.objects.create(
        requirement=requirement,
        number=before.number + 1,
        in_force_from=now,
        reason=edit.reason.strip(),
        recorded_at=now,
        recorded_by=by,
        **columns_of(edit.policy),
    )
    make_menu(version, edit.policy.menu)
    _follow(requirement, version, now=now)
    reconcile(requirement, now=now)
    if edit.re_date:  # of those who are still asked
        date_by_rule(version, now=now, by=by)
    decide_reminders(now=now, of=requirement)
    record(
        by,
        "learning.requirement.changed",
        subject_of(requirement),
        at=now,
        before=_said(before),
        after={**_said(version), "re_dated": edit.re_date},
        reason=version.reason,
    )
    return outcome(requirement, now=now)


def try_change(requirement: Requirement, edit: Edit, *, now: datetime, by: User) -> Outcome:
    """What `change_requirement` would do at this moment; nothing of it stays."""
    return undone(lambda: change_requirement(requirement, edit, now=now, by=by))


def try_requirement(policy: Policy, *, now: datetime, by: User) -> Outcome:
    """What switching this policy on would do at this moment; nothing of it stays."""

    def switch_on() -> Outcome:
        version = require_course(policy, now=now, by=by)
        reconcile(version.requirement, now=now)
        decide_reminders(now=now, of=version.requirement)
        return outcome(version.requirement, now=now)

    return undone(switch_on)


def undone(do: Callable[[], Done]) -> Done:
    """What a deed comes to; then it is taken back, and nothing that was read meanwhile is kept."""
    with apart(), transaction.atomic():
        done = do()
        transaction.set_rollback(True)
    return done


def _hold(requirement: Requirement, edit: Edit) -> Requirement:
    """Lock it, after the audiences that it is to name: so do those who change audiences."""
    hold_named(edit.policy.audience)
    return Requirement.objects.select_for_update().get(pk=requirement.pk)


def _check(requirement: Requirement, before: RequirementVersion, edit: Edit) -> None:
    if requirement.ended_at:
        raise ValidationError(_("It has ended. Require it anew."), code="ended")
    if before.number != edit.based_on:
        raise ValidationError(
            _("Somebody changed it meanwhile. Look at what it says now, and change it again."),
            code="changed_meanwhile",
        )
    if not edit.reason.strip():
        raise ValidationError(_("Say why it is changed."), code="reason_missing")
    hold_courses(edit.policy)
    check_policy(edit.policy, besides=requirement)
    if not edit.re_date and says_the_same(edit.policy, policy_of(before)):
        raise ValidationError(_("Nothing was changed."), code="nothing_changed")


def _follow(requirement: Requirement, version: RequirementVersion, *, now: datetime) -> None:
    """What is still to be done is done under the new version."""
    newest = Assignment.objects.filter(requirement=requirement).newest_cycles()
    still_open = newest.filter(completed_at__isnull=True)
    still_open.update(version=version)
    renewal = version.course_id and (version.renewal_course_id or version.course_id)
    for cycles, course in ((Q(cycle=1), version.course_id), (Q(cycle__gt=1), renewal)):
        elsewhere = still_open.filter(cycles).exclude(course=course)
        keep(elsewhere, now=now, course=course, started_at=None)
    show_started(Assignment.objects.in_force().filter(version=version), now=now)


def _said(version: RequirementVersion) -> dict[str, object]:
    """What the audit keeps of a version."""
    return {
        "number": version.number,
        "title": version.title,
        **asks(version),
        "audience": version.audience,
        "due": [version.due_base, str(version.due_on or ""), version.due_offset, version.due_unit],
        "renewal": [version.renewal, version.active_months, version.window_months],
        **({"renewal_modules": version.renewal_modules} if version.renewal_modules else {}),
    }
