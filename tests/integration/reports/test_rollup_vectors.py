"""The roll-up against the tables of expected results; skipped where they are absent."""

import csv
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Appointment, User
from accounts.models.organisation import Unit
from learning.models import Assignment
from learning.rules.due_dates import end_of_day
from learning.rules.standing import Standing
from reports.queries.completion import Attribution, CompletionReport
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING, organisation_under
from reports.queries.requirements import requirements_of
from tests.factories import LONG_AGO, a_requirement, a_unit
from tests.vectors.tables import FOLDER, day, flag, instant

SECOND = timedelta(seconds=1)


def rows(name, scenario=None):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if scenario in (None, row["scenario"])]


@cache
def snapshots():
    """scenario, zone, due_soon_days and day → the rows expected of them."""
    found = {}
    if (FOLDER / "rollup.csv").is_file():
        for row in rows("rollup.csv"):
            key = row["scenario"], row["zone"], int(row["due_soon_days"]), row["as_of"]
            found.setdefault(key, []).append(row)
    return found


@pytest.mark.django_db
@pytest.mark.skipif(not snapshots(), reason=f"{FOLDER}/rollup.csv is absent: set VECTORS")
@pytest.mark.parametrize("key", list(snapshots()), ids=lambda key: f"{key[0]}-{key[3]}")
def test_the_report_says_what_the_tables_expect(key):
    scenario, zone, soon, as_of = key
    on = date.fromisoformat(as_of)
    moment = Moment(end_of_day(on, ZoneInfo(zone)) - SECOND, ZoneInfo(zone), soon)
    units = organisation_as_of(scenario, on)
    ask(scenario, moment)

    organisation = organisation_under(EVERYTHING, on)
    requirements = requirements_of(organisation, moment)
    found = {
        (attribution.value, cell.unit.name): {"people": cell.people, **cell.counts}
        for attribution in Attribution
        for cell in CompletionReport(
            organisation, moment, requirements, attribution=attribution
        ).cells(organisation.places)
    }

    columns = ["people", *Standing]
    expected = {
        (row["attribution"], row["unit"]): {name: int(row[name]) for name in columns}
        for row in snapshots()[key]
    }
    assert {key: found[key] for key in expected} == expected
    assert {name for _attribution, name in expected} <= set(units)


def organisation_as_of(scenario, on):
    """The tree of that day, and every appointment with its dates."""
    standing = [
        row
        for row in rows("rollup_units.csv", scenario)
        if (not row["from_on"] or day(row["from_on"]) <= on)
        and (not row["to_on"] or on < day(row["to_on"]))
    ]
    units = {}
    while len(units) < len(standing):
        for row in standing:
            if row["unit"] not in units and (not row["parent"] or row["parent"] in units):
                units[row["unit"]] = a_unit(row["unit"], parent=units.get(row["parent"]))
    for row in rows("rollup_appointments.csv", scenario):
        if row["unit"] in units:
            appoint(row, units[row["unit"]], on)
    return units


def appoint(row, unit: Unit, on):
    person, _new = User.objects.get_or_create(email=f"{row['person']}@example.org")
    Appointment.objects.create(
        person=person,
        unit=unit,
        primary=flag(row["primary"]),
        from_on=day(row["from_on"]),
        # One open appointment in a unit is all that the table takes: far off will do.
        to_on=day(row["to_on"]) or on + timedelta(days=9999),
        recorded_at=LONG_AGO,
    )


def ask(scenario, moment):
    version = a_requirement(unit=Unit.objects.first(), now=LONG_AGO)
    for row in rows("rollup_assignments.csv", scenario):
        person, _new = User.objects.get_or_create(email=f"{row['person']}@example.org")
        due_on, expires_on = day(row["due_on"]), day(row["expires_on"])
        Assignment.objects.create(
            person=person,
            requirement=version.requirement,
            version=version,
            course=version.course,
            cycle=int(row["cycle"]),
            assigned_at=instant(row["assigned_at"]),
            scheduled_from=instant(row["scheduled_from"]),
            due_on=due_on,
            due_at=due_on and end_of_day(due_on, moment.zone),
            started_at=instant(row["started_at"]),
            completed_at=instant(row["completed_at"]),
            previous_expires_at=expires_on and end_of_day(expires_on, moment.zone),
            waived_until=instant(row["waived_until"]),
            withdrawn_at=instant(row["withdrawn_at"]),
        )
