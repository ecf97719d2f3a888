"""A mail on its way out: what is on the envelope, whether it still may go, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import Mail
from accounts.models.mail import BOUNCED, UNSUBSCRIBED
from accounts.rules.delivery import Answer, marks_the_address
from accounts.services.bounces import Report, marked_people, note_bounce
from accounts.services.mail import Letter, Unwanted, give_up, settle
from accounts.services.mail_addresses import list_id, message_id, stop_addresses
from accounts.services.mail_choices import refusals
from accounts.services.smtp import hand_over

Words = dict[int, Letter | Unwanted]  # by the id of the mail


def deliver(
    mail: Mail, letter: Letter, *, now: datetime, connection: BaseEmailBackend | None = None
) -> bool:
    """Hand a claimed mail to the mail server, then write down that it went.

    Raises what smtp.hand_over does, untouched: nothing is written then. False where the lease
    had passed to another worker meanwhile.
    """
    message = EmailMultiAlternatives(
        subject=_one_line(letter.subject),
        body=letter.text,
        to=[formataddr((_one_line(mail.recipient.display_name), mail.recipient.email))],
        headers=_headers(mail, letter),
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    hand_over(message, connection or get_connection())
    return settle(
        mail,
        sent_at=now,
        message_id=message_id(mail),
        address=mail.recipient.email,
        last_error="",
    )


def _headers(mail: Mail, letter: Letter) -> dict[str, str]:
    """What tells mail programs what this is, and how to have no more of it (RFC 2369, 8058)."""
    headers = {
        "Message-ID": message_id(mail),
        "Auto-Submitted": "auto-generated",
        "List-Id": list_id(mail.kind, settings.INSTITUTION_OFFICE),
    }
    if not letter.optional:
        return headers
    addresses = stop_addresses(mail.recipient, mail.kind)
    headers["List-Unsubscribe"] = ", ".join(f"<{address}>" for address in addresses)
    if settings.SITE_URL.startswith("https://"):  # one click must not be seen on its way
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _one_line(text: str) -> str:
    """As a header holds it: whoever has a line break in their name gets their mails too."""
    return " ".join(text.split())


def still_to_go(mails: Iterable[Mail], words: Words) -> Words:
    """The same words, but not to a marked address, nor what its recipient has switched off.

    One question for all, and one more where a letter is optional.
    """
    asked = {mail.pk: mail for mail in mails if isinstance(words.get(mail.pk), Letter)}
    marked = marked_people(mail.recipient for mail in asked.values())
    off = refusals(mail.recipient_id for pk, mail in asked.items() if _is_optional(words[pk]))
    settled: Words = {}
    for pk, mail in asked.items():
        if mail.recipient_id in marked:
            settled[pk] = Unwanted(BOUNCED)
        elif _is_optional(words[pk]) and (mail.recipient_id, mail.kind) in off:
            settled[pk] = Unwanted(UNSUBSCRIBED)
    return words | settled


def _is_optional(said: Letter | Unwanted) -> bool:
    return isinstance(said, Letter) and said.optional


@transaction.atomic
def settle_refused(mail: Mail, refused: Answer, *, now: datetime) -> bool:
    """The server will never take it: undeliverable, and a bounce on record, both or neither."""
    if not give_up(mail, str(refused), now=now):
        return False
    report = Report(
        address=mail.recipient.email,
        mail=mail,
        permanent=marks_the_address(refused.code),
        code=refused.code,
        said=str(refused),
        at=now,
    )
    note_bounce(report, now=now)
    return True
