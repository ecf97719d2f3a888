"""The table over time as files and for programs, with receipts that give the same bytes again."""

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job
from learning.models import Completion
from learning.services.assignments import reconcile
from learning.services.revoking import revoke_completion
from reports.exports import OVER_TIME_COLUMNS
from reports.interchange.api_shapes import OverTimeRow
from reports.receipts import read_receipt
from reports.services.access_tokens import make_token
from tasks.jobs import do_due_jobs
from tests.factories import NOW, a_coordinator, a_learner, a_requirement, a_trainer, an_admin
from tests.integration.reports.over_time import JULY, School, move

pytestmark = pytest.mark.django_db
OVERVIEW, CSV = reverse("reports:overview"), reverse("reports:overview_csv")
XLSX, API = reverse("reports:overview_xlsx"), reverse("api:completion_over_time")
SINCE_MAY = {"by": "months", "since": "2026-05-31"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    return School()


@pytest.fixture
def admin(client, school):
    person = an_admin(school.top)
    client.force_login(person)
    return person


def content(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(data):
    return list(csv.DictReader(StringIO(data.decode())))


def short(rows):
    return [(row["as_of"], row["unit"], row["people"], row["compliant"]) for row in rows]


def what_comes_later(school):
    """Somebody new, somebody gone elsewhere, and a completion that was a mix-up."""
    later = NOW + timedelta(days=3)
    revoke_completion(
        Completion.objects.get(), reason="A mix-up.", now=later, by=an_admin(school.top)
    )
    move(school.cora, school.internal, at=later)
    a_learner(school.surgery)
    reconcile(school.version.requirement, now=later)


def test_a_file_has_a_row_for_each_unit_on_each_day_on_which_it_was_asked(client, school, admin):
    rows = rows_of(content(client.get(CSV, {**SINCE_MAY, "since": "2026-07-31"})))

    assert tuple(rows[0]) == OVER_TIME_COLUMNS
    assert short(rows)[:6] == [
        ("2026-07-31", "Medicine", "3", "0"),
        ("2026-07-31", "Medicine / Internal", "2", "0"),
        ("2026-07-31", "Medicine / Surgery", "1", "0"),
        ("2026-08-31", "Medicine", "3", "1"),
        ("2026-08-31", "Medicine / Internal", "2", "1"),
        ("2026-08-31", "Medicine / Surgery", "1", "0"),
    ]
    assert short(rows)[-1] == ("2026-11-24", "Medicine / Surgery", "1", "0")
    assert len(rows) == 3 * 5
    assert {row["requirement"] for row in rows} == {"repair"}


def test_before_it_was_in_force_there_are_no_rows(client, school, admin):
    rows = rows_of(content(client.get(CSV, {"by": "months"})))

    assert rows[0]["as_of"] == "2026-06-30"


def test_without_one_asked_for_the_file_has_every_requirement(client, school, admin):
    a_requirement(unit=school.top, key="equity", title="Equity", now=JULY)

    rows = rows_of(content(client.get(CSV, SINCE_MAY)))
    one = rows_of(content(client.get(CSV, {**SINCE_MAY, "requirement": "equity"})))

    assert {(row["as_of"], row["requirement"]) for row in rows if row["as_of"] < "2026-08"} == {
        ("2026-06-30", "repair"),
        ("2026-07-31", "repair"),
        ("2026-07-31", "equity"),
    }
    assert one == [row for row in rows if row["requirement"] == "equity"]


@pytest.mark.parametrize("known", ["", "now"])
@pytest.mark.parametrize("as_of", ["", "2026-09-15"])
@pytest.mark.parametrize("somebody", [an_admin, a_coordinator])
def test_a_files_receipt_gives_the_same_bytes_later(client, school, known, as_of, somebody):
    client.force_login(somebody(school.internal))
    response = client.get(CSV, {**SINCE_MAY, "known": known, "as_of": as_of})
    file = content(response).decode()

    again = StringIO()
    what_comes_later(school)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        call_command("report_completion", receipt=response["Receipt"], stdout=again)

    assert again.getvalue() == file
    corrected = "2026-06-30,1,1," if known else "2026-06-30,1,0,"
    assert corrected in file


def test_the_links_of_the_page_lead_to_what_it_shows(client, school, admin):
    page = client.get(OVERVIEW, {**SINCE_MAY, "known": "now"})

    addresses = page.context["addresses"]
    file = client.get(addresses.overview_csv())
    assert file["Receipt"] == page.context["receipt"].code
    assert file["Content-Disposition"] == (
        'attachment; filename="completion-over-time-2026-11-24.csv"'
    )
    assert rows_of(content(file))[0]["compliant"] == "1"


def test_a_workbook_says_of_which_days_it_is(client, school, admin):
    response = client.get(XLSX, {**SINCE_MAY, "requirement": "repair"})

    book = load_workbook(BytesIO(content(response)))
    said, table = book.worksheets
    statement = dict(said.iter_rows(max_col=2, values_only=True))
    assert statement["Organisation of"] == (
        "the ends of the months from 31 May 2026 to 31 October 2026, and 24 November 2026"
    )
    assert statement["Known on"] == "each of these days"
    header, first, *_rest = table.iter_rows(values_only=True)
    assert header == OVER_TIME_COLUMNS
    assert (first[0], first[2].date(), first[3]) == ("Medicine", date(2026, 6, 30), 3)


def test_a_worker_writes_the_same_file(client, school, admin):
    page = client.get(OVERVIEW, SINCE_MAY)
    code = page.context["receipt"].code
    asked = client.post(reverse("reports:ask_file"), {"code": code, "shape": "csv"})
    do_due_jobs()

    job = Job.objects.get()
    assert (asked.status_code, job.error, job.result["rows"]) == (302, "", 18)
    file = client.get(reverse("reports:download_file", args=[job.uuid]))
    assert content(file) == content(client.get(page.context["addresses"].overview_csv()))


@pytest.mark.parametrize("since", ["soon", "2026-11-24", "2020-01-01"])
def test_what_a_page_would_say_beside_a_field_is_no_file(client, school, admin, since):
    for address in (CSV, XLSX):
        assert client.get(address, {"by": "months", "since": since}).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"by": ""},
        {"by": "weeks"},
        {"since": ""},
        {"since": "May"},
        {"since": "1990-01-31"},
        {"known_now": 1},
        {"kind": "completion"},
    ],
)
def test_a_made_up_receipt_is_none(client, school, admin, changed):
    receipt = client.get(OVERVIEW, SINCE_MAY).context["receipt"]

    with pytest.raises(CommandError, match="is it whole"):
        call_command("report_completion", receipt=receipt.shaped(**changed).code)
    assert read_receipt(receipt.code) == receipt


def ask(client, person, **query):
    secret = make_token(name=f"of {len(query)}", now=NOW, by=person)[1]
    return client.get(API, query, headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("query", [SINCE_MAY, {"by": "quarters"}, {**SINCE_MAY, "known": "now"}])
def test_programs_get_the_numbers_of_the_file_and_the_same_again(client, school, query):
    coordinator = a_coordinator(school.internal)
    client.force_login(coordinator)

    found = ask(client, coordinator, requirement="repair", **query).json()

    as_text = [{name: str(row[name]) for name in OVER_TIME_COLUMNS} for row in found["rows"]]
    assert as_text == rows_of(content(client.get(CSV, {"requirement": "repair", **query})))
    again = StringIO()
    what_comes_later(school)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        call_command("report_completion", receipt=found["receipt"], stdout=again)
    assert json.loads(again.getvalue())["rows"] == found["rows"]


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({}, "requirement"),
        ({"requirement": "repair", "by": "weeks"}, "by"),
        ({"requirement": "repair", "since": "2026-11-24"}, "since"),
        ({"requirement": "repair", "since": "2020-01-01"}, "since"),
        ({"requirement": "repair", "until": "2020-01-01"}, "until"),
    ],
)
def test_what_cannot_be_answered_is_said(client, school, query, part):
    response = ask(client, an_admin(school.top), **query)

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][-1] == part


def test_who_answers_for_nobody_gets_nothing(client, school):
    assert ask(client, a_trainer(school.top), requirement="repair").status_code == 403
    assert client.get(API, {"requirement": "repair"}).status_code == 401


def test_what_is_out_of_scope_is_not_there(client, school):
    response = ask(
        client, a_coordinator(school.surgery), requirement="repair", unit=str(school.top.uuid)
    )

    assert response.status_code == 404


def test_every_column_of_the_file_is_in_the_answer():
    assert set(OverTimeRow.model_fields) == set(OVER_TIME_COLUMNS)
