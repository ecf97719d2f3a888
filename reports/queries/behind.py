"""The rows of a list behind a number: one shape for the page and for the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from learning.models import Assignment
from learning.rules.due_dates import local_day
from learning.rules.standing import Standing
from reports.queries.completion import CompletionReport, Moment
from reports.queries.organisation import Place

COLUMNS = (
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
    "due_on",
    "completed_at",
    "expires_on",
    "previous_expires_at",
    "waived_until",
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


def in_order(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return assignments.order_by("person__sort_name", "person_id", "requirement__key")


def behind(report: CompletionReport, assignments: QuerySet[Assignment]) -> Iterator[Behind]:
    """The rows of a list, streamed: `assignments` come from the same report."""
    places = {place.path: place for place in report.organisation.places}
    versions = {version.requirement_id: version for version in report.requirements}
    for row in assignments.values_list(*COLUMNS, named=True).iterator(AT_A_TIME):
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
            due_on=row.due_on,
            completed_on=_day(row.completed_at, report.moment),
            holds_until=_holds_until(row, report.moment),
        )


def _name(row: Any) -> str:
    """As User.display_name, of which a test holds it; a person is not made for each row."""
    given = row.person__preferred_name or row.person__first_name
    return f"{given} {row.person__last_name}".strip() or str(row.person__email)


def _day(at: datetime | None, moment: Moment) -> date | None:
    return local_day(at, moment.zone) if at and at <= moment.now else None


def _holds_until(row: Any, moment: Moment) -> date | None:
    """The last day of the waiver in force, else of the completion that is valid or was last."""
    if row.waived_until and row.waived_until > moment.now:
        return last_day(row.waived_until, moment)
    if row.completed_at and row.completed_at <= moment.now:
        return cast("date | None", row.expires_on)
    return last_day(row.previous_expires_at, moment) if row.previous_expires_at else None


def last_day(end: datetime, moment: Moment) -> date:
    """The last day before an instant that ends one."""
    return local_day(end - MOMENT, moment.zone)
