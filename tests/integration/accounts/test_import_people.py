import pytest
from django.core.management import CommandError, call_command

from accounts.models import Appointment, AuditEntry, Employment, Unit, User
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


def test_a_dry_run_says_the_same_and_writes_nothing(file):
    take_in(file, [row("1"), row("2")])
    rows = [row("1", position="Professor"), row("3", unit="School / Ethics"), row("", email="x")]
    before = [list(m.objects.values()) for m in (User, Employment, Appointment, Unit, AuditEntry)]

    foretold = take_in(file, rows, "--dry-run")

    after = [list(m.objects.values()) for m in (User, Employment, Appointment, Unit, AuditEntry)]
    assert after == before
    assert take_in(file, rows) == foretold
    assert counts(foretold) == {
        "rows": 3,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "deactivated": 0,
        "units_created": 1,
    }


def test_zeros_at_the_front_of_an_hr_id_are_kept(file):
    take_in(file, [row("007"), row("7", email="seven@example.org")])

    assert sorted(User.objects.values_list("hr_id", flat=True)) == ["007", "7"]


def test_a_byte_order_mark_crlf_and_quoted_newlines_are_read(file):
    content = "\ufeff" + as_csv(
        [row("1", first_name="Ana\r\nMaria", position='Chair, "acting"'), row("2", unit="")]
    ).replace("\r\n", "\n").replace("\n", "\r\n")

    printed = take_in(file, content)

    assert User.objects.get().first_name == "Ana Maria"
    assert Appointment.objects.get().position == 'Chair, "acting"'
    assert [(f["row"], f["column"]) for f in printed["failed"]] == [(3, "unit")]


def test_empty_lines_are_passed_over_but_counted(file):
    head, first, second = as_csv([row("1"), row("2", email="nobody")]).splitlines()

    printed = take_in(file, "\n".join([head, first, "", second, "", ""]))

    assert (printed["rows"], printed["created"]) == (2, 1)
    assert [(f["row"], f["column"]) for f in printed["failed"]] == [(4, "email")]


def test_other_columns_are_named_and_ignored(file):
    header = (*HEADER, "phone", "faculty_rank")

    printed = take_in(file, as_csv([row("1") | {"phone": "555"}], header))

    assert printed["created"] == 1
    assert printed["warnings"] == [
        {"row": 1, "column": name, "message": "This column is not one of ours and was ignored."}
        for name in ("phone", "faculty_rank")
    ]


def test_columns_that_are_missing_say_nothing_about_what_is_known(file):
    take_in(file, [row("1", preferred_name="Ama", supervisor_hr_id="2"), row("2")])
    header = ("hr_id", "email", "first_name", "last_name", "unit")

    printed = take_in(file, as_csv([row("1"), row("2")], header))

    appointment = Appointment.objects.standing().get(person__hr_id="1")
    assert printed["unchanged"] == 2
    assert (appointment.position, appointment.supervisor.hr_id) == ("Assistant Professor", "2")
    assert User.objects.get(hr_id="1").preferred_name == "Ama"


BAD = {
    "no HR id": (row(""), "hr_id", "There is no HR id."),
    "no address": (row(email=""), "email", "There is no e-mail address."),
    "no address at all": (row(email="Ada"), "email", "“Ada” is not an e-mail address."),
    "no name": (
        row(first_name="", last_name=" ", preferred_name=""),
        "last_name",
        "There is no name at all.",
    ),
    "no unit": (row(unit="  "), "unit", "There is no unit."),
    "a nameless unit": (row(unit="School /  / Heart"), "unit", "A part of the path has no name."),
    "a path that ends": (row(unit="School /"), "unit", "A part of the path has no name."),
    "no such day": (
        row(hired_on="2021-02-29"),
        "hired_on",
        "“2021-02-29” is not a date. Write it like 2026-12-31.",
    ),
    "another spelling": (
        row(left_on="31.12.2026"),
        "left_on",
        "“31.12.2026” is not a date. Write it like 2026-12-31.",
    ),
    "a week": (
        row(hired_on="2021-W01-1"),
        "hired_on",
        "“2021-W01-1” is not a date. Write it like 2026-12-31.",
    ),
    "left too early": (
        row(hired_on="2021-02-02", left_on="2021-02-01"),
        "left_on",
        "It is before the day of hire.",
    ),
    "too long": (row(last_name="O" * 151), "last_name", "It is longer than 150 characters."),
    "a nameless character": (
        row(position="Chair\0"),
        "position",
        "It holds a character that is no text (U+0000).",
    ),
}


@pytest.mark.parametrize(("bad", "column", "message"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_named_and_the_good_ones_go_in(file, bad, column, message):
    printed = take_in(file, [row("1"), bad, row("2")])

    assert printed["failed"] == [{"row": 3, "column": column, "message": message}]
    assert sorted(User.objects.values_list("hr_id", flat=True)) == ["1", "2"]
    assert counts(printed) == {
        "rows": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "deactivated": 0,
        "units_created": 3,
    }


def test_more_values_than_columns_are_a_bad_row_and_fewer_are_blanks(file):
    head, good = as_csv([row("1")]).splitlines()

    printed = take_in(file, "\n".join([head, good + ",astray", "2,b@example.org,Bo,,,School"]))

    assert printed["failed"] == [
        {"row": 2, "column": "", "message": "There are more values than columns."}
    ]
    assert User.objects.get().hr_id == "2"


UNREADABLE = {
    "empty": (b"", "The first row has to name the columns"),
    "no header": (b"1,2,3\n", "are missing: hr_id, email, unit, last_name."),
    "semicolons": (b"hr_id;email;unit\n", "Are the values separated by commas?"),
    "UTF-16": ("hr_id,email\n".encode("utf-16"), "Line 1 is not UTF-8 text."),
    "Latin-1": (as_csv([row("1", last_name="Núñez")]).encode("latin-1"), "Line 2 is not UTF-8"),
    "a column twice": (b"hr_id,email,email,last_name,unit\n", "The column email is there twice."),
    "an open quotation mark": (
        as_csv([row("1"), row("2")]).replace("Amara", '"Amara', 1).encode(),
        "Row 2 cannot be read: a quotation mark is opened there and never closed.",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "Line 1 is not UTF-8 text."),
}


@pytest.mark.parametrize(("content", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_used_is_refused_in_one_line(file, content, words):
    with pytest.raises(CommandError) as refused:
        take_in(file, content)

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert User.objects.count() == 0


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("import_people", str(tmp_path / "nothing.csv"))


def test_in_words_every_bad_row_is_named(file, capsys):
    take_in(file, [row("1")])
    file.write_text(as_csv([row("1"), row("2", unit="")]))

    call_command("import_people", str(file))

    assert capsys.readouterr().out == (
        "2 rows: 0 created, 0 updated, 1 unchanged, 0 deactivated; 0 units created\n"
        "refused: row 3, unit: There is no unit.\n"
    )


def test_who_comes_with_a_roster_has_no_password(file):
    take_in(file, [row("1")])

    assert User.objects.get().has_usable_password() is False
