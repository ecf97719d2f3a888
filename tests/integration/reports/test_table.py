"""The table of units and requirements: in which order, with which columns, in what words."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import (
    NOW,
    a_person,
    a_requirement,
    a_unit,
    an_admin,
    an_assignment,
)

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("reports:overview")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    """Of Repair, Adults has none of two, Births one of two, Care all; in Death nobody is asked."""
    top = a_unit("Medicine")
    repair = a_requirement(unit=top, key="repair", title="Repair")
    equity = a_requirement(repair.course, top, key="equity", title="Equity", due_days=90)
    for name, done in [("Births", [1, 0]), ("Adults", [0, 0]), ("Care", [1]), ("Death", [])]:
        unit = a_unit(name, parent=top)
        for completed in done:
            person = a_person(unit)
            an_assignment(
                person, repair, completed_at=NOW - timedelta(days=2) if completed else None
            )
        an_assignment(a_person(unit), equity, due_on=date(2026, 11, 1))
    return top


@pytest.fixture
def get(client, school):
    client.force_login(an_admin(school))
    return lambda **asked: client.get(OVERVIEW, asked)


def names(page):
    return [row.unit.name for row in page.context["rows"]]


def text(page):
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Medicine", "Adults", "Births", "Care", "Death"]),
        ("unit", ["Medicine", "Adults", "Births", "Care", "Death"]),
        ("-unit", ["Medicine", "Death", "Care", "Births", "Adults"]),
        ("repair", ["Medicine", "Adults", "Births", "Care", "Death"]),
        ("-repair", ["Medicine", "Care", "Births", "Adults", "Death"]),
    ],
)
def test_the_table_is_sorted_by_a_column_and_the_whole_stays_first(get, sort, order):
    assert names(get(sort=sort)) == order


def test_the_sorted_column_says_so_and_leads_the_other_way(get):
    page = get(sort="repair")

    assert text(page).count('aria-sort="ascending"') == 1
    assert "Sorted by Repair, lowest first." in text(page)
    repair = next(head for head in page.context["heads"] if head.name == "repair")
    assert 'aria-sort="descending"' in text(page.client.get(repair.url))
    assert "aria-sort" not in text(page.client.get(page.context["tree_url"]))


def test_of_the_overdue_the_most_come_first(get):
    page = get(figure="overdue")

    repair = next(head for head in page.context["heads"] if head.name == "repair")
    assert "sort=-repair" in repair.url


def test_rows_out_of_the_order_of_the_tree_name_the_units_above(get):
    assert {row.within for row in get(sort="-unit").context["rows"]} == {"", "Medicine"}
    assert {row.within for row in get().context["rows"]} == {""}


def test_only_the_chosen_requirements_are_columns_and_all_are_counted(get):
    page = get(column=["repair"])

    assert [head.words for head in page.context["heads"]] == ["Repair"]
    assert {len(row.figures) for row in page.context["rows"]} == {1}
    assert "Of 9 assignments, 2 are compliant." in text(page)
    assert "1 of 2 requirements are shown; the sentence above counts all of them." in text(page)


def test_what_was_chosen_stays_on_the_way_to_a_unit_and_back(get):
    page = get(column=["repair"], sort="-repair", figure="overdue")

    care = next(row for row in page.context["rows"] if row.unit.name == "Care")
    inner = page.client.get(care.url)
    assert [head.words for head in inner.context["heads"]] == ["Repair"]
    assert inner.context["heads"][0].sorted == "descending"
    assert "figure=overdue" in care.url


@pytest.mark.parametrize("sort", ["ended", "-ended", "--unit", "\ufffe"])
def test_a_column_that_is_there_no_longer_is_left_out_of_a_view_that_chose_it(get, sort):
    page = get(column=["ended", "repair"], sort=sort)

    assert page.status_code == 200
    assert [head.words for head in page.context["heads"]] == ["Repair"]
    assert page.context["sorted_by"] is None
    assert [row.unit.name for row in page.context["rows"]] == [
        row.unit.name for row in get().context["rows"]
    ]


def test_every_cell_has_a_word(get):
    rows = {row.unit.name: row.figures for row in get(column=["repair"]).context["rows"]}

    assert [rows[name][0].word for name in ("Adults", "Births", "Care", "Medicine")] == [
        "nobody",
        "some",
        "all",
        "some",
    ]
    assert "Nobody is asked" in text(get())


def test_a_view_that_is_kept_keeps_its_columns_and_its_order(get, school):
    page = get()
    keep = reverse("reports:keep_view", args=["overview"])
    asked = "column=repair&column=equity&sort=-repair"

    kept = page.client.post(f"{keep}?{asked}", {"name": "Mine"})

    assert (
        kept["Location"]
        == f"{OVERVIEW}?unit={school.uuid}&sort=-repair&column=repair&column=equity"
    )
