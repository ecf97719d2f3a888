"""Whose language a page speaks: one's own choice, then the switch, then the browser's."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import a_learner, an_edition

pytestmark = pytest.mark.django_db

SPANISH, FRENCH = {"accept-language": "es-MX,es;q=0.9"}, {"accept-language": "fr"}


def language_of(client, **headers):
    page = client.get(reverse("learning:home"), headers=headers.get("headers", {})).content
    return page.decode().partition('<html lang="')[2][:2]


def switch(client, language):
    home = reverse("learning:home")
    return client.post(reverse("set_language"), {"language": language, "next": home})


def test_a_visitor_gets_what_the_browser_asks_for(client):
    assert language_of(client, headers=SPANISH) == "es"
    assert language_of(client, headers=FRENCH) == "en"
    assert language_of(client) == "en"


def test_a_visitor_may_switch_whatever_the_browser_asks_for(client):
    assert switch(client, "en").url == reverse("learning:home")

    assert language_of(client, headers=SPANISH) == "en"


def test_ones_own_choice_comes_before_the_browsers(client):
    client.force_login(a_learner(language="es"))

    assert language_of(client, headers={"accept-language": "en"}) == "es"


def test_who_switches_signed_in_has_chosen_for_mails_and_other_devices(client):
    person = a_learner(language="es")
    client.force_login(person)

    switch(client, "en")

    person.refresh_from_db()
    assert person.language == "en"
    assert language_of(client, headers=SPANISH) == "en"


def test_a_language_that_we_do_not_speak_is_no_choice(client):
    person = a_learner(language="es")
    client.force_login(person)

    switch(client, "fr")

    person.refresh_from_db()
    assert person.language == "es"
    assert not AuditEntry.objects.exists()


def test_a_course_is_begun_in_the_language_it_was_offered_in(client):
    english = an_edition()
    spanish = an_edition(english.course, number=None)
    spanish.language, spanish.number = "es", 1
    spanish.published_at, spanish.content_hash = english.published_at, "hash-es"
    spanish.save()
    person = a_learner()
    client.force_login(person)

    client.post(reverse("learning:start", args=[english.course.key]), headers=SPANISH)

    assert person.enrolments.get().edition == spanish
