"""The table of units with the ends of months for its columns: time as one of its dimensions."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Grant
from tests.factories import (
    LONG_AGO,
    NOW,
    a_coordinator,
    a_requirement,
    a_unit,
    an_admin,
)
from tests.integration.reports.over_time import JULY, JUNE, School, begin, end, move

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("reports:overview")
SINCE_MAY = {"by": "months", "since": "2026-05-31"}
MONTHS = ["2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    return School()


@pytest.fixture
def get(client, school):
    client.force_login(an_admin(school.top))
    return lambda **asked: client.get(OVERVIEW, asked)


def text(page):
    return " ".join(page.content.decode().split())


def figures(page):
    """Unit → of each column, how many of how many; where there is nothing, why."""
    return {
        row.unit.name: [one.absent or f"{one.number}/{one.of}" for one in row.figures]
        for row in page.context["rows"]
    }


def heads(page):
    return [head.words.replace("\N{NO-BREAK SPACE}", " ") for head in page.context["heads"]]


def test_each_column_is_the_end_of_a_month_as_it_was_then_known(get):
    page = get(**SINCE_MAY)

    assert heads(page) == [
        "31 May 2026",
        "30 Jun 2026",
        "31 Jul 2026",
        "31 Aug 2026",
        "30 Sep 2026",
        "31 Oct 2026",
        "Today",
    ]
    assert figures(page) == {
        "Medicine": ["Not in force", "0/3", "0/3", "1/3", "1/3", "1/3", "1/3"],
        "Internal": ["Not in force", "0/1", "0/2", "1/2", "1/2", "1/2", "1/2"],
        "Surgery": ["Not in force", "0/2", "0/1", "0/1", "0/1", "0/1", "0/1"],
    }


def test_by_what_is_known_now_what_was_told_later_is_in_it(get):
    page = get(**SINCE_MAY, known="now")

    assert figures(page)["Internal"] == ["Not in force", "1/1", *["1/2"] * 5]
    assert "by what was known on 24 November 2026." in text(page)
    assert "by what was then known" not in text(page)


@pytest.mark.parametrize("known", ["", "now"])
@pytest.mark.parametrize("figure", ["", "overdue", "not_started"])
def test_every_number_is_the_size_of_the_list_behind_it(get, known, figure):
    page = get(**SINCE_MAY, known=known, figure=figure)

    seen = 0
    for row in page.context["rows"]:
        for one in row.figures:
            links = [(one.url, one.number), (one.all_url, one.of), (one.overdue_url, one.overdue)]
            for url, number in links:
                if url and number:
                    assert page.client.get(url).context["page"].paginator.count == number
                    seen += 1
    assert seen > 30


@pytest.mark.parametrize("known", ["", "now"])
def test_a_column_is_the_report_of_that_day(get, known):
    page = get(**SINCE_MAY, known=known)
    for number, day in enumerate(MONTHS[1:], start=1):
        then = get(as_of=day, known=known, requirement="repair")
        assert figures(then) == {unit: [cells[number]] for unit, cells in figures(page).items()}, (
            day
        )


def test_before_it_was_in_force_there_is_nothing_which_is_no_zero(get):
    page = get(by="months")

    assert heads(page)[:2] == ["30 Nov 2025 to 31 May 2026", "30 Jun 2026"]
    assert page.context["heads"][0].url == ""
    assert figures(page)["Medicine"][:2] == ["Not in force", "0/3"]
    assert text(page).count('<td data-level="none"><span>Not in force</span></td>') == 3


def test_the_sentence_says_how_it_is_and_how_it_began(get):
    page = text(get(**SINCE_MAY))

    assert "Of 3 people, 1 is compliant with Repair." in page
    assert "On 30 June 2026, 0 of 3 were." in page


def test_every_standing_stands_under_its_day(get):
    page = get(**SINCE_MAY)

    rows = {row.figure: row.figures for row in page.context["standings"]}
    assert [one.absent or one.number for one in rows["overdue"]] == [
        "Not in force",
        0,
        3,
        2,
        2,
        2,
        2,
    ]
    assert page.client.get(rows["overdue"][2].url).context["page"].paginator.count == 3


def test_without_saying_since_when_it_is_the_last_twelve_month_ends(get):
    page = get(by="months", requirement="repair")

    assert "the ends of the months from 30 November 2025 to 31 October 2026, and 24 November" in (
        text(page)
    )


def test_quarters_end_with_march_june_september_and_december(get):
    page = get(by="quarters", since="2026-03-31")

    assert heads(page) == ["31 Mar 2026", "30 Jun 2026", "30 Sep 2026", "Today"]


def test_as_of_a_past_day_the_table_ends_with_that_day(get):
    page = get(by="months", since="2026-06-01", as_of="2026-08-20")

    assert heads(page) == ["30 Jun 2026", "31 Jul 2026", "20 Aug 2026"]
    assert figures(page)["Internal"] == ["0/1", "0/2", "1/2"]


def test_a_month_end_that_is_the_last_day_is_one_column(get):
    assert heads(get(by="months", since="2026-06-01", as_of="2026-07-31")) == [
        "30 Jun 2026",
        "31 Jul 2026",
    ]


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("soon", "Choose a day, as in 2026-01-31."),
        ("2026-11-24", "Choose a day before 24 November 2026, the last one shown."),
        (
            "2024-10-31",
            "That would be 25 columns before the last. Choose 30 November 2024 or later.",
        ),
        (
            "0001-01-01",
            "That would be 24310 columns before the last. Choose 30 November 2024 or later.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_table_goes_without_it(get, since, said):
    page = get(by="months", since=since)

    assert page.status_code == 422
    assert page.context["filters"].errors == {"since": [said]}
    assert 'aria-describedby="id_since_error"' in text(page)
    assert said in text(page)
    assert figures(page) == figures(get(by="months"))


def test_twenty_four_columns_before_the_last_are_enough(get):
    page = get(by="months", since="2024-11-01")

    assert page.status_code == 200
    assert len(page.context["filters"].days()) == 24


@pytest.mark.parametrize("asked", [{"by": "weeks"}, {"by": "months", "requirement": "nothing"}])
def test_what_names_nothing_is_not_found(get, asked):
    assert get(**asked).status_code == 404


def test_without_days_for_columns_nothing_is_asked_of_them(get):
    page = get(since="soon")

    assert page.status_code == 200
    assert 'name="since"' not in text(page)
    assert [head.words for head in page.context["heads"]] == ["Repair"]


def test_the_first_requirement_stands_there_until_another_is_chosen(get, school):
    a_requirement(unit=school.top, key="equity", title="Equity", now=JULY)

    first, chosen = get(by="months"), get(by="months", requirement="repair")

    assert [one.title for one in first.context["columns"]] == ["Equity"]
    assert [one.title for one in chosen.context["columns"]] == ["Repair"]
    assert [value for value, _words in first.context["filters"].fields["requirement"].choices] == [
        "equity",
        "repair",
    ]


def test_a_coordinator_sees_the_people_of_their_unit_on_each_day(client, school):
    client.force_login(a_coordinator(school.surgery))

    page = client.get(OVERVIEW, SINCE_MAY)

    assert figures(page) == {"Surgery": ["Not in force", "0/2", *["0/1"] * 5]}
    assert "Internal" not in text(page)
    assert client.get(OVERVIEW, {**SINCE_MAY, "unit": school.internal.uuid}).status_code == 404


def test_in_several_parts_the_whole_is_counted_once(client, school):
    both = a_coordinator(school.surgery)
    Grant.objects.create(
        person=both,
        role="coordinator",
        unit=school.internal,
        from_on=LONG_AGO.date(),
        recorded_at=LONG_AGO,
    )
    client.force_login(both)

    page = client.get(OVERVIEW, SINCE_MAY)

    everyone = page.context["standings"][0].figures
    assert [one.absent or one.number for one in everyone] == ["Not in force", *[3] * 6]
    assert client.get(everyone[2].url).context["page"].paginator.count == 3


def test_a_unit_that_is_there_no_more_keeps_its_row_up_to_its_last_day(get, school):
    trauma = a_unit("Trauma", parent=school.surgery)
    move(school.cora, trauma, at=JUNE)
    move(school.cora, school.surgery, at=JULY + timedelta(days=30))
    end(trauma, on=date(2026, 8, 20), at=JULY + timedelta(days=40))

    page = get(**SINCE_MAY)

    assert list(figures(page)) == ["Medicine", "Internal", "Surgery", "Trauma"]
    assert figures(page)["Trauma"] == [
        "Not in force",
        "0/1",
        "0/1",
        *["No such unit"] * 4,
    ]
    trauma_row = page.context["rows"][-1]
    assert trauma_row.depth == 2
    assert parse_qs(urlsplit(trauma_row.url).query)["as_of"] == ["2026-07-31"]
    inner = page.client.get(trauma_row.url)
    assert figures(inner)["Trauma"][-2:] == ["0/1", "0/1"]


def test_a_unit_that_is_new_has_nothing_before(get, school):
    new = begin("Wards", parent=school.top, on=date(2026, 8, 1))
    move(school.cora, new, at=JULY + timedelta(days=25))

    page = get(**SINCE_MAY)

    assert figures(page)["Wards"] == ["Not in force", "No such unit", "No such unit", *["0/1"] * 4]
    inner = get(**SINCE_MAY, unit=str(new.uuid))
    assert heads(inner)[0] == "31 May 2026 to 31 Jul 2026"
    assert figures(inner) == {"Wards": ["No such unit", *["0/1"] * 4]}


def test_before_any_of_the_units_answered_for_was_there_nothing_is_counted(client, school):
    new = [begin(name, parent=school.top, on=date(2026, 8, 1)) for name in ("Wards", "Labs")]
    coordinator = a_coordinator(new[0])
    Grant.objects.create(
        person=coordinator,
        role="coordinator",
        unit=new[1],
        from_on=LONG_AGO.date(),
        recorded_at=LONG_AGO,
    )
    move(school.cora, new[0], at=JULY + timedelta(days=25))
    client.force_login(coordinator)

    page = client.get(OVERVIEW, SINCE_MAY)

    assert heads(page)[0] == "31 May 2026 to 31 Jul 2026"
    assert [one.absent or one.number for one in page.context["standings"][0].figures] == [
        "No such unit",
        *[1] * 4,
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Medicine", "Internal", "Surgery"]),
        ("-unit", ["Medicine", "Surgery", "Internal"]),
        ("2026-08-31", ["Medicine", "Surgery", "Internal"]),
        ("-2026-08-31", ["Medicine", "Internal", "Surgery"]),
        ("last", ["Medicine", "Surgery", "Internal"]),
        ("2020-01-31", ["Medicine", "Internal", "Surgery"]),
        ("repair", ["Medicine", "Internal", "Surgery"]),
    ],
)
def test_the_rows_are_sorted_by_a_day(get, sort, order):
    page = get(**SINCE_MAY, sort=sort)

    assert [row.unit.name for row in page.context["rows"]] == order


def test_what_was_chosen_stays_on_the_way_to_a_unit_and_in_a_view_that_is_kept(get, school):
    page = get(**SINCE_MAY, requirement="repair", sort="last", known="now", column="repair")

    row = next(one for one in page.context["rows"] if one.unit.name == "Surgery")
    assert parse_qs(urlsplit(row.url).query) == {
        "unit": [str(school.surgery.uuid)],
        "known": ["now"],
        "column": ["repair"],
        "sort": ["last"],
        "by": ["months"],
        "since": ["2026-05-31"],
        "requirement": ["repair"],
    }
    keep = reverse("reports:keep_view", args=["overview"])
    kept = page.client.post(f"{keep}?by=months&since=2026-05-31&known=now", {"name": "Mine"})
    asked = parse_qs(urlsplit(kept["Location"]).query)
    assert (asked["by"], asked["since"], asked["known"]) == (["months"], ["2026-05-31"], ["now"])


def test_the_receipt_on_the_page_says_of_which_days_it_is(get):
    page = get(**SINCE_MAY)

    assert (
        "Repair: the ends of the months from 31 May 2026 to 31 October 2026, and 24 November 2026."
        in text(page)
    )
    receipt = page.context["receipt"]
    assert (receipt.kind, receipt.by, receipt.since, receipt.known_now) == (
        "completion-over-time",
        "months",
        "2026-05-31",
        False,
    )


def test_where_nothing_is_required_the_page_says_so(client):
    client.force_login(an_admin(a_unit("Medicine")))

    page = client.get(OVERVIEW, {"by": "months"})

    assert page.status_code == 200
    assert "No requirement is in force" in text(page)


def test_with_many_units_those_below_come_when_asked_for(get, school):
    for number in range(60):
        a_unit(f"Division {number}", parent=school.surgery)

    page = get(by="months", since="2026-09-30")

    assert list(figures(page)) == ["Medicine", "Internal", "Surgery"]
    assert "3 of 63 units are shown" in text(page)
    assert "by=months" in page.context["addresses"].all_units()
    assert len(figures(get(by="months", since="2026-10-31", units="all"))) == 63
