"""Completion over time: the same people as in every other number, and what is to be expected."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from reports.charts.trends import table
from reports.queries.trends import days_between
from tests.factories import (
    LONG_AGO,
    NOW,
    a_coordinator,
    a_person,
    a_requirement,
    a_unit,
    an_admin,
    an_assignment,
)

pytestmark = pytest.mark.django_db
TRENDS = reverse("reports:trends")
ON = date(2026, 11, 24)


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
    """Six completed in Surgery, one a day; two are open there and one is overdue in Nursing."""
    version = a_requirement(unit=school["top"], key="repair", title="Repair", now=LONG_AGO)
    asked = {"assigned_at": NOW - timedelta(days=40), "due_on": ON + timedelta(days=10)}
    for days in range(1, 7):
        done = NOW - timedelta(days=days)
        an_assignment(a_person(school["Surgery"]), version, completed_at=done, **asked)
    for _one in range(2):
        an_assignment(a_person(school["Surgery"]), version, **asked)
    late = asked | {"due_on": ON - timedelta(days=3)}
    an_assignment(a_person(school["Nursing"]), version, **late)
    return version


def get(client, person, **asked):
    client.force_login(person)
    return client.get(TRENDS, asked)


def text(page):
    return " ".join(page.content.decode().split())


def test_the_numbers_are_those_of_the_table_of_units(client, school, repair):
    admin = an_admin(school["top"])
    trend = get(client, admin).context["trend"]
    rows = client.get(reverse("reports:overview")).context["standings"]

    numbers = {row.figure: row.figures[0].number for row in rows}
    assert (trend.asked, trend.completed, trend.overdue, trend.open) == (9, 6, 1, 2)
    assert (numbers[""], numbers["completed_on_time"], numbers["overdue"]) == (9, 6, 1)


def test_each_unit_below_has_its_own(client, school, repair):
    page = get(client, an_admin(school["top"]))

    found = {part.trend.unit.name: part.trend for part in page.context["parts"]}
    assert {name: (one.asked, one.completed, one.overdue) for name, one in found.items()} == {
        "Surgery": (8, 6, 0),
        "Nursing": (1, 0, 1),
    }
    surgery = next(part for part in page.context["parts"] if part.trend.unit.name == "Surgery")
    inner = client.get(surgery.url)
    assert (inner.context["trend"].asked, inner.context["parts"]) == (8, [])


def test_the_table_says_what_had_come_by_each_day_and_what_is_to_be_expected(
    client, school, repair
):
    trend = get(client, an_admin(school["top"])).context["trend"]

    rows = {row.day: row for row in table(trend)}
    today = rows[ON]
    assert (today.completed, today.due) == (6, 1)
    assert rows[min(rows)].completed == 0
    last = rows[max(rows)]
    assert (max(rows), last.completed, last.due) == (ON + timedelta(days=10), None, 9)
    assert 6 <= last.low <= last.high <= 9


def test_what_is_to_be_expected_by_the_due_day_is_as_unsure_as_the_forecast(client, school, repair):
    trend = get(client, a_coordinator(school["Surgery"])).context["trend"]

    last = table(trend)[-1]

    assert (trend.forecast.low, trend.forecast.high) == (0, 2)
    assert (last.low, last.high) == (6, 8)


def test_a_forecast_says_about_how_many_and_between_which(client, school, repair):
    page = get(client, an_admin(school["top"]))

    found = page.context["trend"].forecast
    assert (found.waiting, found.is_few) == (2, False)
    assert "At the present pace, about 2 of the 2 who are open will be late." in text(page)
    assert f"between {found.low} and {found.high}" in text(page).lower()
    assert "6 completions in the last four weeks." in text(page)


def test_too_few_completions_are_said_to_be_too_few(client, school):
    version = a_requirement(unit=school["top"], key="repair", title="Repair", now=LONG_AGO)
    for _one in range(3):
        an_assignment(a_person(school["Nursing"]), version, assigned_at=NOW - timedelta(days=9))

    page = get(client, an_admin(school["top"]))

    assert "Too few completed lately to tell how many of the 3 who are open" in text(page)


def test_the_waived_and_the_withdrawn_are_not_asked(client, school, repair):
    an_assignment(a_person(school["Nursing"]), repair, waived_until=NOW + timedelta(days=9))
    an_assignment(a_person(school["Nursing"]), repair, withdrawn_at=NOW - timedelta(days=1))

    assert get(client, an_admin(school["top"])).context["trend"].asked == 9


def test_a_coordinator_sees_their_own_units_only(client, school, repair):
    page = get(client, a_coordinator(school["Nursing"]))

    assert page.context["trend"].asked == 1
    assert "Surgery" not in text(page)
    other = get(client, a_coordinator(school["Nursing"]), unit=str(school["Surgery"].uuid))
    assert other.status_code == 404


def test_a_past_day_of_the_table_leads_to_the_report_of_that_day(client, school, repair):
    page = get(client, an_admin(school["top"]))

    row, url = page.context["days"][0]
    assert f"as_of={row.day.isoformat()}" in url
    assert client.get(url).status_code == 200


def test_without_a_requirement_or_anybody_the_page_says_so(client, school):
    admin = an_admin(school["top"])
    assert "No requirement is in force" in text(get(client, admin))

    a_requirement(unit=school["top"], title="Repair")
    assert "Nobody is asked here" in text(get(client, admin))


def test_a_view_over_time_is_kept_too(client, school, repair):
    client.force_login(an_admin(school["top"]))
    keep = reverse("reports:keep_view", args=["trends"])

    kept = client.post(f"{keep}?requirement=repair", {"name": "Repair over time"})

    assert kept["Location"] == f"{TRENDS}?unit={school['top'].uuid}&requirement=repair"


@pytest.mark.parametrize(("days", "most", "number"), [(0, 9, 1), (3, 9, 4), (100, 9, 9)])
def test_days_lie_evenly_between_the_first_and_the_last(days, most, number):
    found = days_between(ON, ON + timedelta(days=days), most)

    assert (found[0], found[-1], len(found)) == (ON, ON + timedelta(days=days), number)
    assert found == sorted(set(found))


def test_queries_do_not_grow_with_people_or_units(
    client, django_assert_num_queries, school, repair
):
    client.force_login(an_admin(school["top"]))
    with django_assert_num_queries(7):
        client.get(TRENDS)
    for number in range(5):
        unit = a_unit(f"Unit {number}", parent=school["top"])
        an_assignment(a_person(unit), repair, completed_at=NOW - timedelta(days=number))
    with django_assert_num_queries(7):
        client.get(TRENDS)
