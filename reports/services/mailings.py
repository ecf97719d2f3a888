"""Reports by mail: asked for, ended, and what is due put in the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from accounts.services.mail import owe_mail
from learning.services.dates import institution_zone
from lms.celery import wake
from reports.models import Mailed, Mailing
from reports.rules.mailings import Every, next_mailing
from reports.services.saved_views import refuse_too_long

REPORT = "report"  # the kind of mail
SEND = "tasks.mail.send_due_mail"
AT_ONCE = 100  # mailings decided in one transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants mailed: a page of the reports with its filters, and how often."""

    page: str
    query: str
    name: str
    every: Every


@transaction.atomic
def make_mailing(wanted: Wanted, *, now: datetime, by: User) -> Mailing:
    """Have a link to a view mailed to oneself from the next such day on.

    Asked again with the same name and view it is the same mailing; a name taken by another view,
    and an address that is too long are refused.
    """
    refuse_too_long(wanted.query)
    User.objects.select_for_update().get(pk=by.pk)
    if known := Mailing.objects.of(by).filter(name=wanted.name).first():
        if (known.page, known.query, known.every) == (wanted.page, wanted.query, wanted.every):
            return known
        raise ValidationError(_("You get another report under that name."), code="name_taken")
    mailing = Mailing.objects.create(
        person=by,
        name=wanted.name,
        page=wanted.page,
        query=wanted.query,
        every=wanted.every,
        next_at=next_mailing(wanted.every, now, institution_zone()),
        created_at=now,
    )
    record(by, "reports.mailing.made", _subject(mailing), at=now, after=_said(mailing))
    return mailing


@transaction.atomic
def end_mailing(mailing: Mailing, *, now: datetime, by: User) -> None:
    """No mail of it goes out from now on. Once more: it has ended already."""
    ended = Mailing.objects.filter(pk=mailing.pk, ended_at__isnull=True).update(ended_at=now)
    if ended:
        record(by, "reports.mailing.ended", _subject(mailing), at=now, before=_said(mailing))


@transaction.atomic
def owe_due_mailings(*, now: datetime) -> int:
    """Put what is due in the outbox, each once, and say when it is due next; how many.

    After an outage one mail goes out, not one for each week that was missed. Run twice or at once,
    nothing is owed twice.
    """
    due = Mailing.objects.due(now).select_related("person")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    for mailing in rows:
        mail = owe_mail(mailing.person, REPORT, now=now)
        Mailed.objects.create(mailing=mailing, due_at=mailing.next_at, mail=mail)
        mailing.next_at = next_mailing(Every(mailing.every), now, institution_zone())
        mailing.save(update_fields=["next_at"])
    if rows:
        wake(SEND)
    return len(rows)


def _subject(mailing: Mailing) -> str:
    return f"mailing:{mailing.uuid}"


def _said(mailing: Mailing) -> dict[str, str]:
    said = {"name": mailing.name, "page": mailing.page}
    return {**said, "query": mailing.query, "every": mailing.every}
