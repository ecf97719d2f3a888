"""Until when a completion is valid, and when it may be renewed (DOMAIN 5).

Pure: no database, no clock: the completion's own day decides, not the day on which it was noticed.
Every date is a local day in the institution's zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count

from learning.rules.due_dates import add_months

LEAP_YEAR = 2000  # any: it has every day that an anniversary may fall on


class Mode(StrEnum):
    """What the next expiry is counted from."""

    COMPLETION = "completion"
    EXPIRY = "expiry"
    FIXED = "fixed"
    ANNIVERSARY = "anniversary"


class RenewalError(StrEnum):
    """Why a policy gives no dates."""

    BAD_PERIODS = "bad_periods"


@dataclass(frozen=True, slots=True)
class RenewalPolicy:
    """Active period, window and minimum active period in months; an anniversary's (month, day)."""

    mode: Mode
    active_months: int
    window_months: int
    minimum_months: int
    anniversary: tuple[int, int] | None = None

    @property
    def is_sound(self) -> bool:
        """A > W and W ≤ M ≤ A; an anniversary has a day and comes every 12 months."""
        if self.mode == Mode.ANNIVERSARY and (self.anniversary is None or self.active_months != 12):
            return False
        return self.window_months < self.active_months and (
            0 <= self.window_months <= self.minimum_months <= self.active_months
        )


@dataclass(frozen=True, slots=True)
class Completed:
    """One completion: its day, the due day of its assignment, and the expiry it renews.

    `previous_expires_on` is None in cycle 1. `first_completed_on` is what fixed dates count from
    where there never was a due day; None if this is the first completion.
    """

    completed_on: date
    due_on: date | None = None
    previous_expires_on: date | None = None
    first_completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """The last valid day, and the day from which it may be renewed; or why there are none."""

    expires_on: date | None = None
    window_opens_on: date | None = None
    error: RenewalError | None = None


def renewal(policy: RenewalPolicy, facts: Completed) -> Renewal:
    """Until when the completion is valid. Both days are included; months are clamped."""
    if not policy.is_sound:
        return Renewal(error=RenewalError.BAD_PERIODS)
    expires_on = _expires_on(policy, facts)
    return Renewal(
        expires_on=expires_on, window_opens_on=add_months(expires_on, -policy.window_months)
    )


def _expires_on(policy: RenewalPolicy, facts: Completed) -> date:
    if policy.mode in (Mode.FIXED, Mode.ANNIVERSARY):
        return _first_with_enough_left(policy, facts)
    start = facts.completed_on
    if policy.mode == Mode.EXPIRY:
        held_to = facts.previous_expires_on or facts.due_on
        if held_to is not None and facts.completed_on <= held_to:
            start = held_to  # on time: nothing of the period is lost
    return add_months(start, policy.active_months)


def _first_with_enough_left(policy: RenewalPolicy, facts: Completed) -> date:
    """The first of the dates after the completion that leaves the minimum; never one held already.

    Exactly the minimum is enough.
    """
    least = add_months(facts.completed_on, policy.minimum_months)
    held_to = facts.previous_expires_on or date.min
    return next(
        day
        for day in _dates(policy, facts)
        if day > facts.completed_on and day >= least and day > held_to
    )


def _dates(policy: RenewalPolicy, facts: Completed) -> Iterator[date]:
    """The dates to choose from, each counted from the base, so that clamping never adds up."""
    if policy.anniversary is not None and policy.mode == Mode.ANNIVERSARY:
        base = date(LEAP_YEAR, *policy.anniversary)
        skipped = (facts.completed_on.year - LEAP_YEAR) * 12
    else:
        base = facts.due_on or facts.first_completed_on or facts.completed_on
        skipped = 0
    for step in count():
        yield add_months(base, skipped + step * policy.active_months)
