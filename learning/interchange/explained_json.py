"""One assignment explained, as JSON."""

from datetime import UTC, date, datetime
from typing import Any

from learning.models import DueDate, Fulfilment, Reminder, Waiver
from learning.services.decision_words import decision_words
from learning.services.explained import Explained
from learning.services.hours import Hours


def as_json(known: Explained) -> dict[str, Any]:
    """One object: instants in UTC, days as they are; lists oldest first."""
    asked = known.assignment
    return {
        "assignment": str(asked.uuid),
        "as_of": _at(known.at),
        **_whose(known),
        "cycle": asked.cycle,
        "standing": known.standing,
        "sentences": list(known.sentences),
        "assigned_at": _at(asked.assigned_at),
        "counts_from": _at(asked.counts_from),
        "started_at": _at(asked.started_at),
        "withdrawn_at": _at(asked.withdrawn_at),
        "reasons": [
            {"why": one.why, "from": _at(one.from_at), "to": _at(one.to_at)}
            for one in known.reasons
        ],
        "due": {
            "on": _on(asked.due_on),
            "at": _at(asked.due_at),
            "history": [_due(one) for one in known.dates],
        },
        "waivers": [_waiver(one) for one in known.waivers],
        "fulfilled_by": [_fulfilment(one) for one in known.fulfilments],
        "hours": _hours(known.hours) if known.hours else None,
        "completed_at": _at(asked.completed_at),
        "valid_until": _on(asked.expires_on),
        "previous_valid_until": _at(asked.previous_expires_at),
        "renewal_opens_on": _on(known.renewal_opens_on),
        "next": [{"on": _on(one.on), "what": one.what} for one in known.coming],
        "reminders": [_reminder(one) for one in known.reminders],
    }


def _whose(known: Explained) -> dict[str, Any]:
    asked = known.assignment
    person = asked.person
    return {
        "person": {
            "uuid": str(person.uuid),
            "hr_id": person.hr_id,
            "name": person.display_name,
        },
        "requirement": {
            "key": asked.requirement.key,
            "title": asked.version.title,
            "version": asked.version.number,
        },
        "course": asked.course.key if asked.course else None,
    }


def _due(one: DueDate) -> dict[str, Any]:
    return {
        "on": _on(one.due_on),
        "at": _at(one.due_at),
        "zone": one.zone,
        "cause": one.cause,
        "reason": one.reason,
        "recorded_at": _at(one.recorded_at),
        "superseded_at": _at(one.superseded_at),
    }


def _waiver(one: Waiver) -> dict[str, Any]:
    return {
        "from": _at(one.from_at),
        "until_on": _on(one.until_on),
        "scope": one.scope,
        "reason": one.reason,
        "superseded_at": _at(one.superseded_at),
    }


def _fulfilment(one: Fulfilment) -> dict[str, Any]:
    return {
        "completion": str(one.completion.uuid),
        "course": one.completion.course.key,
        "completed_at": _at(one.completion.completed_at),
        "expires_on": _on(one.expires_on),
        "superseded_at": _at(one.superseded_at),
    }


def _hours(hours: Hours) -> dict[str, Any]:
    """The balance; hours as text, exact."""
    return {
        "needed": str(hours.balance.needed),
        "counted": str(hours.balance.counted),
        "missing": str(hours.balance.missing_hours),
        "categories": [
            {
                "category": share.category.key,
                "completions": share.number,
                "earned": str(share.earned),
                "counted": str(share.counted),
                "missing_count": share.missing_count,
            }
            for share in hours.balance.shares
        ],
    }


def _reminder(one: Reminder) -> dict[str, Any]:
    return {
        "anchor": one.rule.anchor,
        "offset_days": one.offset_days,
        "anchor_on": _on(one.anchor_on),
        "recipient": one.rule.recipient,
        "planned_at": _at(one.planned_at),
        "decision": one.decision,
        "because": one.because,
        "until": _at(one.until),
        "decided_at": _at(one.decided_at),
        "sent_at": _at(one.mail.sent_at) if one.mail else None,
        "sentence": decision_words(one),
    }


def _at(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else None


def _on(day: date | None) -> str | None:
    return day.isoformat() if day else None
