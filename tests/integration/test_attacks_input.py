"""Bad input on every address: refused with a sentence, never with an error of ours."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.urls import reverse

from accounts.interchange.people_csv import read_roster
from accounts.models import User
from accounts.services.people_import import import_people
from tasks.requirements import reconcile_requirements
from tests import factories as make
from tests.house.access import ACCESS, SIGN_IN
from tests.house.test_access import PARAMETERS
from tests.house.world import a_world

WORDS = (
    "q page unit state sort requirement attribution figure units standing bom to next "
    "email login password code reason role first_name last_name position course title due "
    "due_offset due_on purpose step full force text agreed ticked opened question q1 q2 "
    "sequence:q1 sequence:q2 :asked preferred_name language time_zone file stay "
    "body minutes criterion after edited edited_anew deed spot module kind summary hours works of "
    "way lines do audience by person offset_days anchor columns view name shared format every "
    "at_least rows seen note effect sure member part needed successor copied template uuid draft "
)
FIELDS = WORDS.split()
STEPS = ("preview", "confirm")
HOSTILE = {
    "a word": "abc",
    "nothing": "",
    "a NUL": "a\0b",
    "very long": "x" * 20_000,
    "very many digits": "9" * 5_000,
    "more than 64 bits": "9" * 25,
    "negative": "-1",
    "half a surrogate": "%ED%A0%80",
    "markup": "<script>alert(1)</script>\r\nBcc: all@example.org",
    "no such day": "0000-00-00",
    "the last day": "9999-12-31",
    "digits of elsewhere": "\u0661\u00b2",
}
# What only a database can stumble over is tried on both; words, on one.
OF_THE_DATABASE = (
    "a NUL",
    "very long",
    "very many digits",
    "more than 64 bits",
    "half a surrogate",
)


@pytest.fixture
def world(db):
    return a_world()


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


def said(reply):
    return b"".join(reply.streaming_content) if reply.streaming else reply.content


def sent_to(name, value):
    """The same value in every field; and each step of the pages that have several."""
    sent = dict.fromkeys(FIELDS, value)
    yield sent
    if name == "learning:new_requirement":
        yield from ({**sent, "step": step} for step in STEPS)
    if name in ("learning:save", "learning:submit"):
        yield {**sent, ":question": "q1"}
        yield {**sent, ":question": "q1", "q1": "a", ":asked": "q1"}
        yield {":asked": "q1", "q1": "a", "sequence:q1": value}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_value_in_any_field_of_any_address_breaks_a_page(client, world, kind):
    if connection.vendor == "postgresql" and kind not in OF_THE_DATABASE:
        pytest.skip("tried on SQLite: no database sees a difference")
    found, value = {}, HOSTILE[kind]
    for name in sorted(ACCESS, key=lambda name: is_a_learners(name, world)):
        person = world.learner if is_a_learners(name, world) else world.people[5]
        if client.session.get(SESSION_KEY) != str(person.pk):
            client.force_login(person)
        for sent in sent_to(name, value):
            with transaction.atomic():
                address = row_address(name, world)
                for reply in (client.get(address, sent), client.post(address, sent)):
                    said(reply)
                    if reply.status_code >= 500 and name != "readyz":
                        found[name, reply.request["REQUEST_METHOD"]] = reply.exc_info[1]
                transaction.set_rollback(True)

    assert found == {}


def is_a_learners(name, world):
    return "/learn/" in row_address(name, world)


def row_address(name, world):
    return reverse(name, kwargs=ACCESS[name].kwargs(world))


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_value_breaks_the_ways_in(client, world, value):
    found = {}
    for person in (None, world.learner):
        for name in SIGN_IN:
            client.logout()
            if person:
                client.force_login(person)
            kwargs = {"key": "key", "uidb36": "a", "pk": 1}
            asked = {key: kwargs[key] for key in PARAMETERS.get(name, ())}
            sent = dict.fromkeys(FIELDS, value)
            with transaction.atomic():
                address = reverse(name, kwargs=asked)
                for reply in (client.get(address, sent), client.post(address, sent)):
                    if reply.status_code >= 500:
                        found[name, reply.request["REQUEST_METHOD"]] = reply.exc_info[1]
                transaction.set_rollback(True)

    assert found == {}


@pytest.mark.parametrize("step", ["preview", "confirm"])
@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "2400-01-01", "0001-01-01"])
def test_a_due_day_at_the_end_of_all_days_is_refused_or_kept(client, world, step, day):
    client.force_login(world.people[5])
    school = world.learner.appointments.get().unit.parent

    reply = client.post(
        reverse("learning:new_requirement"),
        {
            "step": step,
            "course": world.course.key,
            "title": "By the end",
            "units": [str(school.uuid)],
            "due": "fixed",
            "due_on": day,
        },
    )

    assert reply.status_code < 500
    if reply.status_code == 302:
        reconcile_requirements()
        client.force_login(world.learner)
        assert client.get(reverse("learning:home")).status_code == 200
        client.force_login(world.people[5])
        assert client.get(reply.url).status_code == 200
        assert client.get(reverse("reports:overview")).status_code == 200
        assert client.get(reverse("reports:people")).status_code == 200


RANGES = ["9" * 5_000 + "-", "-" + "9" * 5_000, "5-2", "-0", "0-" + "9" * 30, "9" * 30 + "-", "-"]


@pytest.mark.parametrize("wanted", RANGES)
def test_no_part_of_a_file_that_is_asked_for_breaks_it(client, world, wanted):
    client.force_login(world.people[5])

    address = reverse("courses:asset", args=[world.asset.sha256, world.asset.name])
    reply = client.get(address, headers={"Range": f"bytes={wanted}"})

    said(reply)
    assert reply.status_code in (200, 206, 416)


def test_a_roster_with_days_at_both_ends_of_all_days_is_taken_in(client, world):
    rows = (
        "hr_id,email,last_name,unit,hired_on,left_on\n"
        "801,a801@example.org,A,School,9999-12-31,9999-12-31\n"
        "802,a802@example.org,B,School,0001-01-01,9999-12-31\n"
        "803,a803@example.org,C,School,0001-01-01,0001-01-01\n"
    )
    admin = world.people[5]

    for _ in range(2):
        numbers = import_people(read_roster(rows.encode()), now=make.NOW, by=admin)

    reconcile_requirements()
    client.force_login(admin)
    assert numbers["failed"] == []
    assert client.get(reverse("accounts:people")).status_code == 200
    for person in User.objects.filter(hr_id__startswith="80"):
        assert client.get(person.get_absolute_url()).status_code == 200
    assert client.get(reverse("reports:overview")).status_code == 200
