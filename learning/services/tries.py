"""The attempts that one enrolment has made at a quiz, and what its person is granted."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q

from learning.models import Enrolment
from learning.rules.attempts import Accommodation, AttemptState, Made, QuizLimits, Start, may_start
from learning.rules.kept_score import Keep, Tried, kept_score

GRANTED = ("from_on", "to_on", "factor", "no_time_limit", "extra_attempts")
Granted = tuple[Any, ...]  # these columns of a person's standing accommodation; nulls for none


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt, as far as the next one and the score that counts need it."""

    id: int
    uuid: UUID
    number: int
    deadline: datetime | None
    submitted_at: datetime | None
    discarded_at: datetime | None
    score: Decimal | None
    content_hash: str  # of the quiz as it read then

    @property
    def state(self) -> AttemptState:
        if self.submitted_at:
            return AttemptState.SUBMITTED
        return AttemptState.DISCARDED if self.discarded_at else AttemptState.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class Tries:
    """All attempts so far, in order of their start; `content_hash` is the quiz as it reads now."""

    made: tuple[Try, ...]
    granted: Accommodation
    content_hash: str

    @property
    def count(self) -> int:
        """How many there were at the quiz as it reads now: only these count against the limit."""
        return sum(each.content_hash == self.content_hash for each in self.made)

    @property
    def open(self) -> Try | None:
        """The one that nobody ended; there is one at most, and it is the last."""
        last = self.made[-1] if self.made else None
        return last if last and last.state == AttemptState.IN_PROGRESS else None

    def may_start(self, limits: QuizLimits, *, now: datetime) -> Start:
        """Whether a further attempt may start now; if not, why, and from when.

        The delay runs from the last attempt of all, however the quiz read then.
        Two servers' clocks may differ a little: an attempt that is over was over by now.
        """
        last = self.made[-1] if self.made else None
        made = Made(
            attempts=self.count,
            finished_at=min(last.submitted_at, now) if last and last.submitted_at else None,
            deadline=last.deadline if last else None,
        )
        return may_start(limits, self.granted, made, now=now)

    def kept(self, keep: Keep) -> Decimal | None:
        """The score that counts so far."""
        return kept_score(
            keep,
            (Tried(each.state, (each.score,)) for each in self.made if each.score is not None),
        )


def tries_at(enrolment: UUID, activity_key: str, content_hash: str, *, on: date) -> Tries:
    """An enrolment's attempts at a quiz, and its person's accommodation that day. One query.

    The hash is that of the quiz as it reads now.
    """
    standing = Q(person__accommodations__superseded_at__isnull=True)
    rows = list(
        Enrolment.objects.filter(uuid=enrolment)
        .annotate(
            made=FilteredRelation("attempts", condition=Q(attempts__activity_key=activity_key)),
            granted=FilteredRelation("person__accommodations", condition=standing),
        )
        .order_by("made__number")
        .values_list(
            *(f"granted__{name}" for name in GRANTED),
            *("made__id", "made__uuid", "made__number", "made__deadline"),
            *("made__submitted_at", "made__discarded_at", "made__score"),
            "made__activity__content_hash",
        )
    )
    made = tuple(Try(*columns) for columns in (row[len(GRANTED) :] for row in rows) if columns[0])
    granted = granted_on(rows[0][: len(GRANTED)], on) if rows else Accommodation()
    return Tries(made, granted, content_hash)


def granted_on(columns: Granted, on: date) -> Accommodation:
    """What the person's standing row grants on that day, if there is one and it holds."""
    from_on, to_on, *what = columns
    if from_on is None or on < from_on or (to_on is not None and on >= to_on):
        return Accommodation()
    return Accommodation(*what)
