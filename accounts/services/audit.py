"""The audit: what was done, by whom, and why."""

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
