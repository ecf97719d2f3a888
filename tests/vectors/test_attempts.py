from decimal import Decimal

import pytest

from learning.rules.attempts import (
    Accommodation,
    AtExpiry,
    Decision,
    End,
    Made,
    QuizLimits,
    Start,
    deadline,
    may_start,
    response,
    submission,
    worker,
)
from tests.vectors.tables import cases, flag, instant, number, whole


def limits(row):
    return QuizLimits(
        opens_at=instant(row["opens_at"]),
        closes_at=instant(row["closes_at"]),
        limit_minutes=number(row["limit_minutes"]),
        attempts=whole(row["attempts_limit"]),
        delay_minutes=number(row["delay_minutes"]) or Decimal(0),
        at_expiry=AtExpiry(row["at_expiry"] or "submit"),
        grace_minutes=number(row["grace_minutes"]) or Decimal(0),
    )


def granted(row):
    return Accommodation(
        factor=number(row["factor"]) or Decimal(1),
        no_time_limit=flag(row["no_time_limit"]),
        extra_attempts=whole(row["extra_attempts"]) or 0,
    )


@pytest.mark.parametrize("row", cases("attempts.csv", only=lambda row: row["ask"] == "start"))
def test_start(row):
    made = Made(
        attempts=whole(row["attempts_made"]) or 0,
        finished_at=instant(row["previous_finished_at"]),
        deadline=instant(row["previous_deadline"]),
    )

    assert may_start(limits(row), granted(row), made, now=instant(row["now"])) == Start(
        decision=Decision(row["decision"]),
        deadline=instant(row["deadline"]),
        earliest_start=instant(row["earliest_start"]),
    )


@pytest.mark.parametrize("row", cases("attempts.csv", only=lambda row: row["ask"] != "start"))
def test_running(row):
    quiz, now = limits(row), instant(row["now"])
    ends_at = deadline(quiz, granted(row), started_at=instant(row["started_at"]))
    asked = {
        "response": lambda: End(response(ends_at, now=now)),
        "submission": lambda: submission(quiz, ends_at, now=now),
        "worker": lambda: worker(quiz, ends_at, now=now),
    }

    assert ends_at == instant(row["deadline"])
    assert asked[row["ask"]]() == End(Decision(row["decision"]), instant(row["finished_at"]))
