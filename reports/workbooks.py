"""Rows out as an XLSX workbook: typed cells, written as they are read, nothing computed.

Memory stays the same however many rows there are; equal rows give equal bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
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
# The layouts there have been. A receipt says its own, for it changes the bytes: in the first, long
# words ran into each other and pages broke between columns.
AT_FIRST, LAYOUT = 0, 1
LAYOUTS = (AT_FIRST, LAYOUT)
LABELS, TEXTS = 24, 84  # how wide what is said of the figures is, in characters
FILTER, WIDEST = 4, 60  # what the arrow of a filter takes, and how wide a column is at most
LINE, HIGHEST = 15, 405  # points: of a line, and how high a row may be, in whole lines
FOOTER = "&L&F&R&P / &N"  # the file's name; the page, of how many
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,  # a name that begins with = is a name
    "strings_to_urls": False,
    "strings_to_numbers": False,  # an HR id keeps its zeros
}

Statement = Sequence[tuple[str, Value]]  # what is said, line by line: its name and what it is


class TooManyRows(ValueError):
    """More rows than a sheet holds; a CSV has no such end."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a workbook holds, on a sheet each: what its figures are of, and the figures.

    `made_at` stands in the file's properties: the same for the same question, so that the bytes
    are.
    """

    statement: Statement
    columns: Sequence[str]
    rows: Iterable[Row]
    sheets: tuple[str, str]
    made_at: datetime
    layout: int = LAYOUT


class PlainSheet(Worksheet):  # type: ignore[misc]
    """Takes text for text, also where it looks like the library's own markup of rich text."""

    def _xml_rich_inline_string(
        self, string: str, attributes: Sequence[tuple[str, Value]] = ()
    ) -> None:
        self._xml_inline_string(string, False, attributes)


def write_workbook(out: BinaryIO, contents: Contents) -> int:
    """Write it; how many rows there were. TooManyRows where they do not fit; `out` is then worth
    nothing."""
    with TemporaryDirectory() as folder:  # gone whatever happens: it holds what the sheet will
        book = Workbook(out, {**OPTIONS, "tmpdir": folder})
        book.set_properties({"created": contents.made_at.replace(tzinfo=None)})
        first, second = (book.add_worksheet(name, PlainSheet) for name in contents.sheets)
        dress = _Dress.of(book)
        _say(first, contents, dress)
        written = _table(second, contents, dress)
        book.close()
        return written


@dataclass(frozen=True, slots=True)
class _Dress:
    """How cells look."""

    bold: Format
    day: Format
    said: Format

    @classmethod
    def of(cls, book: Workbook) -> "_Dress":
        return cls(
            book.add_format({"bold": True, "valign": "top"}),
            book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            book.add_format({"text_wrap": True, "align": "left", "valign": "top"}),
        )


def _say(sheet: Worksheet, contents: Contents, dress: _Dress) -> None:
    """Line by line, each as high as its words are long: whoever opens it may not reckon that."""
    at_first = contents.layout == AT_FIRST
    sheet.set_column(0, 0, WIDE if at_first else LABELS)
    sheet.set_column(1, 1, 3 * WIDE if at_first else TEXTS)
    for number, (name, value) in enumerate(contents.statement):
        if not at_first:
            lines = max(1, ceil(len(str(value)) * 1.2 / TEXTS))
            sheet.set_row(number, min(LINE * lines, HIGHEST))
        sheet.write_string(number, 0, name, dress.bold)
        _write(sheet, (number, 1), value, day=dress.day, text=dress.said)
    if not at_first:
        _fit_pages(sheet)


def _table(sheet: Worksheet, contents: Contents, dress: _Dress) -> int:
    """The header, which stays in view, and the rows below it; columns as wide as they need."""
    sheet.freeze_panes(1, 0)
    widths = [len(name) + FILTER for name in contents.columns]
    for number, name in enumerate(contents.columns):
        sheet.set_column(number, number, WIDE if name in WIDE_COLUMNS else NARROW)
        sheet.write_string(0, number, name, dress.bold)
    count = 0
    for count, row in enumerate(contents.rows, start=1):
        if count > MOST_ROWS:
            raise TooManyRows(f"a sheet holds {MOST_ROWS} rows")
        for number, value in enumerate(row):
            _write(sheet, (count, number), value, day=dress.day)
            widths[number] = max(widths[number], len(str(value)))
    sheet.autofilter(0, 0, count, len(contents.columns) - 1)
    if contents.layout != AT_FIRST:
        _fit_columns(sheet, widths)
    return count


def _fit_columns(sheet: Worksheet, widths: Sequence[int]) -> None:
    """The whole breadth on each page, which begins with the header."""
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(width + 1, WIDEST))
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)
    _fit_pages(sheet)


def _fit_pages(sheet: Worksheet) -> None:
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)


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
