"""What a quiz's settings allow, show and count, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from learning.rules.attempts import Accommodation, AtExpiry, QuizLimits
from learning.rules.feedback import Matrix, Told, matrix, phase, told
from learning.rules.kept_score import Keep


@dataclass(frozen=True, slots=True)
class Terms:
    """One quiz's settings; what they leave out is the usual."""

    limits: QuizLimits
    keep: Keep
    feedback: Matrix
    shuffles_questions: bool
    one_at_a_time: bool

    def told(self, submitted_at: datetime | None, *, now: datetime) -> Told:
        """What may be shown now of an attempt handed in then, or still open."""
        closes_at = self.limits.closes_at
        when = phase(submitted_at=submitted_at, closes_at=closes_at, now=now)
        return told(self.feedback, when)


def terms_of(settings: Mapping[str, Any]) -> Terms:
    """The settings of a quiz, as its row or its package holds them."""
    return Terms(
        limits=limits_of(settings),
        keep=Keep(settings.get("keep", Keep.HIGHEST)),
        feedback=matrix(settings.get("feedback")),
        shuffles_questions=bool(settings.get("shuffle_questions")),
        one_at_a_time=bool(settings.get("one_at_a_time")),
    )


def limits_of(settings: Mapping[str, Any]) -> QuizLimits:
    """What the quiz allows everybody."""
    minutes = settings.get("time_limit_minutes")
    return QuizLimits(
        opens_at=_instant(settings.get("opens_at")),
        closes_at=_instant(settings.get("closes_at")),
        limit_minutes=None if minutes is None else Decimal(str(minutes)),
        attempts=settings.get("attempts"),
        delay_minutes=Decimal(str(settings.get("delay_minutes", 0))),
        at_expiry=AtExpiry(settings.get("at_expiry", AtExpiry.SUBMIT)),
        grace_minutes=Decimal(str(settings.get("grace_minutes", 0))),
    )


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def as_stored(granted: Accommodation) -> dict[str, object]:
    """An accommodation as an attempt keeps it: what was granted, never why; nothing if nothing."""
    if granted == Accommodation():
        return {}
    return {
        "factor": str(granted.factor),
        "no_time_limit": granted.no_time_limit,
        "extra_attempts": granted.extra_attempts,
    }


def from_stored(stored: Mapping[str, Any]) -> Accommodation:
    """What `as_stored` keeps."""
    if not stored:
        return Accommodation()
    return Accommodation(
        factor=Decimal(stored["factor"]),
        no_time_limit=stored["no_time_limit"],
        extra_attempts=stored["extra_attempts"],
    )
