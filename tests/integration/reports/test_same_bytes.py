"""What PostgreSQL writes by itself are the bytes that Python writes; on SQLite there is one way."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from learning.services.assignments import reconcile
from reports.answers import rows_of, written
from reports.exports import PEOPLE_COLUMNS, csv_lines
from reports.queries.behind import SORTS
from reports.queries.completion import CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING, organisation_at
from reports.queries.requirements import requirements_of
from reports.receipts import receipt_of
from tests.factories import NOW, a_learner, a_person, a_requirement, a_unit, an_assignment

CHICAGO = ZoneInfo("America/Chicago")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="only PostgreSQL writes lines by itself"
    ),
]
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\rx",
    "\nx",
    " =1",
    "\N{NO-BREAK SPACE}=1",
    "\N{IDEOGRAPHIC SPACE}-1",
    "\x1f=1",
    'a "b", c',
    "a,b",
    "a\nb",
    "a\r\nb",
    "back\\slash",
    "\\n",
    "\\\\",
    "\\N",
    "tab\there",
    "\x0b\x0c\x08",
    "Zsófia",
    "李",
    "",
    "'",
    " a ",
    "\N{RIGHT-TO-LEFT MARK}x",
]


def both(moment, **asked):
    """The file as it is given, and as Python alone would write it."""
    organisation = organisation_at(EVERYTHING, moment)
    asks = requirements_of(organisation, moment)
    report = CompletionReport(organisation, moment, asks)
    receipt = receipt_of(report, kind="people", definition=1).shaped(**asked)
    columns, rows = rows_of(receipt, report)
    expected = "".join(csv_lines(columns, rows, bom=receipt.bom))
    return "".join(written(receipt, report)), expected


def moment(known=None):
    return Moment(NOW, CHICAGO, 14, known=known)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"bom": True},
        {"figure": "overdue"},
        {"words": "a"},
        {"sort": "-name", "columns": ("due_on", "hr_id")},
    ],
)
@pytest.mark.parametrize("known", [None, NOW])
def test_nasty_names_come_out_the_same(known, asked):
    school = a_unit('Med, "icine"')
    unit = a_unit("=Surgery\\", parent=school)
    version = a_requirement(unit=school, key="repair", due_days=30, now=NOW - timedelta(days=60))
    for number, name in enumerate(NASTY):
        a_learner(
            unit,
            first=name,
            last=NASTY[-number],
            preferred_name=name if number % 3 else "",
            hr_id=f"{name}{number}"[:40],
        )
    reconcile(version.requirement, now=NOW - timedelta(days=60))

    given, expected = both(moment(known), **asked)

    assert given == expected
    assert asked or len(given) > 1000


DAYS = (
    {"due_on": date(2026, 11, 1)},
    {"due_on": date(2026, 12, 24)},
    {"completed_at": NOW - timedelta(days=1)},
    {"completed_at": NOW + timedelta(days=1)},
    {"completed_at": NOW.replace(hour=3), "expires_on": date(2027, 1, 1)},
    {"waived_until": NOW + timedelta(days=9)},
    {"waived_until": NOW - timedelta(days=9)},
    {"previous_expires_at": NOW + timedelta(days=3)},
    {"previous_expires_at": NOW - timedelta(days=3)},
)


def test_every_day_comes_out_the_same():
    unit = a_unit("Surgery")
    version = a_requirement(unit=unit, key="repair")
    for fields in DAYS:
        an_assignment(a_person(unit), version, **fields)

    given, expected = both(moment())

    assert given == expected
    assert given.count("\r\n") == 10


@pytest.mark.parametrize("known", [None, NOW])
@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_every_order_comes_out_the_same(sort, known):
    school = a_unit("Medicine")
    versions = [a_requirement(unit=school, key=key, due_days=30) for key in ("repair", "equity")]
    for number, fields in enumerate(DAYS):
        unit = a_unit(f"Unit {number % 3}", parent=school)
        an_assignment(a_person(unit, last=f"L{number % 4}"), versions[number % 2], **fields)

    given, expected = both(moment(known), sort=sort)

    assert given == expected
    assert known or given.count("\r\n") == 10


@pytest.mark.parametrize("column", [name for name in PEOPLE_COLUMNS if name != "name"])
def test_every_column_comes_out_the_same_by_itself(column):
    unit = a_unit("Surgery")
    for fields in DAYS:
        an_assignment(a_person(unit), a_requirement(unit=unit), **fields)

    given, expected = both(moment(), columns=(column,))

    assert given == expected
    assert given.startswith(f"name,{column}\r\n")


def test_columns_are_in_the_order_asked_for():
    unit = a_unit("Surgery")
    an_assignment(a_person(unit), a_requirement(unit=unit, key="repair"), due_on=date(2026, 11, 1))
    User.objects.update(first_name="Ada", last_name="Abel")

    given, expected = both(moment(), columns=("unit_now", "due_on", "unit"))

    assert given == expected
    assert given == "name,unit_now,due_on,unit\r\nAda Abel,Surgery,2026-11-01,Surgery\r\n"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12))
def test_any_name_comes_out_the_same(name):
    unit = a_unit("Surgery")
    an_assignment(a_person(unit), a_requirement(unit=unit))
    User.objects.update(first_name=name, last_name="", preferred_name="")

    given, expected = both(moment())

    assert given == expected
