"""Saving responses: what is kept, what is refused and why, and how few statements it takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Question
from learning.services.attempts import (
    Refused,
    end_expired,
    save_response,
    start_attempt,
    submit_attempt,
)
from tests.factories import NOW
from tests.integration.learning.helpers import at_now, page_of
from tests.integration.learning.quizzes import A, B, a_draw, an_essay, at_quiz

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def open_one(client=None, **settings):
    enrolment, quiz = at_quiz(client, **settings)
    return start_attempt(enrolment, quiz, now=NOW)


def send(client, attempt, key="q1", *, count=1, value="b", later=False):
    """As the page sends one response by itself."""
    data = {":question": key, ":asked": key, f"sequence:{key}": count, key: value}
    if later:
        data[f":later:{key}"] = "on"
    return client.post(f"{attempt.get_absolute_url()}save/", data)


@at_now
@pytest.mark.parametrize("key", ["q1", "p1"])
def test_a_save_takes_four_statements_session_and_person_included(client, key):
    enrolment, quiz = at_quiz(client)
    a_draw(quiz, 1, ["p1"])
    attempt = start_attempt(enrolment, quiz, now=NOW)
    send(client, attempt, key)

    with CaptureQueriesContext(connection) as statements:
        assert send(client, attempt, key, count=2).status_code == 200

    assert [it["sql"].split()[0] for it in statements] == ["SELECT", "SELECT", "SELECT", "UPDATE"]


@at_now
def test_a_refused_save_takes_one_statement_more(client):
    attempt = open_one(client)
    send(client, attempt, count=2)

    with CaptureQueriesContext(connection) as statements:
        assert send(client, attempt, count=1, value="a").status_code == 409

    assert len(statements) == 5


@at_now
def test_a_question_is_marked_to_be_looked_at_again_with_its_response(client):
    attempt = open_one(client)

    send(client, attempt, later=True)
    response = attempt.responses.get(place=1)
    assert (response.value, response.later_at) == (B, NOW)
    text = page_of(client, attempt.get_absolute_url())
    assert '<input type="checkbox" name=":later:q1" value="on" checked>' in text
    assert text.count("To look at again") - text.count("hidden>To look at again") == 1

    send(client, attempt, count=2)
    response.refresh_from_db()
    assert (response.value, response.later_at) == (B, None)


@at_now
def test_a_plain_form_marks_and_unmarks_as_well(client):
    attempt = open_one(client)
    shown = {":asked": ["q1", "q2"], "sequence:q1": 0, "sequence:q2": 0}
    save = f"{attempt.get_absolute_url()}save/"

    client.post(save, {**shown, ":later:q2": "on"})
    assert [bool(each.later_at) for each in attempt.responses.all()] == [False, True]

    client.post(save, {**shown, "sequence:q2": 1, "q1": "a"})
    assert [bool(each.later_at) for each in attempt.responses.all()] == [False, False]


def test_a_service_that_says_nothing_of_later_leaves_it():
    attempt = open_one()
    save_response(attempt, "q1", A, sequence=1, now=NOW, later=True)

    save_response(attempt, "q1", B, sequence=2, now=NOW)

    assert attempt.responses.get(place=1).later_at == NOW


@at_now
def test_each_refusal_says_why(client):
    attempt = open_one(client, time_limit_minutes=20)
    send(client, attempt, count=5)
    late = NOW + 21 * MINUTE

    older = send(client, attempt, count=4, value="a")
    over = save_response(attempt, "q1", A, sequence=9, now=late)
    end_expired(now=late)
    ended = save_response(attempt, "q1", A, sequence=9, now=late)

    assert older.json()["refused"] == "older"
    assert [over.refused, ended.refused] == [Refused.OVER, Refused.ENDED]


def test_what_was_in_before_the_end_is_no_lie_after_it():
    """A form handed in what the page also sends by itself, later and with another count."""
    attempt = open_one()
    submit_attempt(attempt, {"q1": A}, now=NOW)

    assert not save_response(attempt, "q1", A, sequence=7, now=NOW).stale
    assert save_response(attempt, "q1", B, sequence=7, now=NOW).refused == Refused.ENDED


@at_now
def test_a_receipt_says_how_much_time_is_left_where_it_is_limited(client):
    attempt = open_one(client, time_limit_minutes=20)

    assert send(client, attempt).json()["left"] == 1200
    assert "left" not in send(client, open_one(client)).json()


def test_no_response_gets_in_between_handing_in_and_a_marker():
    """Whatever waits to be marked takes no more saves either: its row is closed."""
    enrolment, quiz = at_quiz()
    an_essay(quiz)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    save_response(attempt, "essay", {"text": "First."}, sequence=1, now=NOW)

    submit_attempt(attempt, {}, now=NOW)

    assert attempt.responses.get(question__key="essay").score == 0


@at_now
@pytest.mark.parametrize("key", ["question", "sequence", "later", "asked", "here", "go"])
def test_a_question_may_be_named_like_anything_in_the_form(client, key):
    enrolment, quiz = at_quiz(client)
    Question.objects.filter(activity=quiz, key="q1").update(key=key)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    save_response(attempt, key, A, sequence=1, now=NOW)

    # A form that does not show it leaves it; one that does says what it says.
    plain = {":asked": "q2", "sequence:q2": 0, ":later:q2": "on", "q2": "b"}
    client.post(f"{attempt.get_absolute_url()}save/", plain)
    assert attempt.responses.get(place=1).value == A
    assert send(client, attempt, key, count=2).json()["sequence"] == 2
    assert attempt.responses.get(place=1).value == B
    client.post(f"{attempt.get_absolute_url()}save/", {":asked": key, key: "a"})
    assert attempt.responses.get(place=1).value == A


@at_now
def test_what_cannot_be_read_is_refused_with_its_reason(client):
    attempt = open_one(client)

    reply = send(client, attempt, value="zebra")

    assert (reply.status_code, reply.json()) == (422, {"error": "That is not one of the choices."})


@at_now
def test_a_plain_form_that_comes_too_late_is_told_so(client):
    attempt = open_one(client, time_limit_minutes=20)
    type(attempt).objects.update(deadline=NOW - MINUTE)
    shown = {":asked": ["q1"], "sequence:q1": 0, "q1": "b"}

    reply = client.post(f"{attempt.get_absolute_url()}save/", shown, follow=True)

    assert "Time was over before that could be saved." in reply.content.decode()
    assert attempt.responses.get(place=1).value is None
