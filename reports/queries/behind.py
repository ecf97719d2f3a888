"""The rows of a list behind a number: one shape for the page and for the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from learning.models import Assignment
from learning.rules.due_dates import local_day
from learning.rules.standing import Standing
from reports.queries.completion import CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import Place

COLUMNS = (
    "pk",
    "uuid",
    "person_id",
    "person__uuid",
    "person__hr_id",
    "person__email",
    "person__first_name",
    "person__last_name",
    "person__preferred_name",
    "unit_path",
    "requirement_id",
    "standing_now",
    "is_compliant",
    "stood_due_on",
    "stood_completed_at",
    "stood_expires_on",
    "stood_waived_until",
)
MOMENT = timedelta(microseconds=1)
AT_A_TIME = 2000  # rows fetched at once, so that memory stays the same whatever the list


@dataclass(frozen=True, slots=True)
class Behind:
    """One person and one requirement, as the list shows them."""

    person: UUID
    hr_id: str
    email: str
    name: str
    unit: Place | None
    requirement: str  # its key
    requirement_title: str
    standing: Standing
    is_compliant: bool
    due_on: date | None
    completed_on: date | None  # the day at the institution
    holds_until: date | None  # last day of the waiver, or of the completion that still counts
    assignment: UUID
    assignment_id: int
    person_id: int


def in_order(assignments: QuerySet[Assignment], sort: str = "") -> QuerySet[Assignment]:
    """By a column of SORTS, with a hyphen in front to turn it round; else, and within, by name.

    What is empty comes last either way. Units are in the order of the tree, standings in theirs.
    """
    by_name = "person__sort_name", "person_id", "requirement__key"
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        return assignments.order_by(*by_name)
    column = SORTS[name]
    first = column.desc(nulls_last=True) if down else column.asc(nulls_last=True)
    return assignments.order_by(first, *by_name)


def in_part(found: QuerySet[Assignment], skipped: int, most: int) -> QuerySet[Assignment]:
    """A part of a list, in its order.

    Who is in it is found by no more than the order takes; all else that a row says is read of
    these alone, and not of everybody before them.
    """
    return found.filter(pk__in=found.values("pk")[skipped : skipped + most])


SORTS: dict[str, F | Case] = {
    "name": F("person__sort_name"),
    "unit": F("unit_path"),
    "requirement": F("requirement__key"),
    "standing": Case(
        *(
            When(standing_now=standing.value, then=Value(place))
            for place, standing in enumerate(Standing)
        ),
        output_field=IntegerField(),
    ),
    "due_on": F("stood_due_on"),
    "completed_on": F("stood_completed_at"),
}


def behind(report: CompletionReport, assignments: QuerySet[Assignment]) -> Iterator[Behind]:
    """The rows of a list, streamed: `assignments` come from the same report."""
    places = {place.path: place for place in report.organisation.places}
    versions = {version.requirement_id: version for version in report.requirements}
    before = "stood_before_on" if report.moment.reads_facts else "stood_previous_expires_at"
    for row in assignments.values_list(*COLUMNS, before, named=True).iterator(AT_A_TIME):
        version = versions[row.requirement_id]
        yield Behind(
            person=row.person__uuid,
            hr_id=row.person__hr_id,
            email=row.person__email,
            name=_name(row),
            unit=places.get(row.unit_path),
            requirement=version.requirement.key,
            requirement_title=version.title,
            standing=Standing(row.standing_now),
            is_compliant=row.is_compliant,
            due_on=row.stood_due_on,
            completed_on=_day(row.stood_completed_at, report.moment),
            holds_until=_holds_until(row, report.moment),
            assignment=row.uuid,
            assignment_id=row.pk,
            person_id=row.person_id,
        )


def _name(row: Any) -> str:
    """As User.display_name, of which a test holds it; a person is not made for each row."""
    given = row.person__preferred_name or row.person__first_name
    return f"{given} {row.person__last_name}".strip() or str(row.person__email)


def _day(at: datetime | None, moment: Moment) -> date | None:
    return local_day(at, moment.zone) if at and at <= moment.now else None


def _holds_until(row: Any, moment: Moment) -> date | None:
    """The last day of the waiver in force, else of the completion that is valid or was last."""
    if row.stood_waived_until and row.stood_waived_until > moment.now:
        return last_day(row.stood_waived_until, moment)
    if row.stood_completed_at and row.stood_completed_at <= moment.now:
        return cast("date | None", row.stood_expires_on)
    if moment.reads_facts:
        return cast("date | None", row.stood_before_on)
    before = row.stood_previous_expires_at
    return last_day(before, moment) if before else None


def last_day(end: datetime, moment: Moment) -> date:
    """The last day before an instant that ends one."""
    return local_day(end - MOMENT, moment.zone)
