"""How long it takes to mark 20,000 finished attempts again, before anything is written."""

import time
from collections.abc import Callable
from statistics import median

from bench.figures import Figure
from bench.system import System

ATTEMPTS = 20_000
ROUNDS = 3
MOST_SECONDS = 10.0
SAME_ROWS = """
    SELECT response.attempt_id, response.question_id, response.points,
           response.value::text, response.score
    FROM learning_response AS response
    JOIN learning_attempt AS attempt ON attempt.id = response.attempt_id
    JOIN courses_activity AS activity ON activity.id = attempt.activity_id
    WHERE activity.edition_id = %s AND attempt.score IS NOT NULL
    ORDER BY response.attempt_id
"""


def measure(system: System) -> list[Figure]:
    """Seconds of a preview, each round beside a loop that reads the same rows and only sums."""
    from bench.attempts_made import finished_attempts  # noqa: PLC0415  (needs Django set up)
    from learning.services.regrade import preview_regrade  # noqa: PLC0415

    made = finished_attempts(ATTEMPTS)
    quiz = made.newer

    def preview() -> None:
        found = preview_regrade(quiz.edition.course, quiz.key, quiz.edition)
        if found.attempts != ATTEMPTS or not found.changes:
            raise RuntimeError(f"{found.attempts} attempts, {len(found.changes)} of them change")

    def control() -> None:
        only_sum(made.older.edition_id)

    for warm in (preview, control):
        warm()
    pairs = [(seconds(preview), seconds(control)) for _ in range(ROUNDS)]
    value = median(took for took, _ in pairs)
    return [
        Figure(
            name="regrade preview",
            value=round(value, 2),
            unit="s",
            control=round(median(took for _, took in pairs), 2),
            ratio=round(median(took / bare for took, bare in pairs), 3),
            aim=f"< {MOST_SECONDS:.0f} s for {ATTEMPTS:,} attempts",
            met=value < MOST_SECONDS,
        )
    ]


def only_sum(edition_id: int) -> None:
    """The control: the same rows by plain SQL, and their points added up."""
    from django.db import connection  # noqa: PLC0415

    earned = 0
    with connection.cursor() as cursor:
        cursor.execute(SAME_ROWS, [edition_id])
        for _attempt, _question, points, _value, score in cursor:
            earned += points * score
    if not earned:
        raise RuntimeError("there was nothing to sum")


def seconds(act: Callable[[], None]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
