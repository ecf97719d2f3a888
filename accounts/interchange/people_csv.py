"""A roster as a CSV file, read: its good rows, and a remark on every other one.

The header is row 1 and every record is one row, however many lines its quoted values span;
so the first person is in row 2, as a spreadsheet shows it. Wholly empty lines are passed over,
but counted, and keep the numbers right.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.interchange.csv_file import (
    CONTROL,
    BadCell,
    UnreadableFile,
    column_names,
    day_of,
    refuse_columns,
    refuse_more_values,
    text_of,
)
from accounts.models.organisation import SEGMENT, Unit, UnitPlace
from accounts.rules.roster import Entry, Remark, Roster
from accounts.services.tags import named

COLUMNS = (
    "hr_id",
    "email",
    "first_name",
    "last_name",
    "preferred_name",
    "unit",
    "position",
    "supervisor_hr_id",
    "hired_on",
    "left_on",
    "appointment_kind",
    "leave_from",
    "leave_to",
    "tags",
)
REQUIRED = ("hr_id", "email", "unit")
NAMES = ("first_name", "last_name", "preferred_name")
PERSONAL = ("email", *NAMES, "hired_on", "left_on", "leave_from", "leave_to", "tags")
LONGEST = {"hr_id": 64, "email": 254, "position": 200, "appointment_kind": 40} | dict.fromkeys(
    NAMES, 150
)
LONGEST_UNIT = Unit._meta.get_field("name").max_length or 0
DEEPEST = (UnitPlace._meta.get_field("path").max_length or 0) // SEGMENT
SLASH = re.compile(r"(?:(?<=\s)|^)/(?=\s|$)")  # a slash within a word is part of a name: OB/GYN


def read_roster(data: bytes) -> Roster:
    """Every row of the file checked on its own and against the rows before it.

    UnreadableFile where there is nothing to check: not UTF-8, no CSV, columns missing.
    """
    records = _records(text_of(data))
    header = _header(next(records, (1, []))[1])
    return _Reading(header).read(records)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of its row; a quotation mark left open spoils them all."""
    lines: list[str] = []
    latest: list[str] = []

    def watched() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            lines.append(line)
            yield line

    row = 0
    try:
        for row, record in enumerate(csv.reader(watched()), start=1):
            latest, lines[:] = lines[:], []
            yield row, record
    except csv.Error:
        raise _left_open(row + 1) from None
    try:
        list(csv.reader(latest, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _left_open(row) from None


def _left_open(row: int) -> UnreadableFile:
    return UnreadableFile(
        _("Row %(row)d cannot be read: a quotation mark is opened there and never closed.")
        % {"row": row}
    )


def _header(cells: list[str]) -> list[str]:
    header = column_names(cells)
    missing = [name for name in REQUIRED if name not in header]
    if not {"first_name", "last_name"} & set(header):
        missing.append("last_name")
    refuse_columns(header, missing=missing, known=COLUMNS)
    return header


class _Reading:
    """One pass over the records, remembering who was seen."""

    def __init__(self, header: list[str]) -> None:
        self.header = header
        self.entries: dict[str, list[Entry]] = {}
        self.failed: list[Remark] = []
        self.warnings = [
            Remark(1, name, _("This column is not one of ours and was ignored."))
            for name in header
            if name not in COLUMNS
        ]
        self.rows = 0
        self.named: set[str] = set()
        self.addressed: set[str] = set()
        self.partial: set[str] = set()

    def read(self, records: Iterator[tuple[int, list[str]]]) -> Roster:
        for row, record in records:
            if record:
                self.rows += 1
                self._row(row, record)
        entries = [entry for group in self.entries.values() for entry in group]
        return Roster(
            rows=self.rows,
            entries=tuple(entries),
            failed=tuple(self.failed),
            warnings=tuple(self.warnings),
            named=frozenset(self.named),
            addressed=frozenset(self.addressed),
            partial=frozenset(self.partial),
        )

    def _row(self, row: int, record: list[str]) -> None:
        raw = dict(zip(self.header, record, strict=False))
        try:
            refuse_more_values(self.header, record)
            cells = self._cleaned(row, raw)
            self._admit(_entry(row, cells))
        except BadCell as bad:
            self.failed.append(Remark(row, bad.column, bad.message))
            self.partial.add(_identity(raw))
            self.addressed.add(raw.get("email", "").strip().lower())
        self.named.add(_identity(raw))

    def _cleaned(self, row: int, raw: dict[str, str]) -> dict[str, str | None]:
        """Cells without blanks around them or characters nobody can see; None: no such column."""
        cells: dict[str, str | None] = dict.fromkeys(COLUMNS)
        for name in COLUMNS:
            if name not in self.header:
                continue
            value = raw.get(name, "")
            if "\0" in value:
                raise BadCell(name, _("It holds a character that is no text (U+0000)."))
            shown = " ".join(value.split())
            if found := CONTROL.search(shown):
                if name in {"hr_id", "email"}:
                    raise BadCell(name, _("It holds a character that cannot be seen."))
                shown = " ".join(CONTROL.sub("", shown).split())
                words = _("A character that cannot be seen (U+%(code)s) was left out.")
                code = f"{ord(found.group()):04X}"
                self.warnings.append(Remark(row, name, words % {"code": code}))
            cells[name] = shown
        return cells

    def _admit(self, entry: Entry) -> None:
        """Beside the rows seen before: the same person again has to be a joint appointment."""
        before = self.entries.setdefault(entry.hr_id, [])
        for column in PERSONAL if before else ():
            if _as_compared(before[0], column) != _as_compared(entry, column):
                raise BadCell(
                    column,
                    _("Row %(row)d has the same HR id with another %(column)s.")
                    % {"row": before[0].row, "column": column},
                )
        path = _folded(entry.unit)
        same = next((other for other in before if _folded(other.unit) == path), None)
        if same is None:
            before.append(entry)
        elif _placing(same) == _placing(entry):
            words = _("This repeats row %(row)d and was passed over.") % {"row": same.row}
            self.warnings.append(Remark(entry.row, "unit", words))
        else:
            words = _("Row %(row)d already places the same person in this unit.")
            raise BadCell("unit", words % {"row": same.row})


def _placing(entry: Entry) -> tuple[str | None, ...]:
    return entry.position, entry.supervisor_hr_id, entry.appointment_kind


def _identity(raw: dict[str, str]) -> str:
    return " ".join(raw.get("hr_id", "").split())


def _entry(row: int, cells: dict[str, str | None]) -> Entry:
    """The row as values. BadCell names the first column that is wrong."""
    hr_id, email, unit = (cells[name] or "" for name in REQUIRED)
    if not hr_id:
        raise BadCell("hr_id", _("There is no HR id."))
    for column, most in LONGEST.items():
        if len(cells[column] or "") > most:
            raise BadCell(column, _("It is longer than %(most)d characters.") % {"most": most})
    _check_email(email)
    if not any(cells[name] for name in NAMES):
        column = "last_name" if cells["last_name"] is not None else "first_name"
        raise BadCell(column, _("There is no name at all."))
    path = _unit_path(unit)
    hired_on, left_on = _day("hired_on", cells), _day("left_on", cells)
    if hired_on and left_on and left_on < hired_on:
        raise BadCell("left_on", _("It is before the day of hire."))
    return Entry(
        row=row,
        hr_id=hr_id,
        email=email.lower(),  # whatever case it is typed in, it signs in
        first_name=cells["first_name"],
        last_name=cells["last_name"],
        preferred_name=cells["preferred_name"],
        unit=path,
        position=cells["position"],
        supervisor_hr_id=cells["supervisor_hr_id"],
        hired_on=hired_on,
        left_on=left_on,
        appointment_kind=cells["appointment_kind"],
        tags=_tags(cells["tags"]),
        **_leave(cells),
    )


def _leave(cells: dict[str, str | None]) -> dict[str, date | None]:
    """The days of leave; an empty first day says nothing."""
    from_on, to_on = _day("leave_from", cells), _day("leave_to", cells)
    if to_on and not from_on:
        raise BadCell("leave_from", _("There is a first day back, and no first day away."))
    if from_on and to_on and to_on <= from_on:
        raise BadCell("leave_to", _("The first day back comes after the first day away."))
    return {"leave_from": from_on, "leave_to": to_on}


def _tags(cell: str | None) -> tuple[str, ...] | None:
    """All tags that the person carries, each once, in alphabetical order; None: no such column."""
    if cell is None:
        return None
    try:
        return tuple(sorted({named(tag) for tag in cell.split(";") if tag.strip()}))
    except ValidationError as refusal:
        raise BadCell("tags", refusal.messages[0]) from None


def _check_email(email: str) -> None:
    if not email:
        raise BadCell("email", _("There is no e-mail address."))
    try:
        validate_email(email)
    except ValidationError:
        words = _("“%(email)s” is not an e-mail address.")
        raise BadCell("email", words % {"email": email}) from None


def _unit_path(text: str) -> tuple[str, ...]:
    if not text:
        raise BadCell("unit", _("There is no unit."))
    path = tuple(part.strip() for part in SLASH.split(text))
    if not all(path):
        raise BadCell("unit", _("A part of the path has no name."))
    if max(map(len, path)) > LONGEST_UNIT:
        words = _("The name of a unit is longer than %(most)d characters.")
        raise BadCell("unit", words % {"most": LONGEST_UNIT})
    if len(path) > DEEPEST:
        words = ngettext(
            "The path is deeper than %(most)d level.",
            "The path is deeper than %(most)d levels.",
            DEEPEST,
        )
        raise BadCell("unit", words % {"most": DEEPEST})
    return path


def _day(column: str, cells: dict[str, str | None]) -> date | None:
    text = cells[column]
    return day_of(column, text) if text else None


def _as_compared(entry: Entry, column: str) -> object:
    value = getattr(entry, column)
    return value.lower() if column == "email" else value


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in path)
