"""Starting an attempt: when, for whom, and what it asks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from courses.models import Question
from learning.models import Attempt
from learning.services.attempts import save_response, start_attempt, submit_attempt
from tests.factories import NOW
from tests.integration.learning.helpers import address, at_now, page_of
from tests.integration.learning.quizzes import A, a_case, a_draw, at_quiz, granted

pytestmark = pytest.mark.django_db

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)


def keys_of(attempt):
    return [each.question.key for each in attempt.responses.select_related("question")]


def refused(enrolment, quiz, now):
    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, quiz, now=now)
    assert not Attempt.objects.filter(started_at=now).exists()
    return refusal.value.code


# When


def test_a_quiz_starts_from_its_opening_to_its_closing_and_nobody_lasts_past_that():
    closes_at = NOW + HOUR
    enrolment, quiz = at_quiz(
        opens_at=NOW.isoformat(), closes_at=closes_at.isoformat(), time_limit_minutes=45
    )

    assert refused(enrolment, quiz, NOW - MOMENT) == "quiz_not_open"
    first = start_attempt(enrolment, quiz, now=NOW)
    submit_attempt(first, {}, now=NOW)
    second = start_attempt(enrolment, quiz, now=NOW + HOUR / 2)
    submit_attempt(second, {}, now=NOW + HOUR / 2)

    assert first.deadline == NOW + timedelta(minutes=45)
    assert second.deadline == closes_at
    assert refused(enrolment, quiz, closes_at) == "quiz_closed"


@at_now
def test_the_quizs_page_says_when_it_opens(client):
    enrolment, quiz = at_quiz(client, opens_at="2026-11-24T11:00:00-06:00")
    text = page_of(client, address("activity", enrolment, quiz))
    assert "You can start from 11:00 on." in text
    assert "Start the quiz" not in text
    refusal = client.post(address("start_attempt", enrolment, quiz), follow=True)
    assert "This quiz is not open yet." in refusal.content.decode()


@at_now
def test_the_quizs_page_says_that_it_is_closed(client):
    enrolment, quiz = at_quiz(client, closes_at="2026-11-23T17:00:00-06:00")

    text = page_of(client, address("activity", enrolment, quiz))

    assert "This quiz is closed." in text
    assert "23 November 2026, 17:00" in text
    assert "Start the quiz" not in text


@at_now
def test_the_quizs_page_says_when_the_next_attempt_opens(client):
    enrolment, quiz = at_quiz(client, delay_minutes=60)
    submit_attempt(start_attempt(enrolment, quiz, now=NOW), {}, now=NOW)

    text = page_of(client, address("activity", enrolment, quiz))

    assert "The next attempt can start from 10:00 on." in text
    assert "Try again" not in text


# For whom


def test_what_is_granted_on_the_institutions_day_is_kept_with_the_attempt():
    enrolment, quiz = at_quiz(time_limit_minutes=30)
    granted(enrolment.person, factor=Decimal("1.5"), extra_attempts=2)

    attempt = start_attempt(enrolment, quiz, now=NOW)

    assert attempt.accommodation == {
        "factor": "1.50",
        "no_time_limit": False,
        "extra_attempts": 2,
    }
    assert attempt.deadline == NOW + timedelta(minutes=45)


@pytest.mark.parametrize(
    "held",
    [
        {"from_on": date(2026, 11, 25)},  # from tomorrow
        {"to_on": date(2026, 11, 24)},  # until yesterday
        {"superseded_at": NOW},
    ],
)
def test_what_is_not_granted_today_helps_nobody(held):
    enrolment, quiz = at_quiz(time_limit_minutes=30)
    granted(enrolment.person, factor=2, **held)

    attempt = start_attempt(enrolment, quiz, now=NOW)

    assert (attempt.accommodation, attempt.deadline) == ({}, NOW + HOUR / 2)


def test_no_time_limit_leaves_closing_alone():
    enrolment, quiz = at_quiz(time_limit_minutes=30, closes_at=(NOW + HOUR).isoformat())
    granted(enrolment.person, no_time_limit=True)

    assert start_attempt(enrolment, quiz, now=NOW).deadline == NOW + HOUR


@at_now
def test_extra_attempts_are_the_persons_alone_and_the_page_knows(client):
    enrolment, quiz = at_quiz(client, attempts=1)
    submit_attempt(start_attempt(enrolment, quiz, now=NOW), {}, now=NOW)
    assert "You have made every attempt" in page_of(client, address("activity", enrolment, quiz))

    granted(enrolment.person, extra_attempts=1)

    text = page_of(client, address("activity", enrolment, quiz))
    assert "1 of 2 made" in text
    assert "Try again" in text
    assert start_attempt(enrolment, quiz, now=NOW).number == 2


@at_now
def test_the_quizs_page_says_how_long_this_person_has(client):
    enrolment, quiz = at_quiz(client, time_limit_minutes=30)
    url = address("activity", enrolment, quiz)
    assert "<dd>30 minutes</dd>" in page_of(client, url)

    held = granted(enrolment.person, factor=Decimal("1.5"))
    assert "<dd>45 minutes, extra time included</dd>" in page_of(client, url)

    held.no_time_limit = True
    held.save()
    text = page_of(client, url)
    assert "Time" not in text.partition("<dl")[2].partition("</dl>")[0]
    assert "SECRET" not in text


# What is asked


def test_so_many_are_drawn_of_each_pool_and_cases_are_no_questions():
    enrolment, quiz = at_quiz()
    a_draw(quiz, 2, ["p1", "p2", "p3", "p4"], points=3, case="clinic")
    a_draw(quiz, 1, ["r1", "r2"])

    attempt = start_attempt(enrolment, quiz, now=NOW)

    keys = keys_of(attempt)
    assert keys[:2] == ["q1", "q2"]
    assert len({*keys} & {"p1", "p2", "p3", "p4"}) == 2
    assert len({*keys} & {"r1", "r2"}) == 1
    assert len(keys) == 5
    assert [each.points for each in attempt.responses.all()] == [1, 1, 3, 3, 1]


def test_a_case_of_the_quiz_has_no_response():
    enrolment, quiz = at_quiz()
    a_case(quiz, "ward", "q2")

    assert keys_of(start_attempt(enrolment, quiz, now=NOW)) == ["q1", "q2"]


def test_attempts_draw_anew_and_another_attempt_does_not_change_the_first():
    enrolment, quiz = at_quiz()
    a_draw(quiz, 1, [f"p{n}" for n in range(40)])
    first = start_attempt(enrolment, quiz, now=NOW)
    drawn = keys_of(first)
    submit_attempt(first, {}, now=NOW)

    more = set()
    for _ in range(4):
        again = start_attempt(enrolment, quiz, now=NOW)
        more.add(keys_of(again)[-1])
        submit_attempt(again, {}, now=NOW)

    assert keys_of(first) == drawn
    assert len(more) > 1


def test_questions_are_shuffled_where_the_quiz_says_so_and_nowhere_else():
    enrolment, quiz = at_quiz(shuffle_questions=True)
    for number in range(3, 9):
        a_question_like(quiz, f"q{number}", number)
    orders = set()
    for _ in range(5):
        attempt = start_attempt(enrolment, quiz, now=NOW)
        orders.add(tuple(keys_of(attempt)))
        submit_attempt(attempt, {}, now=NOW)

    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {tuple(f"q{n}" for n in range(1, 9))}


def a_question_like(quiz, key, position):
    row = Question.objects.get(activity=quiz, key="q1")
    row.pk, row.key, row.position = None, key, position
    row.save()


def test_what_is_not_scored_weighs_nothing():
    enrolment, quiz = at_quiz()
    Question.objects.filter(activity=quiz, key="q2").update(kind="likert", points=5)

    attempt = start_attempt(enrolment, quiz, now=NOW)
    submit_attempt(attempt, {"q1": A}, now=NOW)

    attempt.refresh_from_db()
    assert [each.points for each in attempt.responses.all()] == [1, 0]
    assert attempt.score == 1


@at_now
def test_a_drawn_question_is_asked_saved_and_marked(client):
    enrolment, quiz = at_quiz(client)
    a_draw(quiz, 1, ["p1", "p2"], points=2)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    key = keys_of(attempt)[-1]
    assert f"Of the bank, {key}?" in page_of(client, attempt.get_absolute_url())

    receipt = client.post(
        f"{attempt.get_absolute_url()}save/", {":question": key, f"sequence:{key}": "1", key: "a"}
    )
    submit_attempt(attempt, {}, now=NOW)

    assert receipt.status_code == 200
    assert attempt.responses.get(question__key=key).value == A
    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.5")
    assert not save_response(attempt, key, A, sequence=1, now=NOW).stale  # its first receipt
