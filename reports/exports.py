"""Rows out as CSV: streamed, and harmless to whoever opens it in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from learning.rules.standing import Standing
from reports.queries.behind import Behind
from reports.queries.completion import Cell

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # at the start of a file: some spreadsheets need it
FORMULA = ("=", "+", "-", "@")  # what makes a spreadsheet compute a cell
AT_A_TIME = 200  # lines sent together

COMPLETION_COLUMNS = (
    "unit",
    "requirement",
    "people",
    "compliant",
    *(standing.value for standing in Standing),
)
PEOPLE_COLUMNS = (
    "hr_id",
    "name",
    "email",
    "unit",
    "requirement",
    "standing",
    "compliant",
    "due_on",
    "completed_on",
    "holds_until",
)

Value = str | int
Row = tuple[Value, ...]


def completion_row(cell: Cell) -> Row:
    """A unit, named by its path, and a requirement: people, compliant, the ten standings."""
    unit = cell.unit.full_name if cell.unit else ""
    numbers = (cell.counts[standing] for standing in Standing)
    return (unit, cell.requirement.requirement.key, cell.people, cell.compliant, *numbers)


def people_row(row: Behind) -> Row:
    """A person and a requirement; days as YYYY-MM-DD."""
    return (
        row.hr_id,
        row.name,
        row.email,
        row.unit.full_name if row.unit else "",
        row.requirement,
        row.standing.value,
        "yes" if row.is_compliant else "no",
        *(iso(day) for day in (row.due_on, row.completed_on, row.holds_until)),
    )


def csv_lines(columns: Row, rows: Iterable[Row], *, bom: bool = False) -> Iterator[str]:
    """The header and a line for each row, some hundred lines at a time."""
    buffer = StringIO(newline="")
    buffer.write(BOM if bom else "")
    write = csv.writer(buffer).writerow
    write(columns)
    for number, row in enumerate(rows, start=1):
        write([harmless(value) for value in row])
        if number % AT_A_TIME == 0:
            yield taken(buffer)
    yield taken(buffer)


def harmless(value: Value) -> Value:
    """Text that a spreadsheet would compute gets an apostrophe in front; numbers stay."""
    if not isinstance(value, str):
        return value
    computed = value.lstrip().startswith(FORMULA) or value.startswith(("\t", "\r", "\n"))
    return f"'{value}" if computed else value


def taken(buffer: StringIO) -> str:
    """What has been written so far; the buffer is empty again."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
