"""Reports as XLSX: the same figures as the CSV, in typed cells, with what they are of in front."""

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from learning.services.assignments import reconcile
from reports.receipts import read_receipt
from reports.workbooks import AT_FIRST, WIDEST, Contents, write_workbook
from tests.factories import NOW, a_learner, a_person, a_requirement, a_unit, an_admin, an_assignment

pytestmark = pytest.mark.django_db
CONTENTS = "[Content_Types].xml"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def admin():
    """Of a school where Ines is late and somebody with a hostile name is done."""
    school = a_unit("Medicine")
    surgery = a_unit("Surgery", parent=school)
    version = a_requirement(unit=school, key="repair", title="Repair")
    an_assignment(a_person(surgery, first="Ines", last="Late"), version, due_on=date(2026, 11, 1))
    evil = a_person(school, first="=1+1", last="Évil")
    evil.hr_id = "000012"
    evil.save()
    an_assignment(evil, version, completed_at=NOW - timedelta(days=2))
    return an_admin(school)


def file_of(client, name, person, **asked):
    client.force_login(person)
    response = client.get(reverse(f"reports:{name}"), asked)
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


def sheets(data):
    """What it says, and the rows of its figures by the names of their columns."""
    book = load_workbook(BytesIO(data))
    said, figures = book.worksheets
    header, *rows = figures.iter_rows(values_only=True)
    statement = {name: value for name, value in said.iter_rows(max_col=2, values_only=True)}
    return statement, [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", ["overview", "people"])
def test_its_figures_are_those_of_the_csv(client, admin, name):
    _response, text = file_of(client, f"{name}_csv", admin)
    _response, data = file_of(client, f"{name}_xlsx", admin)

    _said, rows = sheets(data)

    as_text = [{column: plain(value) for column, value in row.items()} for row in rows]
    expected = list(csv.DictReader(StringIO(text.decode())))
    assert as_text == [
        {column: value.removeprefix("'") for column, value in row.items()} for row in expected
    ]


def widths(sheet):
    """By column; equal ones beside each other are one entry."""
    return {
        column: one.width
        for one in sheet.column_dimensions.values()
        for column in range(one.min, one.max + 1)
    }


def plain(value):
    if value is None:
        return ""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def test_days_are_days_numbers_numbers_and_ids_keep_their_zeros(client, admin):
    _response, data = file_of(client, "people_xlsx", admin)
    _said, (evil, late) = sheets(data)
    _response, data = file_of(client, "overview_xlsx", admin)
    _said, (top, _surgery) = sheets(data)

    assert late["due_on"] == datetime(2026, 11, 1)
    assert evil["hr_id"] == "000012"
    assert (top["people"], top["overdue"]) == (2, 1)


def test_a_name_is_never_a_formula(client, admin):
    _response, data = file_of(client, "people_xlsx", admin)
    cells = [cell for row in load_workbook(BytesIO(data)).worksheets[1].rows for cell in row]

    assert "=1+1 Évil" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}


def test_it_says_first_what_its_figures_are_of(client, admin):
    response, data = file_of(client, "people_xlsx", admin, standing="overdue")
    said, _rows = sheets(data)

    assert said.pop("Population").startswith("People with an appointment on that day")
    assert said.pop("Attribution").startswith("Primary appointments")
    assert said == {
        "Organisation of": datetime(2026, 11, 24),
        "Known on": datetime(2026, 11, 24),
        "Definition": 2,
        "Unit": "Medicine",
        "Standing": "Overdue",
        "Receipt": response["Receipt"],
    }
    assert response["Content-Disposition"] == 'attachment; filename="people-2026-11-24.xlsx"'


def test_the_header_stays_in_view(client, admin):
    _response, data = file_of(client, "people_xlsx", admin)

    figures = load_workbook(BytesIO(data)).worksheets[1]

    assert figures.freeze_panes == "A2"


def test_a_workbook_speaks_the_language_of_its_reader(client, admin):
    admin.language = "es"
    admin.save()
    response, _data = file_of(client, "people_xlsx", admin)

    assert read_receipt(response["Receipt"]).language == "es"


@pytest.mark.parametrize("name", ["overview_xlsx", "people_xlsx"])
def test_its_receipt_gives_the_same_bytes_later(client, tmp_path, name):
    school = a_unit("Medicine")
    version = a_requirement(unit=school, key="repair", due_days=30, now=NOW)
    a_learner(school)
    reconcile(version.requirement, now=NOW)
    response, data = file_of(client, name, an_admin(school))
    again = tmp_path / "again.xlsx"

    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        reconcile(version.requirement, now=NOW + timedelta(days=40))
        call_command("report_completion", receipt=response["Receipt"], output=str(again))

    assert sheets(again.read_bytes()) == sheets(data)
    assert again.read_bytes() == data


def test_a_workbook_is_not_printed(client, admin):
    response, _data = file_of(client, "people_xlsx", admin)

    with pytest.raises(CommandError, match="--output FILE"):
        call_command("report_completion", receipt=response["Receipt"], stdout=StringIO())


def test_a_receipt_without_a_language_is_as_it_was_before_there_was_one(client, admin):
    response, _data = file_of(client, "people_csv", admin)

    assert read_receipt(response["Receipt"]).code == response["Receipt"]


def test_control_characters_and_long_texts_can_be_read_again():
    out = BytesIO()
    texts = ["a\x01b", "x" * 40_000, "=1", "http://example.org", "1e5", " spaced ", "ي שם 名"]

    rows = [(text,) for text in texts]
    write_workbook(out, Contents([], ["text"], rows, sheets=("a", "b"), made_at=NOW))

    _said, rows = sheets(out.getvalue())
    assert [row["text"] for row in rows][2:] == texts[2:]
    assert len(rows[1]["text"]) == 32_767


@pytest.mark.parametrize("name", ["overview", "people"])
def test_a_long_workbook_is_not_waited_for_but_written_meanwhile(client, admin, monkeypatch, name):
    monkeypatch.setattr("reports.views.completion.AT_ONCE", 1)
    client.force_login(admin)

    response = client.get(reverse(f"reports:{name}_xlsx"), {"requirement": "repair"}, follow=True)

    assert response.redirect_chain == [(f"{reverse(f'reports:{name}')}?requirement=repair", 302)]
    assert "A workbook as long as this is not written at once." in response.text
    assert "Write an XLSX" in response.text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["overview", "people"])
def test_each_part_is_sound_and_there_once(client, admin, name, language):
    admin.language = language
    admin.save()
    _response, data = file_of(client, f"{name}_xlsx", admin)
    book = ZipFile(BytesIO(data))

    names = book.namelist()

    assert book.testzip() is None
    assert len({part.casefold() for part in names}) == len(names)
    kinds = {kind.get("PartName") for kind in ElementTree.fromstring(book.read(CONTENTS))}
    assert kinds - {None} <= {f"/{part}" for part in names}
    for part in names:
        root = ElementTree.fromstring(book.read(part))
        if part.endswith(".rels"):
            folder = part.partition("_rels/")[0]
            assert {folder + each.get("Target").lstrip("/") for each in root} <= set(names)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["overview", "people"])
def test_its_sheets_can_be_read_and_printed(client, admin, name):
    _response, data = file_of(client, f"{name}_xlsx", admin)

    said, figures = load_workbook(BytesIO(data)).worksheets

    assert [sheet.title for sheet in (said, figures)] == ["What this says", "Figures"]
    for column in figures.columns:
        longest = max(len(plain(cell.value)) for cell in column)
        assert widths(figures)[column[0].column] >= min(longest, WIDEST)
        assert {cell.number_format for cell in column if cell.is_date} <= {"yyyy-mm-dd"}
    assert figures.print_title_rows == "$1:$1"
    assert figures.page_setup.orientation == "landscape"
    for sheet in (said, figures):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert said.row_dimensions[1].height == 30, "two lines"


def test_a_long_text_makes_no_column_wider_than_a_page():
    out = BytesIO()
    contents = Contents([], ["name"], [("x" * 500,)], sheets=("a", "b"), made_at=NOW)

    write_workbook(out, contents)

    sheet = load_workbook(out).worksheets[1]
    assert round(sheet.column_dimensions["A"].width) == WIDEST + 1


def test_no_row_is_higher_than_a_sheet_can_have_it():
    out = BytesIO()
    said = [("Requirement", "Words, " * 1000)]

    write_workbook(out, Contents(said, ("name",), [], ("A", "B"), NOW))

    assert load_workbook(out).worksheets[0].row_dimensions[1].height == 405


def test_a_workbook_is_laid_out_as_its_receipt_says(client, admin, tmp_path):
    response, _data = file_of(client, "people_xlsx", admin)
    older = read_receipt(response["Receipt"]).shaped(layout=AT_FIRST)

    call_command("report_completion", receipt=older.code, output=str(tmp_path / "older.xlsx"))

    said, figures = load_workbook(tmp_path / "older.xlsx").worksheets
    assert [round(widths(figures)[column]) for column in (1, 2, 3)] == [15, 31, 31]
    assert said.row_dimensions[1].height is None
    assert figures.page_setup.orientation is None
