"""Accommodations: what one person is granted on every quiz, and until when.

The reason is for those who grant it: nothing here hands it on to a quiz, an attempt or a marker.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.facts import successor
from accounts.services.audit import record
from accounts.services.people_known import subject_of
from learning.models import Accommodation
from learning.rules import attempts as rules
from learning.services.dates import today


@dataclass(frozen=True, slots=True)
class Granted:
    """What is granted from today on; `to_on` is the first day without it, None: no end."""

    factor: Decimal = Decimal(1)
    no_time_limit: bool = False
    extra_attempts: int = 0
    to_on: date | None = None

    @property
    def helps(self) -> bool:
        """Whether it grants anything at all."""
        what = rules.Accommodation(self.factor, self.no_time_limit, self.extra_attempts)
        return what != rules.Accommodation()


@transaction.atomic
def grant_accommodation(
    person: User, granted: Granted, *, reason: str, now: datetime, by: User
) -> Accommodation:
    """Grant it from today on, in place of whatever the person was granted before.

    Attempts begun before keep what they began with. The same again, for the same reason, is the
    first one.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    reason = reason.strip()
    _check(granted, reason, now=now)
    held = in_force(person, today(now))
    if held and _said(held) == (granted, reason):
        return held
    Accommodation.objects.filter(person=person).supersede(now)
    made = Accommodation.objects.create(
        person=person,
        factor=granted.factor,
        no_time_limit=granted.no_time_limit,
        extra_attempts=granted.extra_attempts,
        reason=reason,
        from_on=today(now),
        to_on=granted.to_on,
        recorded_at=now,
        recorded_by=by,
    )
    deed, before = "learning.accommodation.granted", _told(held)
    record(by, deed, subject_of(person), at=now, before=before, after=_told(made), reason=reason)
    return made


@transaction.atomic
def end_accommodation(person: User, *, reason: str, now: datetime, by: User) -> None:
    """End what the person is granted today; a quiz begun today is begun without it.

    Where nothing is granted, nothing happens.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    held = in_force(person, today(now))
    if held is None:
        return
    ended = successor(held, now=now, to_on=today(now), recorded_by=by)
    Accommodation.objects.filter(pk=held.pk).supersede(now)
    ended.save()
    deed = "learning.accommodation.ended"
    record(by, deed, subject_of(person), at=now, before=_told(held), reason=reason)


def in_force(person: User, on: date) -> Accommodation | None:
    """What the person is granted that day, as now known."""
    return Accommodation.objects.standing().holding_on(on).filter(person=person).first()


def _check(granted: Granted, reason: str, *, now: datetime) -> None:
    if not reason:
        raise ValidationError(_("Say why it is granted."), code="reason_missing")
    if not granted.helps:
        raise ValidationError(
            _("Grant more time, no time limit, or more attempts."), code="grants_nothing"
        )
    if granted.to_on and granted.to_on <= today(now):
        raise ValidationError(_("Choose a day from today on."), code="ends_in_the_past")


def _said(held: Accommodation) -> tuple[Granted, str]:
    what = Granted(held.factor, held.no_time_limit, held.extra_attempts, held.to_on)
    return what, held.reason


def _told(held: Accommodation | None) -> dict[str, object]:
    """For the audit."""
    if held is None:
        return {}
    return {
        "factor": str(held.factor),
        "no_time_limit": held.no_time_limit,
        "extra_attempts": held.extra_attempts,
        "to_on": held.to_on.isoformat() if held.to_on else "",
    }
