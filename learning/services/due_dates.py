"""By when: the day of each assignment, its reason as a fact, and what moves it (DOMAIN 5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable

from accounts.models import Appointment, Employment, User
from accounts.models import Leave as LeaveFact
from accounts.services.set_based import insert_select
from learning.models import Assignment, DueDate, RequirementVersion
from learning.rules.due_dates import Leave, moved_by_leave
from learning.services.caches import keep
from learning.services.dates import day_ends_at, due_for, realistic_day, today

FROM_PERSONS_DAY = (RequirementVersion.DueBase.HIRED, RequirementVersion.DueBase.APPOINTMENT)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class NewDay:
    """The day on which an assignment is due from now on (None: no day), and why."""

    assignment: int
    due_on: date | None
    cause: str
    reason: str = ""


def date_assignments(version: RequirementVersion, *, now: datetime) -> None:
    """Date the version's assignments that have no date yet, then move all by their leave.

    Those that an earlier version left without a date on purpose stay so; where only the day to
    count from was missing, it is asked for again. Safe to repeat.
    """
    undated = Assignment.objects.filter(version=version).filter(
        ~Exists(DueDate.objects.filter(assignment=OuterRef("pk")))
    )
    if version.due_base in FROM_PERSONS_DAY:
        _date_by_persons_day(undated, version, now=now)
    columns: dict[str, Combinable] = {
        "assignment_id": F("id"),
        "due_on": F("due_on"),
        "zone": Value(settings.INSTITUTION_TIME_ZONE),
        "due_at": F("due_at"),
        "cause": Value(DueDate.Cause.POLICY.value),
        "reason": Value(""),
        "recorded_at": Value(now),
    }
    insert_select(DueDate, undated.filter(due_on__isnull=False), columns)
    follow_leave(Assignment.objects.filter(requirement=version.requirement_id), now=now)


def date_afresh(
    returning: QuerySet[Assignment], version: RequirementVersion, *, now: datetime
) -> None:
    """Count the day of those who come back anew, where it is counted from a hire or appointment:
    who is hired again is due from the last hire date. Any other date stays."""
    if version.due_base not in FROM_PERSONS_DAY:
        return
    again = returning.filter(completed_at__isnull=True, cycle=1, version=version)
    dated = again.annotate(base_day=Subquery(_persons_day(version))).filter(base_day__isnull=False)
    days = []
    for assignment in dated:
        due = due_for(version, assigned_at=assignment.assigned_at, base_day=assignment.base_day)
        if due.due_on and due.due_on != assignment.due_on:
            days.append(NewDay(assignment.pk, due.due_on, DueDate.Cause.POLICY))
    set_days(days, now=now)


def date_by_rule(version: RequirementVersion, *, now: datetime, by: User | None = None) -> int:
    """Date what is still to be done under this version by its rule, anew; how many moved.
    Leave moves the new days, too.

    First cycles alone: a renewal is due when the completion before it ceases to be valid. Counted
    from what it was always counted from, yet nobody gets less than the least time from now. Where
    the day to count from is missing the day stays. Statements by the number of different days.
    """
    open_ones = Assignment.objects.in_force().filter(version=version, cycle=1)
    no_day = Value(None, DateField())
    from_persons_day = version.due_base in FROM_PERSONS_DAY
    base_day = Subquery(_persons_day(version)) if from_persons_day else no_day
    based = open_ones.annotate(base_day=base_day)
    if from_persons_day:
        based = based.filter(base_day__isnull=False)
    moved = 0
    for assigned_at, day in sorted(set(based.values_list("assigned_at", "base_day")), key=str):
        due_on = _day_by_rule(version, assigned_at, day, now=now)
        same = based.filter(assigned_at=assigned_at)
        if day is not None:
            same = same.filter(base_day=day)
        other = Q(due_on__isnull=False) if due_on is None else ~Q(due_on=due_on) | Q(due_on=None)
        ids = same.filter(other).values_list("pk", flat=True)
        days = [NewDay(pk, due_on, DueDate.Cause.RE_DATED) for pk in ids]
        moved += set_days(days, now=now, by=by)
    follow_leave(Assignment.objects.filter(version=version), now=now)
    return moved


def _day_by_rule(
    version: RequirementVersion, assigned_at: datetime, base_day: date | None, *, now: datetime
) -> date | None:
    """The rule's day, or the realistic one where that leaves less than the least time from now."""
    plain = RequirementVersion(
        due_base=version.due_base,
        due_on=version.due_on,
        due_offset=version.due_offset,
        due_unit=version.due_unit,
    )
    planned = due_for(plain, assigned_at=assigned_at, base_day=base_day).due_on
    return planned and realistic_day(version, planned, assigned_at=now)


def follow_leave(assignments: QuerySet[Assignment], *, now: datetime) -> int:
    """Move what is still to be done by its person's days of leave; how many moved.

    Each day of leave from the assignment to the due day moves it by one. What was extended by hand
    is moved only by leave that was told afterwards. Leave taken back moves the day back again.
    """
    away = LeaveFact.objects.standing().filter(person=OuterRef("person"), to_on__isnull=False)
    moved = DueDate.objects.standing().filter(assignment=OuterRef("pk"), cause="leave")
    touched = list(
        assignments.in_force()  # type: ignore[attr-defined]
        .filter(Exists(away) | Exists(moved), due_on__isnull=False)
        .order_by("pk")
    )
    if not touched:
        return 0
    planned = _planned([each.pk for each in touched])
    leave = _leave_of(each.person_id for each in touched)
    days = []
    for each in touched:
        base = planned[each.pk]
        due_on = _moved(base, each, leave[each.person_id])
        if due_on != each.due_on:
            cause = base.cause if due_on == base.due_on else DueDate.Cause.LEAVE
            days.append(NewDay(each.pk, due_on, cause, base.reason))
    return set_days(days, now=now)


def set_days(days: Iterable[NewDay], *, now: datetime, by: User | None = None) -> int:
    """Write these days down, each in the place of the one that stood; how many.

    Statements by the number of different days, and of thousands of assignments. The caller has
    locked the assignments, or the requirement.
    """
    alike: dict[NewDay, list[int]] = defaultdict(list)
    for day in days:
        alike[replace(day, assignment=0)].append(day.assignment)
    for day, ids in alike.items():
        for start in range(0, len(ids), BATCH):
            some = Assignment.objects.filter(pk__in=ids[start : start + BATCH])
            set_day(some, day.due_on, day.cause, now=now, by=by, reason=day.reason)
    return sum(map(len, alike.values()))


def set_day(
    assignments: QuerySet[Assignment],
    due_on: date | None,
    cause: str,
    *,
    now: datetime,
    by: User | None = None,
    reason: str = "",
) -> int:
    """The same day for all of these, or none: a constant number of statements; how many.

    `assignments` must not be narrowed by due day: that is what changes.
    """
    standing = DueDate.objects.standing().filter(assignment__in=assignments)
    standing.update(superseded_at=now)
    if due_on is None:
        return keep(assignments, now=now, due_on=None, due_at=None)
    columns: dict[str, Combinable] = {
        "assignment_id": F("id"),
        "due_on": Value(due_on),
        "zone": Value(settings.INSTITUTION_TIME_ZONE),
        "due_at": Value(day_ends_at(due_on)),
        "cause": Value(str(cause)),
        "reason": Value(reason),
        "recorded_at": Value(now),
    }
    if by is not None:
        columns["recorded_by_id"] = Value(by.pk)
    insert_select(DueDate, assignments, columns)
    return keep(assignments, now=now, due_on=due_on, due_at=day_ends_at(due_on))


def _planned(assignments: list[int]) -> dict[int, DueDate]:
    """Of each its newest day that leave had no part in."""
    rows = DueDate.objects.filter(~Q(cause=DueDate.Cause.LEAVE), assignment__in=assignments)
    return {row.assignment_id: row for row in rows.order_by("recorded_at", "id")}


def _leave_of(people: Iterable[int]) -> dict[int, list[LeaveFact]]:
    found: dict[int, list[LeaveFact]] = defaultdict(list)
    for spell in LeaveFact.objects.standing().filter(person__in=set(people)):
        found[spell.person_id].append(spell)
    return found


def _moved(base: DueDate, assignment: Assignment, leave: list[LeaveFact]) -> date:
    by_hand = base.cause in (DueDate.Cause.EXTENSION, DueDate.Cause.RESOLVED)
    counted = [
        Leave(spell.from_on, spell.to_on)
        for spell in leave
        if not by_hand or spell.recorded_at > base.recorded_at
    ]
    return moved_by_leave(base.due_on, today(assignment.assigned_at), counted)


def _date_by_persons_day(
    undated: QuerySet[Assignment], version: RequirementVersion, *, now: datetime
) -> None:
    """The due day counted from hire or appointment: one statement for each such day.

    Who has none stays without a date until it is known.
    """
    undated = undated.annotate(base_day=Subquery(_persons_day(version))).filter(due_on=None)
    pairs = undated.filter(base_day__isnull=False).values_list("assigned_at", "base_day")
    for assigned_at, base_day in set(pairs):
        due = due_for(version, assigned_at=assigned_at, base_day=base_day)
        same = undated.filter(assigned_at=assigned_at, base_day=base_day)
        keep(same, now=now, due_on=due.due_on, due_at=due.due_at)


def _persons_day(version: RequirementVersion) -> QuerySet[Any]:
    """The last hire; or the start of the primary appointment."""
    if version.due_base == RequirementVersion.DueBase.HIRED:
        hires = Employment.objects.standing().filter(
            person=OuterRef("person"), hired_on__isnull=False
        )
        return hires.order_by("-hired_on").values("hired_on")[:1]
    held = Appointment.objects.standing().filter(
        person=OuterRef("person"), primary=True, from_on__isnull=False
    )
    return held.order_by("-from_on").values("from_on")[:1]
