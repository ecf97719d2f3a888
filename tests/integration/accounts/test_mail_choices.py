"""Optional mail: switched off by one click, by a page or on the profile, and on again."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, OptOut
from accounts.services.mail_choices import choose_mail, kinds_refused_by, stop_token
from tests.factories import NOW, a_coordinator, a_learner

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(person, kind="reminder"):
    return reverse("accounts:stop_mail", args=[stop_token(person, kind)])


def test_one_click_from_a_mail_program_is_enough():
    person = a_learner()
    program = Client(enforce_csrf_checks=True)

    for _ in range(2):  # it may be sent twice
        response = program.post(link(person), ONE_CLICK)
        assert response.status_code == 200

    assert kinds_refused_by(person) == {"reminder"}
    assert OptOut.objects.count() == 1
    entry = AuditEntry.objects.get(action="accounts.mail.stopped")
    assert (entry.by, entry.after) == (person, {"kind": "reminder"})


def test_a_program_that_follows_links_switches_nothing_off(client):
    person = a_learner()

    response = client.get(link(person))

    assert response.status_code == 200
    assert "Shall we stop sending these?" in response.content.decode()
    assert not OptOut.objects.exists()
    assert person.email not in response.content.decode()


def test_on_the_page_it_is_one_button_and_so_is_the_way_back():
    person = a_learner()
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(link(person), {"choice": "stop"}, follow=True)
    assert "These mails are switched off." in response.content.decode()
    assert kinds_refused_by(person) == {"reminder"}

    response = browser.post(link(person), {"choice": "again"}, follow=True)
    assert "Shall we stop sending these?" in response.content.decode()
    assert kinds_refused_by(person) == set()


@pytest.mark.parametrize("token", ["reminder.0.x", "nonsense", "invitation"])
def test_a_link_that_we_did_not_sign_is_not_there(client, token):
    person = a_learner()
    token = stop_token(person, "invitation") if token == "invitation" else token

    for answer in (client.get, client.post):
        assert answer(reverse("accounts:stop_mail", args=[token])).status_code == 404
    assert not OptOut.objects.exists()


def test_the_profile_says_which_mails_there_are_and_takes_the_choice(client):
    person = a_learner()
    client.force_login(person)

    text = client.get(reverse("accounts:profile")).content.decode()
    assert "Reminders that need not come" in text
    assert "The institution must be able to say that you were told" in text
    assert "Addresses in your units" not in text

    response = client.post(reverse("accounts:choose_mail"), {"mail": ["marked"]})
    assert response.status_code == 302
    assert kinds_refused_by(person) == {"reminder"}
    client.post(reverse("accounts:choose_mail"), {"mail": ["marked", "reminder", "invitation"]})
    assert kinds_refused_by(person) == set()


def test_a_coordinator_reads_of_their_own_mail_too(client):
    client.force_login(a_coordinator())

    assert "Addresses in your units" in client.get(reverse("accounts:profile")).content.decode()


def test_what_is_required_cannot_be_switched_off():
    with pytest.raises(ValidationError) as refused:
        choose_mail(a_learner(), {"invitation": False}, now=NOW)

    assert refused.value.code == "not_optional"
    assert not OptOut.objects.exists()


def test_off_and_on_and_off_are_three_facts():
    person = a_learner()
    for hours, wanted in enumerate((False, True, False)):
        choose_mail(person, {"reminder": wanted}, now=NOW + timedelta(hours=hours))

    rows = OptOut.objects.order_by("id").values_list("recorded_at", "superseded_at")
    hour = timedelta(hours=1)
    assert list(rows) == [(NOW, NOW + hour), (NOW + 2 * hour, None)]


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_are_one():
    person = a_learner()
    errors = []

    def click():
        try:
            choose_mail(person, {"reminder": False}, now=NOW)
        except Exception as error:
            errors.append(error)
        connection.close()

    threads = [Thread(target=click) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == []
    assert OptOut.objects.count() == 1
