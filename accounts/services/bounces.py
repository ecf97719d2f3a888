"""Mails that came back: put on record once, marking the address where it is no good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Bounce, Mail, User
from accounts.services.audit import record
from accounts.services.bounce_notices import owe_notices
from accounts.services.people_known import chunks, subject_of

UNMARKED = "accounts.person.address_unmarked"


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server, a mail provider or a delivery status notification says of one mail.

    `permanent`: the address is no good, and nothing more is to be sent to it.
    """

    address: str
    permanent: bool
    at: datetime
    mail: Mail | None = None
    code: str = ""
    said: str = ""


@transaction.atomic
def note_bounce(report: Report, *, now: datetime) -> Bounce | None:
    """The bounce on record; None where neither the mail nor the address is anybody's here.

    The same report again changes nothing and answers with the first row, also after an admin
    has taken the mark back. A permanent one marks the address that it names, and the
    coordinators of the person are told of it with their next daily mail.
    """
    person = _person_of(report)
    if person is None:
        return None
    if known := _known(person, report):
        return known
    bounce = Bounce.objects.create(
        person=person,
        address=report.address[:254],
        mail=report.mail,
        permanent=report.permanent,
        code=report.code[:20],
        said=report.said.replace("\x00", "")[:300],  # which PostgreSQL would not store
        happened_at=report.at,
        recorded_at=now,
    )
    if bounce.permanent and bounce.address.lower() == person.email.lower():
        owe_notices(person, now=now)
    return bounce


def _person_of(report: Report) -> User | None:
    """Locked, so that two reports of one mail are taken in one after the other."""
    people = User.objects.select_for_update()
    if report.mail:
        return people.get(pk=report.mail.recipient_id)
    return people.filter(email__iexact=report.address).first()


def _known(person: User, report: Report) -> Bounce | None:
    """What was recorded of the same event: the same mail and code, or the same moment."""
    same = Bounce.objects.filter(person=person, mail=report.mail, code=report.code[:20])
    again = Q(happened_at=report.at)
    if report.mail:
        again |= Q(superseded_at__isnull=True)
    else:
        same = same.filter(address__iexact=report.address)
    return same.filter(again).order_by("-id").first()


def marked_people(people: Iterable[User]) -> set[int]:
    """Ids of those whose present address is marked; a new address is not."""
    addresses = {person.pk: person.email.lower() for person in people}
    return {
        pk
        for part in chunks(addresses)
        for pk, address in Bounce.objects.standing()
        .filter(person__in=part, permanent=True)
        .values_list("person", "address")
        if address.lower() == addresses[pk]
    }


def marks_of(person: User) -> list[Bounce]:
    """What marks a person's present address, the latest first; none: it is good."""
    rows = Bounce.objects.standing().filter(
        person=person, permanent=True, address__iexact=person.email
    )
    return list(rows.order_by("-happened_at", "-id"))


@transaction.atomic
def take_back_mark(person: User, *, reason: str, now: datetime, by: User) -> User:
    """From now on mails go to the address again; the bounces stay on record, superseded."""
    person = User.objects.select_for_update().get(pk=person.pk)
    marks = marks_of(person)
    if not marks:
        raise ValidationError(_("This address is not marked."), code="not_marked")
    Bounce.objects.filter(pk__in=[mark.pk for mark in marks]).update(superseded_at=now)
    before = {"address": person.email, "codes": sorted({mark.code for mark in marks})}
    record(by, UNMARKED, subject_of(person), at=now, before=before, reason=reason)
    return person
