"""Ending an attempt: handed in, in grace, discarded; scored at once, or once somebody marked it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from courses.models import Activity
from learning.models import Attempt, Progress, Score
from learning.services.attempts import (
    Refused,
    end_expired,
    save_response,
    start_attempt,
    submit_attempt,
)
from tests.factories import NOW
from tests.integration.learning.helpers import address, at_now, page_of
from tests.integration.learning.quizzes import A, B, an_essay, at_quiz

pytestmark = pytest.mark.django_db

MINUTE, MOMENT = timedelta(minutes=1), timedelta(microseconds=1)
DEADLINE = NOW + 20 * MINUTE
OVER = DEADLINE + timedelta(seconds=10)
TIMED = {"time_limit_minutes": 20}


def begun(client=None, **settings):
    """An attempt with one right response of two."""
    enrolment, quiz = at_quiz(client, **settings)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    save_response(attempt, "q1", A, sequence=1, now=NOW)
    return attempt


def now_is(attempt):
    attempt.refresh_from_db()
    return attempt.submitted_at, attempt.discarded_at, attempt.score


# The three endings


def test_in_tolerance_the_form_counts_and_is_finished_now():
    attempt = begun(**TIMED)

    submit_attempt(attempt, {"q2": A}, now=OVER - MOMENT)

    assert now_is(attempt) == (OVER - MOMENT, None, 1)


def test_in_grace_it_is_handed_in_unchanged_and_after_it_discarded():
    attempt = begun(**TIMED, at_expiry="grace", grace_minutes=5)
    last = DEADLINE + 5 * MINUTE

    assert end_expired(now=last - MOMENT) == 0
    submit_attempt(attempt, {"q2": A}, now=last - MOMENT)
    assert now_is(attempt) == (last - MOMENT, None, Decimal("0.5"))

    other = begun(**TIMED, at_expiry="grace", grace_minutes=5)
    assert end_expired(now=last) == 1
    assert now_is(other) == (None, last, None)
    assert not other.scores.exists()


@pytest.mark.parametrize("by", ["worker", "learner"])
def test_what_is_not_handed_in_by_then_is_discarded_whoever_looks_first(by):
    attempt = begun(**TIMED, at_expiry="discard")

    assert end_expired(now=OVER - MOMENT) == 0
    if by == "worker":
        assert (end_expired(now=OVER), end_expired(now=OVER)) == (1, 0)
    submit_attempt(attempt, {"q2": A}, now=OVER)

    assert now_is(attempt) == (None, OVER, None)
    assert save_response(attempt, "q2", A, sequence=9, now=NOW).refused == Refused.ENDED
    assert not Score.objects.exists()
    assert not Progress.objects.filter(satisfied_at__isnull=False).exists()


def test_a_discarded_attempt_was_one_of_those_allowed():
    attempt = begun(**TIMED, at_expiry="discard", attempts=2, delay_minutes=60)
    end_expired(now=OVER)

    again = start_attempt(attempt.enrolment, attempt.activity, now=DEADLINE + 60 * MINUTE)

    assert again.number == 2


def test_one_attempt_of_somebody_withdrawn_does_not_keep_the_others_waiting():
    first = begun(**TIMED)
    save_response(first, "q2", A, sequence=1, now=NOW)
    first.enrolment.withdrawn_at = first.enrolment.closed_at = NOW
    first.enrolment.save()
    second = begun(**TIMED)

    assert end_expired(now=OVER) == 2

    assert now_is(first) == (DEADLINE, None, 1)
    assert now_is(second)[0] == DEADLINE
    assert not Progress.objects.filter(enrolment=first.enrolment).exists()


def test_those_in_grace_do_not_stand_before_the_others(monkeypatch):
    monkeypatch.setattr("learning.services.attempts.BATCH", 1)
    begun(**TIMED, at_expiry="grace", grace_minutes=60)
    other = begun(**{"time_limit_minutes": 21})

    assert end_expired(now=OVER + 2 * MINUTE) == 1

    assert now_is(other)[0] == DEADLINE + MINUTE


def test_what_was_left_open_stays_nothing_in_the_database_too():
    attempt = begun()

    submit_attempt(attempt, {}, now=NOW)

    assert attempt.responses.filter(value__isnull=True).count() == 1


# What its person sees


@at_now
def test_after_time_is_over_the_page_takes_no_more_and_says_what_happens(client):
    attempt = begun(client, **TIMED)
    Attempt.objects.update(started_at=NOW - 21 * MINUTE, deadline=NOW - MINUTE)

    text = page_of(client, attempt.get_absolute_url())

    assert "What you saved is handed in for you." in text
    assert "1 of 2 are saved." in text
    assert "<fieldset" not in text
    result = client.post(f"{attempt.get_absolute_url()}submit/", follow=True)
    assert "Not passed yet: 50" in result.content.decode()


@at_now
def test_in_grace_the_page_offers_to_hand_in_and_nothing_else(client):
    attempt = begun(client, **TIMED, at_expiry="grace", grace_minutes=5)
    Attempt.objects.update(started_at=NOW - 21 * MINUTE, deadline=NOW - MINUTE)

    text = page_of(client, attempt.get_absolute_url())
    assert "You can hand in until 09:04." in text
    assert "<fieldset" not in text
    quiz = page_of(client, address("activity", attempt.enrolment, attempt.activity))
    assert "Hand it in" in quiz
    assert client.get(f"{attempt.get_absolute_url()}review/").url == attempt.get_absolute_url()

    submit = f"{attempt.get_absolute_url()}submit/"
    told = client.post(submit, {":asked": "q2", "q2": "a"}, follow=True)
    assert "Time was over before that could be saved." in told.content.decode()
    assert now_is(attempt)[0] is None

    client.post(submit)
    assert now_is(attempt)[0] == NOW
    assert attempt.score == Decimal("0.5")


@at_now
def test_a_discarded_attempt_says_so_and_tells_nothing(client):
    attempt = begun(client, **TIMED, at_expiry="discard")
    Attempt.objects.update(started_at=NOW - 21 * MINUTE, deadline=NOW - MINUTE)
    assert "so it does not count" in page_of(client, attempt.get_absolute_url())
    end_expired(now=NOW)

    assert client.get(attempt.get_absolute_url()).url.endswith("/result/")
    text = page_of(client, f"{attempt.get_absolute_url()}result/")

    assert "This attempt does not count." in text
    assert "Try again" in text
    assert "Choice a of q1" not in text
    quiz = page_of(client, address("activity", attempt.enrolment, attempt.activity))
    assert "Attempt 1: does not count, its time ran out" in quiz


@at_now
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "what is saved by then is handed in for you"),
        (
            {"at_expiry": "grace", "grace_minutes": 5},
            "You have until 09:20 to respond, and until 09:25 to hand in.",
        ),
        ({"at_expiry": "discard"}, "Hand in by 09:20: what is not handed in by then does not"),
    ],
)
def test_the_page_says_until_when_and_what_happens_then(client, settings, said):
    attempt = begun(client, **TIMED, **settings)

    assert said in page_of(client, attempt.get_absolute_url())
    assert said in page_of(client, f"{attempt.get_absolute_url()}review/")


# What a person must mark


def with_essay(client=None, **settings):
    enrolment, quiz = at_quiz(client, **settings)
    an_essay(quiz)
    return start_attempt(enrolment, quiz, now=NOW)


def test_an_answered_essay_waits_for_a_marker_and_an_open_one_scores_nothing():
    waiting, scored = with_essay(), with_essay()

    submit_attempt(waiting, {"q1": A, "q2": A, "essay": {"text": "Listen."}}, now=NOW)
    submit_attempt(scored, {"q1": A, "q2": A}, now=NOW)

    assert now_is(waiting) == (NOW, None, None)
    assert not waiting.scores.exists()
    assert list(Attempt.objects.to_mark()) == [waiting]
    assert now_is(scored) == (NOW, None, Decimal("0.5"))


def test_a_quiz_to_hand_in_is_done_before_anybody_has_marked_it():
    attempt = with_essay()
    Activity.objects.filter(kind="quiz").update(criterion="quiz_submitted", pass_mark=None)

    submit_attempt(Attempt.objects.get(), {"essay": {"text": "Listen."}}, now=NOW)

    assert now_is(attempt) == (NOW, None, None)
    assert Progress.objects.get().satisfied_at == NOW


def test_the_worker_hands_in_an_essay_as_well():
    attempt = with_essay(**TIMED)
    save_response(attempt, "essay", {"text": "Listen."}, sequence=1, now=NOW)

    assert end_expired(now=OVER) == 1

    assert now_is(attempt) == (DEADLINE, None, None)


@at_now
def test_the_pages_say_that_it_waits_to_be_marked(client):
    attempt = with_essay(client)
    submit_attempt(attempt, {"essay": {"text": "Listen."}}, now=NOW)

    text = page_of(client, f"{attempt.get_absolute_url()}result/")
    quiz = page_of(client, address("activity", attempt.enrolment, attempt.activity))

    assert "A person marks some of it, and then there is a score." in text
    assert "Try again" not in text
    assert "Attempt 1: waits to be marked" in quiz


# Which score counts


@at_now
@pytest.mark.parametrize(
    ("keep", "score", "said"),
    [
        ("highest", "100", "The highest score counts."),
        ("last", "0", "The score of the last attempt counts."),
        ("first", "50", "The score of the first attempt counts."),
        ("average", "50", "The average of the scores counts."),
    ],
)
def test_the_quizs_page_shows_the_score_that_counts(client, keep, score, said):
    enrolment, quiz = at_quiz(client, keep=keep)
    for chosen in ({"q1": A}, {"q1": A, "q2": A}, {"q1": B}):
        last = start_attempt(enrolment, quiz, now=NOW)
        submit_attempt(last, chosen, now=NOW)

    text = page_of(client, address("activity", enrolment, quiz))
    result = page_of(client, f"{last.get_absolute_url()}result/")

    assert f"<dt>Your score</dt><dd>{score}\N{NO-BREAK SPACE}%</dd>" in text
    assert said in text
    assert said in result
    # Passed once, passed for good, whatever counts.
    assert "You passed before, and that stays." in result
    assert Progress.objects.get(activity_key=quiz.key).satisfied_at == NOW


def test_one_attempt_that_cannot_be_ended_holds_up_no_other(caplog):
    """The oldest comes first: its response is to a question that the quiz does not ask."""
    broken, other = begun(**TIMED), begun(**TIMED)
    Attempt.objects.filter(pk=broken.pk).update(deadline=DEADLINE - MINUTE)
    broken.responses.filter(place=1).update(question=other.responses.get(place=1).question)

    assert end_expired(now=OVER) == 1

    assert [now_is(broken)[0], now_is(other)[0]] == [None, DEADLINE]
    assert f"attempt {broken.uuid} could not be ended" in caplog.text
