"""A file has the order and the columns of the page that it is asked for on; so has its receipt."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job
from learning.services.assignments import reconcile
from reports.exports import PEOPLE_COLUMNS
from reports.models import Mailing
from reports.people_columns import COLUMNS
from reports.receipts import Receipt, read_receipt
from tasks.jobs import do_due_jobs
from tests.factories import NOW, a_person, a_requirement, a_unit, an_admin
from tests.integration.reports.evidence import completed

pytestmark = pytest.mark.django_db
PEOPLE = reverse("reports:people")
SET, LATER = NOW - timedelta(days=60), NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    """Of Repair, Adults has none of two, Births one of two, Care all; of Equity, Adults one of two
    and the others none. What is not completed is overdue."""
    top = a_unit("Medicine")
    asked = [
        a_requirement(unit=top, key=key, title=key.title(), due_days=days, now=SET)
        for key, days in (("repair", 30), ("equity", 50))
    ]
    people = {}
    for name, number in (("Births", 2), ("Adults", 2), ("Care", 1)):
        unit = a_unit(name, parent=top)
        for one in range(number):
            person = a_person(unit, first=name, last=f"No{one}", hr_id=f"0{name}{one}")
            people[f"{name}{one}"] = person
    for version in asked:
        reconcile(version.requirement, now=SET)
    for name, version in (("Births0", asked[0]), ("Care0", asked[0]), ("Adults1", asked[1])):
        completed(people[name], version, scores=["0.9"])
    return top


@pytest.fixture
def signed_in(client, school):
    client.force_login(an_admin(school))
    return client


def page_of(client, name, **asked):
    page = client.get(reverse(f"reports:{name}"), asked)
    assert page.status_code == 200
    return page


def in_file(client, page, shape="csv"):
    """The rows of the file that the page links to, its columns first; and the receipt."""
    response = client.get(file_url(page, shape))
    data = b"".join(response.streaming_content)
    if shape == "csv":
        return list(csv.reader(StringIO(data.decode()))), response["Receipt"]
    rows = load_workbook(BytesIO(data)).worksheets[1].iter_rows(values_only=True)
    return [list(row) for row in rows], response["Receipt"]


def file_url(page, shape):
    if f"{shape}_url" in page.context:
        return page.context[f"{shape}_url"]
    return getattr(page.context["addresses"], f"overview_{shape}")()


def again(code, path):
    """The file of a receipt as the office makes it, forty days and some completions later."""
    with time_machine.travel(LATER, tick=False):
        call_command("report_completion", receipt=code, output=str(path))
    return path.read_bytes()


def units_of(page):
    return [row.unit.full_name for row in page.context["rows"]]


def once(names):
    return list(dict.fromkeys(names))


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize("sort", ["", "-name", "unit", "-standing", "due_on", "-completed_on"])
def test_people_are_in_the_order_of_the_page(signed_in, sort, shape):
    page = page_of(signed_in, "people", sort=sort)

    rows, _code = in_file(signed_in, page, shape)

    assert [(row[1], row[4]) for row in rows[1:]] == [
        (row.name, row.requirement) for row in page.context["rows"]
    ]


def test_people_have_the_columns_chosen_in_the_order_of_the_page(signed_in):
    page = page_of(
        signed_in, "people", column=["due_on", "unit_now", "hr_id"], requirement="equity"
    )

    rows, _code = in_file(signed_in, page)

    assert rows == [
        [head.name for head in page.context["heads"]],
        *(
            [row.name, row.hr_id, row.unit.full_name, row.due_on.isoformat() if row.due_on else ""]
            for row in page.context["rows"]
        ),
    ]
    assert rows[0] == ["name", "hr_id", "unit_now", "due_on"]


def test_where_none_are_chosen_files_have_every_column_and_the_page_says_so(signed_in):
    page = page_of(signed_in, "people", sort="unit")
    chosen = page_of(signed_in, "people", sort="unit", column=["unit", "score"])

    assert tuple(in_file(signed_in, page)[0][0]) == PEOPLE_COLUMNS
    assert "with every column that there is" in page.text
    assert "Files are in the order and in the columns shown here." in chosen.text
    every = signed_in.get(PEOPLE + chosen.context["every_column_url"])
    assert in_file(signed_in, every)[0] == in_file(signed_in, page)[0]


def test_every_column_of_a_file_can_be_chosen_on_the_page():
    assert {"name", *(column.name for column in COLUMNS)} == set(PEOPLE_COLUMNS)


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "-unit"},
        {"sort": "repair"},
        {"sort": "-repair", "column": ["repair"]},
        {"sort": "-equity", "figure": "overdue"},
        {"sort": "equity", "column": ["repair"]},
        {"column": ["equity"]},
        {"requirement": "repair", "column": ["equity"]},
    ],
)
def test_units_have_the_order_and_the_requirements_of_the_page(signed_in, asked, shape):
    page = page_of(signed_in, "overview", **asked)

    (_columns, *rows), _code = in_file(signed_in, page, shape)

    assert once(row[0] for row in rows) == units_of(page)
    shown = [head.name for head in page.context["heads"]]
    assert [row[1] for row in rows] == shown * len(units_of(page))


def test_what_makes_no_difference_is_not_in_the_receipt(signed_in):
    plain = page_of(signed_in, "overview").context["receipt"]
    for asked in (
        {"figure": "overdue"},
        {"column": ["repair", "equity"]},
        {"sort": "ended"},
        {"column": ["ended"]},
    ):
        assert page_of(signed_in, "overview", **asked).context["receipt"] == plain


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("people", {"sort": "-due_on", "column": ["unit", "due_on", "score"]}),
        ("people", {"sort": "standing", "standing": "overdue"}),
        ("overview", {"sort": "-repair", "column": ["repair"]}),
        ("overview", {"sort": "-equity", "figure": "overdue"}),
    ],
)
def test_its_receipt_gives_the_same_bytes_later(signed_in, school, tmp_path, name, asked, shape):
    page = page_of(signed_in, name, **asked)
    response = signed_in.get(file_url(page, shape))
    data = b"".join(response.streaming_content)

    assert again(response["Receipt"], tmp_path / "again") == data
    assert read_receipt(page.context["receipt"].code) == read_receipt(response["Receipt"]).shaped(
        format="csv", language="", layout=0
    )


def test_a_file_that_a_worker_writes_is_the_one_of_the_page(signed_in):
    page = page_of(signed_in, "people", sort="-unit", column=["unit", "standing"])
    asked = {"code": page.context["receipt"].code, "shape": "csv"}

    signed_in.post(reverse("reports:ask_file"), asked)
    do_due_jobs()

    job = Job.objects.get()
    response = signed_in.get(reverse("reports:download_file", args=[job.uuid]))
    written = b"".join(response.streaming_content).decode()
    assert list(csv.reader(StringIO(written))) == in_file(signed_in, page)[0]


def test_a_view_that_is_mailed_leads_to_the_same_file(signed_in):
    asked = "column=unit&column=score&sort=-unit"
    mailed = reverse("reports:make_mailing", args=["people"])
    signed_in.post(f"{mailed}?{asked}", {"name": "Mine", "every": "weekly"})

    page = signed_in.get(Mailing.objects.get().get_absolute_url())

    expected = signed_in.get(f"{PEOPLE}?{asked}")
    assert in_file(signed_in, page)[0] == in_file(signed_in, expected)[0]
    assert in_file(signed_in, page)[0][0] == ["name", "unit", "score"]


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("people", {"sort": "-due_on"}, {"Sorted by": "Due, latest first"}),
        ("people", {"sort": "unit"}, {"Sorted by": "Unit, from A to Z"}),
        ("overview", {"sort": "-unit"}, {"Sorted by": "Unit, from Z to A"}),
        (
            "overview",
            {"sort": "-equity", "figure": "overdue", "column": ["equity"]},
            {"Sorted by": "Equity, Overdue, highest first", "Requirement": "Equity"},
        ),
        ("overview", {"figure": "overdue"}, {}),
    ],
)
def test_a_workbook_says_in_which_order_and_of_what_it_is(signed_in, name, asked, said):
    page = page_of(signed_in, name, **asked)
    data = b"".join(signed_in.get(file_url(page, "xlsx")).streaming_content)

    rows = load_workbook(BytesIO(data)).worksheets[0].iter_rows(max_col=2, values_only=True)

    found = dict(rows)
    names = ("Sorted by", "Requirement", "Standing")
    assert {name: found[name] for name in names if name in found} == said


# Codes as they were before a receipt had an order and columns.
UNITS_THEN = (
    "eNqFjt0KwjAMhd8lt3awlunFnsM78WI_qQTXpqarQ8R3N50PIISQc_iSkzcMK_TgWndqrG1cd7bHvm21DnsHo8AqNJaVOCqZhMIg"
    "L_VHDtD7YcloYEZPkX6IM-DpVgSVVsyzhD1jyk-Vd4pzFRzSgvuCepG3-OcLwUchwYCx3hJMA4naeeKkQZerjlzTbWeg6Cu_8I1l"
    "znX8fAEBbESA.28d8dc54"
)
PEOPLE_THEN = (
    "eNqFjksKwzAMRO-ibROITdpFztFd6cJp5CDqX-WYpJTevXJygIIQmuExmg-YBQbQnb60SrW6v6rz0HUyp31DI8DCNJaFYhAyMXnDb_HH"
    "6GGwxmVsYEJLgQ5EN2BpLoxCC2Yj-_3H5vIm-klhqjkYk8OqQ1zDnwrOhLmYuSZiFs34KsToMdRgxmSIxc6PmIS53eWMtYrqGyjS62iy"
    "Rp5yPb8_dpJIWA.a1431bbf"
)


def test_a_code_of_before_there_was_an_order_is_read_as_it_was():
    receipt = read_receipt(UNITS_THEN)

    assert receipt == Receipt(
        kind="completion",
        at=NOW.isoformat(),
        known=NOW.isoformat(),
        attribution="primary",
        soon=14,
        definition=2,
        requirement="repair",
    )
    assert receipt.code.partition(".")[2] == UNITS_THEN.partition(".")[2]


def test_a_code_of_before_gives_the_bytes_of_before(school, tmp_path):

    data = again(UNITS_THEN, tmp_path / "again.csv")

    assert data.decode().splitlines() == [
        "unit,requirement,people,compliant,waived,withdrawn,completed_on_time,completed_late,"
        "expired,overdue,in_progress,due_soon,not_started,scheduled",
        "Medicine,repair,5,2,0,0,0,2,0,3,0,0,0,0",
        "Medicine / Adults,repair,2,0,0,0,0,0,0,2,0,0,0,0",
        "Medicine / Births,repair,2,1,0,0,0,1,0,1,0,0,0,0",
        "Medicine / Care,repair,1,1,0,0,0,1,0,0,0,0,0,0",
    ]


def test_a_workbook_of_before_says_what_it_said(school, tmp_path):

    again(PEOPLE_THEN, tmp_path / "again.xlsx")

    said, figures = load_workbook(tmp_path / "again.xlsx").worksheets
    assert next(figures.iter_rows(values_only=True)) == PEOPLE_COLUMNS
    assert [row[0] for row in said.iter_rows(values_only=True)] == [
        "Población",
        "Organización del",
        "Conocida el",
        "Atribución",
        "Definición",
        "Unidad",
        "Requisito",
        "Comprobante",
    ]
