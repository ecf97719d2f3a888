import csv
from io import StringIO
from types import SimpleNamespace

import pytest

from accounts.models import User
from reports.charts.heat import level
from reports.exports import BOM, csv_lines, harmless
from reports.queries.behind import _name


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_compute_is_made_harmless(formula):
    assert harmless(formula) == f"'{formula}"


@pytest.mark.parametrize("value", ["", "Ada", "0012", "a=b", 0, -3, "\N{MINUS SIGN}1"])
def test_anything_else_stays_as_it_is(value):
    assert harmless(value) == value


def test_a_file_reads_back_as_it_was_however_many_lines():
    rows = [(number, f'a "quoted", \n name {number}') for number in range(1001)]

    text = "".join(csv_lines(("n", "name"), rows))

    assert list(csv.reader(StringIO(text, newline=""))) == [
        ["n", "name"],
        *([str(number), name] for number, name in rows),
    ]


def test_lines_are_sent_before_all_rows_are_there():
    taken = []

    def rows():
        for number in range(1000):
            taken.append(number)
            yield (number,)

    next(csv_lines(("n",), rows()))

    assert len(taken) == 200


def test_a_byte_order_mark_comes_first_and_only_when_asked_for():
    assert "".join(csv_lines(("n",), [(1,)], bom=True)) == f"{BOM}n\r\n1\r\n"
    assert "".join(csv_lines(("n",), [(1,)])) == "n\r\n1\r\n"


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0, 1),
        (0.2499, 1),
        (0.25, 2),
        (0.5999, 2),
        (0.6, 3),
        (0.8, 4),
        (0.9499, 4),
        (0.95, 5),
        (1, 5),
    ],
)
def test_the_moon_fills_from_these_shares_on(share, expected):
    assert level(share) == expected


@pytest.mark.parametrize(
    ("first", "preferred", "last"),
    [("Amara", "", "Okafor"), ("Amara", "Mara", "Okafor"), ("", "", ""), ("Amara", "", "")],
)
def test_a_person_is_named_in_a_list_as_everywhere_else(first, preferred, last):
    person = User(email="a@example.org", first_name=first, preferred_name=preferred, last_name=last)
    row = SimpleNamespace(
        person__email=person.email,
        person__first_name=first,
        person__preferred_name=preferred,
        person__last_name=last,
    )

    assert _name(row) == person.display_name
