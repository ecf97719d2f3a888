"""Days that the roster did not bring and that due dates count from: of hire, of an appointment."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Appointment, Employment, User
from accounts.models.facts import successor
from accounts.services.audit import Told, record_each
from accounts.services.people_facts import replace_facts
from accounts.services.people_known import subject_of


@transaction.atomic
def record_hire(
    people: Iterable[User], *, hired_on: date, reason: str, now: datetime, by: User
) -> list[User]:
    """Put down when these people were hired, where no hire date is known; whose it was.

    Whoever's is known is left as they are: the second time there is nothing left to do.
    """
    reason = _said(reason)
    rows = _locked(people)
    held = Employment.objects.standing().filter(person__in=rows)
    known = {it.person_id for it in held if it.hired_on}
    lasting = {it.person_id: it for it in held if it.left_on is None or it.left_on > hired_on}
    late = {it.person_id for it in held} - set(lasting)
    new, replaced = [], []
    for person in rows:
        if person.pk in known | late:
            continue
        fact = lasting.get(person.pk) or Employment(person=person)
        new.append(successor(fact, now=now, recorded_by=by, hired_on=hired_on))
        replaced += [fact.pk] if fact.pk else []
    replace_facts(Employment, replaced, new, now=now)
    told = {it.person_id for it in new}
    done = [person for person in rows if person.pk in told]
    _record(done, "accounts.person.hire_recorded", {"hired_on": hired_on}, reason, now, by)
    return done


@transaction.atomic
def record_appointment_start(
    people: Iterable[User], *, from_on: date, reason: str, now: datetime, by: User
) -> list[User]:
    """Put down when the primary appointment of these people began, where it is not known."""
    reason = _said(reason)
    rows = _locked(people)
    held = list(Appointment.objects.standing().filter(person__in=rows, primary=True))
    known = {it.person_id for it in held if it.from_on}
    open_ones = [
        it for it in held if it.person_id not in known and (it.to_on is None or it.to_on > from_on)
    ]
    latest = {it.person_id: it for it in sorted(open_ones, key=lambda it: it.pk)}
    new = [successor(it, now=now, recorded_by=by, from_on=from_on) for it in latest.values()]
    replace_facts(Appointment, [it.pk for it in latest.values()], new, now=now)
    done = [person for person in rows if person.pk in latest]
    deed, after = "accounts.person.appointment_start_recorded", {"from_on": from_on}
    _record(done, deed, after, reason, now, by)
    return done


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say how the day is known."), code="reason_missing")
    return reason.strip()


def _locked(people: Iterable[User]) -> list[User]:
    ids = [person.pk for person in people]
    return list(User.objects.filter(pk__in=ids).select_for_update().order_by("pk"))


def _record(
    people: list[User],
    deed: str,
    after: dict[str, date],
    reason: str,
    now: datetime,
    by: User,
) -> None:
    said = {name: day.isoformat() for name, day in after.items()}
    deeds = [Told(subject_of(person), after=said) for person in people]
    record_each(by, deed, deeds, at=now, reason=reason)
