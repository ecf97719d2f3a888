"""Who a row is about: HR id, address, joint appointments, supervisors."""

import pytest

from accounts.models import Appointment, Unit, User
from accounts.services.people import Profile, update_profile
from tests.factories import NOW, a_person
from tests.integration.accounts.rosters import row, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "roster.csv"


def failures(printed):
    return [(f["row"], f["column"]) for f in printed["failed"]]


def outcome(printed):
    return {n: printed[n] for n in ("created", "updated", "unchanged") if printed[n]}


def test_the_same_hr_id_in_another_unit_is_a_joint_appointment(file):
    rows = [row("1"), row("2"), row("1", unit="School / Ethics", position="Fellow")]

    printed = take_in(file, rows)

    assert (outcome(printed), printed["rows"], printed["failed"]) == ({"created": 2}, 3, [])
    joint = Appointment.objects.filter(person__hr_id="1").order_by("pk")
    assert [(a.unit.name, a.position, a.primary) for a in joint] == [
        ("Cardiology", "Assistant Professor", True),
        ("Ethics", "Fellow", False),
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "other@example.org"),
        ("first_name", "Amalia"),
        ("last_name", "Adler"),
        ("preferred_name", "Ama"),
        ("hired_on", "2021-01-01"),
        ("left_on", "2030-01-01"),
    ],
)
def test_the_same_hr_id_with_another_personal_column_is_a_bad_row(file, column, value):
    again = row("1", unit="School / Ethics") | {column: value}

    printed = take_in(file, [row("1"), again])

    assert printed["failed"] == [
        {
            "row": 3,
            "column": column,
            "message": f"Row 2 has the same HR id with another {column}.",
        }
    ]
    assert Appointment.objects.get().unit.name == "Cardiology"


def test_a_row_that_repeats_another_is_a_warning_and_one_that_contradicts_it_is_bad(file):
    printed = take_in(file, [row("1"), row("1"), row("1", position="Professor")])

    assert [(w["row"], w["column"]) for w in printed["warnings"]] == [(3, "unit")]
    assert failures(printed) == [(4, "unit")]
    assert outcome(printed) == {"created": 1}


def test_an_address_of_somebody_in_the_database_is_a_bad_row(file):
    take_in(file, [row("1")])

    printed = take_in(file, [row("2", email="P1@Example.org")])

    assert printed["failed"] == [
        {
            "row": 2,
            "column": "email",
            "message": "This address belongs to another person (HR id 1).",
        }
    ]


def test_an_address_of_somebody_earlier_in_the_file_is_a_bad_row(file):
    printed = take_in(file, [row("1", email="a@example.org"), row("2", email="A@example.org")])

    assert printed["failed"] == [
        {
            "row": 3,
            "column": "email",
            "message": "This address belongs to the person in row 2.",
        }
    ]


def test_who_keeps_an_address_comes_before_who_asks_for_it_whatever_the_order(file):
    take_in(file, [row("1"), row("2")])

    printed = take_in(file, [row("1", email="p2@example.org"), row("2")])

    assert failures(printed) == [(2, "email")]
    assert outcome(printed) == {"unchanged": 1}


def test_another_case_is_the_same_address(file):
    take_in(file, [row("1")])

    printed = take_in(file, [row("1", email="P1@EXAMPLE.ORG")])

    assert outcome(printed) == {"unchanged": 1}
    assert User.objects.get().email == "p1@example.org"


def test_two_people_can_swap_addresses_and_a_third_take_one_that_is_given_up(file):
    take_in(file, [row("1"), row("2"), row("3")])
    rows = [
        row("1", email="p2@example.org"),
        row("2", email="p1@example.org"),
        row("3", email="new@example.org"),
        row("4", email="p3@example.org"),
    ]

    printed = take_in(file, rows)

    assert outcome(printed) == {"created": 1, "updated": 3}
    assert dict(User.objects.values_list("hr_id", "email")) == {
        "1": "p2@example.org",
        "2": "p1@example.org",
        "3": "new@example.org",
        "4": "p3@example.org",
    }


def test_who_cannot_move_keeps_the_address_from_who_was_to_have_it(file):
    take_in(file, [row("1"), row("2"), row("3")])
    rows = [row("1", email="p2@example.org"), row("2", email="p3@example.org")]

    printed = take_in(file, rows)

    assert failures(printed) == [(2, "email"), (3, "email")]
    assert User.objects.get(hr_id="2").email == "p2@example.org"


def test_whoever_was_invited_under_the_address_is_that_person(file):
    invited = a_person(hr_id="", email="ada@example.org", last="Adler")

    printed = take_in(file, [row("1", email="Ada@example.org"), row("2", email="ada@example.org")])

    invited.refresh_from_db()
    assert (invited.hr_id, invited.last_name) == ("1", "Okafor 1")
    assert (outcome(printed), failures(printed)) == ({"updated": 1}, [(3, "email")])
    assert [(w["row"], w["column"]) for w in printed["warnings"]] == [(2, "email")]
    assert outcome(take_in(file, [row("1", email="Ada@example.org")])) == {"unchanged": 1}


def test_a_supervisor_may_stand_anywhere_in_the_file_or_be_known(file):
    take_in(file, [row("boss")])

    take_in(file, [row("1", supervisor_hr_id="2"), row("2", supervisor_hr_id="boss")])

    supervisors = Appointment.objects.values_list("person__hr_id", "supervisor__hr_id")
    assert dict(supervisors) == {"boss": None, "1": "2", "2": "boss"}


def test_an_unknown_supervisor_is_a_warning_and_the_person_goes_in(file):
    printed = take_in(file, [row("1", supervisor_hr_id="999")])

    assert printed["created"] == 1
    assert printed["warnings"] == [
        {
            "row": 2,
            "column": "supervisor_hr_id",
            "message": "Nobody has the HR id 999; the person goes in without a supervisor.",
        }
    ]
    assert Appointment.objects.get().supervisor is None


def test_units_differ_by_their_path_and_not_by_case_or_blanks(file):
    rows = [
        row("1", unit="School / Medicine / OB/GYN"),
        row("2", unit="school /  medicine"),
        row("3", unit="Medicine / School"),
    ]

    assert take_in(file, rows)["units_created"] == 5
    assert [(u.name, u.depth) for u in Unit.objects.in_order()] == [
        ("School", 0),
        ("Medicine", 1),
        ("OB/GYN", 2),
        ("Medicine", 0),
        ("School", 1),
    ]


def test_a_changed_name_is_taken_over_and_sorted_by(file):
    take_in(file, [row("1", preferred_name="Ama")])

    printed = take_in(file, [row("1", last_name="Núñez", preferred_name="")])

    person = User.objects.get()
    assert outcome(printed) == {"updated": 1}
    assert (person.last_name, person.preferred_name) == ("Núñez", "")
    assert person.sort_name == "nunez amara"


def test_the_name_that_a_person_chose_stands(file):
    take_in(file, [row("1")])
    person = User.objects.get()
    update_profile(person, Profile("Ama", "", ""), now=NOW)

    printed = take_in(file, [row("1", preferred_name="Mara")])

    person.refresh_from_db()
    assert (outcome(printed), person.preferred_name) == ({"unchanged": 1}, "Ama")
