import re

import pytest

from learning.models import Enrolment
from learning.services.progress import satisfy_activity
from tests.factories import (
    NOW,
    a_course,
    a_learner,
    a_requirement,
    a_unit,
    an_assignment,
    an_edition,
)
from tests.integration.learning.helpers import activity_of, page_of, queries_of, taking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def of(enrolment):
    return f"/courses/{enrolment.course.key}/"


def test_a_course_not_begun_says_what_it_is_and_starts_with_one_button(client):
    edition = an_edition(title="Listening first")
    client.force_login(a_learner())

    text = page_of(client, f"/courses/{edition.course.key}/")

    assert '<h1 lang="en">Listening first</h1>' in text
    assert "What to do after harm." in text
    assert "8 minutes" in text
    assert text.count('data-kind="primary"') == 1
    assert f'action="/courses/{edition.course.key}/start/"' in text
    assert not Enrolment.objects.exists()


def test_a_course_begun_says_what_is_missing_in_words(client):
    enrolment = taking("page", "quiz", "reflection", "attestation", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    text = page_of(client, of(enrolment))

    assert "You are done when these 3 are:" in text
    assert "counts when you pass, with 80" in text
    assert "counts when you have written something" in text
    assert "counts when you have signed" in text
    assert f'href="/learn/{enrolment.uuid}/quiz-2/"' in text


def test_a_course_done_can_be_read_again(client):
    enrolment = taking("page", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    text = page_of(client, of(enrolment))

    assert "Read it again" in text
    assert "24 November 2026" in text


def test_what_was_completed_is_shown_as_it_was_when_a_newer_edition_is_out(client):
    enrolment = taking("page", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)
    an_edition(enrolment.course, "video", "reflection", number=2, title="Listening anew")

    text = page_of(client, of(enrolment))

    shown = [f"/learn/{enrolment.uuid}/page-1/"] * 2  # the large button, and the outline
    assert re.findall(r'href="(/learn/[^"]+)"', text) == shown
    assert "Listening anew" not in text


def test_asked_again_a_course_done_shows_the_newer_edition_and_leads_nowhere_else(client):
    unit = a_unit()
    enrolment = taking("page", person=a_learner(unit), client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)
    an_edition(enrolment.course, "video", "reflection", number=2, title="Listening anew")
    version = a_requirement(enrolment.course, unit)
    an_assignment(enrolment.person, version)

    text = page_of(client, of(enrolment))

    assert '<h1 lang="en">Listening anew</h1>' in text
    assert f'action="/courses/{enrolment.course.key}/start/"' in text
    assert re.findall(r'href="(/learn/[^"]+)"', text) == []


def test_the_page_says_why_it_is_asked(client):
    unit = a_unit("Pediatrics")
    person = a_learner(unit)
    version = a_requirement(an_edition().course, unit)
    an_assignment(person, version)
    client.force_login(person)

    text = page_of(client, f"/courses/{version.course.key}/")

    assert "You hold an appointment in Pediatrics" in text
    assert "23 January 2027" in text


def test_who_lives_by_another_clock_reads_where_the_due_day_ends(client):
    unit = a_unit()
    person = a_learner(unit, time_zone="Asia/Tokyo")
    version = a_requirement(an_edition().course, unit)
    an_assignment(person, version)
    client.force_login(person)

    text = page_of(client, f"/courses/{version.course.key}/")

    assert "Due days end at midnight in Chicago." in text


def test_a_course_that_is_not_offered_is_not_there(client):
    client.force_login(a_learner())
    draft = an_edition(number=None)

    assert client.get(f"/courses/{draft.course.key}/").status_code == 404
    assert client.get("/courses/nowhere/").status_code == 404
    assert client.post("/courses/nowhere/start/").status_code == 404


def test_a_retired_course_refuses_in_words_and_stays_open_to_those_in_it(client):
    enrolment = taking("page", client=client)
    enrolment.course.retired_at = NOW
    enrolment.course.save()
    assert "Continue" in page_of(client, of(enrolment))

    client.force_login(a_learner())
    response = client.post(f"{of(enrolment)}start/", follow=True)

    assert response.status_code == 410
    assert "This course is no longer offered." in response.content.decode()
    assert Enrolment.objects.get() == enrolment


def test_the_link_of_a_mail_leads_to_exactly_the_next_activity(client):
    enrolment = taking("page", "video", "quiz", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    response = client.get(f"{of(enrolment)}next/")

    assert response.url == f"/learn/{enrolment.uuid}/video-2/"


def test_the_link_of_a_mail_leads_to_the_course_where_it_has_not_begun(client):
    course = an_edition().course
    client.force_login(a_learner())

    assert client.get(f"/courses/{course.key}/next/").url == f"/courses/{course.key}/"
    assert not Enrolment.objects.exists()


def test_the_link_of_a_mail_signs_nobody_in_and_comes_back(client):
    course = an_edition().course

    response = client.get(f"/courses/{course.key}/next/")

    assert response.url == f"/account/login/?next=/courses/{course.key}/next/"


@pytest.mark.parametrize("number", [1, 50])
def test_a_course_takes_six_queries_at_most_whatever_its_size(client, number):
    person = a_learner()
    enrolment = taking(*["page"] * number, person=person, client=client)
    an_assignment(person, a_requirement(enrolment.course))

    assert [queries_of(client, of(enrolment)) for _ in range(2)] == [6, 5]


# The catalogue


def test_the_catalogue_lists_what_is_offered_by_title(client):
    client.force_login(a_learner())
    an_edition(title="Words that stay")
    an_edition(title="Listening first")
    an_edition(title="A draft", number=None)
    retired = an_edition(title="Retired").course
    retired.retired_at = NOW
    retired.save()

    text = page_of(client, "/courses/")

    assert "2 courses are open to you." in text
    assert text.index("Listening first") < text.index("Words that stay")
    assert "A draft" not in text
    assert "Retired" not in text


def test_the_catalogue_shows_the_newest_edition_once(client):
    client.force_login(a_learner())
    course = a_course()
    an_edition(course, number=1, title="As it was")
    an_edition(course, number=2, title="As it is")

    text = page_of(client, "/courses/")

    assert "As it is" in text
    assert "As it was" not in text


def test_the_catalogue_finds_by_every_word(client):
    client.force_login(a_learner())
    an_edition(title="Listening first")
    an_edition(title="Words that stay")

    assert "One course speaks of “words harm”." in page_of(client, "/courses/?q=words+harm")
    assert "No course speaks of that." in page_of(client, "/courses/?q=zebra")
    assert "&lt;i&gt;" in page_of(client, "/courses/?q=<i>")


@pytest.mark.parametrize("number", [1, 24])
def test_the_catalogue_takes_five_queries_whatever_it_holds(client, number):
    client.force_login(a_learner())
    for nth in range(number):
        an_edition(title=f"Course {nth}")

    assert [queries_of(client, "/courses/") for _ in range(2)] == [5, 4]


def test_an_empty_catalogue_says_so(client):
    client.force_login(a_learner())

    assert "There are no courses yet." in page_of(client, "/courses/")


def test_a_retired_course_says_so_to_whoever_never_began_it(client):
    course, successor = an_edition().course, an_edition().course
    course.retired_at, course.successor = NOW, successor
    course.save()
    client.force_login(a_learner())

    reply = client.get(f"/courses/{course.key}/")

    assert reply.status_code == 410
    assert "This course is no longer offered." in reply.content.decode()
    assert f"/courses/{successor.key}/" in reply.content.decode()
