"""What every CSV file taken in has in common, whatever its rows say.

The header is row 1, as a spreadsheet shows it. A file that cannot be used as a whole is refused in
one line; a row that cannot be is named by its number, its column and a sentence.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnreadableFile(ValueError):
    """The file as a whole cannot be used; says why in one line."""


class BadCell(Exception):
    """The row cannot be used, because of this column (none: the whole row)."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def unusable(error: Exception) -> str:
    """Why a file that was uploaded cannot be taken in, to whoever uploaded it."""
    if isinstance(error, FileNotFoundError):
        return _("The file is no longer there. Please upload it again.")
    return str(error)


def text_of(data: bytes) -> str:
    """The file as text, UTF-8 with or without a byte order mark. UnreadableFile if it is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            _("Line %(line)d is not UTF-8 text. Save the file as CSV in UTF-8 and try again.")
            % {"line": line}
        ) from None


def column_names(cells: Iterable[str]) -> list[str]:
    """The names in a header, however they are spaced or capitalised."""
    return [" ".join(cell.split()).lower() for cell in cells]


def refuse_columns(
    header: Sequence[str], *, missing: Collection[str], known: Sequence[str]
) -> None:
    """UnreadableFile where columns are missing, or one of those known is there twice."""
    if missing:
        hint = _("Are the values separated by commas?") if len(header) < 2 else ""
        raise UnreadableFile(
            (
                _("The first row has to name the columns; these are missing: %(names)s. %(hint)s")
                % {"names": ", ".join(missing), "hint": hint}
            ).strip()
        )
    if twice := next((name for name in known if header.count(name) > 1), ""):
        raise UnreadableFile(_("The column %(name)s is there twice.") % {"name": twice})


def refuse_more_values(header: Sequence[str], record: Sequence[str]) -> None:
    """BadCell where a record has more values than there are columns: an unquoted comma."""
    if any(cell.strip() for cell in record[len(header) :]):
        raise BadCell("", _("There are more values than columns."))


def day_of(column: str, text: str) -> date:
    """A day as ISO 8601 writes it. BadCell if it is not."""
    try:
        if not ISO_DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        words = _("“%(text)s” is not a date. Write it like 2026-12-31.")
        raise BadCell(column, words % {"text": text}) from None
