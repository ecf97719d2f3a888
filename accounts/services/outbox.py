"""The outbox as an admin minds it: what waits, what is stuck, and giving it another go."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import Bounce, Mail, User
from accounts.models.mail import MailQuerySet
from accounts.services.audit import record
from accounts.services.mail import lease
from lms.celery import wake

SEND = "tasks.mail.send_due_mail"
AGAIN = "accounts.mail.tried_again"


def in_state(state: str, *, now: datetime) -> MailQuerySet:
    """Mails that are waiting, parked, undeliverable or sent; else those that need a look."""
    mails = Mail.objects.all()
    if state == "waiting":
        return mails.waiting()
    if state == "sent":
        return mails.filter(sent_at__isnull=False)
    parked = _parked(now)
    if state == "parked":
        return parked
    return mails.undeliverable() if state == "undeliverable" else parked | mails.undeliverable()


def _parked(now: datetime) -> MailQuerySet:
    """Given up, and in nobody's hands: the last try may be going on at this moment."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease())
    return Mail.objects.parked().filter(free)


@transaction.atomic
def try_again(mail: Mail, *, now: datetime, by: User) -> Mail:
    """Owe a stuck mail anew, with all its tries.

    Refused while its recipient's address is marked, or where it is not stuck (any more): so a
    double click owes it once.
    """
    stuck = in_state("", now=now).select_for_update().filter(pk=mail.pk)
    if not stuck.exists():
        raise ValidationError(_("This mail is not stuck (any more)."), code="not_stuck")
    if not _sendable(stuck).exists():
        raise ValidationError(
            _("The address takes no mail. Take its mark back first, if it is right after all."),
            code="address_marked",
        )
    before = {"tries": mail.tries, "said": mail.last_error, "because": mail.withdrawn_because}
    record(by, AGAIN, f"mail:{mail.uuid}", at=now, before=before)
    _owe(Mail.objects.filter(pk=mail.pk), now)
    mail.refresh_from_db()
    return mail


@transaction.atomic
def try_all_again(mails: MailQuerySet, *, now: datetime, by: User) -> int:
    """The same for many, in a few statements; those to marked addresses stay. How many went."""
    stuck = _sendable(in_state("", now=now).filter(pk__in=mails.values("pk")))
    ids = list(stuck.select_for_update(of=("self",)).values_list("pk", flat=True))
    if ids:
        _owe(Mail.objects.filter(pk__in=ids), now)
        record(by, AGAIN, "outbox", at=now, after={"mails": len(ids)})
    return len(ids)


def _sendable(mails: MailQuerySet) -> MailQuerySet:
    """Mails whose recipient's present address is not marked."""
    marks = Bounce.objects.standing().filter(
        person=OuterRef("recipient"), permanent=True, address__iexact=F("person__email")
    )
    return mails.filter(~Exists(marks))


def _owe(mails: MailQuerySet, now: datetime) -> None:
    mails.update(
        withdrawn_at=None,
        withdrawn_because="",
        claimed_at=None,
        tries=0,
        unanswered=0,
        not_before=now,
    )
    wake(SEND)
