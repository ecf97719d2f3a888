"""Certificates: issuing them, finding those that are owed."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import translation

from credentials.models import Certificate
from credentials.rules.codes import BITS, code_of
from credentials.services.wording import titled
from learning.models import Completion

BATCH = 500
# What met an assignment of its course by itself. One of several that met hours is no less done
# when the hours are asked for again.
WHOLE = Q(fulfilments__superseded_at__isnull=True, fulfilments__assignment__course__isnull=False)


def awaiting_certificate() -> QuerySet[Completion]:
    """Completions by enrolment that have no certificate, oldest first, with `valid_until`.

    A corrected completion keeps the certificate of its first row: the uuid is the same.
    """
    issued = Certificate.objects.filter(completion__uuid=OuterRef("uuid"))
    return (
        Completion.objects.valid()
        .filter(~Exists(issued), edition__isnull=False)
        .annotate(valid_until=Max("fulfilments__expires_on", filter=WHOLE))
        .select_related("person", "edition", "course")
        .order_by("id")
    )


@transaction.atomic
def issue_certificate(completion: Completion, *, now: datetime) -> Certificate:
    """The certificate of a completion: name, title, hours and dates as they are today.

    Safe to repeat: the second call returns the first one's certificate, whatever has
    changed since; two at once make one (the database holds one per completion).
    """
    issued = Certificate.objects.filter(completion__uuid=completion.uuid)
    if certificate := issued.first():
        return certificate
    # None is owed any more where another was quicker between the two questions.
    owed = awaiting_certificate().filter(pk=completion.pk)
    Certificate.objects.bulk_create(
        [as_printed(each, now=now) for each in owed], ignore_conflicts=True
    )
    return issued.get()


def as_printed(completion: Completion, *, now: datetime) -> Certificate:
    """What the certificate says; fixed from now on, so that a forged print is caught."""
    edition = completion.edition
    assert edition is not None  # awaiting_certificate asks for it
    with translation.override(edition.language):
        title = titled(edition.title, completion.modules)
    zone = ZoneInfo(settings.INSTITUTION_TIME_ZONE)
    return Certificate(
        completion=completion,
        code=code_of(secrets.randbits(BITS)),
        name=completion.person.full_name,
        title=title,
        edition=str(edition.number),
        language=edition.language,
        hours=completion.hours,
        completed_on=completion.completed_at.astimezone(zone).date(),
        valid_until=completion.valid_until,  # type: ignore[attr-defined]  # brought along
        institution=settings.INSTITUTION_NAME,
        office=settings.INSTITUTION_OFFICE,
        issued_at=now,
    )


def issue_missing(*, now: datetime) -> int:
    """Issue what is owed, a batch in two statements; how many there were.

    Safe to repeat and at once: what another has issued meanwhile is left as it is.
    """
    owed = list(awaiting_certificate()[:BATCH])
    Certificate.objects.bulk_create(
        [as_printed(completion, now=now) for completion in owed], ignore_conflicts=True
    )
    return len(owed)
