from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from learning.models import Enrolment
from learning.services.enrolment import enrol
from tests.factories import (
    LONG_AGO,
    NOW,
    a_course,
    a_learner,
    a_requirement,
    an_assignment,
    an_edition,
    an_enrolment,
)
from tests.integration.learning.helpers import at_now, four_at_once

pytestmark = pytest.mark.django_db


def test_enrolling_pins_the_newest_edition():
    course = a_course()
    an_edition(course, number=1)
    newest = an_edition(course, number=2)
    an_edition(course, number=None)

    enrolment = enrol(a_learner(), course, now=NOW)

    assert (enrolment.edition, enrolment.number, enrolment.started_at) == (newest, 1, NOW)


def test_enrolling_takes_the_newest_edition_in_the_persons_language():
    course = a_course()
    an_edition(course, number=1)
    translated = an_edition(course, number=None)
    translated.language, translated.number = "es", 1
    translated.published_at, translated.content_hash = LONG_AGO, "hash-es"
    translated.save()

    assert enrol(a_learner(language="es"), course, now=NOW).edition == translated
    assert enrol(a_learner(language="fr"), course, now=NOW).edition.language == "en"


def test_enrolling_again_gives_the_open_enrolment():
    person, edition = a_learner(), an_edition()

    first = enrol(person, edition.course, now=NOW)

    assert enrol(person, edition.course, now=NOW + timedelta(days=1)) == first
    assert Enrolment.objects.get().started_at == NOW


def test_after_a_closed_enrolment_comes_the_second():
    first = an_enrolment()
    first.closed_at = NOW
    first.save()

    assert enrol(first.person, first.course, now=NOW).number == 2


def test_a_retired_course_takes_nobody_new_and_keeps_whom_it_has():
    enrolment = an_enrolment()
    enrolment.course.retired_at = NOW
    enrolment.course.save()

    assert enrol(enrolment.person, enrolment.course, now=NOW) == enrolment
    with pytest.raises(ValidationError) as refusal:
        enrol(a_learner(), enrolment.course, now=NOW)
    assert refusal.value.code == "course_retired"


def test_a_course_without_a_published_edition_cannot_be_started():
    edition = an_edition(number=None)

    with pytest.raises(ValidationError) as refusal:
        enrol(a_learner(), edition.course, now=NOW)
    assert refusal.value.code == "not_published"


def test_starting_shows_on_the_assignment():
    person, version = a_learner(), a_requirement()
    assignment = an_assignment(person, version)

    enrol(person, version.course, now=NOW)

    assignment.refresh_from_db()
    assert assignment.started_at == NOW


@at_now
def test_start_leads_to_the_first_activity(client):
    person, edition = a_learner(), an_edition()
    client.force_login(person)

    response = client.post(f"/courses/{edition.course.key}/start/", follow=True)

    enrolment = Enrolment.objects.get()
    assert response.redirect_chain[-1] == (f"/learn/{enrolment.uuid}/page-1/", 302)


def test_start_answers_to_nothing_but_a_form(client):
    edition = an_edition()
    client.force_login(a_learner())

    assert client.get(f"/courses/{edition.course.key}/start/").status_code == 405
    assert not Enrolment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_who_enrol_at_once_share_one_enrolment():
    person, edition = a_learner(), an_edition()

    made = four_at_once(lambda _: enrol(person, edition.course, now=NOW).pk)

    assert made == [Enrolment.objects.get().pk] * 4
