"""Four at one moment: what a lock decides."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from learning.models import Accommodation, Attempt, Response, Score
from learning.services.accommodations import Granted, grant_accommodation
from learning.services.attempts import (
    end_expired,
    save_response,
    start_attempt,
    submit_attempt,
)
from tests.factories import NOW, a_learner, an_admin
from tests.integration.learning.helpers import activity_of, four_at_once, taking
from tests.integration.learning.quizzes import a_draw, an_essay, at_quiz

pytestmark = pytest.mark.django_db(transaction=True)

A, B = {"choice": "a"}, {"choice": "b"}  # of the two, "a" is right


def an_open_attempt():
    enrolment = taking("quiz", "page")
    return start_attempt(enrolment, activity_of(enrolment, "quiz"), now=NOW)


def test_four_who_start_at_once_start_one_attempt():
    enrolment = taking("quiz", "page")
    quiz = activity_of(enrolment, "quiz")

    made = four_at_once(lambda _: start_attempt(enrolment, quiz, now=NOW).pk)

    assert made == [Attempt.objects.get().pk] * 4
    assert Response.objects.count() == 2


def test_four_who_hand_in_at_once_mark_once():
    attempt = an_open_attempt()
    choices = [A, B, B, B]

    scores = four_at_once(
        lambda number: (
            submit_attempt(attempt, {"q1": choices[number], "q2": choices[number]}, now=NOW).score
        )
    )

    attempt.refresh_from_db()
    assert scores == [attempt.score] * 4
    assert Score.objects.count() == 1


def test_of_four_saves_at_once_the_highest_count_stays():
    attempt = an_open_attempt()
    values = [A, B, A, B]

    four_at_once(
        lambda number: save_response(attempt, "q1", values[number], sequence=number + 1, now=NOW)
    )

    response = attempt.responses.get(place=1)
    assert (response.sequence, response.value) == (4, B)


def test_a_save_beside_handing_in_is_marked_or_refused():
    attempt = an_open_attempt()

    receipts = four_at_once(
        lambda number: (
            submit_attempt(attempt, {}, now=NOW)
            if number == 3
            else save_response(attempt, "q1", A, sequence=number + 1, now=NOW)
        )
    )

    attempt.refresh_from_db()
    response = attempt.responses.get(place=1)
    assert attempt.score == (Decimal("0.5") if response.value == A else 0)
    assert any(not each.stale for each in receipts[:3]) == (response.value == A)


def test_four_who_start_at_once_draw_once():
    enrolment, quiz = at_quiz(attempts=1)
    a_draw(quiz, 2, [f"p{n}" for n in range(9)])

    made = four_at_once(lambda _: start_attempt(enrolment, quiz, now=NOW).seed)

    assert set(made) == {Attempt.objects.get().seed}
    assert Response.objects.count() == 4


def test_four_workers_end_each_attempt_once():
    ends = NOW + timedelta(minutes=21)
    for expiry in ("submit", "submit", "discard"):
        enrolment, quiz = at_quiz(time_limit_minutes=20, at_expiry=expiry)
        start_attempt(enrolment, quiz, now=NOW)

    ended = four_at_once(lambda _: end_expired(now=ends))

    assert all(isinstance(count, int) for count in ended), ended
    assert Attempt.objects.open().count() == 0
    assert Score.objects.count() == 2
    deeds = AuditEntry.objects.filter(action__startswith="learning.attempt.")
    assert deeds.count() == 3


def test_the_worker_and_its_learner_end_an_attempt_one_way():
    enrolment, quiz = at_quiz(time_limit_minutes=20)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    save_response(attempt, "q1", A, sequence=1, now=NOW)
    ends = attempt.deadline + timedelta(seconds=10)
    in_time = ends - timedelta(microseconds=1)

    four_at_once(
        lambda number: (
            end_expired(now=ends)
            if number % 2
            else submit_attempt(attempt, {"q1": A, "q2": A}, now=in_time)
        )
    )

    attempt.refresh_from_db()
    by_learner = (in_time, Decimal(1), "submitted")
    by_worker = (attempt.deadline, Decimal("0.5"), "expired")
    score = attempt.scores.get()
    assert (attempt.submitted_at, score.score, score.cause) in {by_learner, by_worker}


def test_an_essay_saved_beside_handing_in_waits_for_its_marker_or_is_refused():
    """What was handed in is what a person marks: nothing gets in behind it."""
    enrolment, quiz = at_quiz()
    an_essay(quiz)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    text = {"text": "First I would listen."}

    receipts = four_at_once(
        lambda number: (
            submit_attempt(attempt, {}, now=NOW)
            if number == 3
            else save_response(attempt, "essay", text, sequence=number + 1, now=NOW)
        )
    )

    attempt.refresh_from_db()
    kept = attempt.responses.get(question__key="essay").value
    assert (attempt.score is None) == (kept == text)
    assert any(not each.stale for each in receipts[:3]) == (kept == text)


def test_four_who_grant_at_once_grant_once():
    person, admin = a_learner(), an_admin()

    made = four_at_once(
        lambda _: (
            grant_accommodation(
                person, Granted(factor=Decimal(2)), reason="A letter", now=NOW, by=admin
            ).pk
        )
    )

    assert made == [Accommodation.objects.get().pk] * 4
