"""LibreOffice opens the workbooks without a word, and reads in them what the CSV and the page say.

Skipped where there is no LibreOffice.
"""

import csv
import shutil
import subprocess
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.urls import reverse

from learning.rules.standing import Standing
from learning.services.assignments import reconcile
from reports.exports import COMPLETION_COLUMNS, PEOPLE_COLUMNS, harmless
from tests.factories import NOW, a_person, a_requirement, a_unit, an_admin
from tests.integration.reports.evidence import completed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not shutil.which("soffice"),
        reason="There is no LibreOffice on PATH: it did not open the workbooks.",
    ),
]
# Commas, double quotes, UTF-8, from the first line, numbers and days as shown, every sheet.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
NO_JAVA = "failed to launch javaldx"  # what it says where there is no Java, whatever it opens
FIRST_COLUMNS = (COMPLETION_COLUMNS[0], PEOPLE_COLUMNS[0])
SET = NOW - timedelta(days=60)
NAMES = [
    ("=1+1", "Évil"),
    ("@SUM(A1)", "Ñandú"),
    ("+1 312", "-3"),
    ("Zoë", 'Quote" Comma, Semi;'),
    ("\t=cmd", "Tab"),
    ("李", "小龙"),
    ("'", "Apostrophe"),
    ("<r>Rich</r>", "&amp;"),
    ("1e5", "007"),
    ("TRUE", "1/2/2026"),
]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def admin():
    """Of a school of two units, where everybody's name is hostile and some have completed."""
    school = a_unit("Medicine & =Arts")
    units = [a_unit(name, parent=school) for name in ("-Surgery", 'Nursing, "nights"')]
    asked = [
        a_requirement(unit=school, key=key, title=key.title(), due_days=days, now=SET)
        for key, days in (("repair", 30), ("equity", 90))
    ]
    people = [
        a_person(units[number % 2], first=first, last=last, hr_id=f"000{number}")
        for number, (first, last) in enumerate(NAMES)
    ]
    for version in asked:
        reconcile(version.requirement, now=SET)
    for number, score in ((0, "0.9"), (1, "0.3333"), (2, "1")):
        completed(people[number], asked[0], scores=[score])
    return an_admin(school)


@pytest.fixture(params=["en", "es"])
def signed_in(request, client, admin):
    admin.language = request.param
    admin.save()
    client.force_login(admin)
    return client


def file_of(client, name, **asked):
    response = client.get(reverse(f"reports:{name}"), asked)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_in(text):
    return list(csv.reader(StringIO(text, newline="")))


def converted(folder, **books):
    """By name of the book, what LibreOffice shows in each of its sheets."""
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            *("--headless", "--convert-to", AS_CSV, "--outdir", folder),
            *(folder / f"{name}.xlsx" for name in books),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert [line for line in done.stderr.splitlines() if NO_JAVA not in line] == []
    return {name: sheets_in(folder, name) for name in books}


def sheets_in(folder, book):
    """What it says, and the figures."""
    read = [rows_in(path.read_text(encoding="utf-8")) for path in folder.glob(f"{book}-*.csv")]
    return sorted(read, key=lambda rows: rows[0][0] in FIRST_COLUMNS)


def as_in_csv(rows):
    """The same as a CSV says it: shares with six places, nothing that would be computed."""
    header, *others = rows
    return [header, *([in_csv(*cell) for cell in zip(header, row, strict=True)] for row in others)]


def in_csv(name, cell):
    return f"{float(cell):.6f}" if name == "score" and cell else harmless(cell)


def test_it_reads_the_cells_and_the_totals_of_the_csv_and_of_the_page(signed_in, tmp_path):
    made = {name: file_of(signed_in, f"{name}_xlsx") for name in ("people", "overview")}
    texts = {name: file_of(signed_in, f"{name}_csv").decode() for name in made}

    read = converted(tmp_path, **made)

    for name, (_said, figures) in read.items():
        assert as_in_csv(figures) == rows_in(texts[name])
    page = signed_in.get(reverse("reports:overview"))
    totals = {
        (row.figure or "people", head.name): figure.number
        for row in page.context["standings"]
        for head, figure in zip(page.context["heads"], row.figures, strict=True)
    }
    header, *units = read["overview"][1]
    whole = [dict(zip(header, row, strict=True)) for row in units if row[0] == units[0][0]]
    assert totals == {
        (column, row["requirement"]): int(row[column])
        for row in whole
        for column in ("people", "compliant", *(standing.value for standing in Standing))
    }
    assert totals["people", "repair"] == len(read["people"][1][1:]) / 2 == len(NAMES)
