"""Inviting people: there is no open sign-up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Appointment, Mail, Unit, User
from accounts.models.user import sort_name
from accounts.rules.roles import Role
from accounts.services.audit import record
from accounts.services.mail import Letter, Unwanted, owe_mail
from accounts.services.organisation import institution_day
from accounts.services.people import grant_role
from accounts.services.people_known import subject_of
from lms.celery import wake

INVITATION = "invitation"
SEND = "tasks.mail.send_due_mail"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite, and where they belong."""

    email: str
    first_name: str
    last_name: str
    unit: Unit
    position: str = ""
    role: Role | None = None


@transaction.atomic
def invite_person(
    invitation: Invitation, *, reason: str = "", now: datetime, by: User | None
) -> User:
    """A new person with a place in a unit, perhaps a role, and an invitation in the outbox.

    An address that somebody has already, whatever its case, is refused. When the roster later
    brings the address with an HR id, it is taken to be this person.
    """
    person = _new_person(invitation, now)
    Appointment.objects.create(
        person=person,
        unit=invitation.unit,
        position=invitation.position,
        from_on=institution_day(now),
        recorded_at=now,
        recorded_by=by,
    )
    after = {"unit": str(invitation.unit.uuid), "unit_name": invitation.unit.name}
    record(by, "accounts.person.invited", subject_of(person), at=now, after=after, reason=reason)
    if invitation.role:
        grant_role(person, invitation.role, invitation.unit, reason=reason, now=now, by=by)
    owe_mail(person, INVITATION, now=now)
    wake(SEND)
    return person


def _new_person(invitation: Invitation, now: datetime) -> User:
    known = ValidationError(_("Somebody with this address is here already."), code="known_address")
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise known
    person = User(
        email=invitation.email.lower(),
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        joined_at=now,
    )
    person.sort_name = sort_name(person)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody else invited them this very moment
        raise known from None
    return person


@transaction.atomic
def invite_again(person: User, *, now: datetime, by: User) -> Mail:
    """Another invitation mail, for who has not come yet; while one is waiting, that one."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.last_login or person.deactivated_at:
        raise ValidationError(
            _("This person has signed in before, or may not sign in."), code="not_invited"
        )
    if waiting := Mail.objects.waiting().filter(recipient=person, kind=INVITATION).first():
        return waiting
    record(by, "accounts.person.invited_again", subject_of(person), at=now)
    wake(SEND)
    return owe_mail(person, INVITATION, now=now)


def write_invitations(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """The words of several invitations, by the id of the mail: what the sender asks for."""
    asked = [mail.pk for mail in mails]
    found = Mail.objects.filter(pk__in=asked).select_related("recipient")
    return {mail.pk: write_invitation(mail) for mail in found}


def write_invitation(mail: Mail) -> Letter | Unwanted:
    """The words of an invitation, or why it is no longer wanted.

    Its link leads to the page that mails a code, with the address filled in: a link in a mail
    never signs anyone in.
    """
    person = mail.recipient
    if person.deactivated_at:
        return Unwanted("deactivated")
    if person.last_login:
        return Unwanted("signed in already")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        query = urlencode({"email": person.email})
        context = {
            "person": person,
            "url": f"{settings.SITE_URL}{reverse('account_login')}?{query}",
            "institution_name": settings.INSTITUTION_NAME,
            "institution_office": settings.INSTITUTION_OFFICE,
            "support_email": settings.SUPPORT_EMAIL,
        }
        return Letter(
            subject=_("You have a place in Concord"),
            text=render_to_string("emails/invitation/body.txt", context),
            html=render_to_string("emails/invitation/body.html", context),
        )
