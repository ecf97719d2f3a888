"""When people are away: recorded, corrected, ended and taken back by an admin (DOMAIN 10).

Each is a new row; the one it replaces is superseded and stays on record. Due days follow.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Leave, User
from accounts.models.facts import successor
from accounts.services.audit import record
from accounts.services.people_known import subject_of


@dataclass(frozen=True, slots=True)
class Away:
    """Days of leave, [from_on, to_on): `to_on` is the first day back, None while not known."""

    from_on: date
    to_on: date | None = None


@transaction.atomic
def record_leave(person: User, away: Away, *, reason: str, now: datetime, by: User) -> Leave:
    """Put down that somebody is away. Said twice, it is one; leave that overlaps is refused."""
    reason = _checked(away, reason)
    person = User.objects.select_for_update().get(pk=person.pk)
    held = Leave.objects.standing().filter(person=person)
    if same := held.filter(from_on=away.from_on, to_on=away.to_on).first():
        return same
    _refuse_overlap(held, away)
    leave = Leave.objects.create(
        person=person, from_on=away.from_on, to_on=away.to_on, recorded_at=now, recorded_by=by
    )
    _record(leave, "recorded", reason=reason, now=now, by=by)
    return leave


@transaction.atomic
def correct_leave(leave: Leave, away: Away, *, reason: str, now: datetime, by: User) -> Leave:
    """Say other days for a leave, or its end; corrected twice to the same days, the first stands.

    Refused where it was changed meanwhile, or where the days overlap with another leave.
    """
    reason = _checked(away, reason)
    held, standing = _held(leave)
    if (standing.from_on, standing.to_on) == (away.from_on, away.to_on):
        return standing
    _refuse_overlap(held.exclude(pk=standing.pk), away)
    Leave.objects.filter(pk=standing.pk).supersede(now)
    corrected = successor(standing, now=now, recorded_by=by, from_on=away.from_on, to_on=away.to_on)
    corrected.save()
    before = _days(standing)
    _record(corrected, "corrected", reason=reason, now=now, by=by, before=before)
    return corrected


@transaction.atomic
def take_back_leave(leave: Leave, *, reason: str, now: datetime, by: User) -> None:
    """Say that somebody was never away. The row stays on record; twice is once."""
    reason = _said(reason)
    User.objects.select_for_update().get(pk=leave.person_id)
    if Leave.objects.filter(pk=leave.pk).supersede(now):
        _record(leave, "taken_back", reason=reason, now=now, by=by, before=_days(leave))


def _held(leave: Leave) -> tuple[QuerySet[Leave], Leave]:
    """The person's leave, with theirs locked; and this one, if it still stands."""
    User.objects.select_for_update().get(pk=leave.person_id)
    held = Leave.objects.standing().filter(person=leave.person_id)
    standing = held.filter(pk=leave.pk).first() or held.filter(from_on=leave.from_on).first()
    if standing is None:
        raise ValidationError(
            _("This leave was changed meanwhile. Look at it again."), code="changed"
        )
    return held, standing


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say how you know."), code="reason_missing")
    return reason.strip()


def _checked(away: Away, reason: str) -> str:
    if away.to_on and away.to_on <= away.from_on:
        raise ValidationError(
            _("The first day back comes after the first day away."), code="ends_before_start"
        )
    return _said(reason)


def _refuse_overlap(held: QuerySet[Leave], away: Away) -> None:
    same = held.filter(Q(to_on__isnull=True) | Q(to_on__gt=away.from_on))
    if away.to_on:
        same = same.filter(from_on__lt=away.to_on)
    if same.exists():
        raise ValidationError(_("Another leave holds some of these days."), code="overlaps")


def _days(leave: Leave) -> dict[str, str | None]:
    return {
        "from_on": leave.from_on.isoformat(),
        "to_on": leave.to_on.isoformat() if leave.to_on else None,
    }


def _record(
    leave: Leave,
    deed: str,
    *,
    reason: str,
    now: datetime,
    by: User,
    before: dict[str, str | None] | None = None,
) -> None:
    """What is said of it now; of one taken back, what was said."""
    after = {} if deed == "taken_back" else _days(leave)
    subject = subject_of(leave.person)
    record(by, f"accounts.leave.{deed}", subject, at=now, before=before, after=after, reason=reason)
