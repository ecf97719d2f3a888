"""Who is asked: assignments kept in step with the audiences of requirements (DOMAIN 5).

All of it is set-based: the number of statements does not depend on the number of people.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable

from accounts.models import User
from accounts.rules.audiences import parse
from accounts.services.audiences import Members, members_by_reason, people_matching
from accounts.services.set_based import NewUuid, insert_select
from learning.models import (
    Assignment,
    AssignmentReason,
    Requirement,
    RequirementVersion,
)
from learning.services.caches import keep
from learning.services.dates import due_for, first_counts_from, today
from learning.services.due_dates import FROM_PERSONS_DAY, date_afresh, date_assignments
from learning.services.fulfilment import meet_from_history, open_enrolments
from learning.services.reasons import by_name
from learning.services.renewals import open_renewals
from learning.services.shorter import asking_beside, widen
from lms.celery import wake

REMIND = "tasks.reminders.decide_due_reminders"

# What can still be done, or was done while it could be.
STILL_OFFERED = Q(completed_at__isnull=False) | Q(course__retired_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many assignments changed, and how."""

    assigned: int = 0
    returned: int = 0
    withdrawn: int = 0
    met: int = 0
    renewed: int = 0


@transaction.atomic
def reconcile(requirement: Requirement, *, now: datetime) -> Reconciled:
    """Bring a requirement's assignments into step with its audience.

    Afterwards everyone in the audience has exactly one assignment with a reason for each
    term that holds for them; who left is withdrawn; who came back has the same one again.
    Safe to repeat, and to run in several workers at once: the requirement is locked.
    """
    requirement = Requirement.objects.select_for_update().get(pk=requirement.pk)
    newest = requirement.versions.newest().select_related("course")
    version = newest.filter(in_force_from__lte=now).first()
    if version is None:
        return Reconciled()
    expression = parse(version.audience)
    is_asked = requirement.ended_at is None
    members, named = members_by_reason(expression, on=today(now)) if is_asked else ({}, {})
    assigned = renewed = 0
    if is_asked and not (version.course and version.course.retired_at):
        assigned = _assign(version, people_matching(expression, on=today(now)), now=now)
    _close_reasons(requirement, members, named, now=now)
    _open_reasons(requirement, members, named, now=now)
    returned, withdrawn = _follow_reasons(requirement, version, now=now)
    if is_asked:
        renewed = open_renewals(version, now=now)
    if renewed:
        _open_reasons(requirement, members, named, now=now)
    date_assignments(version, now=now)
    open_ones = Assignment.objects.in_force().filter(version=OuterRef("pk"))
    met = sum(
        meet_from_history(used, now=now)
        for used in requirement.versions.filter(Exists(open_ones)).select_related("course")
    )
    widen(asking_beside(requirement.pk))
    if assigned or returned or renewed:
        wake(REMIND)
    return Reconciled(assigned, returned, withdrawn, met, renewed)


def _assign(version: RequirementVersion, people: QuerySet[User], *, now: datetime) -> int:
    """One assignment for everybody who has none yet, of whichever cycle."""
    already = Assignment.objects.filter(person=OuterRef("pk"), requirement=version.requirement_id)
    due = None if version.due_base in FROM_PERSONS_DAY else due_for(version, assigned_at=now)
    columns: dict[str, Combinable] = {
        "uuid": NewUuid(),
        "person_id": F("pk"),
        "requirement_id": Value(version.requirement_id),
        "cycle": Value(1),
        "version_id": Value(version.pk),
        "assigned_at": Value(now),
    }
    if version.course_id is not None:
        started = open_enrolments(person=OuterRef("pk"), course=version.course_id)
        columns["course_id"] = Value(version.course_id)
        columns["started_at"] = Subquery(started.values("started_at")[:1])
    optional = {
        "counts_from": first_counts_from(version, assigned_at=now),
        "due_on": due and due.due_on,
        "due_at": due and due.due_at,
    }
    columns |= {name: Value(value) for name, value in optional.items() if value is not None}
    return insert_select(Assignment, people.filter(~Exists(already)), columns)


def _newest_of(requirement: Requirement) -> QuerySet[Assignment]:
    return Assignment.objects.filter(requirement=requirement).newest_cycles()


def _close_reasons(
    requirement: Requirement, members: Members, named: Members, *, now: datetime
) -> None:
    """End the reasons that hold no longer: a new row says so, the old one is superseded.

    Nobody is asked for a retired course; who completed it while it was offered keeps that.
    """
    holds = Q(pk__in=[])
    for begins, people in named.items():
        why = by_name(begins, "assignment__person__uuid")
        holds |= Q(why=why, assignment__person__in=people)
    for reason, people in members.items():
        holds |= Q(why=reason, assignment__person__in=people)
    newest = _newest_of(requirement)
    over = AssignmentReason.objects.open().filter(
        ~holds | Q(assignment__in=newest.exclude(STILL_OFFERED)), assignment__in=newest
    )
    columns: dict[str, Combinable] = {
        "assignment_id": F("assignment_id"),
        "why": F("why"),
        "from_at": F("from_at"),
        "to_at": Value(now),
        "recorded_at": Value(now),
    }
    if insert_select(AssignmentReason, over, columns):
        over.update(superseded_at=now)


def _open_reasons(
    requirement: Requirement, members: Members, named: Members, *, now: datetime
) -> None:
    """A reason for each term that holds for somebody and is not among their reasons yet."""
    each: list[tuple[Combinable, QuerySet[User]]] = [
        *((Value(reason), people) for reason, people in members.items()),
        *((by_name(begins, "person__uuid"), people) for begins, people in named.items()),
    ]
    for why, people in each:
        known = AssignmentReason.objects.open().filter(
            assignment=OuterRef("pk"), why=OuterRef("its_why")
        )
        newest = _newest_of(requirement).annotate(its_why=why)
        without = newest.filter(STILL_OFFERED, ~Exists(known), person__in=people)
        columns: dict[str, Combinable] = {
            "assignment_id": F("id"),
            "why": F("its_why"),
            "from_at": Value(now),
            "recorded_at": Value(now),
        }
        insert_select(AssignmentReason, without, columns)


def _follow_reasons(
    requirement: Requirement, version: RequirementVersion, *, now: datetime
) -> tuple[int, int]:
    """No open reason is withdrawn, one is enough to be asked; how many returned and left."""
    asked = Exists(AssignmentReason.objects.open().filter(assignment=OuterRef("pk")))
    newest = _newest_of(requirement)
    returning = newest.filter(asked, withdrawn_at__isnull=False)
    date_afresh(returning, version, now=now)
    returned = keep(returning, now=now, withdrawn_at=None)
    leaving = newest.filter(~asked, withdrawn_at__isnull=True)
    withdrawn = keep(leaving, now=now, withdrawn_at=now)
    return returned, withdrawn


def to_reconcile() -> QuerySet[Requirement]:
    """Requirements in force, and ended ones that somebody is still asked."""
    asked = Assignment.objects.newest_cycles().filter(
        requirement=OuterRef("pk"), withdrawn_at__isnull=True
    )
    return Requirement.objects.filter(Q(ended_at__isnull=True) | Exists(asked)).order_by("pk")
