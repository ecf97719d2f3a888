"""Rows out as an XLSX workbook: typed cells, written as they are read, nothing computed.

Memory stays the same however many rows there are; equal rows give equal bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.exports import Row, Value

MOST_ROWS = 1_048_575  # that a sheet holds below its header
MOST_TEXT = 32_767  # characters that a cell holds
WIDE, NARROW = 30, 14
WIDE_COLUMNS = ("unit", "name", "email", "requirement", "question", "choices")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,  # a name that begins with = is a name
    "strings_to_urls": False,
    "strings_to_numbers": False,  # an HR id keeps its zeros
}

Statement = Sequence[tuple[str, Value]]  # what is said, line by line: its name and what it is


class PlainSheet(Worksheet):  # type: ignore[misc]
    """Takes text for text, also where it looks like the library's own markup of rich text."""

    def _xml_rich_inline_string(
        self, string: str, attributes: Sequence[tuple[str, Value]] = ()
    ) -> None:
        self._xml_inline_string(string, False, attributes)


class TooManyRows(ValueError):
    """More rows than a sheet holds; a CSV has no such end."""


def write_workbook(
    out: BinaryIO,
    statement: Statement,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    sheets: tuple[str, str],
    made_at: datetime,
) -> int:
    """Two sheets: what the numbers are of, and the numbers; how many rows there were.

    `made_at` stands in the file's properties: the same for the same question, so that the bytes
    are. TooManyRows where they do not fit; `out` is then worth nothing.
    """
    with TemporaryDirectory() as folder:  # gone whatever happens: it holds what the sheet will
        book = Workbook(out, {**OPTIONS, "tmpdir": folder})
        return _filled(book, statement, columns, rows, sheets=sheets, made_at=made_at)


def _filled(
    book: Workbook,
    statement: Statement,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    sheets: tuple[str, str],
    made_at: datetime,
) -> int:
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    said = book.add_format({"text_wrap": True, "align": "left", "valign": "top"})
    first, second = (book.add_worksheet(name, PlainSheet) for name in sheets)
    first.set_column(0, 0, WIDE)
    first.set_column(1, 1, 3 * WIDE)
    for number, (name, value) in enumerate(statement):
        first.write_string(number, 0, name, bold)
        _write(first, (number, 1), value, day=day, text=said)
    written = _table(second, columns, rows, bold=bold, day=day)
    book.close()
    return written


def _table(
    sheet: Worksheet, columns: Sequence[str], rows: Iterable[Row], *, bold: Format, day: Format
) -> int:
    """The header, which stays in view, and the rows below it."""
    sheet.freeze_panes(1, 0)
    for number, name in enumerate(columns):
        sheet.set_column(number, number, WIDE if name in WIDE_COLUMNS else NARROW)
        sheet.write_string(0, number, name, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise TooManyRows(f"a sheet holds {MOST_ROWS} rows")
        for number, value in enumerate(row):
            _write(sheet, (count, number), value, day=day)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    return count


def _write(
    sheet: Worksheet, at: tuple[int, int], value: Value, *, day: Format, text: Format | None = None
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(*at, value[:MOST_TEXT], text)
    elif isinstance(value, date):
        sheet.write_datetime(*at, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    else:
        sheet.write_number(*at, value, text)
