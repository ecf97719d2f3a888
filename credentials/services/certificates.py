"""Certificates: issuing them, finding those that are owed."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from credentials.models import Certificate
from credentials.rules.codes import BITS, code_of
from learning.models import Completion

BATCH = 500


def awaiting_certificate() -> QuerySet[Completion]:
    """Completions by enrolment that have no certificate, oldest first.

    A corrected completion keeps the certificate of its first row: the uuid is the same.
    """
    issued = Certificate.objects.filter(completion__uuid=OuterRef("uuid"))
    return (
        Completion.objects.valid()
        .filter(~Exists(issued), edition__isnull=False)
        .select_related("person", "edition", "course")
        .order_by("id")
    )


@transaction.atomic
def issue_certificate(completion: Completion, *, now: datetime) -> Certificate:
    """The certificate of a completion: name, title, hours and dates as they are today.

    Safe to repeat: the second call returns the first one's certificate, whatever has
    changed since; two at once make one (the database holds one per completion).
    """
    if issued := Certificate.objects.filter(completion__uuid=completion.uuid).first():
        return issued
    certificate, _made = Certificate.objects.get_or_create(
        completion=completion, defaults=as_printed(completion) | {"issued_at": now}
    )
    return certificate


def as_printed(completion: Completion) -> dict[str, object]:
    """What the certificate says; fixed from now on, so that a forged print is caught."""
    edition = completion.edition
    assert edition is not None  # awaiting_certificate asks for it
    zone = ZoneInfo(settings.INSTITUTION_TIME_ZONE)
    valid = completion.fulfilments.filter(superseded_at=None).aggregate(last=Max("expires_on"))
    return {
        "code": code_of(secrets.randbits(BITS)),
        "name": completion.person.full_name,
        "title": edition.title,
        "edition": str(edition.number),
        "language": edition.language,
        "hours": completion.hours,
        "completed_on": completion.completed_at.astimezone(zone).date(),
        "valid_until": valid["last"],
        "institution": settings.INSTITUTION_NAME,
        "office": settings.INSTITUTION_OFFICE,
    }


def issue_missing(*, now: datetime) -> int:
    """Issue what is owed, a batch at a time; how many there were. Any number may run at once."""
    issued = 0
    for completion in awaiting_certificate()[:BATCH]:
        issue_certificate(completion, now=now)
        issued += 1
    return issued
