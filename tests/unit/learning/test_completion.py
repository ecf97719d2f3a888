from datetime import UTC, datetime

from learning.rules.completion import (
    CourseRule,
    Missing,
    Share,
    Step,
    completed_at,
    missing,
    progress,
)

MONDAY, TUESDAY, FRIDAY = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 6))
ALL = CourseRule(required=("read", "quiz"))
TWO_OF_THREE = CourseRule(required=("read",), group=("x", "y", "z"), at_least=2)


def test_what_is_missing_is_named_in_order():
    assert missing(ALL, {}) == Missing(required=("read", "quiz"))
    assert missing(TWO_OF_THREE, {"read": MONDAY, "y": MONDAY}) == Missing(
        more=1, out_of=("x", "z")
    )
    assert not missing(TWO_OF_THREE, {"read": MONDAY, "x": MONDAY, "z": MONDAY})


def test_a_completion_has_the_time_of_the_last_satisfying_fact():
    assert completed_at(ALL, {"quiz": MONDAY, "read": TUESDAY, "extra": FRIDAY}) == TUESDAY
    assert completed_at(ALL, {"quiz": MONDAY}) is None


def test_more_of_a_group_than_asked_for_moves_nothing():
    satisfied = {"read": MONDAY, "x": FRIDAY, "y": MONDAY, "z": TUESDAY}

    assert completed_at(TWO_OF_THREE, satisfied) == TUESDAY


def test_a_course_that_asks_for_nothing_is_not_completed_of_itself():
    assert completed_at(CourseRule(), {"read": MONDAY}) is None


def test_progress_counts_steps_and_the_minutes_left():
    steps = [Step("read", 10), Step("film", 5), Step("quiz", 8)]

    share = progress(steps, {"read": MONDAY, "elsewhere": MONDAY})

    assert share == Share(done=1, total=3, minutes_left=13)
    assert share.percent == 33
    assert progress([], {}).percent == 0


def test_a_hundred_per_cent_is_said_of_everything_only():
    assert Share(done=299, total=300, minutes_left=1).percent == 99
