"""How an assignment stands (DOMAIN 5). Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Standing(StrEnum):
    """The ten standings, exclusive, in the order in which they are asked for."""

    WAIVED = "waived"
    WITHDRAWN = "withdrawn"
    COMPLETED_ON_TIME = "completed_on_time"
    COMPLETED_LATE = "completed_late"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    IN_PROGRESS = "in_progress"
    DUE_SOON = "due_soon"
    NOT_STARTED = "not_started"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides a standing: aware instants, None where there is no such fact.

    `expires_at` ends the validity of the *previous* cycle's completion; `scheduled_from` is when
    the assignment opens. Facts may lie in the future: they count from their instant on.
    """

    waived_until: datetime | None = None
    withdrawn_at: datetime | None = None
    completed_at: datetime | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    started_at: datetime | None = None
    scheduled_from: datetime | None = None


class Dated(Protocol):
    """Whatever carries the dates of an assignment: its row, or what a page knows of it."""

    @property
    def waived_until(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def completed_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def previous_expires_at(self) -> datetime | None: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def scheduled_from(self) -> datetime | None: ...


def facts_of(dated: Dated) -> Facts:
    """What decides the standing of this assignment."""
    return Facts(
        waived_until=dated.waived_until,
        withdrawn_at=dated.withdrawn_at,
        completed_at=dated.completed_at,
        due_at=dated.due_at,
        expires_at=dated.previous_expires_at,
        started_at=dated.started_at,
        scheduled_from=dated.scheduled_from,
    )


def standing(facts: Facts, *, now: datetime, due_soon_days: int) -> Standing:  # noqa: PLR0911
    """How the assignment stood at `now`, which may be any instant: the same rule answers as-of.

    A fact counts at its own instant already, a waiver ends at its own. Work done at the due
    instant is late, and not done by then it is overdue. Due soon begins `due_soon_days` times
    24 hours before the due instant.
    """
    if facts.waived_until is not None and now < facts.waived_until:
        return Standing.WAIVED
    if _reached(facts.withdrawn_at, now):
        return Standing.WITHDRAWN
    if facts.completed_at is not None and facts.completed_at <= now:
        late = _reached(facts.due_at, facts.completed_at)
        return Standing.COMPLETED_LATE if late else Standing.COMPLETED_ON_TIME
    if _reached(facts.expires_at, now):
        return Standing.EXPIRED
    if _reached(facts.due_at, now):
        return Standing.OVERDUE
    if _reached(facts.started_at, now):
        return Standing.IN_PROGRESS
    if facts.due_at is not None and now >= facts.due_at - timedelta(days=due_soon_days):
        return Standing.DUE_SOON
    if facts.scheduled_from is None or now >= facts.scheduled_from:
        return Standing.NOT_STARTED
    return Standing.SCHEDULED


def _reached(fact: datetime | None, now: datetime) -> bool:
    return fact is not None and fact <= now
