"""The next cycle, asked for when its window opens (DOMAIN 5). Nothing old is touched or copied."""

from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable

from accounts.services.set_based import NewUuid, insert_select
from courses.models import Course
from learning.models import Assignment, RequirementVersion, Waiver
from learning.rules.due_dates import add_months, start_of_day
from learning.services.caches import keep
from learning.services.dates import (
    day_ends_at,
    institution_zone,
    realistic_day,
    renewal_policy,
    today,
)
from learning.services.fulfilment import open_enrolments

LONGEST_MONTH = timedelta(days=31)


def open_renewals(version: RequirementVersion, *, now: datetime) -> int:
    """Ask again everybody whose completion may be renewed from today on; how many.

    The new cycle is due on the last day on which the completion is valid, or, where that leaves
    less than the policy's least time, on its realistic day. Only what is completed after the
    window opened counts for it. A statement for each day on which completions expire, however
    many people they are of. The caller holds the requirement's lock.
    """
    policy = renewal_policy(version)
    if policy is None:
        return 0
    course = version.course_id and (version.renewal_course_id or version.course_id)
    if course and Course.objects.filter(pk=course, retired_at__isnull=False).exists():
        return 0
    day, window = today(now), policy.window_months
    held = _renewable(version).filter(expires_on__lte=add_months(day, window) + LONGEST_MONTH)
    opened = 0
    for expires_on in held.order_by("expires_on").values_list("expires_on", flat=True).distinct():
        assert expires_on is not None
        if add_months(expires_on, -window) <= day:
            opened += _open(version, course, expires_on, window=window, now=now)
    if opened:
        _keep_waivers(version, now=now)
    return opened


def _renewable(version: RequirementVersion) -> QuerySet[Assignment]:
    """The newest cycle of each person still asked, where it is completed and will expire."""
    return (
        Assignment.objects.filter(requirement=version.requirement_id)
        .newest_cycles()
        .filter(withdrawn_at__isnull=True, completed_at__isnull=False, expires_on__isnull=False)
    )


def _open(
    version: RequirementVersion, course: int | None, expires_on: date, *, window: int, now: datetime
) -> int:
    due_on = realistic_day(version, expires_on, assigned_at=now)
    opens_on = add_months(expires_on, -window)
    columns: dict[str, Combinable] = {
        "uuid": NewUuid(),
        "person_id": F("person_id"),
        "requirement_id": F("requirement_id"),
        "cycle": F("cycle") + 1,
        "version_id": Value(version.pk),
        "assigned_at": Value(now),
        "counts_from": Value(start_of_day(opens_on, institution_zone())),
        "due_on": Value(due_on),
        "due_at": Value(day_ends_at(due_on)),
        "previous_expires_at": Value(day_ends_at(expires_on)),
    }
    if course is not None:  # hours are of no one course, and nobody has begun to earn them
        started = open_enrolments(person=OuterRef("person"), course=course)
        columns["course_id"] = Value(course)
        columns["started_at"] = Subquery(started.values("started_at")[:1])
    return insert_select(Assignment, _renewable(version).filter(expires_on=expires_on), columns)


def _keep_waivers(version: RequirementVersion, *, now: datetime) -> None:
    """Who is spared the requirement itself until a day is spared the cycles that open till then."""
    spared = Waiver.objects.standing().filter(
        assignment__requirement=version.requirement_id,
        scope=Waiver.Scope.REQUIREMENT,
        until_at__gt=now,
    )
    standing = {each.assignment.person_id: each for each in spared.select_related("assignment")}
    opened = Assignment.objects.filter(
        Q(cycle__gt=1),
        requirement=version.requirement_id,
        assigned_at=now,
        person__in=list(standing),
    )
    for assignment in opened:
        waiver = standing[assignment.person_id]
        Waiver.objects.create(
            assignment=assignment,
            scope=waiver.scope,
            reason=waiver.reason,
            approver_id=waiver.approver_id,
            from_at=now,
            until_on=waiver.until_on,
            until_at=waiver.until_at,
            recorded_at=now,
            recorded_by_id=waiver.recorded_by_id,
        )
        its = Assignment.objects.filter(pk=assignment.pk)
        keep(its, now=now, waived_until=waiver.until_at)
