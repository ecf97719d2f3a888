"""The table of units with days for its columns: how each stood at the end of each of them."""

from dataclasses import replace
from datetime import date
from typing import Any

from reports.charts.over_time import (
    DayColumn,
    rows_over_time,
    sorted_rows,
    standings_over_time,
    together,
)
from reports.forms import OverviewFilters
from reports.queries.completion import CompletionReport
from reports.queries.over_time import cells_of, union_of
from reports.rules.period_ends import By
from reports.views.tables import headed
from reports.wording_over_time import beginning, days_words


def columns_over_time(
    filters: OverviewFilters, report: CompletionReport, levels: int | None
) -> list[DayColumn]:
    """A column for each day; none where requirements are the columns, or nothing is required."""
    over_time = filters.over_time(report)
    if over_time is None or not report.requirements:
        return []
    days = [*over_time.days, report.moment.on]
    return [
        column_of(filters, report, then, day, levels)
        for then, day in zip(over_time.reports(), days, strict=True)
    ]


def column_of(
    filters: OverviewFilters,
    report: CompletionReport,
    then: CompletionReport | None,
    day: date,
    levels: int | None,
) -> DayColumn:
    """What was counted at the end of a day; each number leads to the list of that day."""
    addresses, is_last = filters.addresses(report), then is report
    if not is_last:
        past = ("as_of", day.isoformat()), ("known", filters.cleaned_data["known"])
        addresses = replace(addresses, report=then or report, past=past)
    if then is None or not then.requirements:
        return DayColumn(day, is_last, then, {}, None, addresses)
    cells = {cell.unit.uuid: cell for cell in cells_of(then, levels) if cell.unit}
    whole = cells[then.unit.uuid] if then.unit else then.totals()[0]
    return DayColumn(day, is_last, then, cells, whole, addresses)


def over_time_of(
    filters: OverviewFilters, report: CompletionReport, columns: list[DayColumn]
) -> dict[str, Any]:
    """The table of units by days, every standing by days, and what to say of them."""
    asked, days = filters.cleaned_data, [column.day for column in columns[:-1]]
    units = union_of([column.places for column in reversed(columns)])
    columns = together(columns)
    rows = rows_over_time(units, columns, filters.sorting_figure())
    heads = {column.name: column.words for column in columns}
    empty = [column.name for column in columns if column.absent]
    began = beginning((column.day, column.total) for column in columns[:-1])
    return {
        "columns": report.requirements,
        "standings": standings_over_time(columns),
        "days_said": days_words(By(asked["by"]), days, report.moment.on),
        "known_now": filters.known_by() is not None,
        **({"asked": True, "aside": began} if began else {}),
        "rows": sorted_rows(rows, asked["sort"], list(heads), report.unit),
        **headed(filters, report, heads, empty=empty),
    }
