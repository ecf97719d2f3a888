"""What the pages say to somebody whose course moved on to another edition under their hands."""

from datetime import timedelta

import pytest
import time_machine

from courses.models import Activity
from learning.models import Completion, Progress, Reflection
from learning.services.acts import write_reflection
from learning.services.enrolment import enrol
from learning.services.openings import opening
from learning.services.progress import satisfy_activity
from tests.factories import NOW, a_learner
from tests.integration.learning.editions import an_issue
from tests.integration.learning.helpers import page_of, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]

LATER = NOW + timedelta(days=1)
OLD = {"page": "old", "page-2": "old", "page-3": "old"}
CHANGED = "changed since you did it"


@pytest.fixture
def later():
    with time_machine.travel(LATER, tick=False):
        yield


def moved(client, before, after, *done, effect="carry_over"):
    """Somebody signed in who did these, and was moved."""
    one = an_issue(before).edition
    enrolment = enrol(a_learner(), one.course, now=NOW)
    for key in done:
        satisfy_activity(enrolment, one.activities.get(key=key), at=NOW)
    an_issue(after, one.course, effect=effect, now=LATER)
    enrolment.refresh_from_db()
    client.force_login(enrolment.person)
    return enrolment


def at(enrolment, key, *verb):
    return "/".join(["", "learn", str(enrolment.uuid), key, *verb, ""])


def opened(enrolment, key, edition):
    """What a page of that edition sends along."""
    return {"opened": opening(enrolment.uuid, key, edition, now=NOW)}


def progress(enrolment, key):
    return enrolment.progress.get(activity_key=key)


# What is said


def test_the_course_says_next_to_an_activity_that_it_changed(client):
    enrolment = moved(client, OLD, {**OLD, "page-2": "new"}, "page", "page-2")

    text = page_of(client, f"/courses/{enrolment.course.key}/")

    assert "You are done when these 2 are:" in text
    assert text.count("it has changed since you did it: look at it again") == 1
    assert text.count(f"({CHANGED})") == 1
    assert "Next: Page-2" in text


def test_of_a_group_too_it_is_said_what_changed(client):
    rule = {"at_least": 2, "of": ["page", "page-2"]}
    one = an_issue(OLD, rule=rule).edition
    enrolment = enrol(a_learner(), one.course, now=NOW)
    satisfy_activity(enrolment, one.activities.get(key="page-2"), at=NOW)
    an_issue({**OLD, "page-2": "new"}, one.course, rule=rule, effect="carry_over")
    client.force_login(enrolment.person)

    text = page_of(client, f"/courses/{enrolment.course.key}/")

    assert text.count("it has changed since you did it: look at it again") == 1


def test_the_outline_says_it_in_the_player(client):
    enrolment = moved(client, OLD, {**OLD, "page-2": "new"}, "page", "page-2")

    text = page_of(client, at(enrolment, "page-3"))

    assert text.count("(completed)") == 1
    assert text.count(f"({CHANGED})") == 1
    assert "This has changed since you did it." not in text


def test_the_activity_says_it_and_next_is_the_review(client):
    enrolment = moved(client, OLD, {**OLD, "page-2": "new"}, "page-2")

    text = page_of(client, at(enrolment, "page-2"))
    assert "This has changed since you did it." in text
    assert "You did it on 24 November 2026, and that stays on record." in text
    assert "To be looked at again" in text
    assert "<p>new</p>" in text

    response = client.post(at(enrolment, "page-2", "leave"), opened(enrolment, "page-2", 2))

    assert response.url == at(enrolment, "page-3")
    done = progress(enrolment, "page-2")
    assert (done.satisfied_at, done.reviewed_at) == (NOW, LATER)
    assert "This has changed" not in page_of(client, at(enrolment, "page-2"))


def test_home_and_the_link_of_a_mail_lead_to_the_review(client):
    enrolment = moved(client, OLD, {**OLD, "page": "new"}, "page", "page-2")

    assert f'href="{at(enrolment, "page")}"' in page_of(client, "/")
    assert client.get(f"/courses/{enrolment.course.key}/next/").url == at(enrolment, "page")


def test_after_a_minor_change_nothing_is_said(client):
    enrolment = moved(client, OLD, {**OLD, "page": "new"}, "page", effect="minor")

    assert CHANGED not in page_of(client, f"/courses/{enrolment.course.key}/")
    text = page_of(client, at(enrolment, "page"))
    assert "<p>new</p>" in text
    assert CHANGED not in text


def test_completed_by_the_move_it_says_done(client):
    enrolment = moved(client, OLD, {"page": "old"}, "page")

    text = page_of(client, enrolment.get_absolute_url())

    assert "You are done." in text
    assert "24 November 2026" in text
    assert Completion.objects.get().completed_at == NOW


# What is sent from a page opened before


def test_a_page_read_for_the_first_time_counts_as_it_was_read(client):
    enrolment = moved(client, OLD, {**OLD, "page": "new"})

    response = client.post(at(enrolment, "page", "leave"), opened(enrolment, "page", 1))

    assert response.url == at(enrolment, "page-2")
    assert progress(enrolment, "page").activity.edition.number == 1
    assert CHANGED not in page_of(client, at(enrolment, "page-2"))


def test_an_old_page_is_no_review_and_the_new_one_comes(client):
    enrolment = moved(client, OLD, {**OLD, "page": "new"}, "page")

    sent = opened(enrolment, "page", 1)
    response = client.post(at(enrolment, "page", "leave"), sent, follow=True)

    assert response.redirect_chain == [(at(enrolment, "page"), 302)]
    assert "This page has changed since you opened it." in response.content.decode()
    assert "<p>new</p>" in response.content.decode()
    assert progress(enrolment, "page").met_at is None


def test_a_review_of_a_page_with_a_minimum_takes_its_time_again(client):
    enrolment = moved(client, OLD, {**OLD, "page": "new"}, "page")
    Activity.objects.filter(edition=enrolment.edition, key="page").update(criterion="minimum_time")
    minutes = [opening(enrolment.uuid, "page", 2, now=LATER - timedelta(minutes=n)) for n in (3, 4)]

    client.post(at(enrolment, "page", "leave"), {"opened": minutes[0]})
    assert progress(enrolment, "page").met_at is None

    client.post(at(enrolment, "page", "leave"), {"opened": minutes[1]})
    assert progress(enrolment, "page").met_at == LATER


def test_a_statement_that_changed_under_the_pen_is_not_signed_and_comes_again(client):
    said = {"attestation": "I will ask.", "page": "old"}
    enrolment = moved(client, said, {**said, "attestation": "I will ask first."}, effect="minor")
    sign = at(enrolment, "attestation", "sign")

    sent = {"agreed": "on", **opened(enrolment, "attestation", 1)}
    text = client.post(sign, sent, follow=True).content.decode()
    assert "This statement has changed since you opened it." in text
    assert "I will ask first." in text
    assert not Progress.objects.exists()

    client.post(sign, {"agreed": "on", **opened(enrolment, "attestation", 2)})
    assert progress(enrolment, "attestation").activity.edition.number == 2


def test_what_was_written_to_an_old_question_is_kept_and_saved_again_is_the_review(client):
    said = {"reflection": "old", "page": "old"}
    one = an_issue(said).edition
    enrolment = enrol(a_learner(), one.course, now=NOW)
    write_reflection(enrolment, one.activities.get(key="reflection"), "I was quiet.", now=NOW)
    an_issue({**said, "reflection": "new"}, one.course, effect="carry_over", now=LATER)
    client.force_login(enrolment.person)
    write = at(enrolment, "reflection", "write")

    client.post(write, {"text": "She was quiet.", **opened(enrolment, "reflection", 1)})
    assert Reflection.objects.get().text == "She was quiet."
    assert progress(enrolment, "reflection").met_at is None

    text = page_of(client, at(enrolment, "reflection"))
    assert "She was quiet." in text
    assert "This has changed since you did it." in text
    client.post(write, {"text": "She was quiet.", **opened(enrolment, "reflection", 2)})
    assert progress(enrolment, "reflection").met_at == LATER


# What is gone


def test_an_address_that_is_gone_leads_to_where_one_is(client):
    enrolment = moved(client, OLD, {"page": "old", "page-3": "old"}, "page")

    response = client.get(at(enrolment, "page-2"), follow=True)

    assert response.redirect_chain[-1] == (at(enrolment, "page-3"), 302)
    assert "That part is no longer in the course." in response.content.decode()
    assert client.get(at(enrolment, "page-9")).status_code == 404
    client.force_login(a_learner())
    assert client.get(at(enrolment, "page-2")).status_code == 404


def test_next_on_a_page_that_is_gone_leads_to_what_is_missing(client):
    enrolment = moved(client, OLD, {"page": "old", "page-3": "old"})

    response = client.post(at(enrolment, "page-2", "leave"), opened(enrolment, "page-2", 1))

    assert response.url == f"/courses/{enrolment.course.key}/"
    assert progress(enrolment, "page-2").satisfied_at == LATER


# At the same price


def test_the_pages_of_somebody_moved_take_no_query_more(client):
    enrolment = moved(client, OLD, {**OLD, "page": "new"}, "page")

    course, page = f"/courses/{enrolment.course.key}/", at(enrolment, "page")
    assert [queries_of(client, course) for _ in range(2)] == [5, 5]
    assert [queries_of(client, page) for _ in range(2)] == [4, 3]
