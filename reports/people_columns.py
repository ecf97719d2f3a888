"""The columns of the list of people: which there are, which are usual, how each sorts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.templatetags.ui import share
from reports.charts.headings import DAY, NUMBER, STATE, TEXT, Heading, heading
from reports.queries.behind import SORTS, Behind
from reports.queries.definitions import DEFINITIONS
from reports.queries.evidence import ELSEWHERE, Evidence
from reports.queries.organisation import Place

NAME = "name"
Address = Callable[[str], str]  # where sorting by this leads


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `usual`: shown where none are chosen."""

    name: str
    kind: str = TEXT
    usual: bool = True

    @property
    def words(self) -> str:
        return str(DEFINITIONS[self.name].words)


COLUMNS = (
    Column("hr_id", usual=False),
    Column("email", usual=False),
    Column("unit"),
    Column("unit_then", usual=False),
    Column("unit_now", usual=False),
    Column("requirement"),
    Column("standing", STATE),
    Column("compliant", usual=False),
    Column("due_on", DAY),
    Column("completed_on", DAY),
    Column("holds_until", DAY),
    Column("edition", usual=False),
    Column("score", NUMBER),
    Column("method", usual=False),
    Column("reminded_on", DAY),
)


def columns_of(chosen: list[str], *, one_requirement: bool) -> list[Column]:
    """Those chosen, in their order here; else the usual, without what would be the same in all."""
    if chosen:
        return [column for column in COLUMNS if column.name in chosen]
    same = {"requirement"} if one_requirement else set()
    return [column for column in COLUMNS if column.usual and column.name not in same]


def heads_of(columns: list[Column], address: Address, sort: str) -> list[Heading]:
    """The heads, the name's first; each leads to what it means, and most to another order."""
    return [head_of(column, address, sort) for column in (Column(NAME), *columns)]


def head_of(column: Column, address: Address, sort: str) -> Heading:
    found = Heading(column.name, column.words, kind=column.kind)
    if column.name in SORTS:
        found = heading(column.name, column.words, address, sort=sort, kind=column.kind)
    return replace(found, meaning_url=meaning_url(column.name))


def meaning_url(name: str) -> str:
    """Where the definition of a figure or column stands."""
    return f"{reverse('reports:definitions')}#{name}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: a day, or words; neither is a dash. Of the standing the page makes its own."""

    name: str
    kind: str = TEXT
    words: str = ""
    day: date | None = None


def cells_of(columns: list[Column], row: Behind, known: Evidence) -> list[Shown]:
    """What stands in these columns of one row: told here, once, as lists are long."""
    return [Shown(column.name, column.kind, *_SAID[column.name](row, known)) for column in columns]


Said = tuple[str, date | None]


def _day(day: date | None) -> Said:
    return "", day


def _words(words: str | Promise | None) -> Said:
    return str(words or ""), None


def _unit(unit: Place | None) -> Said:
    """A unit out of the reader's scope is only elsewhere."""
    return _words(_("elsewhere") if unit == ELSEWHERE else unit.name if unit else "")


METHODS: dict[str, str | Promise] = {
    "enrolment": _("By taking the course"),
    "prior_learning": _("Prior learning"),
    "by_hand": _("Put down by hand"),
}
_SAID: dict[str, Callable[[Behind, Evidence], Said]] = {
    "hr_id": lambda row, known: _words(row.hr_id),
    "email": lambda row, known: _words(row.email),
    "unit": lambda row, known: _words(row.unit.name if row.unit else ""),
    "unit_then": lambda row, known: _unit(known.unit_then),
    "unit_now": lambda row, known: _unit(known.unit_now),
    "requirement": lambda row, known: _words(row.requirement_title),
    "standing": lambda row, known: _words(row.standing.value),
    "compliant": lambda row, known: _words(_("Yes") if row.is_compliant else _("No")),
    "due_on": lambda row, known: _day(row.due_on),
    "completed_on": lambda row, known: _day(row.completed_on),
    "holds_until": lambda row, known: _day(row.holds_until),
    "edition": lambda row, known: _words(known.edition_said),
    "score": lambda row, known: _words("" if known.score is None else share(known.score)),
    "method": lambda row, known: _words(METHODS.get(known.method)),
    "reminded_on": lambda row, known: _day(known.reminded_on),
}
