"""Rows out, and rows as CSV: streamed, and harmless to whoever opens it in a spreadsheet.

A value keeps its type until it is written: a day is a day, a share a number, nothing is None.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO
from operator import itemgetter

from learning.rules.item_analysis import FEWEST, Third
from learning.rules.item_disclosure import Line
from learning.rules.standing import Standing
from reports.queries.behind import Behind
from reports.queries.completion import Cell
from reports.queries.evidence import Evidence
from reports.queries.questions import QuestionFigures, QuizFigures

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # at the start of a file: some spreadsheets need it
FORMULA = ("=", "+", "-", "@")  # what makes a spreadsheet compute a cell
AT_A_TIME = 200  # lines sent together

NAME = "name"  # of a person: in a list whatever is chosen

COMPLETION_COLUMNS = (
    "unit",
    "requirement",
    "people",
    "compliant",
    *(standing.value for standing in Standing),
)
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
QUESTION_COLUMNS = (
    "question",
    "kind",
    "n",
    "facility_from",
    "facility_to",
    "discrimination",
    "noticed",
    "choices",
    "right",
    "count",
    *(name for third in Third for name in (third.value, f"{third.value}_of")),
    "kr20",
    "alpha",
)

Value = str | int | float | date | None
Row = tuple[Value, ...]


def completion_row(cell: Cell) -> Row:
    """A unit, named by its path, and a requirement: people, compliant, the ten standings."""
    unit = cell.unit.full_name if cell.unit else ""
    numbers = (cell.counts[standing] for standing in Standing)
    return (unit, cell.requirement.requirement.key, cell.people, cell.compliant, *numbers)


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


def question_rows(figures: QuizFigures) -> Iterator[Row]:
    """Of each question a row for every count that is shown, then one for the quiz.

    A question of which no count is shown has one row; of choices counted together the keys stand in
    one field, and what was left open is an empty key.
    """
    for one in figures.questions:
        for line in counts_of(one) or [None]:
            yield (*of_question(one), *of_line(one, line), None, None)
    found = figures.reliability
    blanks = [None] * (len(QUESTION_COLUMNS) - 5)
    yield ("", "", shown_n(found.n), *blanks, found.kr20, found.alpha)


def counts_of(figures: QuestionFigures) -> list[Line | None]:
    """The counts of a question; those by thirds are in rows of their own where they are coarser."""
    by_third = {line.choices: line for line in figures.shown.thirds}
    whole = [by_third.pop(line.choices, line) for line in figures.shown.lines]
    return [*whole, *by_third.values()]


def of_question(figures: QuestionFigures) -> Row:
    facility = figures.shown.facility
    return (
        figures.asked.key,
        figures.asked.kind,
        shown_n(figures.shown.n),
        facility.low if facility else None,
        facility.high if facility else None,
        figures.shown.discrimination,
        ";".join(one.noticed.value for one in figures.findings),
    )


def of_line(figures: QuestionFigures, line: Line | None) -> Row:
    if line is None:
        return (None,) * (3 + 2 * len(Third))
    right = bool(figures.question.right) and set(line.choices) <= figures.question.right
    thirds = (line.thirds.get(third, (None, None)) for third in Third)
    numbers = (number for of_third in thirds for number in of_third)
    return (";".join(line.choices), "yes" if right else "no", line.count, *numbers)


def shown_n(number: int) -> Value:
    """Below ten it is not told, here as on the page."""
    return number if number >= FEWEST else None


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
