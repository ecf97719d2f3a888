"""May an attempt start, and what becomes of it when its time is over (DOMAIN 4).

Pure: no database, no clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

TOLERANCE = timedelta(seconds=10)  # for a browser that was sending at the deadline


class AttemptState(StrEnum):
    """How an attempt stands; only a submitted one has a say in the score."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


class AtExpiry(StrEnum):
    """What happens to an attempt whose deadline passes."""

    SUBMIT = "submit"
    GRACE = "grace"
    DISCARD = "discard"


class Decision(StrEnum):
    """What a rule here says to a start, a response, a submission or the worker."""

    YES = "yes"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    NO_ATTEMPTS_LEFT = "no_attempts_left"
    TOO_SOON = "too_soon"
    SAVED = "saved"
    EXPIRED = "expired"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"
    NOTHING = "nothing"


class Running(StrEnum):
    """What may still be done with an attempt that nobody ended."""

    OPEN = "open"  # responses are taken
    GRACE = "grace"  # it may be handed in as it was saved, and nothing changed
    OVER = "over"  # only its end is missing


@dataclass(frozen=True, slots=True)
class QuizLimits:
    """What a quiz allows everybody; None is no limit. Open in `[opens_at, closes_at)`."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    limit_minutes: Decimal | None = None
    attempts: int | None = None
    delay_minutes: Decimal = Decimal(0)
    at_expiry: AtExpiry = AtExpiry.SUBMIT
    grace_minutes: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What one person is granted on top, on every quiz."""

    factor: Decimal = Decimal(1)
    no_time_limit: bool = False
    extra_attempts: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """The attempts made so far, and when the latest of them ended and should have ended."""

    attempts: int = 0
    finished_at: datetime | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Whether an attempt may start; its deadline if so, else from when, where time will tell."""

    decision: Decision
    deadline: datetime | None = None
    earliest_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class End:
    """What becomes of a running attempt, and when it counts as finished if it does."""

    decision: Decision
    finished_at: datetime | None = None


def may_start(quiz: QuizLimits, person: Accommodation, made: Made, *, now: datetime) -> Start:
    """Whether a further attempt may start at `now`, and until when it would last.

    Open from the opening instant on, closed from the closing one on. The delay runs from the
    finish or the deadline of the attempt before, whichever was earlier; it is over at its end.
    """
    if quiz.opens_at is not None and now < quiz.opens_at:
        return Start(Decision.NOT_OPEN, earliest_start=quiz.opens_at)
    if quiz.closes_at is not None and now >= quiz.closes_at:
        return Start(Decision.CLOSED)
    if attempts_left(quiz, person, made) == 0:
        return Start(Decision.NO_ATTEMPTS_LEFT)
    ended = [at for at in (made.finished_at, made.deadline) if at is not None]
    if ended and now < (earliest := min(ended) + _minutes(quiz.delay_minutes)):
        return Start(Decision.TOO_SOON, earliest_start=earliest)
    return Start(Decision.YES, deadline=deadline(quiz, person, started_at=now))


def attempts_left(quiz: QuizLimits, person: Accommodation, made: Made) -> int | None:
    """How many attempts remain, never below 0; None where there is no limit."""
    if quiz.attempts is None:
        return None
    return max(quiz.attempts + person.extra_attempts - made.attempts, 0)


def deadline(quiz: QuizLimits, person: Accommodation, *, started_at: datetime) -> datetime | None:
    """Start + limit times factor, but never past closing; None if nothing ends the attempt."""
    ends = [] if quiz.closes_at is None else [quiz.closes_at]
    if quiz.limit_minutes is not None and not person.no_time_limit:
        ends.append(started_at + _minutes(quiz.limit_minutes * person.factor))
    return min(ends, default=None)


def response(ends_at: datetime | None, *, now: datetime) -> Decision:
    """Saved while now < deadline + 10 s, else expired; without a deadline always saved."""
    late = ends_at is not None and now >= ends_at + TOLERANCE
    return Decision.EXPIRED if late else Decision.SAVED


def submission(quiz: QuizLimits, ends_at: datetime | None, *, now: datetime) -> End:
    """Submitted, and finished at `now`, while now is before the end of tolerance or grace."""
    if ends_at is not None and now >= ends_at + _patience(quiz):
        return End(Decision.EXPIRED)
    return End(Decision.SUBMITTED, finished_at=now)


def worker(quiz: QuizLimits, ends_at: datetime | None, *, now: datetime) -> End:
    """What the worker does with an attempt that nobody submitted: nothing before its end.

    From the end of tolerance or grace on it submits what is saved, finished at the deadline
    however late the worker runs, or discards the attempt.
    """
    if ends_at is None or now < ends_at + _patience(quiz):
        return End(Decision.NOTHING)
    if quiz.at_expiry == AtExpiry.SUBMIT:
        return End(Decision.SUBMITTED, finished_at=ends_at)
    return End(Decision.DISCARDED)


def running(quiz: QuizLimits, ends_at: datetime | None, *, now: datetime) -> Running:
    """How far a running attempt is: responses end with the tolerance, all of it with the grace."""
    if response(ends_at, now=now) == Decision.SAVED:
        return Running.OPEN
    in_time = submission(quiz, ends_at, now=now).decision == Decision.SUBMITTED
    return Running.GRACE if in_time else Running.OVER


def handed_in_by(quiz: QuizLimits, ends_at: datetime | None) -> datetime | None:
    """Until when a submission counts, tolerance aside; None where nothing ends the attempt."""
    if ends_at is None or quiz.at_expiry != AtExpiry.GRACE:
        return ends_at
    return ends_at + _minutes(quiz.grace_minutes)


def _patience(quiz: QuizLimits) -> timedelta:
    """How long after the deadline a submission is still taken; grace has no tolerance on top."""
    if quiz.at_expiry == AtExpiry.GRACE:
        return max(_minutes(quiz.grace_minutes), TOLERANCE)
    return TOLERANCE


def _minutes(minutes: Decimal) -> timedelta:
    """Exact to the microsecond, also for half a minute or a third."""
    return timedelta(microseconds=int(minutes * 60_000_000))
