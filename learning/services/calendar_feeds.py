"""The secret address of a person's due dates: made, replaced, taken back, and who it belongs to."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from accounts.models import User
from accounts.services.audit import record
from accounts.services.people_known import subject_of
from learning.models import CalendarFeed

SECRET_BYTES = 32


@transaction.atomic
def renew_feed(person: User, *, now: datetime) -> str:
    """A new secret, said here and never again: only its hash is kept.

    An address that the person had before answers nobody from now on. Called twice, the first
    secret is of no use.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    replaced = _revoke(person, now)
    secret = token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.create(person=person, secret_hash=_hash(secret), created_at=now)
    action = "learning.calendar.renewed" if replaced else "learning.calendar.made"
    record(person, action, subject_of(person), at=now)
    return secret


@transaction.atomic
def revoke_feed(person: User, *, now: datetime) -> bool:
    """Take the address back; False where there was none."""
    person = User.objects.select_for_update().get(pk=person.pk)
    revoked = _revoke(person, now)
    if revoked:
        record(person, "learning.calendar.revoked", subject_of(person), at=now)
    return revoked


def _revoke(person: User, now: datetime) -> bool:
    standing = CalendarFeed.objects.filter(person=person, revoked_at__isnull=True)
    return bool(standing.update(revoked_at=now))


def feed_of(person: User) -> CalendarFeed | None:
    """The feed that answers now."""
    return CalendarFeed.objects.filter(person=person, revoked_at__isnull=True).first()


def feed_with(secret: str) -> CalendarFeed | None:
    """Whose it is; None where it was taken back, never was, or its person may not sign in."""
    return (
        CalendarFeed.objects.filter(
            secret_hash=_hash(secret),
            revoked_at__isnull=True,
            person__deactivated_at__isnull=True,
        )
        .select_related("person")
        .first()
    )


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
