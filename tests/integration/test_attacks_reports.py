"""Whoever reads reports tries what they should not: forged receipts, odd names, odd addresses."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import asdict
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Job
from learning.models import Requirement
from learning.services.assignments import reconcile
from reports.receipts import NOWHERE, read_receipt
from reports.services.access_tokens import make_token
from tasks.jobs import do_due_jobs
from tests.factories import NOW, a_coordinator, a_learner, a_requirement, a_unit

pytestmark = pytest.mark.django_db
ASK, PEOPLE = reverse("reports:ask_file"), reverse("reports:people")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def school():
    return a_unit("Medicine")


@pytest.fixture
def surgery(school):
    unit = a_unit("Surgery", parent=school)
    version = a_requirement(unit=school, key="repair", due_days=30, now=NOW)
    for name in ("Ada", "Ben"):
        a_learner(unit, first=name, last=name)
    reconcile(version.requirement, now=NOW)
    return unit


@pytest.fixture
def coordinator(client, surgery):
    person = a_coordinator(surgery)
    client.force_login(person)
    return person


def code_of(said):
    body = urlsafe_b64encode(zlib.compress(said, 9)).decode().rstrip("=")
    return f"{body}.{sha256(said).hexdigest()[:8]}"


def forged(client, **changed):
    said = asdict(client.get(PEOPLE).context["receipt"]) | changed
    return code_of(json.dumps(said, separators=(",", ":"), sort_keys=True).encode())


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": 'x"\r\nSet-Cookie: a=b'},
        {"kind": "../../etc"},
        {"at": "yesterday"},
        {"at": "2026-07-01T00:00:00"},
        {"at": "9999-12-31T23:59:59+00:00"},
        {"known": "9999-12-31T23:59:59+00:00"},
        {"known": 5},
        {"attribution": "none"},
        {"soon": "many"},
        {"soon": 10**12},
        {"figure": "dead"},
        {"figure": ["overdue"]},
        {"words": ["a"]},
        {"words": "\x00"},
        {"unit": "nowhere"},
        {"unit": 7},
        {"requirement": ["repair"]},
        {"requirement": "\x00"},
        {"language": "../../x"},
        {"scope": ["x"]},
        {"scope": [1]},
        {"scope": [None]},
        {"sort": "password"},
        {"sort": "--name"},
        {"sort": ["name"]},
        {"columns": ["password"]},
        {"columns": ["unit", "unit"]},
        {"columns": ["name"]},
        {"columns": [["unit"]]},
        {"columns": 7},
        {"columns": "unit"},
        {"kind": "completion", "columns": ["\x00"]},
        {"at": "0001-01-01T00:00:00+00:00"},
        {"known": "0001-01-01T00:00:00+14:00"},
        {"words": "\ud800"},
        {"words": "x" * 101},
        {"requirement": "\ud800"},
        {"course": 5},
        {"course": 'x"; filename="y.exe'},
        {"activity": "../../x"},
        {"by": "months", "since": "2026-01-01"},
        {"since": "2026-01-01"},
        {"known_now": True},
        {"kind": "completion", "words": "Ada"},
        {
            "kind": "completion-over-time",
            "by": "months",
            "since": "2026-01-01",
            "figure": "overdue",
        },
    ],
)
def test_a_forged_receipt_is_refused_at_the_door(client, coordinator, changed):
    response = client.post(ASK, {"code": forged(client, **changed), "shape": "csv"})

    assert response.status_code in (403, 404)
    assert not Job.objects.exists()


def test_a_receipt_of_everything_is_not_a_coordinators(client, coordinator):
    response = client.post(ASK, {"code": forged(client, scope=[]), "shape": "csv"})

    assert response.status_code == 403


def test_a_code_that_unpacks_to_very_much_is_no_receipt():
    with pytest.raises(ValueError, match="not the code of a receipt"):
        read_receipt(code_of(b" " * 50_000_000 + b"{}"))


def test_a_code_nested_very_deep_is_no_receipt():
    with pytest.raises(ValueError, match="not the code of a receipt"):
        read_receipt(code_of(b"[" * 200_000))


@pytest.mark.parametrize("said", [b"[]", b"5", b"null", b'"people"'])
def test_a_code_that_says_another_thing_than_a_receipt_is_none(said):
    with pytest.raises(ValueError, match="not the code of a receipt"):
        read_receipt(code_of(said))


def test_a_code_that_is_no_ascii_is_no_receipt():
    with pytest.raises(ValueError, match="not the code of a receipt"):
        read_receipt("é.ü")


@pytest.mark.parametrize("first", ["<r>&", "<r><t>", "=1+1"])
def test_a_name_is_only_text_in_a_workbook(client, coordinator, surgery, first):
    person = a_learner(surgery, first=first, last="</r>")
    reconcile(Requirement.objects.get(), now=NOW)

    response = client.get(reverse("reports:people_xlsx"))

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    names = [row[1].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert person.display_name in names


@pytest.mark.parametrize("route", ["overview", "people", "trends", "people_csv", "overview_xlsx"])
@pytest.mark.parametrize(
    "query",
    [
        "as_of=0001-01-01",
        "as_of=0001-01-01&known=now",
        "as_of=9999-12-31",
        "as_of=20260101",
        "requirement=%EF%BF%BE",
        "sort=-",
        "page=99999999999999999999",
        "q=%ff%fe",
        "unit=x&unit=y",
    ],
)
def test_an_odd_address_is_answered_or_not_found(client, coordinator, route, query):
    response = client.get(f"{reverse(f'reports:{route}')}?{query}")

    assert response.status_code in (200, 404)
    if response.streaming:
        b"".join(response.streaming_content)


@pytest.mark.parametrize("route", ["completion", "people"])
@pytest.mark.parametrize("query", ["as_of=0001-01-01", "as_of=9999-12-31", "q=%ff"])
def test_an_odd_question_of_a_program_is_answered_or_refused(client, coordinator, route, query):
    secret = make_token(name="x", now=NOW, by=coordinator)[1]

    response = client.get(
        f"{reverse(f'api:{route}')}?{query}", headers={"Authorization": f"Bearer {secret}"}
    )

    assert response.status_code in (200, 404, 422)


def test_a_download_can_be_resumed_by_a_browser_that_takes_gzip(client, coordinator):
    code = client.get(PEOPLE).context["receipt"].code
    job = client.post(ASK, {"code": code, "shape": "csv"}).url
    do_due_jobs()
    address = f"{job}download/"

    whole = client.get(address, headers={"Accept-Encoding": "gzip"})
    content = b"".join(whole.streaming_content)
    rest = client.get(
        address,
        headers={"Accept-Encoding": "gzip", "Range": "bytes=20-", "If-Range": whole["ETag"]},
    )

    assert not whole["ETag"].startswith("W/")
    assert rest.status_code == 206
    assert content[:20] + b"".join(rest.streaming_content) == content


def test_a_receipt_of_a_day_before_ones_unit_was_there_is_not_one_of_everything(
    client, school, surgery
):
    before = NOW - timedelta(days=4000)
    later = a_unit("New", parent=school)
    client.force_login(a_coordinator(later))

    page = client.get(PEOPLE, {"as_of": before.date().isoformat()})

    assert page.context["receipt"].scope == NOWHERE
    assert page.context["page"].paginator.count == 0
    code = page.context["receipt"].code
    file = client.post(reverse("reports:receipt"), {"code": code})
    assert len(b"".join(file.streaming_content).splitlines()) == 1, "the header"
    client.force_login(a_learner(later))
    assert client.post(reverse("reports:receipt"), {"code": code}).status_code == 403


def test_a_day_of_the_trends_leads_to_that_day_from_a_past_page_too(client, coordinator):
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        client.force_login(coordinator)
        asked = (NOW + timedelta(days=40)).date().isoformat()
        page = client.get(reverse("reports:trends"), {"as_of": asked, "known": "now"})

    leading = [(row.day.isoformat(), url) for row, url in page.context["days"] if url]
    assert leading
    for day, url in leading:
        assert parse_qs(urlsplit(url).query)["as_of"] == [day]


@pytest.mark.parametrize("page", ["keep_view", "make_mailing"])
def test_a_view_whose_address_is_too_long_is_refused_in_words(client, coordinator, page):
    address = reverse(f"reports:{page}", args=["people"]) + "?" + "column=standing&" * 300

    response = client.post(address, {"name": "Long", "every": "weekly"})

    assert response.status_code == 422
    assert "too many columns" in response.text
