"""Four at one moment: what a lock decides."""

from decimal import Decimal

import pytest

from learning.models import Attempt, Response, Score
from learning.services.attempts import save_response, start_attempt, submit_attempt
from tests.factories import NOW
from tests.integration.learning.helpers import activity_of, four_at_once, taking

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
