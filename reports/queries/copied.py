"""The lines of a long list, written by PostgreSQL itself and copied from it a thousand at a time.

The same bytes as reports.exports writes of reports.queries.behind, of which a test holds them: what
is said there in Python is said here in SQL, for to make 400,000 rows into objects takes longer than
all the rest.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor

from learning.models import Assignment
from learning.rules.standing import Standing
from reports.queries.completion import CompletionReport
from reports.queries.copied_evidence import FIELDS, JOINS, PARTS, statements
from reports.queries.copied_evidence import values as evidence_values
from reports.queries.moments import Moment

Lines = list[str]
Field = Callable[[str], str]  # text → as a CSV has it

HERE = "--here--"  # where the statements of querysets go
AT_A_TIME = 1000  # lines handed on together
COLUMNS = {  # name in the statement: of the list
    "id": "pk",
    "hr_id": "person__hr_id",
    "email": "person__email",
    "first": "person__first_name",
    "last": "person__last_name",
    "preferred": "person__preferred_name",
    "person_id": "person_id",
    "sort_name": "person__sort_name",
    "requirement": "requirement__key",
    "standing": "standing_now",
    "compliant": "is_compliant",
    "due_on": "stood_due_on",
    "completed_at": "stood_completed_at",
    "expires_on": "stood_expires_on",
    "waived_until": "stood_waived_until",
}
# What str.strip() takes away.
BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace() and code)
# Text that begins with an ASCII letter or digit and has nothing to quote is most of it.
FIELD = """CASE WHEN (ascii({0}) BETWEEN 65 AND 90 OR ascii({0}) BETWEEN 97 AND 122
        OR ascii({0}) BETWEEN 48 AND 57) AND {0} = translate({0}, E'",\\r\\n', '') THEN {0}
    ELSE (SELECT CASE WHEN said = translate(said, E'",\\r\\n', '') THEN said
            ELSE '"' || replace(said, '"', '""') || '"' END
        FROM (SELECT CASE WHEN left(ltrim({0}, %(blanks)s), 1) IN ('=', '+', '-', '@')
            OR left({0}, 1) IN (E'\\t', E'\\r', E'\\n')
            THEN '''' || {0} ELSE {0} END AS said) AS made)
    END"""
# Of this one statement: it is read to its end, from tables that mostly lie in memory; its sets are
# hashed and sorted there; and a day is written as year, month and day.
FOR_ALL_OF_IT = """SELECT set_config('cursor_tuple_fraction', '1', true),
    set_config('random_page_cost', '1.1', true), set_config('work_mem', '32MB', true),
    set_config('datestyle', 'ISO', true)"""
DAY = "coalesce(({0})::text, '')"
LAST_DAY = "(({0} - interval '1 microsecond') AT TIME ZONE %(zone)s)::date"
STATEMENT = """
    WITH held (person_id, path) AS ({held}), listed ({columns}) AS ({listed}), named AS (
        SELECT listed.*, held.path,
            btrim(CASE WHEN preferred <> '' THEN preferred ELSE first END || ' ' || last,
                %(blanks)s) AS name
        FROM listed JOIN held ON held.person_id = listed.person_id),
    {parts}
    SELECT concat_ws(',', {fields}) FROM named {joins} ORDER BY {order}"""
SORTS = {  # as reports.queries.behind has them
    "name": "sort_name",
    "unit": "path",
    "requirement": "requirement",
    "standing": "array_position(%(standings)s, standing)",
    "due_on": "due_on",
    "completed_on": "named.completed_at",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Which of the people behind a report, what of each, and in which order."""

    words: str
    figure: str
    columns: tuple[str, ...]
    sort: str = ""


def can_copy() -> bool:
    """Whether the database writes lines."""
    return connection.vendor == "postgresql"


def copied_lines(
    report: CompletionReport, asked: Listed, *, field: Field
) -> Iterator[Lines] | None:
    """The lines of `in_order(report.found(…), …)`, in the columns asked for, without their ends.

    None where nothing can be found by what is asked (no unit is in view, say): Django puts no such
    question to a database, so there is no statement, and the caller writes the lines.

    Memory stays the same. Where many are, to look up each one's unit takes as long as all the
    rest: here units are joined, each person once.

    `field` writes a text as a CSV has it: of units the names come from here.
    """
    try:
        return _sent(_statement(report, asked, field))
    except EmptyResultSet:
        return None


def _sent(statement: str) -> Iterator[Lines]:
    """By a cursor that outlives its transaction: while lines come, how far it is can be noted."""
    connection.ensure_connection()
    asked = connection.connection
    with asked.cursor(name=f"lines_{uuid4().hex}", withhold=True) as cursor:
        with asked.transaction():
            asked.execute(FOR_ALL_OF_IT)
            cursor.execute(statement)
        while rows := cursor.fetchmany(AT_A_TIME):
            yield [line for (line,) in rows]


def _statement(report: CompletionReport, asked: Listed, field: Field) -> str:
    moment = report.moment
    before = "stood_before_on" if moment.reads_facts else "stood_previous_expires_at"
    found: QuerySet[Assignment] = report.found_anywhere(asked.words, asked.figure)
    listed = found.values_list(*COLUMNS.values(), before)
    fields = _fields(moment)
    units = {place.path: field(place.full_name) for place in report.organisation.places}
    shape = STATEMENT.format(
        columns=", ".join([*COLUMNS, "before"]),
        listed=HERE,
        held=HERE,
        parts=PARTS.format(here=HERE),
        fields=", ".join(fields[name] for name in asked.columns),
        joins=JOINS,
        order=_order(asked.sort),
    )
    values = {
        "blanks": BLANKS,
        "now": moment.now,
        "zone": moment.zone.key,
        "units": json.dumps(units),
        "standings": [standing.value for standing in Standing],
        **evidence_values(report, field),
    }
    return _put_together(shape, values, [report.brought_in(), listed, *statements(report)])


def _fields(moment: Moment) -> dict[str, str]:
    """Name of the column → what stands in it."""
    completed_on = """CASE WHEN named.completed_at <= %(now)s
        THEN (named.completed_at AT TIME ZONE %(zone)s)::date END"""
    return {
        "hr_id": FIELD.format("hr_id"),
        "name": FIELD.format("coalesce(nullif(name, ''), email)"),
        "email": FIELD.format("email"),
        "unit": "coalesce(%(units)s::jsonb ->> path, '')",
        "requirement": FIELD.format("requirement"),
        "standing": "standing",
        "compliant": "CASE WHEN compliant THEN 'yes' ELSE 'no' END",
        "due_on": DAY.format("due_on"),
        "completed_on": DAY.format(completed_on),
        "holds_until": DAY.format(_holds_until(moment)),
        **FIELDS,
    }


def _order(sort: str) -> str:
    """As reports.queries.behind.in_order says it."""
    by_name = "sort_name, named.person_id, requirement"
    name, turned = sort.removeprefix("-"), "DESC" if sort.startswith("-") else "ASC"
    return f"{SORTS[name]} {turned} NULLS LAST, {by_name}" if name in SORTS else by_name


def _put_together(
    shape: str, values: Mapping[str, object], querysets: Sequence[QuerySet[Any, Any]]
) -> str:
    """One statement, with its values and the querysets put in."""
    connection.ensure_connection()
    cursor = ClientCursor(connection.connection)
    first, *others = (cursor.mogrify(part, values) for part in shape.split(HERE))
    put_in = (cursor.mogrify(*each.query.sql_with_params()) for each in querysets)
    return first + "".join(f"{one}{other}" for one, other in zip(put_in, others, strict=True))


def _holds_until(moment: Moment) -> str:
    """As reports.queries.behind says it."""
    before = "before" if moment.reads_facts else LAST_DAY.format("before")
    return f"""CASE WHEN waived_until > %(now)s THEN {LAST_DAY.format("waived_until")}
        WHEN named.completed_at <= %(now)s THEN expires_on ELSE {before} END"""
