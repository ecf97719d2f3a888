"""A quiz before and between its attempts: what it allows, what was made of it, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from courses.rules.quiz_settings import Item
from courses.services.reading import reading
from learning.rules.attempts import AtExpiry, AttemptState, Running, Start, running
from learning.rules.kept_score import Keep
from learning.services.dates import today
from learning.services.quiz_terms import Terms, terms_of
from learning.services.tries import Tries, Try, tries_at
from learning.views.moments import moment
from learning.views.standpoint import Standpoint


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt that is over, as the quiz's page lists it."""

    made: Try
    score: Decimal | None  # where there is one, and it may be told

    @property
    def waits(self) -> bool:
        """Whether a person must mark some of it first."""
        return self.made.state == AttemptState.SUBMITTED and self.made.score is None


@dataclass(frozen=True)
class QuizPage:
    """A person before a quiz at one moment."""

    tries: Tries
    terms: Terms
    now: datetime

    @property
    def going_on(self) -> Try | None:
        return self.tries.open

    @property
    def running(self) -> Running | None:
        """How far the open attempt is, if there is one."""
        if self.tries.open is None:
            return None
        return running(self.terms.limits, self.tries.open.deadline, now=self.now)

    @cached_property
    def start(self) -> Start:
        return self.tries.may_start(self.terms.limits, now=self.now)

    @property
    def earliest(self) -> str:
        """From when the next attempt may start, in words."""
        at = self.start.earliest_start
        return moment(at, self.now) if at else ""

    @property
    def allowed(self) -> int | None:
        """How many attempts this person has in all; None without limit."""
        attempts = self.terms.limits.attempts
        return None if attempts is None else attempts + self.tries.granted.extra_attempts

    @property
    def minutes(self) -> int | None:
        """How long an attempt may last for this person; None without limit."""
        limit, granted = self.terms.limits.limit_minutes, self.tries.granted
        if limit is None or granted.no_time_limit:
            return None
        return int(limit * granted.factor)

    @property
    def more_time(self) -> bool:
        """Whether that is longer than for others."""
        return self.minutes is not None and self.tries.granted.factor > 1

    @property
    def discards(self) -> bool:
        return self.terms.limits.at_expiry == AtExpiry.DISCARD

    @property
    def opens_at(self) -> str:
        """In words, as long as it is to come."""
        at = self.terms.limits.opens_at
        return moment(at, self.now) if at and at > self.now else ""

    @property
    def closes_at(self) -> str:
        at = self.terms.limits.closes_at
        return moment(at, self.now) if at else ""

    @property
    def is_closed(self) -> bool:
        at = self.terms.limits.closes_at
        return at is not None and at <= self.now

    @cached_property
    def ended(self) -> list[Ended]:
        return [
            Ended(made, made.score if self._told(made) else None)
            for made in self.tries.made
            if made.state != AttemptState.IN_PROGRESS
        ]

    @property
    def keep(self) -> Keep:
        return self.terms.keep

    @property
    def kept(self) -> Decimal | None:
        """The score that counts, where several do and each of them may be told."""
        scored = [made for made in self.tries.made if made.score is not None]
        if len(scored) < 2 or not all(self._told(made) for made in scored):
            return None
        return self.tries.kept(self.terms.keep)

    def _told(self, made: Try) -> bool:
        """Whether the attempt's score may be shown."""
        return Item.SCORE in self.terms.told(made.submitted_at, now=self.now)


def quiz_page(at: Standpoint, *, now: datetime) -> QuizPage:
    """One query, where what the quiz says is kept."""
    settings: Mapping[str, object] = reading(at.activity, at.outline.sources).settings
    tries = tries_at(at.taken.uuid, at.activity.key, at.activity.content_hash, on=today(now))
    return QuizPage(tries, terms_of(settings), now)
