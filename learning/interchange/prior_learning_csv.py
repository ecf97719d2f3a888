"""Completions from before, or from elsewhere, as a CSV file: its good rows, and why others are not.

The header is row 1, as a spreadsheet shows it. Columns: hr_id, course (its key), completed_on
(2026-06-30), and perhaps hours and note.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

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
from accounts.rules.roster import Remark
from learning.rules.prior_learning import FileRead, PriorLearning
from learning.services.prior_learning import Accepted

COLUMNS = ("hr_id", "course", "completed_on", "hours", "note")
REQUIRED = COLUMNS[:3]
LONGEST_NOTE = 500
MOST_HOURS = Decimal(9999)


def read_prior_learning(data: bytes, *, today: date) -> FileRead:
    """Every row checked on its own and against those before it.

    UnreadableFile where there is nothing to check: not UTF-8, no CSV, columns missing or twice.
    """
    records = _records(text_of(data))
    header = column_names(next(records, (1, []))[1])
    missing = [name for name in REQUIRED if name not in header]
    refuse_columns(header, missing=missing, known=COLUMNS)
    good: dict[tuple[str, str, date], PriorLearning] = {}
    failed: list[Remark] = []
    rows = 0
    for row, record in records:
        if not any(cell.strip() for cell in record):
            continue
        rows += 1
        try:
            refuse_more_values(header, record)
            said = _row(row, dict(zip(header, record, strict=False)), today)
            if (said.hr_id, said.course, said.completed_on) in good:
                raise BadCell("", _("This completion is in the file already."))
            good[said.hr_id, said.course, said.completed_on] = said
        except BadCell as bad:
            failed.append(Remark(row, bad.column, bad.message))
    return FileRead(rows, tuple(good.values()), tuple(failed))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    row = 0
    try:
        for row, record in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            yield row, record
    except csv.Error:
        message = _("Row %(n)d cannot be read: look at its quotation marks.") % {"n": row + 1}
        raise UnreadableFile(message) from None


def _row(row: int, raw: dict[str, str], today: date) -> PriorLearning:
    cells = {name: raw.get(name, "").strip() for name in COLUMNS}
    for name, cell in cells.items():
        if CONTROL.search(cell):
            raise BadCell(name, _("It holds characters that nobody can see."))
    for name in REQUIRED:
        if not cells[name]:
            raise BadCell(name, _("This is missing."))
    if len(cells["note"]) > LONGEST_NOTE:
        raise BadCell("note", _("A note has at most %(n)d characters.") % {"n": LONGEST_NOTE})
    day = day_of("completed_on", cells["completed_on"])
    if day > today:
        raise BadCell("completed_on", _("This day is yet to come."))
    hours = _hours(cells["hours"])
    return PriorLearning(row, cells["hr_id"], cells["course"], day, hours, cells["note"])


def _hours(cell: str) -> Decimal | None:
    if not cell:
        return None
    try:
        hours = Decimal(cell)
    except InvalidOperation:
        raise BadCell("hours", _("Write a number such as 1.5.")) from None
    if not hours.is_finite() or not 0 <= hours <= MOST_HOURS:
        raise BadCell("hours", _("Write a number from 0 to 9999."))
    return hours.quantize(Decimal("0.01"))


def as_json(accepted: Accepted) -> dict[str, object]:
    """Numbers, refused rows, and for each good row how its requirements stand."""
    results = [
        {
            "row": said.row,
            "hr_id": said.hr_id,
            "course": said.course,
            "completed_on": said.completed_on.isoformat(),
            "requirements": [
                {**asdict(met), "expires_on": met.expires_on and met.expires_on.isoformat()}
                for met in requirements
            ],
        }
        for said, requirements in accepted.results
    ]
    return {
        "rows": accepted.rows,
        "created": accepted.created,
        "unchanged": accepted.unchanged,
        "failed": [asdict(remark) for remark in accepted.failed],
        "warnings": [],
        "results": results,
    }
