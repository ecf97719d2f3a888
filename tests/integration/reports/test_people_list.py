"""The list of people: its columns and its order, what is known of each, what can be decided."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Appointment, User
from learning.models import Attempt, Score
from reports.people_columns import COLUMNS
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
PEOPLE = reverse("reports:people")
SORTABLE = ["unit", "requirement", "standing", "due_on", "completed_on"]


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
    """Ben is overdue in Surgery, Ada completed in Nursing and moved to Surgery since."""
    course = an_edition(a_course(school["top"]), "page", "quiz").course
    version = a_requirement(course, school["top"], key="repair", title="Repair", now=LONG_AGO)
    ben = a_person(school["Surgery"], first="Ben", last="Bell")
    an_assignment(ben, version, due_on=date(2026, 11, 1), assigned_at=LONG_AGO)
    ada = a_person(school["Nursing"], first="Ada", last="Abel")
    an_assignment(ada, version, assigned_at=LONG_AGO)
    completed(ada, version, scores=["0.5", "0.9"])
    moved(ada, school["Surgery"])
    return version


def get(client, person, **asked):
    client.force_login(person)
    return client.get(PEOPLE, asked)


def text(page):
    return " ".join(page.content.decode().split())


ALL = [column.name for column in COLUMNS]


def known(page, name):
    """What the row of somebody says, by column."""
    cells = next(cells for row, cells in page.context["lines"] if row.name == name)
    return {cell.name: cell.day or cell.words for cell in cells}


def names(page):
    return [row.name for row in page.context["rows"]]


def test_each_row_says_by_what_it_was_completed_how_well_and_where(client, school, repair):
    ada, ben = (User.objects.get(first_name=name) for name in ("Ada", "Ben"))
    reminded(ben, repair, THEN)

    page = get(client, an_admin(school["top"]), column=ALL)

    assert known(page, "Ada Abel") == {
        **{name: getattr(ada, name) for name in ("hr_id", "email")},
        "compliant": "Yes",
        "unit": "Surgery",
        "unit_then": "Nursing",
        "unit_now": "Surgery",
        "requirement": "Repair",
        "standing": "completed_on_time",
        "due_on": date(2027, 1, 23),
        "completed_on": date(2026, 11, 4),
        "holds_until": "",
        "edition": "1 (en)",
        "score": "90\N{NO-BREAK SPACE}%",
        "method": "By taking the course",
        "reminded_on": "",
    }
    assert known(page, "Ben Bell") == {
        **dict.fromkeys(ALL, ""),
        **{name: getattr(ben, name) for name in ("hr_id", "email")},
        "compliant": "No",
        "unit": "Surgery",
        "unit_now": "Surgery",
        "requirement": "Repair",
        "standing": "overdue",
        "due_on": date(2026, 11, 1),
        "reminded_on": date(2026, 11, 4),
    }


def test_of_a_unit_out_of_scope_only_elsewhere_is_said(client, school, repair):
    page = get(client, a_coordinator(school["Surgery"]), column="unit_then")

    assert known(page, "Ada Abel") == {"unit_then": "elsewhere"}
    assert "Nursing" not in text(page)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Ada Abel", "Ben Bell"]),
        ("-name", ["Ben Bell", "Ada Abel"]),
        ("standing", ["Ada Abel", "Ben Bell"]),
        ("-standing", ["Ben Bell", "Ada Abel"]),
        ("due_on", ["Ben Bell", "Ada Abel"]),
        ("completed_on", ["Ada Abel", "Ben Bell"]),
        ("-completed_on", ["Ada Abel", "Ben Bell"]),
        ("unit", ["Ada Abel", "Ben Bell"]),
        ("requirement", ["Ada Abel", "Ben Bell"]),
    ],
)
def test_the_list_is_sorted_by_a_column_and_what_is_empty_comes_last(
    client, school, repair, sort, order
):
    page = get(client, an_admin(school["top"]), sort=sort, column=SORTABLE)

    assert names(page) == order
    assert text(page).count("aria-sort=") == 1


def test_only_the_chosen_columns_are_shown(client, school, repair):
    page = get(client, an_admin(school["top"]), column=["method", "score"])

    assert [head.name for head in page.context["heads"]] == ["name", "score", "method"]
    assert "By taking the course" in text(page)
    assert "90 %" in text(page)


@pytest.mark.parametrize("asked", [{"sort": "score"}, {"column": "nothing"}])
def test_what_names_no_column_is_not_found(client, school, repair, asked):
    assert get(client, an_admin(school["top"]), **asked).status_code == 404


def test_those_ticked_are_taken_to_the_decision(client, school, repair):
    coordinator = a_coordinator(school["Surgery"])
    page = get(client, coordinator, standing="overdue")
    (row,) = page.context["rows"]

    assert f'name="who" value="{row.assignment}"' in text(page)
    assert f'formaction="{reverse("learning:case", args=["extend"])}"' in text(page)
    case = client.get(reverse("learning:case", args=["extend"]), {"who": str(row.assignment)})
    assert "Ben Bell" in text(case)


def test_only_admins_may_waive(client, school, repair):
    waive = reverse("learning:case", args=["waive"])

    assert waive in text(get(client, an_admin(school["top"])))
    assert waive not in text(get(client, a_coordinator(school["top"])))


def test_about_a_past_day_nothing_is_decided(client, school, repair):
    page = get(client, an_admin(school["top"]), as_of="2026-11-20")

    assert names(page) == ["Ada Abel", "Ben Bell"]
    assert 'name="who"' not in text(page)
    assert "formaction" not in text(page)


def test_the_standing_leads_to_the_evidence(client, school, repair):
    coordinator = a_coordinator(school["Surgery"])
    row = next(row for row in get(client, coordinator).context["rows"] if row.name == "Ben Bell")

    assert client.get(reverse("learning:assignment", args=[row.assignment])).status_code == 200


def test_queries_do_not_grow_with_evidence(client, django_assert_num_queries, school, repair):
    admin = an_admin(school["top"])
    get(client, admin)
    with django_assert_num_queries(12):
        client.get(PEOPLE)
    for number in range(4):
        person = a_person(school["Nursing"], last=f"More{number}")
        an_assignment(person, repair, assigned_at=LONG_AGO)
        completed(person, repair, scores=["0.8"])
    with django_assert_num_queries(12):
        client.get(PEOPLE)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"standing": "overdue"},
        {"attribution": "all"},
        {"q": "bell"},
        {"requirement": "repair", "standing": "completed_on_time"},
    ],
)
def test_all_that_match_are_those_of_the_list(client, school, repair, asked):
    admin = an_admin(school["top"])
    guest = a_person(school["Nursing"], last="Guest")
    Appointment.objects.filter(person=guest).update(primary=False)
    for person in (
        guest,
        a_person(school["Nursing"], last="Gone", deactivated_at=THEN),
        a_person(school["Nursing"], last="Test", is_test=True),
    ):
        an_assignment(person, repair, assigned_at=LONG_AGO)
    ended = a_requirement(unit=school["top"], key="ended", now=LONG_AGO)
    an_assignment(guest, ended, assigned_at=LONG_AGO)
    ended.requirement.ended_at = THEN
    ended.requirement.save()

    page = get(client, admin, **asked)

    told = dict(page.context["all_that_match"]) | {"all": "1"}
    case = client.get(reverse("learning:case", args=["extend"]), told)
    assert {str(row.uuid) for row in case.context["rows"]} == {
        str(row.assignment) for row in page.context["rows"]
    }


def test_the_compliant_are_decided_about_one_by_one_only(client, school, repair):
    page = get(client, an_admin(school["top"]), standing="compliant")

    assert names(page) == ["Ada Abel"]
    assert 'name="all"' not in text(page)


def test_of_a_past_day_a_score_is_as_it_was_known_then(client, school, repair):
    best = Attempt.objects.get(score=Decimal("0.9"))
    for score, cause, at in (("0.9", "submitted", THEN), ("0.6", "regraded", NOW)):
        Score.objects.create(
            attempt=best,
            score=Decimal(score),
            cause=cause,
            edition=best.enrolment.edition,
            recorded_at=at,
        )
    Attempt.objects.filter(pk=best.pk).update(score=Decimal("0.6"))
    day = (NOW - timedelta(days=10)).date().isoformat()

    def score_of_ada(**asked):
        page = get(client, an_admin(school["top"]), as_of=day, column=["score"], **asked)
        return known(page, "Ada Abel")["score"]

    assert score_of_ada() == "90\N{NO-BREAK SPACE}%"
    assert score_of_ada(known="now") == "60\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("said", "leads_back"),
    [
        (f"{PEOPLE}?standing=overdue", True),
        ("https://elsewhere.example.org/", False),
        ("//elsewhere.example.org/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_from_the_decision_the_way_leads_back_to_the_list_and_never_elsewhere(
    client, school, repair, said, leads_back
):
    page = get(client, an_admin(school["top"]), standing="overdue")
    (row,) = page.context["rows"]
    assert f'name="back" value="{PEOPLE}?standing=overdue"' in text(page)

    asked = {"who": str(row.assignment), "back": said}
    case = client.get(reverse("learning:case", args=["remind"]), asked)

    own = f"{repair.requirement.get_absolute_url()}#people"
    assert case.context["back"] == (said if leads_back else own)
