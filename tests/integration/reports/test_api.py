"""The reports for programs: what the pages say, to whoever shows a token, within its scope."""

import csv
import json
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import AuditEntry, Grant
from learning.services.assignments import reconcile
from reports.exports import COMPLETION_COLUMNS, PEOPLE_COLUMNS
from reports.interchange.api_shapes import CompletionRow, PersonRow
from reports.models import AccessToken
from reports.receipts import read_receipt
from reports.services.access_tokens import make_token
from tests.factories import (
    NOW,
    a_coordinator,
    a_learner,
    a_requirement,
    a_trainer,
    a_unit,
    an_admin,
)

pytestmark = pytest.mark.django_db
TOKENS = reverse("reports:tokens")
ROUTES = ["units", "requirements", "completion", "people"]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    return a_unit("Medicine")


@pytest.fixture
def surgery(school):
    return a_unit("Surgery", parent=school)


@pytest.fixture
def asked(school, surgery):
    """Of Ada and Cora in Surgery, and of Ben elsewhere."""
    version = a_requirement(unit=school, key="repair", title="Repair", due_days=30, now=NOW)
    for unit, name in ((surgery, "Ada"), (school, "Ben"), (surgery, "Cora")):
        a_learner(unit, first=name, last=name)
    reconcile(version.requirement, now=NOW)
    return version


def secret_of(person):
    return make_token(name="Dashboard", now=NOW, by=person)[1]


def ask(client, name, secret, **query):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.get(reverse(f"api:{name}"), query, headers=headers)


def answer(client, name, person, **query):
    response = ask(client, name, secret_of(person), **query)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def on_the_page(client, name, person, **query):
    client.force_login(person)
    response = client.get(reverse(f"reports:{name}_csv"), query)
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))


@pytest.mark.parametrize("query", [{}, {"as_of": "2026-11-24"}, {"attribution": "all"}])
def test_its_numbers_are_those_of_the_file(client, surgery, asked, query):
    coordinator = a_coordinator(surgery)

    rows = answer(client, "completion", coordinator, **query)["rows"]

    as_text = [{name: str(value) for name, value in row.items()} for row in rows]
    assert as_text == on_the_page(client, "overview", coordinator, **query)


def test_its_people_are_those_of_the_file(client, surgery, asked):
    coordinator = a_coordinator(surgery)

    found = answer(client, "people", coordinator)

    assert found["count"] == 2
    assert [row["name"] for row in found["rows"]] == ["Ada Ada", "Cora Cora"]
    assert found["rows"][0]["compliant"] is False
    assert found["rows"][0]["completed_on"] is None
    names = [row["name"] for row in on_the_page(client, "people", coordinator)]
    assert names == ["Ada Ada", "Cora Cora"]


def test_a_long_list_comes_in_parts(client, surgery, asked):
    found = answer(client, "people", a_coordinator(surgery), limit=1, offset=1)

    assert found["count"] == 2
    assert [row["name"] for row in found["rows"]] == ["Cora Cora"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"standing": "overdue"}, []),
        ({"standing": "not_started"}, ["Ada Ada", "Cora Cora"]),
        ({"q": "cora"}, ["Cora Cora"]),
        ({"requirement": "repair"}, ["Ada Ada", "Cora Cora"]),
    ],
)
def test_people_are_found_as_on_the_page(client, surgery, asked, query, names):
    found = answer(client, "people", a_coordinator(surgery), **query)

    assert [row["name"] for row in found["rows"]] == names


def test_its_receipt_gives_the_same_rows(client, surgery, asked):
    found = answer(client, "completion", a_coordinator(surgery))
    again = StringIO()

    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        call_command("report_completion", receipt=found["receipt"], stdout=again)

    assert json.loads(again.getvalue())["rows"] == found["rows"]


@pytest.mark.parametrize("sort", ["", "-name", "unit", "-due_on"])
def test_its_people_are_in_the_order_of_the_page(client, school, asked, sort):
    query = {"sort": sort} if sort else {}

    found = answer(client, "people", an_admin(school), **query)

    rows = on_the_page(client, "people", an_admin(school), **query)
    assert [row["name"] for row in found["rows"]] == [row["name"] for row in rows]
    assert read_receipt(found["receipt"]).sort == sort


def test_its_table_has_the_order_and_the_requirements_of_the_page(client, school, asked):
    equity = a_requirement(unit=school, key="equity", due_days=1, now=NOW - timedelta(days=9))
    reconcile(equity.requirement, now=NOW - timedelta(days=9))
    query = {"sort": "-equity", "column": ["equity"], "figure": "overdue"}

    rows = answer(client, "completion", an_admin(school), **query)["rows"]

    as_text = [{name: str(value) for name, value in row.items()} for row in rows]
    assert as_text == on_the_page(client, "overview", an_admin(school), **query)
    assert {row["requirement"] for row in rows} == {"equity"}


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("people", {"sort": "score"}, 422),
        ("completion", {"sort": "ended"}, 404),
        ("completion", {"column": ["repair", "ended"]}, 404),
    ],
)
def test_what_names_no_column_is_refused(client, school, asked, name, query, status):
    assert ask(client, name, secret_of(an_admin(school)), **query).status_code == status


def test_units_and_requirements_are_those_of_the_scope(client, school, surgery, asked):
    coordinator = a_coordinator(surgery)

    units = answer(client, "units", coordinator)

    assert units == [{"uuid": str(surgery.uuid), "unit": "Medicine / Surgery", "level": 2}]
    response = ask(client, "requirements", make_token(name="2", now=NOW, by=coordinator)[1])
    assert json.loads(response.content) == [{"requirement": "repair", "title": "Repair"}]


@pytest.mark.parametrize("name", ["completion", "people"])
def test_what_is_out_of_scope_is_not_there(client, school, surgery, asked, name):
    secret = secret_of(a_coordinator(surgery))

    assert ask(client, name, secret, unit=str(school.uuid)).status_code == 404
    assert ask(client, name, secret, requirement="nothing").status_code == 404


@pytest.mark.parametrize("name", ROUTES)
def test_who_answers_for_nobody_gets_nothing(client, surgery, name):
    assert ask(client, name, secret_of(a_trainer(surgery))).status_code == 403


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("secret", ["", "concord_wrong"])
def test_without_a_token_there_is_nothing(client, name, secret):
    response = ask(client, name, secret)

    assert response.status_code == 401
    assert json.loads(response.content) == {"detail": "Unauthorized"}


def test_a_session_is_no_token(client, school):
    client.force_login(an_admin(school))

    assert ask(client, "units", "").status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "yesterday"},
        {"as_of": "20261124"},
        {"unit": "surgery"},
        {"known": "ever"},
        {"unti": "x"},
    ],
)
def test_what_cannot_be_read_is_said(client, surgery, query):
    response = ask(client, "completion", secret_of(a_coordinator(surgery)), **query)

    assert response.status_code == 422
    assert json.loads(response.content)["detail"][0]["loc"][-1] in query


def test_an_ended_token_answers_nobody(client, surgery):
    coordinator = a_coordinator(surgery)
    secret = secret_of(coordinator)
    token = AccessToken.objects.get()
    client.force_login(coordinator)

    client.post(reverse("reports:end_token", args=[token.uuid]))
    client.post(reverse("reports:end_token", args=[token.uuid]))

    assert ask(client, "units", secret).status_code == 401
    assert AuditEntry.objects.filter(action="reports.token.ended").count() == 1


def test_a_token_lasts_a_year(client, surgery):
    secret = secret_of(a_coordinator(surgery))

    with time_machine.travel(NOW + timedelta(days=364), tick=False):
        assert ask(client, "units", secret).status_code == 200
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        assert ask(client, "units", secret).status_code == 401


def test_a_token_goes_with_its_person(client, school, surgery):
    coordinator = a_coordinator(surgery)
    secret = secret_of(coordinator)

    Grant.objects.filter(person=coordinator).update(to_on=date(2026, 11, 1))
    assert ask(client, "units", secret).status_code == 403
    coordinator.deactivated_at = NOW
    coordinator.save()
    assert ask(client, "units", secret).status_code == 401


def test_the_page_shows_a_token_once_and_keeps_its_hash(client, surgery):
    client.force_login(a_coordinator(surgery))

    made = client.post(TOKENS, {"name": "Dashboard"})
    secret = made.context["secret"]

    assert secret in made.content.decode()
    assert secret not in client.get(TOKENS).content.decode()
    assert "Dashboard" in client.get(TOKENS).content.decode()
    assert secret not in str(AccessToken.objects.values())
    assert ask(client, "units", secret).status_code == 200


def test_a_name_is_taken_once(client, surgery):
    client.force_login(a_coordinator(surgery))

    client.post(TOKENS, {"name": "Dashboard"})
    again = client.post(TOKENS, {"name": "Dashboard"})

    assert again.status_code == 422
    assert AccessToken.objects.count() == 1


def test_a_token_that_has_run_out_lets_go_of_its_name(client, surgery):
    person = a_coordinator(surgery)
    secret_of(person)
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        client.force_login(person)

        response = client.post(TOKENS, {"name": "Dashboard"})

        assert response.status_code == 200
        assert [token.name for token in response.context["tokens"]] == ["Dashboard"]


def test_somebody_elses_token_is_not_there(client, surgery):
    secret_of(a_coordinator(surgery))
    token = AccessToken.objects.get()
    client.force_login(a_coordinator(surgery))

    assert client.post(reverse("reports:end_token", args=[token.uuid])).status_code == 404


def test_the_number_of_queries_does_not_grow(
    client, school, surgery, asked, django_assert_num_queries
):
    secret = secret_of(an_admin(school))
    for name, queries in (("completion", 6), ("people", 10)):
        with django_assert_num_queries(queries):
            ask(client, name, secret)
    for _one in range(5):
        a_learner(surgery)
    reconcile(asked.requirement, now=NOW)
    for name, queries in (("completion", 6), ("people", 10)):
        with django_assert_num_queries(queries):
            ask(client, name, secret)


def test_every_column_of_the_files_is_in_the_answers():
    assert tuple(CompletionRow.model_fields) == COMPLETION_COLUMNS
    assert tuple(PersonRow.model_fields) == PEOPLE_COLUMNS


def test_the_description_names_every_refusal(client, school):
    client.force_login(an_admin(school))

    described = client.get(reverse("api:openapi-json")).json()

    for path in described["paths"].values():
        assert set(path["get"]["responses"]) == {"200", "400", "401", "403", "404", "422"}
        assert list(path) == ["get"]
