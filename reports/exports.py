"""Rows out, and rows as CSV: streamed, and harmless to whoever opens it in a spreadsheet.

A value keeps its type until it is written: a day is a day, a share a number, nothing is None.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from io import StringIO
from itertools import islice
from operator import itemgetter

from learning.rules.standing import Standing
from reports.queries.behind import Behind
from reports.queries.completion import Cell
from reports.queries.evidence import Evidence
from reports.queries.over_time import OverTime, cells_of

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # at the start of a file: some spreadsheets need it
FORMULA = ("=", "+", "-", "@")  # what makes a spreadsheet compute a cell
AT_A_TIME = 200  # lines sent together
LINE_END = "\r\n"  # as the standard library ends them, too

NAME = "name"  # of a person: in a list whatever is chosen

COMPLETION_COLUMNS = (
    "unit",
    "requirement",
    "people",
    "compliant",
    *(standing.value for standing in Standing),
)
OVER_TIME_COLUMNS = (*COMPLETION_COLUMNS[:2], "as_of", *COMPLETION_COLUMNS[2:])
PEOPLE_COLUMNS = (
    "hr_id",
    NAME,
    "email",
    "unit",
    "requirement",
    "standing",
    "compliant",
    "due_on",
    "completed_on",
    "holds_until",
    "edition",
    "score",
    "method",
    "unit_then",
    "unit_now",
    "reminded_on",
)
Value = str | int | float | date | None
Row = tuple[Value, ...]


def completion_row(cell: Cell) -> Row:
    """A unit, named by its path, and a requirement: people, compliant, the ten standings."""
    unit = cell.unit.full_name if cell.unit else ""
    numbers = (cell.counts[standing] for standing in Standing)
    return (unit, cell.requirement.requirement.key, cell.people, cell.compliant, *numbers)


def over_time_rows(over_time: OverTime) -> Iterator[Row]:
    """The same at the end of each day, one day after the other."""
    for report in filter(None, over_time.reports()):
        for cell in cells_of(report):
            unit, requirement, *numbers = completion_row(cell)
            yield (unit, requirement, report.moment.on, *numbers)


def people_row(row: Behind, known: Evidence) -> Row:
    """A person and a requirement, and what lies behind it."""
    return (
        row.hr_id,
        row.name,
        row.email,
        row.unit.full_name if row.unit else "",
        row.requirement,
        row.standing.value,
        "yes" if row.is_compliant else "no",
        row.due_on,
        row.completed_on,
        row.holds_until,
        known.edition_said,
        None if known.score is None else float(known.score),
        known.method,
        known.unit_then.full_name if known.unit_then else "",
        known.unit_now.full_name if known.unit_now else "",
        known.reminded_on,
    )


def people_columns(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The name and those chosen, in their order; where none are, all of them."""
    return (NAME, *chosen) if chosen else PEOPLE_COLUMNS


def in_columns(columns: tuple[str, ...]) -> Callable[[Row], Row]:
    """What takes of a whole row of people what stands in these columns, two or more."""
    return itemgetter(*(PEOPLE_COLUMNS.index(name) for name in columns))


def csv_lines(columns: Row, rows: Iterable[Row], *, bom: bool = False) -> Iterator[str]:
    """The header and a line for each row, some hundred lines at a time."""
    buffer = StringIO(newline="")
    buffer.write(BOM if bom else "")
    write = csv.writer(buffer).writerow
    write(columns)
    for number, row in enumerate(rows, start=1):
        write([harmless(plain(value)) for value in row])
        if number % AT_A_TIME == 0:
            yield taken(buffer)
    yield taken(buffer)


def csv_field(text: str) -> str:
    """A text as a CSV has it among others."""
    buffer = StringIO(newline="")
    csv.writer(buffer).writerow([harmless(text), ""])
    return buffer.getvalue().removesuffix(",\r\n")


def plain(value: Value) -> str | int:
    """A value as text has it: days as YYYY-MM-DD, shares with six places, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"
    return value.isoformat() if isinstance(value, date) else value


def named(columns: Row, rows: Iterable[Row]) -> Iterator[dict[Value, Value]]:
    """Rows as JSON has them: each value by its column."""
    return (dict(zip(columns, map(plain, row), strict=True)) for row in rows)


def digest(rows: Iterable[dict[Value, Value]]) -> str:
    """The SHA-256 of named rows as JSON, in their order; as they go by."""
    hashed = sha256()
    for piece in json_pieces(rows, sort_keys=True):
        hashed.update(piece.encode())
    return hashed.hexdigest()


def json_pieces(rows: Iterable[dict[Value, Value]], *, sort_keys: bool = False) -> Iterator[str]:
    """The list of named rows as `json.dumps` has it, some hundred at a time."""
    before, rows = "[", iter(rows)
    while some := list(islice(rows, AT_A_TIME)):
        said = json.dumps(some, ensure_ascii=False, sort_keys=sort_keys)
        yield before + said[1:-1]
        before = ", "
    yield "[]" if before == "[" else "]"


def harmless(value: str | int) -> str | int:
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
