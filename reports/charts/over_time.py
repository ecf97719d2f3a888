"""Numbers in, a picture out: the table of units with a column for the end of each day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models.user import folded
from reports.addresses import Addresses
from reports.charts.heat import (
    DEEPEST,
    Figure,
    HeatRow,
    StandingRow,
    figure_of,
    flat,
    standing_rows,
)
from reports.queries.completion import Cell, CompletionReport
from reports.queries.organisation import Place
from reports.queries.unit_order import DOWN, UNIT, in_tree

NBSP = "\N{NO-BREAK SPACE}"
LAST = "last"  # the column of the report's own day, whichever that is


@dataclass(frozen=True, slots=True)
class DayColumn:
    """One day: its report (none: no unit asked for was there), the cells of its units, the
    whole, and where its numbers lead. The last is the day of the report itself."""

    day: date
    is_last: bool
    report: CompletionReport | None
    cells: dict[UUID, Cell]
    total: Cell | None
    addresses: Addresses
    until: date | None = None  # where it is several days together

    @property
    def name(self) -> str:
        """By which the address sorts: the last keeps its name, whichever day it is."""
        return LAST if self.is_last else self.day.isoformat()

    @property
    def words(self) -> str:
        """31 Oct 2026; 30 Nov 2025 to 31 Aug 2026; Today."""
        if self.is_last and self.report and self.report.moment.known is None:
            return _("Today")
        letters = pgettext("a day and its month in short, in Django's letters", "j M Y")
        first = date_format(self.day, letters).replace(" ", NBSP, 1)
        if self.until is None:
            return first
        last = date_format(self.until, letters).replace(" ", NBSP, 1)
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    @property
    def absent(self) -> str:
        """Why there is nothing at all to count; nothing is no zero."""
        if self.report is None:
            return _("No such unit")
        return "" if self.report.requirements else _("Not in force")

    def figure(self, cell: Cell | None, shown: str) -> Figure:
        """Of a unit, or the whole; where it was not there, that is said."""
        if cell:
            return figure_of(cell, shown, self.addresses)
        return Figure(0, 0, "", "", absent=self.absent or _("No such unit"))

    @property
    def rows(self) -> list[Cell]:
        """In the order of the tree."""
        return list(self.cells.values())

    @property
    def places(self) -> tuple[Place, ...]:
        """The units that were there, in the order of the tree."""
        return tuple(cell.unit for cell in self.cells.values() if cell.unit)


def together(columns: Sequence[DayColumn]) -> list[DayColumn]:
    """Days on end on which there was nothing to count, for the same reason, as one column."""
    found: list[DayColumn] = []
    for absent, run in groupby(columns, key=lambda column: column.absent):
        days = list(run)
        several = bool(absent) and len(days) > 1
        found += [replace(days[0], until=days[-1].day)] if several else days
    return found


def rows_over_time(
    units: Sequence[Place], columns: Sequence[DayColumn], shown: str
) -> list[HeatRow]:
    """A row for each unit that was there on one of the days."""
    top = min((unit.level for unit in units), default=0)
    return [
        HeatRow(
            unit,
            min(unit.level - top, DEEPEST),
            _url(unit, columns),
            [column.figure(column.cells.get(unit.uuid), shown) for column in columns],
        )
        for unit in units
    ]


def sorted_rows(
    rows: Sequence[HeatRow], sort: str, names: Sequence[str], top: Place | None
) -> list[HeatRow]:
    """The rows by the share of a day, or by the names of units, as reports.queries.unit_order has
    it of requirements."""
    if in_tree(sort, names):
        return list(rows)
    whole = [row for row in rows if row.unit == top]
    parts = [flat(row) for row in rows if row.unit != top]
    name, down = sort.removeprefix(DOWN), sort.startswith(DOWN)
    if name == UNIT:
        parts.sort(key=lambda row: folded(row.unit.name), reverse=down)
        return whole + parts
    column, sign = names.index(name), -1 if down else 1
    asked = [row for row in parts if row.figures[column].of]
    asked.sort(key=lambda row: sign * (row.figures[column].share or 0))
    return [*whole, *asked, *(row for row in parts if not row.figures[column].of)]


def standings_over_time(columns: Sequence[DayColumn]) -> list[StandingRow]:
    """The whole by standing, day by day."""
    return standing_rows(lambda shown: [column.figure(column.total, shown) for column in columns])


def _url(unit: Place, columns: Sequence[DayColumn]) -> str:
    """The same table of the unit; of one that is there no more, up to the last day it was."""
    last = columns[-1]
    if unit.uuid in last.cells:
        return last.addresses.overview(unit)
    then = next((one for one in reversed(columns) if unit.uuid in one.cells), last)
    return then.addresses.overview(unit, since="")
