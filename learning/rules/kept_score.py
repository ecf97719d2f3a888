"""Which of several attempts' scores counts, and whether a quiz is passed (DOMAIN 4).

Pure: no database, no clock. Scores are decimals from 0 to 1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from courses.rules.scores import rounded
from learning.rules.attempts import AttemptState


class Keep(StrEnum):
    """Which score is kept when a quiz was tried several times."""

    HIGHEST = "highest"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: its state, and every score it was ever given, oldest first (a regrade adds).

    The first `withdrawn` of them pass no more: with the last of those a person took the pass back.
    """

    state: AttemptState
    scores: tuple[Decimal, ...] = ()
    withdrawn: int = 0

    @property
    def counts(self) -> bool:
        """Submitted and marked: nothing else has a say in score or pass."""
        return self.state == AttemptState.SUBMITTED and bool(self.scores)


def kept_score(keep: Keep, attempts: Iterable[Tried]) -> Decimal | None:
    """The score that counts, of attempts in order of their start; None while none counts.

    Of an attempt marked several times the newest score is taken. The average is rounded half up
    to four places.
    """
    newest = [attempt.scores[-1] for attempt in attempts if attempt.counts]
    return _CHOSEN[keep](newest) if newest else None


def passed(pass_mark: Decimal, attempts: Iterable[Tried]) -> bool:
    """Whether any score ever given reached the pass mark; exactly the pass mark passes.

    A pass is sticky: neither a worse attempt, nor a regrade, nor the score that is kept undoes it.
    Only a person takes it back; then what comes after that may pass again.
    """
    return any(
        score >= pass_mark
        for attempt in attempts
        if attempt.counts
        for score in attempt.scores[attempt.withdrawn :]
    )


def _average(scores: Sequence[Decimal]) -> Decimal:
    return rounded(sum(scores, Decimal(0)) / len(scores))


_CHOSEN: dict[Keep, Callable[[Sequence[Decimal]], Decimal]] = {
    Keep.HIGHEST: max,
    Keep.LAST: lambda scores: scores[-1],
    Keep.FIRST: lambda scores: scores[0],
    Keep.AVERAGE: _average,
}
