"""Everything that one person has before them, in three queries whatever there is of it.

What never changes, the outlines, comes from the process's memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast

from accounts.models import User
from accounts.services.prepared import Prepared, Row
from courses.models import Edition
from learning.models import Assignment, Enrolment, ExtensionRequest
from learning.rules.standing import Standing, facts_of, standing
from learning.services.dates import MOMENT
from learning.services.dates import today as institution_day
from learning.services.grounds import Grounds, why_on
from learning.services.reasons import Told, names_told


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
    modules: str  # of these only (learning.services.shorter); none: the whole course
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
    uuid: UUID
    person_id: int
    version_id: int
    version_recorded_at: datetime
    hours: Decimal | None  # where it asks for hours: then it has no course
    counts_from: datetime | None
    requirement_id: int
    cycle: int
    title: str
    purpose: str
    course_id: int | None
    course_key: str | None
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
    version_course_id: int | None
    renewal_modules: str
    audience: str  # of the version, as JSON
    asked_until_on: date | None = None  # more time, asked for and not answered yet
    was_answered: bool = False  # more time was asked for before
    reasons: tuple[Told, ...] = ()

    @property
    def waived_on(self) -> date | None:
        """The last day of the waiver."""
        return self.waived_until and institution_day(self.waived_until - MOMENT)

    @property
    def opens_on(self) -> date | None:
        """The first day on which it may be begun, where it is scheduled."""
        return self.scheduled_from and institution_day(self.scheduled_from)

    @property
    def modules(self) -> str:
        """The modules it asks for only, where it is a renewal by some of them."""
        renews = self.cycle > 1 and self.course_id == self.version_course_id
        return self.renewal_modules if renews else ""

    def standing(self, *, now: datetime, due_soon_days: int) -> Standing:
        return standing(facts_of(self), now=now, due_soon_days=due_soon_days)

    def why(self) -> list[str]:
        """Why this person is asked, and why by then: one sentence each."""
        grounds = Grounds(
            title=self.title,
            cycle=self.cycle,
            reasons=self.reasons,
            audience=self.audience,
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
    *("edition__title", "started_at", "modules", "closed_at"),
    *("done__uuid", "done__completed_at"),
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
    *("id", "uuid", "person_id", "version_id", "version__recorded_at", "version__hours"),
    *("counts_from", "requirement_id", "cycle", "version__title", "version__purpose"),
    *("course_id", "course__key", "version__due_base"),
    *("version__due_offset", "version__due_unit", "assigned_at", "scheduled_from"),
    *("due_on", "due_at", "withdrawn_at", "waived_until", "started_at", "completed_at"),
    *("expires_on", "previous_expires_at", "version__due_on", "version__minimum_days"),
    *(
        "dated__cause",
        "version__course_id",
        "version__renewal_modules",
        "audience_text",
        "asking__until_on",
        "was_answered",
    ),
)


def _assignments(person: int, **which: object) -> QuerySet[Any, Any]:
    """An assignment with the row that dates it and each reason open, with the names in it."""
    return (
        Assignment.objects.filter(person=person, withdrawn_at__isnull=True, **which)
        .annotate(
            asking=FilteredRelation(
                "extension_requests", condition=Q(extension_requests__decided_at__isnull=True)
            ),
            was_answered=Exists(
                ExtensionRequest.objects.filter(assignment=OuterRef("pk"), decided_at__isnull=False)
            ),
            dated=FilteredRelation("due_dates", condition=Q(due_dates__superseded_at__isnull=True)),
            because=FilteredRelation(
                "reasons",
                condition=Q(reasons__superseded_at__isnull=True, reasons__to_at__isnull=True),
            ),
            audience_text=Cast("version__audience", TextField()),
            **names_told("because__why"),
        )
        .order_by("id", "because__id")
        .values_list(*ASSIGNMENT_COLUMNS, "because__why", "unit_name", "audience_name")
    )


def _of_course_or_hours(person: int, course__key: str) -> QuerySet[Any, Any]:
    return _assignments(person).filter(Q(course__key=course__key) | Q(version__hours__isnull=False))


ALL_ASSIGNMENTS = Prepared(_assignments, person=int)
ASSIGNMENTS_OF_COURSE = Prepared(_assignments, person=int, course__key=str)
OF_COURSE_OR_HOURS = Prepared(_of_course_or_hours, person=int, course__key=str)


def asked_of(person: User) -> list[Asked]:
    """The person's assignments, each with its reasons, those withdrawn left out; one query."""
    return list(_with_reasons(ALL_ASSIGNMENTS.rows(person=person.pk)))


def asked_of_course(person: User, course_key: str) -> list[Asked]:
    """The same, of one course."""
    rows = ASSIGNMENTS_OF_COURSE.rows(person=person.pk, course__key=course_key)
    return list(_with_reasons(rows))


def asked_of_course_or_hours(person: User, course_key: str) -> list[Asked]:
    """The same, and with it everything that asks for hours: the course may count for it."""
    rows = OF_COURSE_OR_HOURS.rows(person=person.pk, course__key=course_key)
    return list(_with_reasons(rows))


def _with_reasons(rows: list[Row]) -> Iterator[Asked]:
    for columns, reasons in groupby(rows, key=lambda row: row[:-3]):
        told = tuple(
            dict.fromkeys(
                Told(why, unit or "", audience or "") for *_, why, unit, audience in reasons if why
            )
        )
        values: Row = (*columns, told)
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
