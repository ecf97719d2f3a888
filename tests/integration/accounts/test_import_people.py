import pytest
from django.core.management import CommandError

from accounts.models import Appointment, Employment, Unit, User
from tests.integration.accounts.rosters import HEADER, as_csv, counts, row, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "roster.csv"


def test_a_roster_makes_people_units_employment_and_appointments(file):
    printed = take_in(file, [row("0007", supervisor_hr_id="0042"), row("0042")])

    assert printed == {
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "deactivated": 0,
        "units_created": 3,
        "failed": [],
        "warnings": [],
    }
    person = User.objects.get(hr_id="0007")
    appointment = person.appointments.get()
    assert (person.email, person.sort_name) == ("p0007@example.org", "okafor 0007 amara")
    assert (appointment.supervisor.hr_id, appointment.primary) == ("0042", True)
    assert str(appointment.from_on) == str(person.employments.get().hired_on) == "2020-03-01"
    assert [u.name for u in Unit.objects.in_order()] == ["School", "Medicine", "Cardiology"]
    assert [u.depth for u in Unit.objects.in_order()] == [0, 1, 2]


def test_a_second_run_of_the_same_file_changes_nothing(file):
    rows = [
        row("1"),
        row("2", left_on="2024-01-01"),
        row("3", left_on="2099-01-01"),
        row("4", hired_on=""),
        row("4", hired_on="", unit="School / Ethics"),
        row("5", supervisor_hr_id="nobody"),
    ]
    take_in(file, rows)
    before = [list(m.objects.values()) for m in (User, Employment, Appointment, Unit)]

    printed = take_in(file, rows)

    assert counts(printed) == {
        "rows": 6,
        "created": 0,
        "updated": 0,
        "unchanged": 5,
        "deactivated": 0,
        "units_created": 0,
    }
    assert [list(m.objects.values()) for m in (User, Employment, Appointment, Unit)] == before
