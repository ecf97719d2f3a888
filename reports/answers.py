"""What a receipt asks, answered: the file it is the receipt of, line by line."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import starmap
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from reports.answers_courses import DEFINITIONS, CourseReport, course_report
from reports.exports import (
    COMPLETION_COLUMNS,
    LINE_END,
    OVER_TIME_COLUMNS,
    Row,
    completion_row,
    csv_field,
    csv_lines,
    digest,
    in_columns,
    json_pieces,
    named,
    over_time_rows,
    people_columns,
    people_row,
)
from reports.queries.behind import behind, in_order
from reports.queries.completion import COMPLIANT, DEFINITION, Attribution, CompletionReport
from reports.queries.copied import Listed, can_copy, copied_lines
from reports.queries.evidence import with_evidence
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING, organisation_at, paths_of_units
from reports.queries.over_time import OverTime
from reports.queries.requirements import requirements_of
from reports.queries.unit_order import sorted_units
from reports.receipts import OF_COURSES, OVER_TIME, PEOPLE, Receipt
from reports.rules.period_ends import By, period_ends
from reports.statements import statement_of
from reports.workbooks import Contents, write_workbook

AT_A_TIME = 1000  # rows after which somebody is told how far it is

Told = Callable[[int], object]  # how many rows were written
Report = CompletionReport | CourseReport


class OtherDefinition(LookupError):
    """Figures are made by another one now: the bytes would not be those of the receipt."""


def answer(receipt: Receipt, zone: ZoneInfo) -> Iterator[str]:
    """The file, the same bytes each time; LookupError as `report_of` has it."""
    return written(receipt, report_of(receipt, zone))


def report_of(receipt: Receipt, zone: ZoneInfo) -> Report:
    """The report that a receipt asks for, by what was known then: the same whatever came since.

    OtherDefinition where its figures were made by another one, OtherFigures where they cannot be
    made again; LookupError where a unit, a requirement, an edition is not there.
    """
    of_course = receipt.kind in OF_COURSES
    definition = DEFINITIONS[receipt.kind] if of_course else DEFINITION
    if receipt.definition != definition:
        raise OtherDefinition(
            f"This receipt is of definition {receipt.definition}, and figures are made by "
            f"definition {definition} now: the same file cannot be made again."
        )
    return course_report(receipt, zone) if of_course else completion_report(receipt, zone)


def completion_report(receipt: Receipt, zone: ZoneInfo) -> CompletionReport:
    """The report of units and requirements; LookupError where one of them is not there."""
    moment = Moment(receipt.moment_at, zone, receipt.soon, known=receipt.known_at)
    paths = paths_of_units(receipt.scope) if receipt.scope else EVERYTHING
    organisation = organisation_at(paths, moment)
    unit = organisation.by_uuid(receipt.unit) if receipt.unit else None
    if receipt.unit and unit is None:
        raise LookupError("The unit was not there on that day.")
    asked = requirements_of(organisation, moment, named=receipt.requirement)
    if receipt.requirement:
        asked = tuple(one for one in asked if one.requirement.key == receipt.requirement)
        if not asked:
            raise LookupError("The requirement was not there on that day.")
    return CompletionReport(organisation, moment, asked, unit, Attribution(receipt.attribution))


def write_answer(
    receipt: Receipt, report: Report, out: BinaryIO, *, told: Told = lambda rows: None
) -> int:
    """The same file, a workbook too, written where it is to lie; how many rows it has.

    `told` hears how many rows there are so far. TooManyRows where a sheet cannot hold them.
    """
    rows = 0

    def hear(so_far: int) -> None:
        nonlocal rows
        rows = so_far
        told(so_far)

    if receipt.format == "xlsx":
        _write_workbook(receipt, report, out, hear)
    else:
        for lines in written(receipt, report, told=hear):
            out.write(lines.encode())
    return rows


def _write_workbook(receipt: Receipt, report: Report, out: BinaryIO, told: Told) -> None:
    columns, rows = rows_of(receipt, report)
    with translation.override(receipt.language or None):
        contents = Contents(
            statement_of(receipt, report),
            [str(name) for name in columns],
            counted(rows, told),
            sheets=(_("What this says"), _("Figures")),
            made_at=receipt.moment_at,
            layout=receipt.layout,
        )
        write_workbook(out, contents)


def counted(rows: Iterable[Row], told: Told) -> Iterator[Row]:
    """Rows as they go by; every thousand of them, and at the end, somebody hears how many."""
    count = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if count % AT_A_TIME == 0:
            told(count)
    told(count)


def written(receipt: Receipt, report: Report, *, told: Told | None = None) -> Iterator[str]:
    """A report as the text that its receipt says: CSV or JSON.

    Of people there are many: where the database can, it writes their lines, to the same bytes.
    """
    in_lines = receipt.format == "csv" and receipt.kind == PEOPLE
    if in_lines and isinstance(report, CompletionReport) and can_copy():
        names = people_columns(receipt.columns)
        listed = Listed(receipt.words, receipt.figure, names, receipt.sort)
        copied = copied_lines(report, listed, field=csv_field)
        if copied is not None:
            return _copied(receipt, copied, told)
    columns, rows = rows_of(receipt, report)
    rows = rows if told is None else counted(rows, told)
    if receipt.format == "csv":
        return csv_lines(columns, rows, bom=receipt.bom)
    return as_json(receipt, report, columns, rows)


def _copied(receipt: Receipt, copied: Iterable[list[str]], told: Told | None) -> Iterator[str]:
    yield from csv_lines(people_columns(receipt.columns), (), bom=receipt.bom)
    rows = 0
    for lines in copied:
        yield LINE_END.join([*lines, ""])
        rows += len(lines)
        if told:
            told(rows)


def rows_of(receipt: Receipt, report: Report) -> tuple[Row, Iterator[Row]]:
    """The names of its columns, and its rows: those and as the page showed them."""
    if isinstance(report, CourseReport):
        return report.columns, iter(report.rows)
    if receipt.kind == PEOPLE:
        return people_rows(receipt, report)
    if receipt.kind == OVER_TIME:
        return OVER_TIME_COLUMNS, over_time_rows(over_time_of(receipt, report))
    shown = report.of_only(receipt.columns)
    cells = shown.cells(shown.organisation.below(shown.unit))
    in_turn = sorted_units(cells, receipt.sort, receipt.figure or COMPLIANT, shown.unit)
    return COMPLETION_COLUMNS, map(completion_row, in_turn)


def people_rows(receipt: Receipt, report: CompletionReport) -> tuple[Row, Iterator[Row]]:
    columns = people_columns(receipt.columns)
    found = in_order(report.found(receipt.words, receipt.figure), receipt.sort)
    whole = starmap(people_row, with_evidence(report, behind(report, found)))
    return columns, map(in_columns(columns), whole)


def over_time_of(receipt: Receipt, report: CompletionReport) -> OverTime:
    """The days that a receipt asks for, before the one of its report."""
    days = period_ends(By(receipt.by), date.fromisoformat(receipt.since), report.moment.on)
    known = receipt.known_at if receipt.known_now else None
    return OverTime(report, tuple(days), receipt.scope, known)


def how_many_rows(receipt: Receipt, report: Report) -> int:
    """How many rows its file will have, without making them; over time, about that many.

    One query, or none.
    """
    if isinstance(report, CourseReport):
        return len(report.rows)
    if receipt.kind == PEOPLE:
        return report.found(receipt.words, receipt.figure).count()
    if receipt.kind == OVER_TIME:
        days = len(over_time_of(receipt, report).days) + 1
        return days * len(report.organisation.below(report.unit)) * len(report.requirements)
    shown = report.of_only(receipt.columns)
    return len(shown.organisation.below(shown.unit)) * len(shown.requirements)


def as_json(receipt: Receipt, report: Report, columns: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The rows with what they are of; `sha256` is their digest.

    It stands before them, so they are read once more for it: memory stays the same.
    """
    known = digest(named(*rows_of(receipt, report)))
    said = {**said_of(receipt, report), "sha256": known}
    yield f'{json.dumps(said, ensure_ascii=False)[:-1]}, "rows": '
    yield from json_pieces(named(columns, rows))
    yield "}"


def said_of(receipt: Receipt, report: Report) -> dict[str, Any]:
    """What figures are of, and the receipt with which they can be asked for again."""
    attribution = {"attribution": receipt.attribution} if receipt.attribution else {}
    return {
        "as_of": report.moment.on.isoformat(),
        "known_at": receipt.known_at.astimezone(UTC).isoformat(),
        **attribution,
        "definition": receipt.definition,
        "receipt": receipt.code,
    }


def instant(text: str) -> datetime:
    """An instant as ISO 8601 with its offset; ValueError where it has none."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC, as in 2026-07-01T05:00:00Z")
    return found
