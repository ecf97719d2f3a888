"""Reports of past days on their pages, and the receipts of pages and files."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from learning.models import Completion
from learning.services.assignments import reconcile
from learning.services.fulfilment import fulfil
from reports.receipts import read_receipt
from tests.factories import NOW, a_coordinator, a_learner, a_requirement, a_unit, an_admin
from tests.integration.reports.test_as_of import JULY, JUNE

pytestmark = pytest.mark.django_db
OVERVIEW, PEOPLE = reverse("reports:overview"), reverse("reports:people")
FILES = [reverse("reports:overview_csv"), reverse("reports:people_csv")]


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
    """Ada in Surgery, overdue in July until her completion of June was told."""
    version = a_requirement(unit=school, key="repair", due_days=30, now=JUNE)
    ada = a_learner(surgery, first="Ada", last="Abel")
    a_learner(school, first="Ben", last="Bell")
    reconcile(version.requirement, now=JUNE)
    told = Completion.objects.create(
        person=ada,
        course=version.course,
        completed_at=JUNE + timedelta(days=3),
        source="prior_learning",
        recorded_at=JULY,
    )
    fulfil(told, now=JULY)
    return version


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_past_day_is_told_as_then_known_and_as_known_now(client, school, asked):
    client.force_login(an_admin(school))

    then = page(client, PEOPLE, as_of="2026-07-05", standing="overdue")
    now = page(client, PEOPLE, as_of="2026-07-05", known="now", standing="overdue")

    assert "Ada Abel" in then
    assert "by what was then known" in then
    assert "Ada Abel" not in now
    assert "by what is known now" in now


def test_a_view_of_a_past_day_leads_to_the_same_day(client, school, asked):
    client.force_login(an_admin(school))

    text = page(client, OVERVIEW, as_of="2026-07-05", known="now")

    assert "as_of=2026-07-05&amp;known=now" in text
    assert "as_of" not in page(client, OVERVIEW).replace('name="as_of"', "").replace("id_as_of", "")


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("query", [{}, {"as_of": "2026-07-05"}, {"q": "Ada", "bom": "1"}])
@pytest.mark.parametrize("somebody", [an_admin, a_coordinator])
def test_a_files_receipt_gives_the_same_bytes_later(
    client, school, surgery, asked, address, query, somebody
):
    client.force_login(somebody(surgery))

    response = client.get(address, query)
    file = b"".join(response.streaming_content).decode()
    a_learner(surgery)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        reconcile(asked.requirement, now=NOW + timedelta(days=30))
        again = StringIO()
        call_command("report_completion", receipt=response["Receipt"], stdout=again)

    assert again.getvalue() == file
    assert "Ben" not in file


def test_a_page_shows_its_receipt(client, school, asked):
    client.force_login(an_admin(school))

    response = client.get(PEOPLE, {"standing": "overdue"})

    receipt = read_receipt(response.context["receipt"].code)
    assert (receipt.kind, receipt.figure, receipt.known) == ("people", "overdue", receipt.at)
    assert receipt.code in response.content.decode()


@pytest.mark.parametrize("as_of", ["soon", "2026-13-01", "20260701x"])
def test_a_day_that_is_none_is_not_found(client, school, as_of):
    client.force_login(an_admin(school))

    assert client.get(OVERVIEW, {"as_of": as_of}).status_code == 404


def test_a_day_to_come_is_today(client, school, asked):
    client.force_login(an_admin(school))

    assert client.get(OVERVIEW, {"as_of": "2030-01-01"}).context["report"].moment.known is None


def test_an_empty_list_of_a_past_day_says_nothing_of_today(client, school, asked):
    client.force_login(an_admin(school))

    page = client.get(PEOPLE, {"as_of": "2026-06-30", "standing": "waived"})

    assert "Nobody here stood so at the end of that day." in page.text
    assert "today" not in page.context["headline"]
    assert "Nobody here stands so today." not in page.text
