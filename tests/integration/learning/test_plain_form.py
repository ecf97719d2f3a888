"""A quiz without script: of a form that cannot be kept as a whole, the rest is."""

from datetime import timedelta

import pytest

from courses.models import Question
from courses.services import kept as kept_in_memory
from learning.models import Attempt
from learning.services.attempts import (
    OlderForm,
    save_response,
    start_attempt,
    submit_attempt,
)
from tests.factories import NOW
from tests.integration.learning.helpers import page_of
from tests.integration.learning.quizzes import A, B, an_essay, at_quiz, granted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TOO_LATE = "Time was over before that could be saved."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt(client):
    enrolment, quiz = at_quiz(client)
    an_essay(quiz)
    return start_attempt(enrolment, quiz, now=NOW)


def form(**sent):
    shown = {":asked": ["q1", "q2", "essay"]}
    counts = {f"sequence:{key}": 0 for key in shown[":asked"]}
    return {**shown, **counts, **sent}


def post(client, attempt, to, **sent):
    reply = client.post(f"{attempt.get_absolute_url()}{to}/", form(**sent))
    return reply, " ".join(reply.content.decode().split())


def kept(attempt):
    rows = attempt.responses.values_list("question__key", "value")
    return {key: value for key, value in rows if value is not None}


def test_a_line_of_a_text_ends_as_the_page_counts_it(client, attempt):
    """A browser allows 20,000 characters, and sends two for the end of each line."""
    lines = "\r\n".join(["y" * 99] * 200)
    assert len(lines.replace("\r\n", "\n")) <= 20_000 < len(lines)

    reply, _text = post(client, attempt, "save", essay=lines)

    assert reply.status_code == 302
    assert kept(attempt) == {"essay": {"text": lines.replace("\r\n", "\n")}}


@pytest.mark.parametrize("to", ["save", "submit"])
def test_beside_one_that_cannot_be_kept_all_others_are_and_it_is_shown_again(client, attempt, to):
    long = "Too long. " * 2_001

    reply, text = post(client, attempt, to, q1="b", essay=long)

    assert reply.status_code == 422
    assert kept(attempt) == {"q1": B}
    assert long.strip() in text
    assert 'href="#question-3">Question 3</a>: That is longer than can be kept: 20,000' in text
    assert "Everything else is saved, and nothing is handed in." in text
    attempt.refresh_from_db()
    assert attempt.is_open


def test_a_character_that_cannot_be_kept_is_not_called_too_long(client, attempt):
    _reply, text = post(client, attempt, "save", essay="a\0b")

    assert "There is a character in it that cannot be kept." in text
    assert ">ab</textarea>" in text


def test_an_old_form_handed_in_loses_only_what_is_newer_elsewhere(client, attempt):
    save_response(attempt, "q1", A, sequence=1, now=NOW)

    reply, text = post(client, attempt, "submit", q1="b", q2="b", essay="Mine.")

    assert reply.status_code == 409
    assert "This quiz was open in another window." in text
    assert kept(attempt) == {"q1": A, "q2": B, "essay": {"text": "Mine."}}
    attempt.refresh_from_db()
    assert attempt.is_open


def test_the_newest_response_stands_however_late_the_form_is_looked_at(attempt):
    save_response(attempt, "q1", A, sequence=5, now=NOW)

    with pytest.raises(OlderForm):
        submit_attempt(attempt, {"q1": B}, now=NOW, known={"q1": 4})
    assert kept(attempt) == {"q1": A}

    submit_attempt(attempt, {"q1": B}, now=NOW, known={"q1": 5})
    assert kept(attempt) == {"q1": B}


def timed(client, **settings):
    enrolment, quiz = at_quiz(client, time_limit_minutes=20, **settings)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    save_response(attempt, "q1", A, sequence=1, now=NOW)
    Attempt.objects.update(started_at=NOW - 21 * MINUTE, deadline=NOW - MINUTE)
    return attempt


@pytest.mark.parametrize(("sent", "says"), [({"q1": "a", "q2": "a"}, True), ({"q1": "a"}, False)])
def test_what_comes_too_late_to_be_handed_in_is_said(client, sent, says):
    attempt = timed(client)

    reply = client.post(f"{attempt.get_absolute_url()}submit/", form(**sent), follow=True)

    assert reply.redirect_chain == [(f"{attempt.get_absolute_url()}result/", 302)]
    assert (TOO_LATE in reply.content.decode()) == says
    assert kept(attempt) == {"q1": A}


def test_the_review_names_a_text_with_gaps_without_its_marks(client, attempt):
    gaps = {"kind": "cloze", "prompt": "<p>Ask what [[1]] was done.</p>"}
    Question.objects.filter(key="q1").update(**gaps)
    kept_in_memory.clear()

    text = page_of(client, f"{attempt.get_absolute_url()}review/")

    assert "Ask what _____ was done." in text
    assert "[[1]]" not in text


def test_a_form_that_says_nothing_is_not_said_to_be_saved(client, attempt):
    reply = client.post(f"{attempt.get_absolute_url()}save/", {"x": "1"}, follow=True)

    assert "Saved at" not in reply.content.decode()


def test_attempts_granted_since_are_offered_with_the_result(client):
    enrolment, quiz = at_quiz(client, attempts=1)
    attempt = submit_attempt(start_attempt(enrolment, quiz, now=NOW), {}, now=NOW)
    result = f"{attempt.get_absolute_url()}result/"
    assert "Try again" not in page_of(client, result)

    granted(enrolment.person, extra_attempts=1)

    assert "Try again" in page_of(client, result)
