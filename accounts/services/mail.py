"""The outbox: owing a mail, claiming it, settling it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import Mail, User

BATCH = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, written at the moment it is sent."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A mail that is no longer wanted, and why: `completed`, `waived`, `leaver` …"""

    because: str


def owe_mail(recipient: User, kind: str, *, now: datetime, request_id: str = "") -> Mail:
    """Put a mail in the outbox, in the caller's transaction; its words come when it is sent."""
    return Mail.objects.create(
        recipient=recipient, kind=kind, created_at=now, not_before=now, request_id=request_id
    )


def owe_mails(recipients: Iterable[int], kind: str, *, now: datetime) -> dict[int, Mail]:
    """The same for many people, by their ids, all at once; the mails by recipient."""
    owed = Mail.objects.bulk_create(
        Mail(recipient_id=recipient, kind=kind, created_at=now, not_before=now)
        for recipient in recipients
    )
    return {mail.recipient_id: mail for mail in owed}


def mails_to_join(recipients: Iterable[int], kind: str, *, now: datetime) -> dict[int, Mail]:
    """Mails owed already that no worker holds, by recipient: they can still carry more.

    Locked until the caller's transaction ends, so that none is sent before it can.
    """
    mails = (
        Mail.objects.claimable(now, lease())
        .filter(recipient__in=list(recipients), kind=kind)
        .select_for_update(skip_locked=True, of=("self",))
    )
    return {mail.recipient_id: mail for mail in mails}


def last_written_to(
    recipients: Iterable[int], kind: str, *, since: datetime, now: datetime
) -> dict[int, datetime]:
    """When each was last sent such a mail, by recipient; one being sent right now counts."""
    going = Q(sent_at__isnull=True, withdrawn_at__isnull=True, claimed_at__gt=now - lease())
    mails = (
        Mail.objects.filter(
            Q(sent_at__gte=since) | going, recipient__in=list(recipients), kind=kind
        )
        .annotate(last=Coalesce("sent_at", "claimed_at"))
        .order_by("last")
    )
    return dict(mails.values_list("recipient", "last"))


def lease() -> timedelta:
    """How long a claimed row, mail or job, is its worker's alone."""
    return timedelta(seconds=settings.LEASE_SECONDS)


@transaction.atomic
def claim_mails(*, now: datetime, most: int = BATCH) -> list[Mail]:
    """Lease up to `most` mails that are due to this worker; none when there is nothing to do.

    A lease that runs out can be claimed again, so a mail outlives the worker that
    dropped it, and a failed delivery is simply tried later. Two workers never hold one mail.
    """
    due = Mail.objects.claimable(now, lease()).select_related("recipient")
    mails = list(due.select_for_update(skip_locked=True, of=("self",))[:most])
    for mail in mails:
        mail.claimed_at = now
        mail.tries += 1
    Mail.objects.bulk_update(mails, ["claimed_at", "tries"])
    return mails


def is_mail_due(*, now: datetime) -> bool:
    """Whether there is anything to claim."""
    return Mail.objects.claimable(now, lease()).exists()


def give_back(mails: Iterable[Mail]) -> None:
    """Let go of claimed mails untried, where the lease is still this worker's: no try is lost."""
    for mail in mails:
        _settle(mail, claimed_at=None, tries=mail.tries - 1)


def message_id(mail: Mail) -> str:
    """Fixed for the life of the mail: a repeat is recognisable as one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{mail.uuid}@{host}>"


def deliver(
    mail: Mail, letter: Letter, *, now: datetime, connection: BaseEmailBackend | None = None
) -> bool:
    """Hand a claimed mail to the mail server, then write down that it went.

    Raises OSError (SMTP, network) untouched: the lease runs out and it is tried again.
    False where the lease had passed to another worker meanwhile.
    """
    message = EmailMultiAlternatives(
        subject=_one_line(letter.subject),
        body=letter.text,
        to=[formataddr((_one_line(mail.recipient.display_name), mail.recipient.email))],
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.send()
    return _settle(mail, sent_at=now, message_id=message_id(mail), last_error="")


def _one_line(text: str) -> str:
    """As a header holds it: whoever has a line break in their name gets their mails too."""
    return " ".join(text.split())


def withdraw(mail: Mail, unwanted: Unwanted, *, now: datetime) -> bool:
    """Settle a claimed mail without sending it, and say why."""
    return _settle(mail, withdrawn_at=now, withdrawn_because=unwanted.because)


def note_failure(mail: Mail, error: str) -> bool:
    """Remember what the mail server said; the mail stays owed."""
    return _settle(mail, last_error=error[:300])


def _settle(mail: Mail, **columns: object) -> bool:
    """Write the outcome only while the lease is still this worker's."""
    mine = Mail.objects.filter(
        pk=mail.pk, claimed_at=mail.claimed_at, sent_at__isnull=True, withdrawn_at__isnull=True
    )
    return bool(mine.update(**columns))
