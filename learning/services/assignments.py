"""Who is asked: assignments kept in step with the audiences of requirements (DOMAIN 5).

All of it is set-based: the number of statements does not depend on the number of people.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable

from accounts.models import Appointment, Employment, User
from accounts.rules.audiences import (
    Combine,
    Expression,
    Group,
    UnitTerm,
    parse,
    positive_terms,
    suffices,
)
from accounts.services.audiences import people_matching, term_members
from learning.models import (
    Assignment,
    AssignmentReason,
    DueDate,
    Requirement,
    RequirementVersion,
)
from learning.services.dates import due_for, first_counts_from, today
from learning.services.fulfilment import meet_from_history, open_enrolments
from learning.services.set_based import NewUuid, insert_select
from lms.celery import wake

REMIND = "tasks.reminders.decide_due_reminders"

Members = dict[str, QuerySet[User]]  # a reason, as AssignmentReason keeps it → who has it

FROM_PERSONS_DAY = (RequirementVersion.DueBase.HIRED, RequirementVersion.DueBase.APPOINTMENT)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many assignments changed, and how."""

    assigned: int = 0
    returned: int = 0
    withdrawn: int = 0
    met: int = 0


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
    members = {} if requirement.ended_at else _members(expression, on=today(now))
    assigned = 0
    if members and not version.course.retired_at:
        assigned = _assign(version, people_matching(expression, on=today(now)), now=now)
    _close_reasons(requirement, members, now=now)
    _open_reasons(requirement, members, now=now)
    returned, withdrawn = _follow_reasons(requirement, now=now)
    _set_due_dates(version, now=now)
    open_ones = Assignment.objects.in_force().filter(version=OuterRef("pk"))
    met = sum(
        meet_from_history(used, now=now)
        for used in requirement.versions.filter(Exists(open_ones)).select_related("course")
    )
    if assigned or returned:
        wake(REMIND)
    return Reconciled(assigned=assigned, returned=returned, withdrawn=withdrawn, met=met)


def why(term: UnitTerm) -> str:
    """A term of an audience as a reason."""
    return f"unit:{term.unit}"


def _members(expression: Expression, *, on: date) -> Members:
    """Each reason that the audience can give, with the people for whom it holds."""
    return {why(term): _whose(term, expression, on=on) for term in positive_terms(expression)}


def _whose(term: UnitTerm, expression: Expression, *, on: date) -> QuerySet[User]:
    """Those in the audience for whom the term holds."""
    if suffices(term, expression):
        return term_members(term, on=on)
    return people_matching(Group(Combine.ALL, (expression, term)), on=on)


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
        "started_at": Subquery(
            open_enrolments(version, person=OuterRef("pk")).values("started_at")[:1]
        ),
    }
    optional = {
        "counts_from": first_counts_from(version, assigned_at=now),
        "due_on": due and due.due_on,
        "due_at": due and due.due_at,
    }
    columns |= {name: Value(value) for name, value in optional.items() if value is not None}
    return insert_select(Assignment, people.filter(~Exists(already)), columns)


def _newest_of(requirement: Requirement) -> QuerySet[Assignment]:
    return Assignment.objects.filter(requirement=requirement).newest_cycles()


def _close_reasons(requirement: Requirement, members: Members, *, now: datetime) -> None:
    """End the reasons that hold no longer: a new row says so, the old one is superseded."""
    holds = Q(pk__in=[])
    for reason, people in members.items():
        holds |= Q(why=reason, assignment__person__in=people)
    over = AssignmentReason.objects.open().filter(~holds, assignment__in=_newest_of(requirement))
    columns: dict[str, Combinable] = {
        "assignment_id": F("assignment_id"),
        "why": F("why"),
        "from_at": F("from_at"),
        "to_at": Value(now),
        "recorded_at": Value(now),
    }
    if insert_select(AssignmentReason, over, columns):
        over.update(superseded_at=now)


def _open_reasons(requirement: Requirement, members: Members, *, now: datetime) -> None:
    """A reason for each term that holds for somebody and is not among their reasons yet."""
    for reason, people in members.items():
        known = AssignmentReason.objects.open().filter(assignment=OuterRef("pk"), why=reason)
        without = _newest_of(requirement).filter(~Exists(known), person__in=people)
        columns: dict[str, Combinable] = {
            "assignment_id": F("id"),
            "why": Value(reason),
            "from_at": Value(now),
            "recorded_at": Value(now),
        }
        insert_select(AssignmentReason, without, columns)


def _follow_reasons(requirement: Requirement, *, now: datetime) -> tuple[int, int]:
    """No open reason is withdrawn, one is enough to be asked; how many returned and left."""
    asked = Exists(AssignmentReason.objects.open().filter(assignment=OuterRef("pk")))
    newest = _newest_of(requirement)
    returned = newest.filter(asked, withdrawn_at__isnull=False).update(withdrawn_at=None)
    withdrawn = newest.filter(~asked, withdrawn_at__isnull=True).update(withdrawn_at=now)
    return returned, withdrawn


def _set_due_dates(version: RequirementVersion, *, now: datetime) -> None:
    """Why and when each is due, as a fact; first the day itself where it is each person's own."""
    undated = Assignment.objects.filter(version=version).filter(
        ~Exists(DueDate.objects.filter(assignment=OuterRef("pk")))
    )
    if version.due_base in FROM_PERSONS_DAY:
        _date_by_persons_day(undated, version)
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


def _date_by_persons_day(undated: QuerySet[Assignment], version: RequirementVersion) -> None:
    """The due day counted from hire or appointment: one statement for each such day.

    Who has none stays without a date until it is known.
    """
    undated = undated.annotate(base_day=Subquery(_persons_day(version))).filter(due_on=None)
    pairs = undated.filter(base_day__isnull=False).values_list("assigned_at", "base_day")
    for assigned_at, base_day in set(pairs):
        due = due_for(version, assigned_at=assigned_at, base_day=base_day)
        same = undated.filter(assigned_at=assigned_at, base_day=base_day)
        same.update(due_on=due.due_on, due_at=due.due_at)


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


def to_reconcile() -> QuerySet[Requirement]:
    """Requirements in force, and ended ones that somebody is still asked."""
    asked = AssignmentReason.objects.open().filter(assignment__requirement=OuterRef("pk"))
    return Requirement.objects.filter(Q(ended_at__isnull=True) | Exists(asked)).order_by("pk")
