from datetime import UTC, datetime, timedelta
from decimal import Decimal

from learning.rules.attempts import (
    Accommodation,
    AtExpiry,
    Decision,
    End,
    Made,
    QuizLimits,
    Running,
    Start,
    attempts_left,
    deadline,
    handed_in_by,
    may_start,
    response,
    running,
    submission,
    worker,
)

NOON = datetime(2026, 4, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
NOBODY_SPECIAL, NONE_MADE = Accommodation(), Made()
HALF_AN_HOUR = QuizLimits(limit_minutes=Decimal(30))


def starts(quiz, person=NOBODY_SPECIAL, made=NONE_MADE, now=NOON):
    return may_start(quiz, person, made, now=now)


def test_open_from_opening_on_and_closed_from_closing_on():
    quiz = QuizLimits(opens_at=NOON, closes_at=NOON + MINUTE)

    assert starts(quiz, now=NOON - SECOND) == Start(Decision.NOT_OPEN, earliest_start=NOON)
    assert starts(quiz, now=NOON) == Start(Decision.YES, deadline=NOON + MINUTE)
    assert starts(quiz, now=NOON + MINUTE) == Start(Decision.CLOSED)


def test_extra_attempts_are_added_to_the_limit():
    quiz, granted = QuizLimits(attempts=2), Accommodation(extra_attempts=1)

    assert starts(quiz, made=Made(2)).decision == Decision.NO_ATTEMPTS_LEFT
    assert starts(quiz, granted, Made(2)).decision == Decision.YES
    assert starts(quiz, granted, Made(3)).decision == Decision.NO_ATTEMPTS_LEFT


def test_attempts_left_are_never_fewer_than_none():
    assert attempts_left(QuizLimits(attempts=1), NOBODY_SPECIAL, Made(3)) == 0
    assert attempts_left(QuizLimits(), NOBODY_SPECIAL, Made(3)) is None


def test_the_delay_runs_from_finish_or_deadline_whichever_was_earlier():
    quiz = QuizLimits(delay_minutes=Decimal(60))
    hour_ago = NOON - 60 * MINUTE
    made = Made(1, finished_at=hour_ago + 9 * SECOND, deadline=hour_ago)

    assert starts(quiz, made=made).decision == Decision.YES
    assert starts(quiz, made=made, now=NOON - SECOND) == Start(
        Decision.TOO_SOON, earliest_start=NOON
    )


def test_extra_time_stretches_the_limit_but_never_past_closing():
    quiz = QuizLimits(limit_minutes=Decimal(30), closes_at=NOON + 40 * MINUTE)

    assert deadline(quiz, Accommodation(factor=Decimal("1.25")), started_at=NOON) == (
        NOON + timedelta(minutes=37, seconds=30)
    )
    assert deadline(quiz, Accommodation(factor=Decimal(2)), started_at=NOON) == quiz.closes_at
    assert deadline(HALF_AN_HOUR, Accommodation(no_time_limit=True), started_at=NOON) is None


def test_responses_are_taken_until_ten_seconds_after_the_deadline():
    assert response(NOON, now=NOON + 9 * SECOND) == Decision.SAVED
    assert response(NOON, now=NOON + 10 * SECOND) == Decision.EXPIRED
    assert response(None, now=NOON) == Decision.SAVED


def test_what_the_worker_submits_was_finished_at_the_deadline():
    late = NOON + 400 * MINUTE

    assert worker(HALF_AN_HOUR, NOON, now=NOON + 9 * SECOND) == End(Decision.NOTHING)
    assert worker(HALF_AN_HOUR, NOON, now=late) == End(Decision.SUBMITTED, NOON)
    assert worker(HALF_AN_HOUR, None, now=late) == End(Decision.NOTHING)


def test_grace_takes_submissions_to_its_end_and_then_discards():
    quiz = QuizLimits(at_expiry=AtExpiry.GRACE, grace_minutes=Decimal(5))
    last = NOON + 5 * MINUTE - SECOND

    assert submission(quiz, NOON, now=last) == End(Decision.SUBMITTED, last)
    assert worker(quiz, NOON, now=last) == End(Decision.NOTHING)
    assert submission(quiz, NOON, now=last + SECOND) == End(Decision.EXPIRED)
    assert worker(quiz, NOON, now=last + SECOND) == End(Decision.DISCARDED)


def test_time_is_open_then_in_grace_then_over():
    quiz = QuizLimits(at_expiry=AtExpiry.GRACE, grace_minutes=Decimal(5))

    def at(now, quiz=quiz):
        return running(quiz, NOON, now=now)

    assert at(NOON + 10 * SECOND - MOMENT) == Running.OPEN
    assert at(NOON + 10 * SECOND) == at(NOON + 5 * MINUTE - MOMENT) == Running.GRACE
    assert at(NOON + 5 * MINUTE) == Running.OVER
    assert at(NOON + 10 * SECOND, HALF_AN_HOUR) == Running.OVER
    assert running(quiz, None, now=NOON) == Running.OPEN


def test_only_grace_moves_the_last_moment_to_hand_in():
    grace = QuizLimits(at_expiry=AtExpiry.GRACE, grace_minutes=Decimal("2.5"))

    assert handed_in_by(grace, NOON) == NOON + timedelta(minutes=2, seconds=30)
    assert handed_in_by(HALF_AN_HOUR, NOON) == NOON
    assert handed_in_by(grace, None) is None
