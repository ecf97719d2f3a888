"""What a roster changes over time: moving, leaving, coming back, and whom a full file drops."""

from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import Appointment, AuditEntry, Employment, Grant, User
from accounts.services.organisation import institution_day
from accounts.services.people import deactivate_person
from tests.factories import LONG_AGO, a_coordinator, an_admin
from tests.integration.accounts.rosters import row, take_in

pytestmark = pytest.mark.django_db
TODAY = institution_day(timezone.now())
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
HIRED = "2020-03-01"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "roster.csv"


def outcome(printed):
    return {n: printed[n] for n in ("created", "updated", "unchanged", "deactivated") if printed[n]}


def places(hr_id="1"):
    rows = Appointment.objects.standing().filter(person__hr_id=hr_id)
    return sorted(
        (
            (a.unit.name, a.position, a.primary, str(a.from_on), a.to_on and str(a.to_on))
            for a in rows
        ),
        key=lambda place: (place[3], place[0]),
    )


def stretches(hr_id="1"):
    rows = Employment.objects.standing().filter(person__hr_id=hr_id).order_by("hired_on")
    return [(str(e.hired_on), e.left_on and str(e.left_on)) for e in rows]


def test_a_move_ends_the_old_place_today_and_begins_the_new_one(file):
    take_in(file, [row("1")])

    printed = take_in(file, [row("1", unit="School / Ethics", position="Professor")])

    assert outcome(printed) == {"updated": 1}
    assert places() == [
        ("Cardiology", "Assistant Professor", True, HIRED, str(TODAY)),
        ("Ethics", "Professor", True, str(TODAY), None),
    ]
    assert Appointment.objects.exclude(superseded_at=None).get().to_on is None


def test_a_new_position_ends_the_old_row_and_goes_on_as_a_new_one(file):
    take_in(file, [row("1")])

    take_in(file, [row("1", position="Professor")])

    assert places() == [
        ("Cardiology", "Assistant Professor", True, HIRED, str(TODAY)),
        ("Cardiology", "Professor", True, str(TODAY), None),
    ]
    assert Appointment.objects.count() == 3


def test_what_began_today_is_corrected_rather_than_ended(file):
    take_in(file, [row("1", hired_on=str(TODAY))])

    take_in(file, [row("1", hired_on=str(TODAY), position="Professor")])

    assert places() == [("Cardiology", "Professor", True, str(TODAY), None)]


def test_the_primary_place_can_change_among_two(file):
    joint = [row("1"), row("1", unit="School / Ethics")]
    take_in(file, joint)

    take_in(file, joint[::-1])

    assert places() == [
        ("Cardiology", "Assistant Professor", True, HIRED, str(TODAY)),
        ("Ethics", "Assistant Professor", False, HIRED, str(TODAY)),
        ("Cardiology", "Assistant Professor", False, str(TODAY), None),
        ("Ethics", "Assistant Professor", True, str(TODAY), None),
    ]
    assert outcome(take_in(file, joint[::-1])) == {"unchanged": 1}


def test_a_joint_place_that_is_no_longer_in_the_file_ends(file):
    take_in(file, [row("1"), row("1", unit="School / Ethics")])

    printed = take_in(file, [row("1")])

    assert outcome(printed) == {"updated": 1}
    assert places() == [
        ("Cardiology", "Assistant Professor", True, HIRED, None),
        ("Ethics", "Assistant Professor", False, HIRED, str(TODAY)),
    ]


def test_nothing_of_a_person_ends_because_one_of_their_rows_is_bad(file):
    take_in(file, [row("1"), row("1", unit="School / Ethics")])

    printed = take_in(file, [row("1", unit=""), row("1", unit="School / Ethics")])

    assert (outcome(printed), len(printed["failed"])) == ({"unchanged": 1}, 1)
    assert [place[4] for place in places()] == [None, None]


@pytest.mark.parametrize("day", [YESTERDAY, TODAY, TOMORROW])
def test_leaving_ends_employment_and_places_on_that_day_past_or_to_come(file, day):
    take_in(file, [row("1"), row("1", unit="School / Ethics")])

    printed = take_in(
        file, [row("1", left_on=str(day)), row("1", unit="School / Ethics", left_on=str(day))]
    )

    assert outcome(printed) == {"updated": 1}
    assert stretches() == [(HIRED, str(day))]
    assert [place[3:] for place in places()] == [(HIRED, str(day)), (HIRED, str(day))]
    assert User.objects.get(hr_id="1").deactivated_at is None


def test_a_role_ends_with_the_employment(file):
    person = a_coordinator(hr_id="1", email="p1@example.org")

    take_in(file, [row("1", left_on=str(YESTERDAY))])

    assert Grant.objects.standing().get(person=person).to_on == YESTERDAY


def test_a_leaver_new_to_us_comes_with_the_place_they_had(file):
    rows = [row("1", left_on="2024-06-01")]

    assert outcome(take_in(file, rows)) == {"created": 1}
    assert places() == [("Cardiology", "Assistant Professor", True, HIRED, "2024-06-01")]
    assert outcome(take_in(file, rows)) == {"unchanged": 1}


def test_a_rehire_is_a_second_employment_of_the_same_person(file):
    take_in(file, [row("1", left_on="2024-06-01")])

    printed = take_in(file, [row("1", hired_on="2025-09-01")])

    assert outcome(printed) == {"updated": 1}
    assert stretches() == [(HIRED, "2024-06-01"), ("2025-09-01", None)]
    assert places() == [
        ("Cardiology", "Assistant Professor", True, HIRED, "2024-06-01"),
        ("Cardiology", "Assistant Professor", True, "2025-09-01", None),
    ]
    assert outcome(take_in(file, [row("1", hired_on="2025-09-01")])) == {"unchanged": 1}


def test_a_file_that_keeps_the_first_hire_date_changes_nothing_after_a_rehire(file):
    take_in(file, [row("1", left_on="2024-06-01")])
    take_in(file, [row("1", hired_on="2025-09-01")])

    assert outcome(take_in(file, [row("1")])) == {"unchanged": 1}


def test_who_did_not_leave_after_all_is_still_employed(file):
    take_in(file, [row("1", left_on=str(TOMORROW))])

    take_in(file, [row("1")])

    assert stretches() == [(HIRED, None)]
    assert places() == [("Cardiology", "Assistant Professor", True, HIRED, None)]


def test_who_is_back_without_a_hire_date_is_back_from_today(file):
    take_in(file, [row("1", left_on="2024-06-01")])
    rows = [row("1", hired_on="")]

    take_in(file, rows)

    assert stretches() == [(HIRED, "2024-06-01"), (str(TODAY), None)]
    assert outcome(take_in(file, rows)) == {"unchanged": 1}


def test_a_corrected_hire_date_moves_the_first_place_with_it(file):
    take_in(file, [row("1")])

    printed = take_in(file, [row("1", hired_on="2019-09-01")])

    assert outcome(printed) == {"updated": 1}
    assert stretches() == [("2019-09-01", None)]
    assert places() == [("Cardiology", "Assistant Professor", True, "2019-09-01", None)]


def test_a_hire_date_that_is_left_out_is_kept_and_leaving_before_it_is_bad(file):
    take_in(file, [row("1")])

    assert outcome(take_in(file, [row("1", hired_on="")])) == {"unchanged": 1}
    printed = take_in(file, [row("1", hired_on="", left_on="2019-01-01")])
    assert [(f["row"], f["column"]) for f in printed["failed"]] == [(2, "left_on")]


def test_a_full_file_deactivates_who_is_gone_and_ends_what_they_had(file):
    take_in(file, [row(str(n)) for n in range(10)])

    printed = take_in(file, [row(str(n)) for n in range(9)], "--full")

    gone = User.objects.get(hr_id="9")
    assert outcome(printed) == {"unchanged": 9, "deactivated": 1}
    assert gone.deactivated_at is not None
    assert stretches("9") == [(HIRED, str(TODAY))]
    assert places("9") == [("Cardiology", "Assistant Professor", True, HIRED, str(TODAY))]
    entry = AuditEntry.objects.get(action="accounts.person.gone_from_roster")
    assert entry.subject == f"person:{gone.uuid}"


def test_a_file_that_is_not_full_deactivates_nobody(file):
    take_in(file, [row("1"), row("2")])

    assert outcome(take_in(file, [row("1")])) == {"unchanged": 1}


@pytest.mark.parametrize("options", [["--full"], ["--full", "--dry-run"]])
def test_a_full_file_without_more_than_a_tenth_is_refused_whole(file, options):
    take_in(file, [row(str(n)) for n in range(10)])
    rows = [row(str(n), position="Professor") for n in range(8)]

    with pytest.raises(CommandError) as refused:
        take_in(file, rows, *options)

    assert str(refused.value) == (
        "2 of 10 people are not in the file; more than one in ten. "
        "Nothing was done; --force insists."
    )
    assert not Appointment.objects.filter(position="Professor").exists()


def test_force_insists(file):
    take_in(file, [row(str(n)) for n in range(10)])

    printed = take_in(file, [row(str(n)) for n in range(8)], "--full", "--force")

    assert outcome(printed) == {"unchanged": 8, "deactivated": 2}


def test_who_is_named_by_a_bad_row_is_not_gone(file):
    take_in(file, [row(str(n)) for n in range(10)])
    rows = [row(str(n)) for n in range(8)]
    rows += [row("8", unit=""), row("", email="p9@example.org")]

    printed = take_in(file, rows, "--full")

    assert (outcome(printed), len(printed["failed"])) == ({"unchanged": 8}, 2)


def test_a_full_file_leaves_who_never_was_in_a_roster(file):
    an_admin(hr_id="")
    a_coordinator(hr_id="test", is_test=True)
    take_in(file, [row("1")])

    assert outcome(take_in(file, [row("1")], "--full")) == {"unchanged": 1}


def test_whom_a_roster_dropped_a_roster_brings_back(file):
    rows = [row("1", hired_on=""), row("2")]
    take_in(file, rows)
    take_in(file, rows[1:], "--full", "--force")

    printed = take_in(file, rows, "--full")

    person = User.objects.get(hr_id="1")
    assert outcome(printed) == {"updated": 1, "unchanged": 1}
    assert person.deactivated_at is None
    assert Appointment.objects.today(TODAY).filter(person=person).count() == 1
    assert outcome(take_in(file, rows, "--full")) == {"unchanged": 2}


def test_whom_an_admin_deactivated_a_roster_does_not_bring_back(file):
    admin = an_admin()
    take_in(file, [row("1")])
    person = User.objects.get(hr_id="1")
    deactivate_person(person, reason="Asked to be", now=LONG_AGO, by=admin)

    printed = take_in(file, [row("1")])

    person.refresh_from_db()
    assert person.deactivated_at == LONG_AGO
    assert [(w["row"], w["column"]) for w in printed["warnings"]] == [(2, "hr_id")]
