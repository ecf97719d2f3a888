"""The audit: what was done, by whom, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import AuditEntry, User


def record(
    by: User | None,
    action: str,
    subject: str,
    *,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    request_id: str = "",
) -> AuditEntry:
    """Write one entry, in the caller's transaction: the deed and its record stand or fall together.

    `subject` names a row as `assignment:<uuid>`; `before` and `after` hold plain JSON.
    """
    return AuditEntry.objects.create(
        by=by,
        action=action,
        subject=subject,
        at=at,
        before=before or {},
        after=after or {},
        reason=reason,
        request_id=request_id,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Of one deed among many alike: on what it was done, and what was different before."""

    subject: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record_each(
    by: User | None, action: str, deeds: Iterable[Told], *, at: datetime, reason: str = ""
) -> None:
    """One entry for each of many deeds alike, in the caller's transaction."""
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                by=by,
                action=action,
                subject=told.subject,
                at=at,
                before=told.before,
                after=told.after,
                reason=reason,
            )
            for told in deeds
        ),
        batch_size=500,
    )
