"""Bounces as a mail provider reports them: JSON, documented in docs/operations.md."""

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.services.bounces import Report
from accounts.services.mail_addresses import mail_named

MOST = 1000


def read_reports(body: bytes) -> list[Report]:
    """One object, or a list of them; if one cannot be read, ValidationError says which and why."""
    try:
        told = json.loads(body)
    except ValueError:  # and no UTF-8
        raise ValidationError(_("This is not JSON."), code="not_json") from None
    rows = told if isinstance(told, list) else [told]
    if len(rows) > MOST:
        raise ValidationError(_("Too many at once."), code="too_many")
    return [_report(row, number) for number, row in enumerate(rows, start=1)]


def _report(row: Any, number: int) -> Report:
    if not isinstance(row, dict):
        raise _bad(number, "object")
    message_id, address = _text(row, "message_id", number), _text(row, "address", number)
    if not (message_id or address):
        raise _bad(number, "address")
    if not isinstance(row.get("permanent"), bool):
        raise _bad(number, "permanent")
    mail = mail_named(message_id) if message_id else None
    if mail and not address:
        address = mail.address or mail.recipient.email
    return Report(
        address=address,
        mail=mail,
        permanent=row["permanent"],
        code=_text(row, "code", number),
        said=_text(row, "said", number),
        at=_moment(row, number),
    )


def _text(row: dict[str, Any], name: str, number: int) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise _bad(number, name)
    return value.replace("\x00", "").strip()


def _moment(row: dict[str, Any], number: int) -> datetime:
    try:
        moment = parse_datetime(_text(row, "at", number))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _bad(number, "at")
    return moment


def _bad(number: int, name: str) -> ValidationError:
    words = _("Bounce %(number)d: “%(name)s” is missing or cannot be read.")
    return ValidationError(words % {"number": number, "name": name}, code="unreadable")
