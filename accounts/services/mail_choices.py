"""Which mails people may switch off, and that they did. Each kind has a link of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OptOut, User
from accounts.rules.roles import Role
from accounts.services.audit import record
from accounts.services.people_known import chunks, subject_of

STOPPED = "accounts.mail.stopped"
WANTED = "accounts.mail.wanted"
REMINDER = "reminder"
LINK = Signer(salt="accounts.mail.stop", sep=".")


@dataclass(frozen=True, slots=True)
class MailKind:
    """What mails of one kind are, in words for who gets them."""

    kind: str
    title: str | Promise
    says: str | Promise
    roles: frozenset[Role] = frozenset()  # only these get any; none named: everybody


# What may be switched off. Of reminders, those that their rule calls optional.
OPTIONAL = (
    MailKind(
        REMINDER,
        gettext_lazy("Reminders that need not come"),
        gettext_lazy("A word before something falls due, beside the ones that always come."),
    ),
    MailKind(
        "marked",
        gettext_lazy("When something you wrote has been marked"),
        gettext_lazy("Your result says so as well, whenever you look."),
    ),
    MailKind(
        "report",
        gettext_lazy("Reports that you have mailed to you"),
        gettext_lazy("Links to views of the reports, every week or month. Each can end by itself."),
        frozenset({Role.COORDINATOR, Role.ADMIN}),
    ),
)
# What may not, and why.
ALWAYS = (
    MailKind(
        "notice",
        gettext_lazy("Reminders of what is required of you"),
        gettext_lazy(
            "The institution must be able to say that you were told, in time, of what you have to "
            "do by when. At most one such mail a day, and none once it is done."
        ),
    ),
    MailKind(
        "sign_in",
        gettext_lazy("Sign-in codes and invitations"),
        gettext_lazy(
            "They come because somebody asked for them, and without them you are shut out."
        ),
    ),
)
FOR_COORDINATORS = MailKind(
    "bounces",
    gettext_lazy("Addresses in your units that take no mail"),
    gettext_lazy("Nobody else would notice that these people hear nothing. At most one a day."),
)


def optional_kind(kind: str) -> MailKind | None:
    return next((each for each in OPTIONAL if each.kind == kind), None)


def optional_for(person: User) -> list[MailKind]:
    """The kinds that this person may get and switch off. Asks no query."""
    return [each for each in OPTIONAL if not each.roles or each.roles & person.roles]


def kinds_refused_by(person: User) -> set[str]:
    """The kinds that this person has switched off."""
    rows = OptOut.objects.standing().filter(person=person)
    return set(rows.values_list("kind", flat=True))


def refusals(people: Iterable[int]) -> set[tuple[int, str]]:
    """What has been switched off, as (person, kind). One question for all."""
    return {
        (person, kind)
        for part in chunks(set(people))
        for person, kind in OptOut.objects.standing()
        .filter(person__in=part)
        .values_list("person", "kind")
    }


@transaction.atomic
def choose_mail(person: User, wanted: Mapping[str, bool], *, now: datetime) -> User:
    """Switch kinds of optional mail on or off. Said twice, nothing changes or is recorded.

    A kind that is not optional is refused, and nothing is changed.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if any(optional_kind(kind) is None for kind in wanted):
        raise ValidationError(_("These mails cannot be switched off."), code="not_optional")
    off = kinds_refused_by(person)
    for kind, is_wanted in wanted.items():
        if is_wanted and kind in off:
            OptOut.objects.filter(person=person, kind=kind).standing().supersede(now)
            record(person, WANTED, subject_of(person), at=now, after={"kind": kind})
        elif not is_wanted and kind not in off:
            OptOut.objects.create(person=person, kind=kind, recorded_at=now)
            record(person, STOPPED, subject_of(person), at=now, after={"kind": kind})
    return person


def stop_token(person: User, kind: str) -> str:
    """Names a person and a kind of mail, signed. It never ends: a mail may be old when read."""
    return LINK.sign(f"{kind}.{person.uuid.hex}")


def read_stop_token(token: str) -> tuple[User, MailKind] | None:
    """Whom and what a link means; None where we did not sign it, or the kind is gone."""
    try:
        kind, _dot, uuid = LINK.unsign(token).rpartition(".")
    except BadSignature:
        return None
    found = optional_kind(kind)
    person = User.objects.filter(uuid=uuid).first()
    return (person, found) if person and found else None
