from datetime import UTC, datetime, timedelta

import pytest

from courses.rules.quiz_settings import AT_EXPIRY, FEEDBACK, KEEP, Item, Phase
from learning.rules.attempts import TOLERANCE, AtExpiry
from learning.rules.feedback import EVERYTHING, NOTHING, PRESETS, matrix, more_at, phase, told
from learning.rules.kept_score import Keep

NOON = datetime(2026, 4, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)


def test_the_names_that_packages_use_are_the_names_there_are():
    assert tuple(PRESETS) == FEEDBACK
    assert tuple(Keep) == KEEP
    assert tuple(AtExpiry) == AT_EXPIRY


def test_what_is_not_said_is_told_at_once_and_never_during():
    usual = matrix(None)

    assert told(usual, Phase.DURING) == NOTHING
    assert {told(usual, when) for when in list(Phase)[1:]} == {EVERYTHING}


def test_a_table_says_each_phase_and_the_rest_is_told_nothing():
    own = matrix({"later": ["score"], "after_close": ["response", "right_answer"]})

    assert told(own, Phase.LATER) == {Item.SCORE}
    assert told(own, Phase.AFTER_CLOSE) == {Item.RESPONSE, Item.RIGHT_ANSWER}
    assert told(own, Phase.RIGHT_AFTER) == NOTHING


@pytest.mark.parametrize("said", ["everything", {"tomorrow": []}, {"later": ["marks"]}, 3])
def test_a_name_that_is_none_is_no_feedback(said):
    with pytest.raises(ValueError, match=r"feedback|Phase|Item"):
        matrix(said)


def test_right_after_is_two_minutes_its_end_outside():
    def at(now):
        return phase(submitted_at=NOON, closes_at=NOON + 9 * MINUTE, now=now)

    assert at(NOON) == at(NOON + 2 * MINUTE - MOMENT) == Phase.RIGHT_AFTER
    assert at(NOON + 2 * MINUTE) == at(NOON + 9 * MINUTE + TOLERANCE - MOMENT) == Phase.LATER
    assert at(NOON + 9 * MINUTE + TOLERANCE) == Phase.AFTER_CLOSE


def test_an_open_attempt_is_during_even_after_closing_and_a_closed_quiz_is_never_right_after():
    assert phase(submitted_at=None, closes_at=NOON, now=NOON + MINUTE) == Phase.DURING
    closed = NOON - TOLERANCE
    assert phase(submitted_at=NOON, closes_at=closed, now=NOON) == Phase.AFTER_CLOSE
    assert phase(submitted_at=NOON, closes_at=None, now=NOON + 99 * MINUTE) == Phase.LATER


def test_more_is_told_from_the_next_instant_that_adds_something():
    closes_at = NOON + 60 * MINUTE

    def after(said, minutes, closes_at=closes_at):
        now = NOON + minutes * MINUTE
        return more_at(matrix(said), submitted_at=NOON, closes_at=closes_at, now=now)

    assert after("after_close", 0) == after("after_close", 60) == closes_at + TOLERANCE
    assert after("after_close", 61) is None
    assert after("at_once", 0) is None
    assert after({"later": ["score"]}, 1) == NOON + 2 * MINUTE
    assert after({"later": ["score"]}, 3) is None
    assert after({"later": ["score"]}, 0, closes_at=NOON + MINUTE) is None


@pytest.mark.parametrize("name", FEEDBACK)
def test_no_preset_takes_back_what_it_told_after_handing_in(name):
    phases = [told(PRESETS[name], when) for when in list(Phase)[1:]]

    assert phases[0] <= phases[1] <= phases[2]
    assert Item.RIGHT_ANSWER not in told(PRESETS[name], Phase.DURING)
