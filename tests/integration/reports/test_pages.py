import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Appointment
from reports.queries.completion import DEFINITION
from reports.queries.copied import can_copy
from tests.factories import (
    LONG_AGO,
    NOW,
    a_coordinator,
    a_learner,
    a_person,
    a_requirement,
    a_trainer,
    a_unit,
    an_admin,
    an_assignment,
)

pytestmark = pytest.mark.django_db
ROUTES = ["overview", "people", "overview_csv", "people_csv", "overview_xlsx", "people_xlsx"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    """Medicine with two departments; Trauma lies below Surgery."""
    top = a_unit("Medicine")
    surgery = a_unit("Surgery", parent=top)
    return {
        "top": top,
        "surgery": surgery,
        "trauma": a_unit("Trauma", parent=surgery),
        "nursing": a_unit("Nursing", parent=top),
    }


@pytest.fixture
def repair(school):
    """Asked of all: one overdue in Trauma, one done in Surgery, one in progress in Nursing."""
    version = a_requirement(unit=school["top"], key="repair", title="Repair, all faculty")
    late = a_person(school["trauma"], first="Ines", last="Late")
    done = a_person(school["surgery"], first="Jon", last="Done")
    begun = a_person(school["nursing"], first="Lea", last="Begun")
    an_assignment(late, version, due_on=date(2026, 11, 1))
    an_assignment(done, version, completed_at=NOW - timedelta(days=2))
    an_assignment(begun, version, started_at=NOW - timedelta(days=2))
    return version


def body(response):
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if response["Content-Type"].startswith("text/"):
        return data.decode()
    return " ".join(
        str(cell.value) for sheet in load_workbook(BytesIO(data)) for cell in cells(sheet)
    )


def cells(sheet):
    return [cell for row in sheet.rows for cell in row]


def lines(response):
    return list(csv.DictReader(StringIO(body(response))))


def get(client, name, person, **asked):
    client.force_login(person)
    return client.get(reverse(f"reports:{name}"), asked)


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_is_asked_to_sign_in(client, name):
    response = client.get(reverse(f"reports:{name}"))

    assert response.status_code == 302
    assert "next=" in response["Location"]


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("who", [a_learner, a_trainer])
def test_learners_and_trainers_may_not(client, repair, school, name, who):
    assert get(client, name, who(school["top"])).status_code == 403


@pytest.mark.parametrize("name", ROUTES)
def test_a_coordinator_of_elsewhere_sees_none_of_it(client, repair, school, name):
    elsewhere = a_unit("Law")
    an_assignment(a_person(elsewhere), a_requirement(unit=elsewhere, title="Torts, all faculty"))

    text = body(get(client, name, a_coordinator(elsewhere)))

    for theirs in ("Ines", "Jon Done", "Lea Begun", "Surgery", "Trauma", "Repair, all", "repair"):
        assert theirs not in text
    assert "Law" in text


@pytest.mark.parametrize("name", ROUTES)
def test_a_unit_out_of_scope_is_not_found(client, repair, school, name):
    coordinator = a_coordinator(school["surgery"])

    for other in ("top", "nursing"):
        response = get(client, name, coordinator, unit=str(school[other].uuid))
        assert response.status_code == 404


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize(
    "asked",
    [
        {"unit": "nothing"},
        {"requirement": "nothing"},
        {"attribution": "some"},
        {"standing": "late", "figure": "late"},
    ],
)
def test_what_names_nothing_is_not_found(client, repair, school, name, asked):
    assert get(client, name, an_admin(school["top"]), **asked).status_code == 404


def test_a_coordinator_sees_their_subtree_and_counts_only_its_people(client, repair, school):
    coordinator = a_coordinator(school["surgery"])

    page = body(get(client, "overview", coordinator))
    assert "Of 2 people, 1 is compliant with Repair, all faculty." in page
    assert "1 is overdue, in Trauma." in page
    assert "Nursing" not in page

    people = body(get(client, "people", coordinator))
    assert "Ines Late" in people
    assert "Jon Done" in people
    assert "Lea Begun" not in people

    units = [row["unit"] for row in lines(get(client, "overview_csv", coordinator))]
    assert units == ["Medicine / Surgery", "Medicine / Surgery / Trauma"]
    names = [row["name"] for row in lines(get(client, "people_csv", coordinator))]
    assert names == ["Jon Done", "Ines Late"]


def test_an_ended_grant_opens_nothing(client, repair, school):
    coordinator = a_coordinator(school["surgery"])
    coordinator.grants.update(superseded_at=NOW)

    assert get(client, "overview", coordinator).status_code == 403


def test_of_two_scopes_a_person_in_both_counts_once(client, repair, school):
    coordinator = a_coordinator(school["surgery"])
    grant = coordinator.grants.get()
    grant.pk, grant.unit = None, school["nursing"]
    grant.save()
    begun = repair.requirement.assignments.get(started_at__isnull=False).person
    Appointment.objects.create(
        person=begun, unit=school["surgery"], primary=False, recorded_at=LONG_AGO
    )

    page = body(get(client, "overview", coordinator, attribution="all"))

    assert "Of 3 people, 1 is compliant with Repair, all faculty." in page
    surgery, _trauma, nursing = sorted(
        lines(get(client, "overview_csv", coordinator, attribution="all")),
        key=lambda row: (row["unit"] != "Medicine / Surgery", "Nursing" in row["unit"]),
    )
    assert (surgery["people"], nursing["people"]) == ("3", "1")


def test_the_number_leads_to_the_people_behind_it(client, repair, school):
    admin = an_admin(school["top"])
    page = get(client, "overview", admin)
    row = next(row for row in page.context["rows"] if row.unit.name == "Surgery")
    (figure,) = row.figures

    assert (figure.number, figure.of, figure.overdue) == (1, 2, 1)
    for url, names in [
        (figure.url, ["Jon Done"]),
        (figure.all_url, ["Jon Done", "Ines Late"]),
        (figure.overdue_url, ["Ines Late"]),
    ]:
        assert f'href="{url.replace("&", "&amp;")}"' in body(page)
        assert [behind.name for behind in client.get(url).context["rows"]] == names


def test_the_table_can_show_any_standing(client, repair, school):
    page = get(client, "overview", an_admin(school["top"]), figure="in_progress")

    shown = {row.unit.name: row.figures[0].number for row in page.context["rows"]}
    assert shown == {"Medicine": 1, "Nursing": 1, "Surgery": 0, "Trauma": 0}


def test_every_standing_is_counted_and_they_add_up(client, repair, school):
    page = get(client, "overview", an_admin(school["top"]))

    numbers = {row.figure: row.figures[0].number for row in page.context["standings"]}
    everyone, compliant = numbers.pop(""), numbers.pop("compliant")
    assert (everyone, compliant) == (3, 1)
    assert len(numbers) == 10
    assert sum(numbers.values()) == everyone
    assert {name for name, n in numbers.items() if n} == {
        "overdue",
        "completed_on_time",
        "in_progress",
    }


def test_several_requirements_are_counted_as_assignments(client, repair, school):
    equity = a_requirement(repair.course, school["top"], title="Equity, all faculty", due_days=90)
    an_assignment(repair.requirement.assignments.first().person, equity)

    page = body(get(client, "overview", an_admin(school["top"])))

    assert "Of 4 assignments, 1 is compliant." in page


def test_a_page_without_requirements_says_what_to_do_next(client, school):
    page = body(get(client, "overview", an_admin(school["top"])))

    assert "Nothing is asked of anybody here yet." in page
    assert reverse("learning:requirements") in page


def test_the_report_states_what_it_counted(client, repair, school):
    page = body(get(client, "overview", an_admin(school["top"])))

    assert "Population: people with an appointment on 24 November 2026" in page
    assert "Organisation of 24 November 2026; known on 24 November 2026." in page
    assert "Primary appointments" in page
    assert f"Definition {DEFINITION}." in page


def test_many_units_are_shown_one_level_deep_until_asked_for(client, repair, school):
    for number in range(60):
        a_unit(f"Division {number}", parent=school["nursing"])
    admin = an_admin(school["top"])

    page = get(client, "overview", admin)

    assert [row.unit.name for row in page.context["rows"]] == ["Medicine", "Nursing", "Surgery"]
    assert "3 of 64 units are shown" in body(page)
    assert len(get(client, "overview", admin, units="all").context["rows"]) == 64


def test_people_are_found_by_words_standing_and_page(client, repair, school):
    for number in range(60):
        an_assignment(a_person(school["trauma"], last=f"Many{number:02}"), repair)
    admin = an_admin(school["top"])

    assert [row.name for row in get(client, "people", admin, q="ines").context["rows"]] == [
        "Ines Late"
    ]
    second = get(client, "people", admin, q="many", page="2")
    assert second.context["rows"][0].name == "Amara Many50"
    assert second.context["page"].paginator.count == 60
    nobody = body(get(client, "people", admin, standing="waived"))
    assert "0 people are waived." in nobody
    assert "Nobody is on this list" in nobody


def test_only_admins_are_led_on_to_the_person(client, repair, school):
    late = repair.requirement.assignments.get(due_on=date(2026, 11, 1)).person

    assert str(late.uuid) in body(get(client, "people", an_admin(school["top"])))
    assert str(late.uuid) not in body(get(client, "people", a_coordinator(school["top"])))


def test_the_file_of_people_holds_what_the_list_shows(client, repair, school):
    late = repair.requirement.assignments.get(due_on=date(2026, 11, 1)).person
    response = get(client, "people_csv", an_admin(school["top"]), standing="overdue")

    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="people-2026-11-24.csv"'
    assert lines(response) == [
        {
            "hr_id": late.hr_id,
            "name": "Ines Late",
            "email": late.email,
            "unit": "Medicine / Surgery / Trauma",
            "requirement": "repair",
            "standing": "overdue",
            "compliant": "no",
            "due_on": "2026-11-01",
            "completed_on": "",
            "holds_until": "",
            "edition": "",
            "score": "",
            "method": "",
            "unit_then": "",
            "unit_now": "Medicine / Surgery / Trauma",
            "reminded_on": "",
        }
    ]


@pytest.mark.parametrize("name", ["overview_csv", "people_csv"])
def test_a_file_begins_with_a_byte_order_mark_when_asked_for(client, repair, school, name):
    admin = an_admin(school["top"])

    assert body(get(client, name, admin, bom="1")).startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert not body(get(client, name, admin)).startswith("\N{ZERO WIDTH NO-BREAK SPACE}")


def test_a_name_that_begins_a_formula_is_harmless_in_the_file(client, repair, school):
    an_assignment(a_person(school["trauma"], first="=1+1", last="Evil"), repair)

    (row,) = lines(get(client, "people_csv", an_admin(school["top"]), q="evil"))

    assert row["name"] == "'=1+1 Evil"


def test_while_a_renewal_is_open_the_list_says_how_long_the_last_one_holds(client, repair, school):
    person = a_person(school["trauma"], last="Renewing")
    an_assignment(person, repair, completed_at=LONG_AGO, due_on=None)
    an_assignment(
        person,
        repair,
        cycle=2,
        due_on=None,
        previous_expires_at=NOW.replace(month=12, day=2, hour=6),
    )

    (row,) = get(client, "people", an_admin(school["top"]), q="renewing").context["rows"]

    assert (row.standing, row.is_compliant) == ("not_started", True)
    assert row.holds_until == date(2026, 12, 1)


# Session, person, grants, units, requirements: five; then one for each level of the tree. Of people
# the rows, and what lies behind them; where PostgreSQL writes the lines, that is one COPY.
COPIED, READ = 6, 10


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("overview", 7),
        ("overview_csv", 7),
        ("people", 11),
        ("people_csv", COPIED if can_copy() else READ),
    ],
)
def test_queries_do_not_grow_with_people(
    client, django_assert_num_queries, repair, school, name, queries
):
    client.force_login(an_admin(school["top"]))
    address = reverse(f"reports:{name}")
    with django_assert_num_queries(queries):
        body(client.get(address))
    for _number in range(50):
        an_assignment(a_person(school["trauma"]), repair)
    with django_assert_num_queries(queries):
        body(client.get(address))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="no other database plans blind")
@pytest.mark.parametrize("name", ["overview", "overview_csv", "people", "trends"])
def test_asked_again_and_again_a_report_is_planned_by_its_values(client, repair, school, name):
    client.force_login(an_admin(school["top"]))

    for _time in range(8):  # after five a connection plans once for all
        body(client.get(reverse(f"reports:{name}")))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement ~ 'learning_requirement'"
        )
        assert cursor.fetchall() == []
