"""The outbox: owing a mail, claiming it, settling it. How it goes out: delivery.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import Mail, User
from accounts.models.mail import UNDELIVERABLE
from accounts.rules.delivery import wait_after
from accounts.services.mail_pace import in_their_turn, without_the_hurried
from accounts.services.set_based import NewUuid, among, insert_and_name

BATCH = 50
BLANK = ("withdrawn_because", "last_error", "message_id", "address", "request_id")  # of a new mail


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, written at the moment it is sent.

    `optional`: its recipient may switch such mails off, and one who has is sent none.
    """

    subject: str
    text: str
    html: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A mail that is no longer wanted, and why: `completed`, `waived`, `leaver` …"""

    because: str


def owe_mail(recipient: User, kind: str, *, now: datetime, request_id: str = "") -> Mail:
    """Put a mail in the outbox, in the caller's transaction; its words come when it is sent."""
    return Mail.objects.create(
        recipient=recipient, kind=kind, created_at=now, not_before=now, request_id=request_id
    )


def owe_mails(recipients: Iterable[int], kind: str, *, now: datetime) -> dict[int, int]:
    """The same for many people, by their ids, all at once; the ids of the mails by recipient."""
    at = Value(now, output_field=DateTimeField())
    columns: dict[str, Combinable] = {
        "uuid": NewUuid(),
        "recipient_id": F("pk"),
        "kind": Value(kind),
        "created_at": at,
        "not_before": at,
        **dict.fromkeys(("tries", "unanswered"), Value(0)),
        **dict.fromkeys(BLANK, Value("")),
    }
    people = User.objects.filter(among("pk", recipients))
    return insert_and_name(Mail, people, columns, "recipient_id")


def mails_to_join(recipients: Iterable[int], kind: str, *, now: datetime) -> dict[int, int]:
    """Mails owed already that no worker holds, by recipient: they can still carry more.

    Locked until the caller's transaction ends, so that none is sent before it can.
    """
    mails = (
        Mail.objects.claimable(now, lease())
        .filter(among("recipient", recipients), kind=kind)
        .select_for_update(skip_locked=True, of=("self",))
    )
    return dict(mails.values_list("recipient_id", "pk"))


def last_written_to(
    recipients: Iterable[int], kind: str, *, since: datetime, now: datetime
) -> dict[int, datetime]:
    """When each was last sent such a mail, by recipient; one being sent right now counts."""
    going = Q(sent_at__isnull=True, withdrawn_at__isnull=True, claimed_at__gt=now - lease())
    mails = (
        Mail.objects.filter(
            Q(sent_at__gte=since) | going, among("recipient", recipients), kind=kind
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
    dropped it. Two workers never hold one mail. Where a mail domain has had its share of this
    minute, its mails stay owed and unclaimed, and those to other domains go on.
    """
    due = without_the_hurried(Mail.objects.claimable(now, lease()), now=now)
    rows = due.select_related("recipient").select_for_update(skip_locked=True, of=("self",))
    mails = in_their_turn(list(rows[:most]), now=now)
    for mail in mails:
        mail.claimed_at = now
        mail.tries += 1
    held = Mail.objects.filter(pk__in=[mail.pk for mail in mails])
    held.update(claimed_at=now, tries=F("tries") + 1)
    return mails


def is_mail_due(*, now: datetime) -> bool:
    """Whether there is anything that could be claimed, but for the pace of its domain."""
    return Mail.objects.claimable(now, lease()).exists()


def give_back(mails: Iterable[Mail]) -> None:
    """Let go of claimed mails untried, where the lease is still this worker's: no try is lost."""
    for mail in mails:
        settle(mail, claimed_at=None, tries=mail.tries - 1)


def hold_on(mail: Mail, *, now: datetime) -> bool:
    """Lease a claimed mail anew; False where it has passed to another worker meanwhile."""
    held = settle(mail, claimed_at=now)
    if held:
        mail.claimed_at = now
    return held


def withdraw(mail: Mail, unwanted: Unwanted, *, now: datetime) -> bool:
    """Settle a claimed mail without sending it, and say why."""
    return settle(mail, withdrawn_at=now, withdrawn_because=unwanted.because)


def give_up(mail: Mail, error: str, *, now: datetime) -> bool:
    """Settle a mail that the server will never take, with what it said."""
    return settle(
        mail,
        withdrawn_at=now,
        withdrawn_because=UNDELIVERABLE,
        last_error=error[:300],
        address=mail.recipient.email,
    )


def put_off(mail: Mail, error: str, *, now: datetime) -> bool:
    """The server wants none of it now: later, and later still each time, until it is parked."""
    return settle(
        mail,
        claimed_at=None,
        not_before=now + wait_after(mail.tries, first_wait()),
        last_error=error[:300],
    )


def let_go(mail: Mail, error: str, *, in_doubt: bool, now: datetime) -> bool:
    """The connection broke with this mail in hand: no try is lost, and others go before it.

    In doubt, the server had all of it and said nothing: it may have arrived. So that nobody is
    sent copy after copy, that is counted too, waits ever longer, and ends in being parked.
    """
    unanswered = mail.unanswered + in_doubt
    wait = wait_after(unanswered, first_wait()) if in_doubt else timedelta(0)
    return settle(
        mail,
        claimed_at=None,
        tries=mail.tries - 1,
        unanswered=unanswered,
        not_before=now + wait,
        last_error=error[:300],
    )


def first_wait() -> timedelta:
    """How long a mail is left alone after its first failure."""
    return timedelta(seconds=settings.MAIL_RETRY_SECONDS)


def note_failure(mail: Mail, error: str) -> bool:
    """Remember what went wrong before it was sent; tried again when its lease has run out."""
    return settle(mail, last_error=error[:300])


def settle(mail: Mail, **columns: object) -> bool:
    """Write the outcome only while the lease is still this worker's."""
    mine = Mail.objects.filter(
        pk=mail.pk, claimed_at=mail.claimed_at, sent_at__isnull=True, withdrawn_at__isnull=True
    )
    return bool(mine.update(**columns))
