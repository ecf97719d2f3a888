"""Not too fast to any one mail domain: some receivers turn away whom they find in a hurry."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from accounts.models import Mail, MailPace
from accounts.models.mail import MailQuerySet

MINUTE = 60.0


def without_the_hurried(mails: MailQuerySet, *, now: datetime) -> MailQuerySet:
    """Leave out mails to domains that have had their share; holds the paces until the end.

    Whoever takes turns locks every pace there is, in one order: the number of mails to a
    domain in any sixty seconds never exceeds MAIL_PER_DOMAIN_PER_MINUTE, however many workers.
    """
    if not settings.MAIL_PER_DOMAIN_PER_MINUTE:
        return mails
    hurried = Q(pk__in=[])
    for pace in MailPace.objects.select_for_update().order_by("domain"):
        if _left(pace, now) <= 0:
            hurried |= Q(recipient__email__iendswith=f"@{pace.domain}")
    return mails.exclude(hurried)


def in_their_turn(mails: list[Mail], *, now: datetime) -> list[Mail]:
    """Those of the mails for which there is a turn in this minute, and the turns taken."""
    if not settings.MAIL_PER_DOMAIN_PER_MINUTE or not mails:
        return mails
    paces = _paces({domain_of(mail) for mail in mails})
    left = {domain: _left(pace, now) for domain, pace in paces.items()}
    taken: Counter[str] = Counter()
    going = []
    for mail in mails:
        domain = domain_of(mail)
        if taken[domain] < left[domain]:
            taken[domain] += 1
            going.append(mail)
    for domain, turns in taken.items():
        paces[domain].turns = _recent(paces[domain], now) + [now.timestamp()] * turns
    MailPace.objects.bulk_update(paces.values(), ["turns"])
    return going


def domain_of(mail: Mail) -> str:
    return mail.recipient.email.rpartition("@")[2].lower()[:254]


def _paces(domains: Iterable[str]) -> dict[str, MailPace]:
    """One row a domain, locked; made where there is none."""
    wanted = sorted(domains)
    MailPace.objects.bulk_create(
        [MailPace(domain=domain) for domain in wanted], ignore_conflicts=True
    )
    rows = MailPace.objects.filter(domain__in=wanted).select_for_update().order_by("domain")
    return {pace.domain: pace for pace in rows}


def _recent(pace: MailPace, now: datetime) -> list[float]:
    since = now.timestamp() - MINUTE
    return [turn for turn in pace.turns if turn > since]


def _left(pace: MailPace, now: datetime) -> int:
    return settings.MAIL_PER_DOMAIN_PER_MINUTE - len(_recent(pace, now))
