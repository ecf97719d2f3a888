"""What programs may ask of the reports, and what they get: the shapes of the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator, WithJsonSchema

from learning.rules.standing import Standing
from reports.queries.behind import SORTS
from reports.queries.completion import COMPLIANT, Attribution
from reports.rules.period_ends import MOST, USUAL, By

MOST_ROWS = 1000  # of people in one answer
NO_NUL = r"^[^\x00]*$"  # no address may hold one


def a_day(value: Any) -> Any:
    """Only YYYY-MM-DD: neither a number nor any other way to write a day."""
    if not isinstance(value, str):
        return value
    if (day := date.fromisoformat(value)).isoformat() != value:
        raise ValueError("a day is written as YYYY-MM-DD")
    return day


Day = Annotated[date, BeforeValidator(a_day), WithJsonSchema({"type": "string", "format": "date"})]
Figure = Literal["compliant"] | Standing
assert COMPLIANT == "compliant"
SORT = f"^-?({'|'.join(SORTS)})$"


class Asked(Schema):
    """Which report: everything in one's scope, today, unless it says more."""

    # None is what is not asked for; it cannot be sent, so it is in no type.
    unit: Annotated[UUID, Field(description="It and all below it; see reports/units.")] = None  # type: ignore[assignment]
    requirement: Annotated[
        str, Field(max_length=200, pattern=NO_NUL, description="The key of one.")
    ] = ""
    as_of: Annotated[Day, Field(description="The end of that day at the institution.")] = None  # type: ignore[assignment]
    known: Annotated[
        Literal["then", "now"], Field(description="Of a past day: by what was known.")
    ] = "then"
    attribution: Annotated[Attribution, Field(description="Which appointments count.")] = (
        Attribution.PRIMARY
    )


class TableAsked(Asked):
    """Which requirements of the table, and in which order its units come, as on the page."""

    column: Annotated[
        list[Annotated[str, Field(max_length=200, pattern=NO_NUL)]],
        Field(description="The keys of the requirements shown."),
    ] = []
    sort: Annotated[
        str,
        Field(
            max_length=201,
            pattern=NO_NUL,
            description="unit, or the key of a requirement; a hyphen in front turns it round.",
        ),
    ] = ""
    figure: Annotated[Figure, Field(description="Whose share of a requirement it goes by.")] = (
        "compliant"
    )


class PeopleAsked(Asked):
    """Which people, in which order, and which part of the list."""

    standing: Annotated[Figure, Field(description="Or those who are compliant.")] = None  # type: ignore[assignment]
    q: Annotated[
        str,
        Field(max_length=100, pattern=NO_NUL, description="Of a name, an address, an HR id."),
    ] = ""
    sort: Annotated[str, Field(pattern=SORT, description="A hyphen in front turns it round.")] = (
        "name"
    )
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 100
    offset: Annotated[int, Field(ge=0, le=100_000_000)] = 0


class OverTimeAsked(Asked):
    """One requirement, at the ends of which months or quarters before the last day."""

    requirement: Annotated[
        str, Field(min_length=1, max_length=200, pattern=NO_NUL, description="The key of one.")
    ]
    by: Annotated[By, Field(description="The ends of which periods.")] = By.MONTHS
    since: Annotated[
        Day,
        Field(description=f"From this day on, {MOST} ends at most; else the last {USUAL}."),
    ] = None  # type: ignore[assignment]


class Refusal(Schema):
    """Why not."""

    detail: str


class Fault(Schema):
    """Which part of what was asked cannot be read, and why."""

    type: str
    loc: list[str | int]
    msg: str


class Unreadable(Schema):
    """What was asked cannot be read."""

    detail: list[Fault]


class Made(Schema):
    """When and by what the figures were made."""

    as_of: date
    known_at: datetime
    definition: int
    receipt: str = Field(description="With this code the same can be asked for again.")


class Said(Made):
    """What the figures are of."""

    attribution: Attribution


class UnitRow(Schema):
    """A unit in one's scope."""

    uuid: UUID
    unit: str
    level: int


class RequirementRow(Schema):
    """A requirement in force."""

    requirement: str
    title: str


class CompletionRow(Schema):
    """A unit and a requirement; in each of the ten standings so many people."""

    unit: str
    requirement: str
    people: int
    compliant: int
    waived: int
    withdrawn: int
    completed_on_time: int
    completed_late: int
    expired: int
    overdue: int
    in_progress: int
    due_soon: int
    not_started: int
    scheduled: int


class CompletionAnswer(Said):
    rows: list[CompletionRow]


class OverTimeRow(CompletionRow):
    """The same at the end of a day. Where there was nothing to count, there is no row."""

    as_of: date


class OverTimeAnswer(Said):
    rows: list[OverTimeRow]


class PersonRow(Schema):
    """A person and a requirement."""

    hr_id: str
    name: str
    email: str
    unit: str
    requirement: str
    standing: Standing
    compliant: bool
    due_on: date | None
    completed_on: date | None
    holds_until: date | None
    edition: str = Field(description="Its number and language.")
    score: Annotated[float, Field(ge=0, le=1)] | None
    method: str
    unit_then: str = Field(description="When completed; out of your scope it is elsewhere.")
    unit_now: str
    reminded_on: date | None


class PeopleAnswer(Said):
    count: int = Field(description="How many there are in all.")
    rows: list[PersonRow]
