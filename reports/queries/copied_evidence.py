"""What reports.queries.evidence says of each row, said to PostgreSQL: for reports.queries.copied.

The same facts from the same querysets; what Python does with them there is done here in SQL, and a
test holds that both come out the same.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform

from reports.queries.completion import CompletionReport
from reports.queries.evidence import (
    ELSEWHERE,
    MET,
    fulfilments,
    marked,
    named_units,
    primary_appointments,
    reminders,
)

# Where {here} stands goes the statement of a queryset, in the order of `statements`. Of `named`
# come the rows of the list: id, person_id.
PARTS = """fulfilled (assignment_id, id, enrolment_id, edition, language, source, completed_at)
        AS ({here}),
    met AS (SELECT DISTINCT ON (assignment_id) * FROM fulfilled
        ORDER BY assignment_id, completed_at DESC, id DESC),
    marked (enrolment_id, quiz, number, score, keep) AS ({here}),
    kept AS (SELECT enrolment_id, CASE (array_agg(keep ORDER BY number DESC))[1]
            WHEN 'last' THEN (array_agg(score ORDER BY number DESC))[1]
            WHEN 'first' THEN (array_agg(score ORDER BY number))[1]
            WHEN 'average' THEN round(avg(score), 4)
            ELSE max(score) END AS score
        FROM marked GROUP BY enrolment_id, quiz),
    scored AS (SELECT enrolment_id, round(avg(score), 6) AS score FROM kept GROUP BY enrolment_id),
    reminded (assignment_id, at) AS (SELECT assignment_id, max(at)
        FROM ({here}) AS sent (assignment_id, at) GROUP BY assignment_id),
    appointed (person_id, from_on, to_on, unit_id, id) AS ({here}),
    now_in AS (SELECT DISTINCT ON (person_id) person_id, unit_id FROM appointed
        WHERE (from_on IS NULL OR from_on <= %(known_on)s)
            AND (to_on IS NULL OR to_on > %(known_on)s)
        ORDER BY person_id, id),
    then_in AS (SELECT DISTINCT ON (assignment_id) assignment_id, unit_id
        FROM (SELECT assignment_id, person_id,
                (met.completed_at AT TIME ZONE %(zone)s)::date AS day
            FROM met JOIN named ON named.id = assignment_id) AS done
        JOIN appointed USING (person_id)
        WHERE (from_on IS NULL OR from_on <= day) AND (to_on IS NULL OR to_on > day)
        ORDER BY assignment_id, appointed.id)"""
# Of many rows no enrolment is known. PostgreSQL cannot divide rows without a key when it hashes
# them, and tries to, in hundreds of thousands of files. A number of each row's own is nobody's.
JOINS = """LEFT JOIN met ON met.assignment_id = named.id
    LEFT JOIN scored ON scored.enrolment_id = coalesce(met.enrolment_id, -named.id)
    LEFT JOIN then_in ON then_in.assignment_id = named.id
    LEFT JOIN now_in ON now_in.person_id = named.person_id
    LEFT JOIN reminded ON reminded.assignment_id = named.id"""
UNIT = """CASE WHEN {0} IS NULL THEN ''
        ELSE coalesce(%(units_known)s::jsonb ->> {0}::text, %(elsewhere)s) END"""
FIELDS = {  # name of the column → what stands in it
    "edition": "coalesce(met.edition || ' (' || coalesce(met.language, '') || ')', '')",
    "score": "coalesce(to_char(scored.score, 'FM0.000000'), '')",
    "method": "coalesce(met.source, '')",
    "unit_then": UNIT.format("then_in.unit_id"),
    "unit_now": UNIT.format("now_in.unit_id"),
    "reminded_on": ("coalesce(((reminded.at AT TIME ZONE %(zone)s)::date)::text, '')"),
}

Statements = list[QuerySet[Any, Any]]


def statements(report: CompletionReport) -> Statements:
    """The querysets of PARTS, in their order, of the rows of `named` only."""
    moment = report.moment
    assignments = RawSQL("SELECT id FROM named", ())
    people = RawSQL("SELECT person_id FROM named", ())
    enrolments = RawSQL("SELECT enrolment_id FROM met", ())
    keep = KeyTextTransform("keep", "activity__settings")
    return [
        fulfilments(moment)
        .filter(assignment__in=assignments)
        .values_list("assignment_id", "id", *MET),
        marked(moment)
        .filter(enrolment__in=enrolments)
        .values_list("enrolment_id", "activity_key", "number", "counted", keep),
        reminders(moment)
        .filter(assignment__in=assignments)
        .values_list("assignment_id", "mail__sent_at"),
        primary_appointments(moment)
        .filter(person__in=people)
        .values_list("person_id", "from_on", "to_on", "unit_id", "id"),
    ]


def values(report: CompletionReport, field: Callable[[str], str]) -> dict[str, Any]:
    """What the parts and fields name, besides the zone; `field` writes a text as a CSV has it."""
    units = {str(pk): field(place.full_name) for pk, place in named_units(report).items()}
    return {
        "known_on": report.moment.known_on,
        "units_known": json.dumps(units),
        "elsewhere": ELSEWHERE.full_name,
    }
