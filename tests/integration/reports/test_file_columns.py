"""What lies behind a row says the same on the page, in the CSV, the workbook and the API."""

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Unit, UnitPlace
from learning.models import Score
from reports.answers import answer, report_of, rows_of
from reports.exports import csv_lines
from reports.interchange.report_jobs import ask_export, do_export
from reports.queries.completion import DEFINITION
from reports.receipts import read_receipt
from reports.services.access_tokens import make_token
from tests.factories import (
    LONG_AGO,
    NOW,
    a_coordinator,
    a_course,
    a_person,
    a_requirement,
    a_unit,
    an_admin,
    an_assignment,
    an_edition,
)
from tests.integration.reports.evidence import THEN, completed, moved, reminded

pytestmark = pytest.mark.django_db
BEHIND = ("edition", "score", "method", "unit_then", "unit_now", "reminded_on")
NOTHING = dict.fromkeys(BEHIND, "")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    top = a_unit("Medicine")
    return {name: a_unit(name, parent=top) for name in ("Surgery", "Nursing")} | {"top": top}


@pytest.fixture
def repair(school):
    """Ada completed in Nursing and moved to Surgery since; Ben, in Surgery, was reminded."""
    course = an_edition(a_course(school["top"]), "page", "quiz").course
    version = a_requirement(course, school["top"], key="repair", title="Repair", now=LONG_AGO)
    ben = a_person(school["Surgery"], first="Ben", last="Bell")
    an_assignment(ben, version, due_on=date(2026, 11, 1), assigned_at=LONG_AGO)
    reminded(ben, version, THEN)
    ada = a_person(school["Nursing"], first="Ada", last="Abel")
    an_assignment(ada, version, assigned_at=LONG_AGO)
    completed(ada, version, scores=["0.5", "0.9"])
    moved(ada, school["Surgery"])
    return version


def in_csv(client, person, **asked):
    """The rows as a CSV has them, and the receipt."""
    client.force_login(person)
    response = client.get(reverse("reports:people_csv"), asked)
    rows = csv.DictReader(StringIO(response.getvalue().decode()))
    return by_name(rows), response["Receipt"]


def in_xlsx(client, person, **asked):
    client.force_login(person)
    data = client.get(reverse("reports:people_xlsx"), asked).getvalue()
    header, *rows = load_workbook(BytesIO(data)).worksheets[1].iter_rows(values_only=True)
    return by_name(dict(zip(header, row, strict=True)) for row in rows)


def in_api(client, person, **asked):
    _token, secret = make_token(name="Dashboard", now=NOW, by=person)
    address = reverse("api:people")
    answered = client.get(address, asked, headers={"Authorization": f"Bearer {secret}"})
    assert answered.status_code == 200
    return by_name(answered.json()["rows"])


def by_name(rows):
    """Name of the person → what lies behind the row."""
    return {row["name"]: {name: row[name] for name in BEHIND} for row in rows}


ADA = {
    "edition": "1 (en)",
    "score": "0.900000",
    "method": "enrolment",
    "unit_then": "Medicine / Nursing",
    "unit_now": "Medicine / Surgery",
    "reminded_on": "",
}
BEN = {**NOTHING, "unit_now": "Medicine / Surgery", "reminded_on": "2026-11-04"}


def test_the_csv_says_by_what_it_was_completed_how_well_and_where(client, school, repair):
    rows, _receipt = in_csv(client, an_admin(school["top"]))

    assert rows == {"Ada Abel": ADA, "Ben Bell": BEN}


def test_the_workbook_says_the_same_in_its_types(client, school, repair):
    rows = in_xlsx(client, an_admin(school["top"]))

    assert rows == {
        "Ada Abel": {**ADA, "score": 0.9, "reminded_on": None},
        "Ben Bell": {
            **dict.fromkeys(BEHIND),
            "unit_now": "Medicine / Surgery",
            "reminded_on": datetime(2026, 11, 4),
        },
    }


def test_the_api_says_the_same(client, school, repair):
    rows = in_api(client, an_admin(school["top"]))

    assert rows == {
        "Ada Abel": {**ADA, "score": 0.9, "reminded_on": None},
        "Ben Bell": {**BEN, "score": None},
    }


def test_so_does_the_page(client, school, repair):
    client.force_login(an_admin(school["top"]))
    page = client.get(reverse("reports:people"), {"column": BEHIND})

    said = {
        row.name: {cell.name: cell.day or cell.words for cell in cells}
        for row, cells in page.context["lines"]
    }
    assert said == {
        "Ada Abel": {
            **ADA,
            "score": "90\N{NO-BREAK SPACE}%",
            "method": "By taking the course",
            "unit_then": "Nursing",
            "unit_now": "Surgery",
        },
        "Ben Bell": {**BEN, "unit_now": "Surgery", "reminded_on": date(2026, 11, 4)},
    }


@pytest.mark.parametrize("asked", [{}, {"as_of": "2026-11-20"}])
@pytest.mark.parametrize("rows_in", [in_csv, in_xlsx, in_api])
def test_of_a_unit_out_of_scope_no_file_says_more_than_elsewhere(
    client, school, repair, rows_in, asked
):
    rows = rows_in(client, a_coordinator(school["Surgery"]), **asked)
    (ada, _ben) = (rows[0] if isinstance(rows, tuple) else rows).values()

    assert (ada["unit_then"], ada["unit_now"]) == ("elsewhere", "Medicine / Surgery")


@pytest.mark.parametrize("rows_in", [in_csv, in_xlsx, in_api])
@pytest.mark.parametrize(
    ("known", "unit", "score"), [({}, "Nursing", 0.9), ({"known": "now"}, "Surgery", 0.4)]
)
def test_of_a_past_day_files_say_what_was_known_when(
    client, school, repair, rows_in, known, unit, score
):
    best = Score.objects.get(score="0.9")
    Score.objects.create(
        attempt=best.attempt,
        score="0.4",
        cause="regraded",
        edition=best.edition,
        recorded_at=NOW,
    )
    Score.objects.filter(score="0.5").update(score="0.3")

    rows = rows_in(client, an_admin(school["top"]), as_of="2026-11-14", **known)

    ada = (rows[0] if isinstance(rows, tuple) else rows)["Ada Abel"]
    assert float(ada["score"]) == score
    assert ada["unit_then"] == "Medicine / Nursing"
    assert ada["unit_now"] == f"Medicine / {unit}"


def test_a_reminder_to_come_is_not_in_a_past_file(client, school, repair):
    rows, _receipt = in_csv(client, an_admin(school["top"]), as_of="2026-10-20")

    assert rows["Ben Bell"]["reminded_on"] == ""


def test_a_unit_that_looks_like_a_formula_is_harmless(client, school, repair):
    for rows in (Unit.objects, UnitPlace.objects):
        rows.filter(name="Nursing").update(name="=1+1")
        rows.filter(name="Medicine").update(name='=A1 "x", y')

    rows, _receipt = in_csv(client, an_admin(school["top"]))

    assert rows["Ada Abel"]["unit_then"] == '\'=A1 "x", y / =1+1'


@pytest.mark.parametrize("keep", ["highest", "last", "first", "average"])
@pytest.mark.parametrize("asked", [{}, {"as_of": "2026-11-20"}])
def test_every_way_to_keep_a_score_gives_the_same_bytes_by_any_database(
    client, school, repair, keep, asked
):
    for activity in repair.course.editions.get().activities.filter(kind="quiz"):
        activity.settings = {**activity.settings, "keep": keep}
        activity.save()
    person = a_person(school["Nursing"], first="Cora", last="Cole")
    an_assignment(person, repair, assigned_at=LONG_AGO)
    completed(person, repair, scores=["0.3333", "1", "0.6667", "0.0001"])
    client.force_login(an_admin(school["top"]))
    response = client.get(reverse("reports:people_csv"), asked)
    receipt = read_receipt(response["Receipt"])

    sent = response.getvalue().decode()

    columns, rows = rows_of(receipt, report_of(receipt, timezone.get_default_timezone()))
    assert sent == "".join(csv_lines(columns, rows))
    assert sent == "".join(answer(receipt, timezone.get_default_timezone()))
    kept = {"highest": "1.000000", "last": "0.000100", "first": "0.333300", "average": "0.500000"}
    assert f"1 (en),{kept[keep]},enrolment,Medicine / Nursing,Medicine / Nursing," in sent


def test_what_comes_later_does_not_change_the_file_of_a_receipt(client, school, repair):
    rows, receipt = in_csv(client, an_admin(school["top"]))
    ben = repair.requirement.assignments.get(completed_at=None).person

    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        completed(ben, repair, scores=["1"], at=NOW + timedelta(days=30))
        again = "".join(answer(read_receipt(receipt), timezone.get_default_timezone()))

    assert by_name(csv.DictReader(StringIO(again))) == rows


def test_a_receipt_of_another_definition_is_refused(client, school, repair):
    _rows, code = in_csv(client, an_admin(school["top"]))
    older = read_receipt(code).shaped(definition=DEFINITION - 1).code

    with pytest.raises(CommandError) as refusal:
        call_command("report_completion", receipt=older, stdout=StringIO())

    assert str(refusal.value) == (
        "This receipt is of definition 1, and figures are made by definition 2 now: "
        "the same file cannot be made again."
    )


def test_nor_is_a_file_written_for_it(client, school, repair):
    admin = an_admin(school["top"])
    _rows, code = in_csv(client, admin)
    job = ask_export(read_receipt(code).shaped(definition=DEFINITION - 1), now=NOW, by=admin)

    do_export(job, now=NOW)

    job.refresh_from_db()
    assert job.error == "Figures are made by another definition now. Ask for the file again."
    assert not job.file


def test_chunks_are_of_so_many_rows_and_make_no_more_statements(
    school, repair, client, django_assert_max_num_queries, monkeypatch
):
    for _one in range(7):
        an_assignment(a_person(school["Nursing"]), repair, assigned_at=LONG_AGO)
    _rows, code = in_csv(client, an_admin(school["top"]))
    receipt = read_receipt(code)
    report = report_of(receipt, timezone.get_default_timezone())
    whole = list(rows_of(receipt, report)[1])
    monkeypatch.setattr("reports.queries.evidence.CHUNK", 3)

    with django_assert_max_num_queries(2 + 3 * 5):
        parts = list(rows_of(receipt, report)[1])

    assert parts == whole
    assert len(parts) == 9
