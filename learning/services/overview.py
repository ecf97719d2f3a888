"""Everything that one person has before them, in three queries whatever there is of it.

What never changes, the outlines, comes from the process's memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import UUIDField as Uuid
from django.db.models.functions import Cast, Replace, Substr

from accounts.models import Unit, User
from accounts.services.prepared import Prepared, Row
from courses.models import Edition
from learning.models import Assignment, Enrolment
from learning.rules.standing import Facts, Standing, standing
from learning.services.dates import MOMENT
from learning.services.dates import today as institution_day
from learning.services.grounds import Grounds, why_on

UNIT_TERM = "unit:"


@dataclass(frozen=True, slots=True)
class Taken:
    """An enrolment with what is done in it; its completion, if there is one.

    By activity keys: `satisfied` since when each has been met; `to_review` when those were first
    satisfied whose wording changed since, which are not met until they are looked at again.
    """

    uuid: UUID
    course_id: int
    course_key: str
    edition_id: int
    content_hash: str
    title: str
    started_at: datetime
    closed_at: datetime | None
    completion: UUID | None
    completed_at: datetime | None
    satisfied: dict[str, datetime] = field(default_factory=dict)
    to_review: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def last_at(self) -> datetime:
        """When something was last done in it."""
        return max(self.satisfied.values(), default=self.started_at)

    @property
    def completed_on(self) -> date | None:
        """The institution's day."""
        return self.completed_at and institution_day(self.completed_at)


@dataclass(frozen=True, slots=True)
class Asked:
    """An assignment, its dates, and everything that explains it."""

    id: int
    requirement_id: int
    cycle: int
    title: str
    purpose: str
    course_id: int
    course_key: str
    due_base: str
    due_offset: int | None
    due_unit: str
    assigned_at: datetime
    scheduled_from: datetime | None
    due_on: date | None
    due_at: datetime | None
    withdrawn_at: datetime | None
    waived_until: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    expires_on: date | None
    previous_expires_at: datetime | None
    fixed_due_on: date | None
    minimum_days: int | None
    due_cause: str | None
    units: tuple[str, ...] = ()

    @property
    def waived_on(self) -> date | None:
        """The last day of the waiver."""
        return self.waived_until and institution_day(self.waived_until - MOMENT)

    @property
    def opens_on(self) -> date | None:
        """The first day on which it may be begun, where it is scheduled."""
        return self.scheduled_from and institution_day(self.scheduled_from)

    def standing(self, *, now: datetime, due_soon_days: int) -> Standing:
        facts = Facts(
            waived_until=self.waived_until,
            withdrawn_at=self.withdrawn_at,
            completed_at=self.completed_at,
            due_at=self.due_at,
            expires_at=self.previous_expires_at,
            started_at=self.started_at,
            scheduled_from=self.scheduled_from,
        )
        return standing(facts, now=now, due_soon_days=due_soon_days)

    def why(self) -> list[str]:
        """Why this person is asked, and why by then: one sentence each."""
        grounds = Grounds(
            title=self.title,
            units=self.units,
            due_base=self.due_base,
            fixed_due_on=self.fixed_due_on,
            due_offset=self.due_offset,
            due_unit=self.due_unit,
            minimum_days=self.minimum_days,
            assigned_at=self.assigned_at,
            due_on=self.due_on,
            due_cause=self.due_cause or "",
        )
        return why_on(grounds)


@dataclass(frozen=True, slots=True)
class Offered:
    """A course's newest edition in the person's language, else in its own."""

    course_id: int
    course_key: str
    edition_id: int
    content_hash: str


ENROLMENT_COLUMNS = (
    *("uuid", "course_id", "course__key", "edition_id", "edition__content_hash"),
    *("edition__title", "started_at", "closed_at", "done__uuid", "done__completed_at"),
)

STEPS_OF_ALL = Q(progress__satisfied_at__isnull=False)


def _enrolments(person: int, *, steps: Q = STEPS_OF_ALL, **which: object) -> QuerySet[Any, Any]:
    """An enrolment with each activity satisfied in it, and its completion if that stands."""
    return (
        Enrolment.objects.filter(person=person, withdrawn_at__isnull=True, **which)
        .annotate(
            done=FilteredRelation(
                "completions",
                condition=Q(
                    completions__superseded_at__isnull=True, completions__revoked_at__isnull=True
                ),
            ),
            step=FilteredRelation("progress", condition=steps),
        )
        .order_by("-started_at", "-id")
        .values_list(*ENROLMENT_COLUMNS, "step__activity_key", "step__satisfied_at", "step__met_at")
    )


def _enrolments_at_a_glance(person: int) -> QuerySet[Any, Any]:
    """The same, with the steps of open ones only: of what is closed nobody asks how."""
    return _enrolments(person, steps=STEPS_OF_ALL & Q(closed_at__isnull=True))


ALL_ENROLMENTS = Prepared(_enrolments_at_a_glance, person=int)
ONE_ENROLMENT = Prepared(_enrolments, person=int, uuid=UUID)
ENROLMENTS_IN_COURSE = Prepared(_enrolments, person=int, course__key=str)


def taken_by(person: User) -> list[Taken]:
    """The person's enrolments, newest first, those withdrawn left out; one query.

    What was satisfied is told of open ones only.
    """
    return _taken(ALL_ENROLMENTS.rows(person=person.pk))


def taken_in_course(person: User, course_key: str) -> list[Taken]:
    """The same, of one course."""
    return _taken(ENROLMENTS_IN_COURSE.rows(person=person.pk, course__key=course_key))


def taken(person: User, uuid: UUID) -> Taken | None:
    """One enrolment, if it is the person's own."""
    return next(iter(_taken(ONE_ENROLMENT.rows(person=person.pk, uuid=uuid))), None)


def _taken(rows: list[Row]) -> list[Taken]:
    made = []
    for columns, steps in groupby(rows, key=lambda row: row[:-3]):
        done = [step[-3:] for step in steps if step[-3] is not None]
        satisfied = {key: met for key, _, met in done if met is not None}
        to_review = {key: first for key, first, met in done if met is None}
        values: Row = (*columns, satisfied, to_review)
        made.append(Taken(*values))
    return made


ASSIGNMENT_COLUMNS = (
    *("id", "requirement_id", "cycle", "version__title", "version__purpose"),
    *("version__course_id", "version__course__key", "version__due_base"),
    *("version__due_offset", "version__due_unit", "assigned_at", "scheduled_from"),
    *("due_on", "due_at", "withdrawn_at", "waived_until", "started_at", "completed_at"),
    *("expires_on", "previous_expires_at", "version__due_on", "version__minimum_days"),
    "dated__cause",
)


def _assignments(person: int, **which: object) -> QuerySet[Any, Any]:
    """An assignment with the row that dates it and each reason open, as the name of its unit."""
    return (
        Assignment.objects.filter(person=person, withdrawn_at__isnull=True, **which)
        .annotate(
            dated=FilteredRelation("due_dates", condition=Q(due_dates__superseded_at__isnull=True)),
            because=FilteredRelation(
                "reasons",
                condition=Q(reasons__superseded_at__isnull=True, reasons__to_at__isnull=True),
            ),
            unit_digits=_digits_of_unit(),
            unit_name=Subquery(
                Unit.objects.filter(uuid=Cast(OuterRef("unit_digits"), Uuid())).values("name")[:1]
            ),
        )
        .order_by("id", "because__id")
        .values_list(*ASSIGNMENT_COLUMNS, "unit_name")
    )


ALL_ASSIGNMENTS = Prepared(_assignments, person=int)
ASSIGNMENTS_OF_COURSE = Prepared(_assignments, person=int, version__course__key=str)


def asked_of(person: User) -> list[Asked]:
    """The person's assignments, each with its reasons, those withdrawn left out; one query."""
    return list(_with_units(ALL_ASSIGNMENTS.rows(person=person.pk)))


def asked_of_course(person: User, course_key: str) -> list[Asked]:
    """The same, of one course."""
    rows = ASSIGNMENTS_OF_COURSE.rows(person=person.pk, version__course__key=course_key)
    return list(_with_units(rows))


def _digits_of_unit() -> Case:
    """The unit that a reason names as `unit:<uuid>`, as both databases read it; else nothing."""
    digits = Replace(Substr("because__why", len(UNIT_TERM) + 1), Value("-"), Value(""))
    return Case(When(because__why__startswith=UNIT_TERM, then=digits), output_field=CharField())


def _with_units(rows: list[Row]) -> Iterator[Asked]:
    for columns, reasons in groupby(rows, key=lambda row: row[:-1]):
        names = tuple(dict.fromkeys(name for *_, name in reasons if name))
        values: Row = (*columns, names)
        yield Asked(*values)


def newest_cycles(assignments: list[Asked]) -> list[Asked]:
    """Of each requirement the newest cycle: the one that counts."""
    newest: dict[int, Asked] = {}
    for each in assignments:
        held = newest.get(each.requirement_id)
        if held is None or each.cycle > held.cycle:
            newest[each.requirement_id] = each
    return list(newest.values())


def _newest(language: str, **which: object) -> QuerySet[Any, Any]:
    later = Edition.objects.published().filter(
        course=OuterRef("course"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    return (
        Edition.objects.published()
        .filter(
            Q(language=language) | Q(language=F("course__language")),
            ~Exists(later),
            course__retired_at__isnull=True,
            **which,
        )
        .order_by("course__key")
        .values_list("course_id", "course__key", "id", "content_hash", "language")
    )


NEWEST_EDITIONS = Prepared(_newest, language=str)
NEWEST_OF_COURSE = Prepared(_newest, language=str, course__key=str)


def offered_in(language: str) -> list[Offered]:
    """Every course that may be started, with its newest edition; one query."""
    return _offered(NEWEST_EDITIONS.rows(language=language), language)


def offered(course_key: str, language: str) -> Offered | None:
    """One course, if it may be started."""
    rows = NEWEST_OF_COURSE.rows(language=language, course__key=course_key)
    return next(iter(_offered(rows, language)), None)


def _offered(rows: list[Row], language: str) -> list[Offered]:
    newest: dict[int, Offered] = {}
    for *columns, written_in in rows:
        found = Offered(*columns)
        if found.course_id not in newest or written_in == language:
            newest[found.course_id] = found
    return list(newest.values())
