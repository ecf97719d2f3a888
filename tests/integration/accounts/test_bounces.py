"""Mails that came back: on record once, marking the address, told to who answers for the unit."""

import json
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Bounce, Mail
from accounts.services.bounce_notices import write_bounce_notices
from accounts.services.bounces import Report, marked_people, note_bounce, take_back_mark
from accounts.services.mail import Unwanted, owe_mail
from accounts.services.mail_addresses import message_id
from tests.factories import NOW, a_coordinator, a_learner, a_unit, an_admin

pytestmark = pytest.mark.django_db
SAID = "550 5.1.1 There is nobody of that name"
HOUR = timedelta(hours=1)


def bounced(person, **fields):
    report = {"address": person.email, "permanent": True, "code": "5.1.1", "said": SAID, "at": NOW}
    return note_bounce(Report(**report | fields), now=fields.get("at", NOW))


def test_the_same_report_twice_is_one_bounce():
    person = a_learner()
    mail = owe_mail(person, "reminder", now=NOW)

    one = bounced(person, mail=mail)
    again = bounced(person, mail=mail)
    by_address = bounced(person)
    by_address_again = bounced(person, address=person.email.upper())

    assert one == again
    assert by_address == by_address_again != one
    assert marked_people([person]) == {person.pk}


def test_a_bounce_that_is_not_permanent_marks_nobody():
    person = a_learner()
    bounced(person, permanent=False, code="4.2.2")

    assert marked_people([person]) == set()
    assert not Mail.objects.exists()


def test_a_new_address_is_not_marked_and_the_old_one_again_is():
    person = a_learner(email="old@example.org")
    bounced(person)
    person.email = "new@example.org"
    assert marked_people([person]) == set()
    person.email = "OLD@example.org"
    assert marked_people([person]) == {person.pk}


def test_a_mark_taken_back_stays_so_when_the_same_report_comes_again():
    person, admin = a_learner(), an_admin()
    mail = owe_mail(person, "reminder", now=NOW)
    bounced(person, mail=mail)

    take_back_mark(person, reason="Mended", now=NOW + HOUR, by=admin)
    bounced(person, mail=mail)

    assert marked_people([person]) == set()
    assert Bounce.objects.get().superseded_at == NOW + HOUR
    entry = AuditEntry.objects.get(action="accounts.person.address_unmarked")
    assert (entry.by, entry.reason, entry.before["codes"]) == (admin, "Mended", ["5.1.1"])
    with pytest.raises(ValidationError):
        take_back_mark(person, reason="Again", now=NOW, by=admin)

    bounced(person, mail=mail, at=NOW + 2 * HOUR)
    assert marked_people([person]) == {person.pk}


def test_the_nearest_coordinator_is_told_once_a_day():
    school = a_unit("School")
    clinic, other = a_unit("Clinic", parent=school), a_unit("Other", parent=school)
    near, far = a_coordinator(clinic), a_coordinator(school)
    people = [a_learner(clinic, first=name, last="Quist") for name in ("Ada", "Ben")]
    for hours, person in enumerate(people):
        bounced(person, at=NOW + hours * HOUR)
    bounced(a_learner(other, first="Cy"), at=NOW)

    eight = datetime(2026, 11, 25, 14, tzinfo=UTC)  # 08:00 in Chicago, the next day
    owed = Mail.objects.filter(kind="bounces")
    assert set(owed.values_list("recipient", "not_before")) == {(near.pk, eight), (far.pk, eight)}
    assert owed.count() == 2

    written = write_bounce_notices(owed.filter(recipient=near), now=eight)
    (letter,) = written.values()
    assert letter.subject == "2 addresses do not take our mail"
    for person in people:
        assert f"{person.display_name}, {person.email}" in letter.text
    assert SAID in letter.text
    assert "Cy" not in letter.text
    assert "UNDEFINED" not in letter.text + letter.html


def test_where_nobody_coordinates_the_admins_are_told():
    unit = a_unit()
    admin = an_admin(unit)
    bounced(a_learner(unit))

    assert Mail.objects.get().recipient == admin


def test_tomorrows_mail_says_what_is_new_alone():
    unit = a_unit()
    coordinator = a_coordinator(unit)
    first, second = a_learner(unit, first="Ada"), a_learner(unit, first="Ben")
    bounced(first)
    Mail.objects.update(claimed_at=NOW + 20 * HOUR, sent_at=NOW + 20 * HOUR)
    bounced(second, at=NOW + 30 * HOUR)

    mail = Mail.objects.get(sent_at=None, recipient=coordinator)
    letter = write_bounce_notices([mail], now=NOW + 40 * HOUR)[mail.pk]

    assert "Ben" in letter.text
    assert "Ada" not in letter.text


def test_nothing_is_said_of_a_mark_that_was_taken_back():
    unit = a_unit()
    coordinator = a_coordinator(unit)
    person = a_learner(unit)
    bounced(person)
    take_back_mark(person, reason="Mended", now=NOW + HOUR, by=coordinator)

    mail = Mail.objects.get()
    assert write_bounce_notices([mail], now=NOW)[mail.pk] == Unwanted("nothing bounced")


def test_notices_ask_no_more_for_many_than_for_few(django_assert_num_queries):
    for count in (1, 4):
        for _ in range(count):
            unit = a_unit()
            a_coordinator(unit)
            bounced(a_learner(unit))
        mails = list(Mail.objects.select_related("recipient"))
        with django_assert_num_queries(3):
            write_bounce_notices(mails, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_four_reports_at_once_are_one_bounce_and_one_notice():
    unit = a_unit()
    a_coordinator(unit)
    person = a_learner(unit)
    mail = owe_mail(person, "reminder", now=NOW)
    errors = []

    def report():
        try:
            bounced(person, mail=mail)
        except Exception as error:
            errors.append(error)
        connection.close()

    threads = [Thread(target=report) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == []
    assert Bounce.objects.count() == 1
    assert Mail.objects.filter(kind="bounces").count() == 1


# The address for mail providers
@pytest.fixture
def post(settings):
    settings.BOUNCE_SECRET = "shared with the provider"

    def send(body, secret="shared with the provider"):
        return Client(enforce_csrf_checks=True).post(
            reverse("accounts:bounces"),
            body if isinstance(body, (str, bytes)) else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return send


def told(**fields):
    moment = {"at": "2026-11-24T15:00:00Z", "permanent": True, "code": "5.1.1", "said": SAID}
    return moment | fields


def test_a_provider_reports_by_message_id_or_by_address_and_may_repeat_itself(post):
    person, other = a_learner(), a_learner()
    mail = owe_mail(person, "reminder", now=NOW)
    body = [
        told(message_id=message_id(mail)),
        told(address=other.email.upper()),
        told(address="stranger@example.org"),
        told(message_id="<no-uuid@elsewhere>"),
    ]

    for _ in range(2):
        response = post(body)
        assert (response.status_code, response.json()) == (200, {"taken": 2, "unknown": 2})

    assert Bounce.objects.count() == 2
    assert marked_people([person, other]) == {person.pk, other.pk}
    assert Bounce.objects.get(person=person).mail == mail


@pytest.mark.parametrize(
    "body",
    [
        "no json",
        b"\xff\xfe",
        "1",
        [[]],
        [told()],
        [told(address=3)],
        [told(address="a@b.example", permanent="yes")],
        [told(address="a@b.example", at="yesterday")],
        [told(address="a@b.example", at="2026-99-99T00:00:00Z")],
        [told(address="a@b.example", at="2026-11-24T15:00:00")],
        [told(address="a@b.example")] * 1001,
    ],
)
def test_what_cannot_be_read_is_refused_whole(post, body):
    response = post(body)

    assert response.status_code == 422
    assert response.json()["error"]
    assert not Bounce.objects.exists()


def test_without_the_secret_nothing_is_taken(post, settings):
    person = a_learner()

    assert post(told(address=person.email), secret="guessed").status_code == 403
    assert post(told(address=person.email), secret="").status_code == 403
    settings.BOUNCE_SECRET = ""
    assert post(told(address=person.email), secret="").status_code == 404
    assert not Bounce.objects.exists()


# The person's page
def test_the_persons_page_shows_the_mark_and_how_to_take_it_back(client):
    unit = a_unit()
    admin, person = an_admin(unit), a_learner(unit)
    client.force_login(admin)
    page = reverse("accounts:person", args=[person.uuid])
    assert "takes no mail" not in client.get(page).content.decode()
    bounced(person)
    assert SAID in client.get(page).content.decode()

    address = reverse("accounts:unmark_address", args=[person.uuid])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Mended"}).status_code == 302

    assert marked_people([person]) == set()
    text = client.get(page).content.decode()
    assert "takes no mail" not in text
    assert "Mark of the address taken back" in text
    assert client.post(address, {"reason": "Again"}).status_code == 422
