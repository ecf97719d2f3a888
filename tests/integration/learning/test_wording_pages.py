"""Wording reminders: checked, tried on a real person, saved, taken back; and in Spanish."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Mail
from learning.models import ReminderWording
from learning.services.dates import today
from learning.services.reminder_mail import write_reminder
from learning.services.reminders import decide_reminders
from tests.factories import LONG_AGO, a_learner, a_unit, an_admin, an_assignment
from tests.integration.learning.reminding import (
    DUE,
    a_reminded_requirement,
    from_due,
    supervised_by,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return a_unit("School")


@pytest.fixture
def admin(client, school):
    admin = an_admin(school)
    client.force_login(admin)
    return admin


def page(name="reminder_wording", recipient="learner", language="en"):
    return reverse(f"learning:{name}", args=[recipient, language])


def said(**changed):
    return {"subject": "Please: {headline}", "body": "# Now\n\n{courses}"} | changed


def text(response):
    return " ".join(response.content.decode().split())


def test_words_are_saved_and_the_next_mail_says_them(client, admin, school):
    assert client.post(page(), said(save="1")).status_code == 302

    an_assignment(
        a_learner(school),
        a_reminded_requirement(("due", 0)),
        due_on=DUE,
        assigned_at=LONG_AGO,
    )
    decide_reminders(now=from_due(0))
    letter = write_reminder(Mail.objects.get(), now=from_due(0))
    assert letter.subject.startswith("Please: Due today")
    assert "Now\n" in letter.text
    assert AuditEntry.objects.get(action="learning.reminder_wording.worded").by == admin


def test_a_wrong_placeholder_is_named_with_its_place(client, admin):
    response = client.post(page(), said(body="Hello {nam}\n\n{courses}", save="1"))

    assert response.status_code == 422
    assert "Line 1: there is no placeholder {nam}." in text(response)
    missing = client.post(page(), said(body="Hello", save="1"))
    assert "The text must hold {courses}" in text(missing)
    assert not ReminderWording.objects.exists()


def test_words_are_tried_on_a_real_person(client, admin, school):
    day = today(timezone.now()) + timedelta(days=2)
    person = a_learner(school, first="Zora", last="Neal")
    an_assignment(person, due_on=day)

    tried = client.post(page(), said(person="neal"))

    assert tried.status_code == 200
    assert "As Zora Neal would get it today" in text(tried)
    assert tried.context["tried"].subject.startswith("Please: Due ")
    assert not ReminderWording.objects.exists()
    assert not Mail.objects.exists()
    look = client.post(page("look_at_wording"), said(person="neal"))
    assert "<h1" in look.content.decode()
    assert "unsafe-inline" in look["Content-Security-Policy"]
    assert client.post(page("look_at_wording"), said(person="nobody")).status_code == 422


def test_a_supervisors_words_are_tried_on_their_people(client, admin, school):
    chief = a_learner(school, first="Ines", last="Chief")
    person = supervised_by(a_learner(school, first="Bo", last="Late"), chief)
    an_assignment(person, due_on=today(timezone.now()) - timedelta(days=2))

    tried = client.post(
        page(recipient="supervisor"),
        said(body="Dear {name}\n\n{people}", person="chief"),
    )

    assert "Bo Late" in tried.context["tried"].text


def test_the_shipped_words_come_back(client, admin):
    client.post(page(), said(save="1"))

    assert client.post(page("restore_wording")).status_code == 302
    client.post(page("restore_wording"))

    assert "{summary}" in client.get(page()).context["form"]["body"].value()
    assert ReminderWording.objects.get().superseded_at
    assert AuditEntry.objects.filter(action="learning.reminder_wording.restored").count() == 1


def test_a_requirement_may_have_words_of_its_own(client, admin, school):
    version = a_reminded_requirement(("due", 0), unit=school)
    query = f"?requirement={version.requirement.key}"

    assert client.post(page() + query, said(save="1")).status_code == 302

    assert ReminderWording.objects.get().requirement == version.requirement
    listed = client.get(reverse("learning:reminder_wordings") + query)
    assert "Of its own" in text(listed)
    assert "As shipped" in text(client.get(reverse("learning:reminder_wordings")))


def test_words_for_all_are_for_whoever_runs_it_all(client, school):
    client.force_login(an_admin(a_unit(parent=school)))

    assert client.get(page()).status_code == 403


def test_somebody_who_reads_spanish_is_written_in_spanish(school):
    person = a_learner(school, language="es")
    an_assignment(person, a_reminded_requirement(("due", 0)), due_on=DUE, assigned_at=LONG_AGO)
    decide_reminders(now=from_due(0))

    letter = write_reminder(Mail.objects.get(), now=from_due(0))

    assert letter.subject == "Vence hoy: 8 minutos de Repair"
    assert letter.text.startswith("Hola, ")
    assert "Sin empezar. Dura 8 minutos." in letter.text
    assert "Vence el 21 de enero de 2027" in letter.text
    assert "Escribimos el día en que vence." in letter.text
    assert "Como máximo un mensaje así al día." in letter.text
    assert 'lang="es"' in letter.html
    for english in ("Due", "mail", "Why", " you", "Start"):
        assert english not in letter.text.replace(person.display_name, "")
