"""Who is in the middle of a course may go on in another language, and loses nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from learning.models import Enrolment
from learning.services.enrolment import go_on_in
from learning.services.progress import satisfy_activity
from tests.factories import LONG_AGO, NOW, an_edition, an_enrolment

pytestmark = pytest.mark.django_db

SPANISH = {"accept-language": "es"}


def translated(edition, *, number=1):
    found = an_edition(edition.course, number=None, title="Reparar")
    found.language, found.number = "es", number
    found.published_at, found.content_hash = LONG_AGO, f"hash-es-{number}"
    found.save()
    return found


@pytest.fixture
def begun():
    """The first page is done, in English."""
    enrolment = an_enrolment(edition=an_edition())
    satisfy_activity(enrolment, enrolment.edition.activities.get(kind="page"), at=NOW)
    return enrolment


def test_what_was_done_stays_done(client, begun):
    spanish = translated(begun.edition)
    client.force_login(begun.person)
    page = reverse("learning:course", args=[begun.course.key])

    assert "Continuar en este idioma: Reparar" in client.get(page, headers=SPANISH).content.decode()
    client.post(reverse("learning:change_language", args=[begun.course.key]), headers=SPANISH)

    moved = Enrolment.objects.get()
    assert (moved.edition, moved.progress.filter(met_at=NOW).count()) == (spanish, 1)
    assert "Continuar en este idioma" not in client.get(page, headers=SPANISH).content.decode()
    assert AuditEntry.objects.filter(action="learning.enrolment.language").count() == 1


def test_saying_it_twice_changes_nothing(begun):
    translated(begun.edition)

    first = go_on_in(begun.person, begun.course, "es", now=NOW)

    assert go_on_in(begun.person, begun.course, "es", now=NOW).edition == first.edition
    assert AuditEntry.objects.filter(action="learning.enrolment.language").count() == 1


def test_another_number_is_not_the_same_course_in_other_words(client, begun):
    translated(begun.edition, number=2)
    client.force_login(begun.person)
    page = client.get(reverse("learning:course", args=[begun.course.key]), headers=SPANISH)

    assert "Continuar en este idioma" not in page.content.decode()
    with pytest.raises(ValidationError) as refusal:
        go_on_in(begun.person, begun.course, "es", now=NOW)
    assert refusal.value.code == "no_translation"


def test_who_is_not_in_the_course_has_nothing_to_go_on_with(begun):
    begun.closed_at = NOW
    begun.save()

    with pytest.raises(ValidationError) as refusal:
        go_on_in(begun.person, begun.course, "es", now=NOW)
    assert refusal.value.code == "not_open"
