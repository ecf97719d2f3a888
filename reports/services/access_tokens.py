"""The secrets with which programs read reports: made, ended, and whose one is."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from reports.models import AccessToken

PREFIX = "concord_"  # so that whoever finds one knows what it is
SECRET_BYTES = 32
LASTS = timedelta(days=365)


@transaction.atomic
def make_token(*, name: str, now: datetime, by: User) -> tuple[AccessToken, str]:
    """A token and its secret, said here and never again: only its hash is kept.

    It answers for a year. A name that another of one's tokens still has is refused, so pressing
    twice makes one; one that has run out lets go of its name.
    """
    User.objects.select_for_update().get(pk=by.pk)
    run_out = AccessToken.objects.of(by).filter(ended_at__isnull=True, expires_at__lte=now)
    run_out.update(ended_at=F("expires_at"))
    if AccessToken.objects.of(by).filter(name=name, ended_at__isnull=True).exists():
        raise ValidationError(_("You have a token of that name. End it first."), code="name_taken")
    secret = f"{PREFIX}{token_urlsafe(SECRET_BYTES)}"
    token = AccessToken.objects.create(
        person=by, name=name, secret_hash=_hash(secret), created_at=now, expires_at=now + LASTS
    )
    record(by, "reports.token.made", _subject(token), at=now, after={"name": name})
    return token, secret


@transaction.atomic
def end_token(token: AccessToken, *, now: datetime, by: User) -> None:
    """From now on it answers nobody. Once more: it has ended already."""
    ended = AccessToken.objects.filter(pk=token.pk, ended_at__isnull=True).update(ended_at=now)
    if ended:
        record(by, "reports.token.ended", _subject(token), at=now, before={"name": token.name})


def token_with(secret: str, *, now: datetime) -> AccessToken | None:
    """The token of this secret; None where it has ended, run out, or never was. One query."""
    answering = AccessToken.objects.answering(now).select_related("person")
    return answering.filter(secret_hash=_hash(secret)).first()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _subject(token: AccessToken) -> str:
    return f"accesstoken:{token.uuid}"
