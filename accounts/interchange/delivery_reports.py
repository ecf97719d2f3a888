"""Delivery status notifications (RFC 3464): what a mail server writes when a mail came back.

Whatever else lies in a mailbox, rubbish included, holds nothing for us and stops nothing.
"""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from accounts.rules.delivery import answer

STATUS = "message/delivery-status"
HEADERS = "text/rfc822-headers"
WHOLE = "message/rfc822"
FAILED = "failed"  # not delayed, relayed, expanded or delivered


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient whom a mail did not reach; `mails`: Message-IDs that it may have borne."""

    address: str
    mails: tuple[str, ...]
    code: str
    said: str
    at: datetime | None


def letters_in(place: Path) -> Iterator[bytes]:
    """Every message of an mbox file, a Maildir, or a folder of .eml files; nothing is changed."""
    if place.is_dir() and not (place / "cur").is_dir():
        for path in sorted(place.glob("*.eml")):
            yield path.read_bytes()
        return
    box: mailbox.mbox | mailbox.Maildir
    box = (
        mailbox.Maildir(place, create=False)
        if place.is_dir()
        else mailbox.mbox(place, create=False)
    )
    try:
        for key in sorted(box.keys()):
            yield box.get_bytes(key)
    finally:
        box.close()


def failures_in(letter: Message) -> list[Failure]:
    """What a notification says failed for good; none for any other letter."""
    statuses = [part for part in letter.walk() if part.get_content_type() == STATUS]
    mails = tuple(dict.fromkeys(_message_ids(letter)))
    found = []
    for blocks in map(_blocks, statuses):
        for block in blocks:
            failure = _failure(block, mails, _moment(letter, "Date"))
            if failure:
                found.append(failure)
    return found


def parsed(raw: bytes) -> Message:
    """As the lenient parser takes it: it refuses nothing."""
    return message_from_bytes(raw)


def text_of(letter: Message, name: str) -> str:
    """One header on one line; empty where there is none."""
    return " ".join(str(letter.get(name) or "").split())


def _blocks(status: Message) -> list[Message]:
    """The groups of fields of a notification: one of the message, then one of each recipient."""
    held = status.get_payload()
    if isinstance(held, list):
        return [block for block in held if isinstance(block, Message)]
    return [message_from_string(block) for block in str(held).split("\n\n") if block.strip()]


def _failure(block: Message, mails: tuple[str, ...], told_at: datetime | None) -> Failure | None:
    if text_of(block, "Action").lower() != FAILED:
        return None
    said = text_of(block, "Diagnostic-Code").partition(";")[2].strip()
    recipient = text_of(block, "Original-Recipient") or text_of(block, "Final-Recipient")
    return Failure(
        address=recipient.rpartition(";")[2].strip(" <>"),
        mails=mails,
        code=_code(text_of(block, "Status").partition(" ")[0], said),
        said=said,
        at=_moment(block, "Last-Attempt-Date") or told_at,
    )


def _code(status: str, said: str) -> str:
    """The status, or what the server said itself where that is more telling than 5.0.0."""
    digits, _space, words = said.partition(" ")
    own = answer(int(digits), words).code if digits.isascii() and digits.isdigit() else ""
    if status.endswith(".0.0") or not status:
        return own or status
    return status


def _moment(letter: Message, name: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text_of(letter, name))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _message_ids(letter: Message) -> Iterator[str]:
    """Of the mail that came back: in what was returned of it, else in what this answers."""
    for part in letter.walk():
        kind = part.get_content_type()
        held = part.get_payload()
        if kind == WHOLE and isinstance(held, list):
            yield from (text_of(one, "Message-ID") for one in held if isinstance(one, Message))
        elif kind == HEADERS:
            decoded = part.get_payload(decode=True)
            if isinstance(decoded, bytes):
                yield text_of(parsed(decoded), "Message-ID")
    for name in ("In-Reply-To", "References"):
        yield from text_of(letter, name).split()
