"""Single people: their profile, their roles, and whether they may sign in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Grant, Unit, User
from accounts.models.user import sort_name
from accounts.policies import administering_paths, covers, runs_the_site
from accounts.rules.roles import Role
from accounts.rules.time_zones import time_zones
from accounts.services.audit import record
from accounts.services.organisation import institution_day
from accounts.services.people_facts import end_rows
from accounts.services.people_known import CHOSEN, SHUT, subject_of


@dataclass(frozen=True, slots=True)
class Profile:
    """What people say of themselves. An empty language or time zone: the institution's."""

    preferred_name: str
    language: str
    time_zone: str


@transaction.atomic
def update_profile(person: User, profile: Profile, *, now: datetime) -> User:
    """Take over what a person says of themselves; how they are sorted follows their name.

    A name chosen here stands against any roster. Said twice, nothing changes and nothing
    is recorded.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if profile.language and profile.language not in dict(settings.LANGUAGES):
        raise ValidationError(_("We do not speak that language yet."), code="unknown_language")
    if profile.time_zone and profile.time_zone not in time_zones():
        raise ValidationError(_("There is no time zone of that name."), code="unknown_time_zone")
    after = {
        name: value for name, value in asdict(profile).items() if value != getattr(person, name)
    }
    if not after:
        return person
    before = {name: getattr(person, name) for name in after}
    for name, value in after.items():
        setattr(person, name, value)
    person.sort_name = sort_name(person)
    person.save(update_fields=[*after, "sort_name"])
    record(person, CHOSEN, subject_of(person), at=now, before=before, after=after)
    return person


@transaction.atomic
def grant_role(
    person: User, role: Role, unit: Unit, *, reason: str, now: datetime, by: User | None
) -> Grant:
    """Give a person a role for a unit and all below it, from today on.

    Who holds it already keeps the grant they have. An admin's scope is a root of the tree.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if role == Role.ADMIN and unit.parent_id is not None:
        raise ValidationError(
            _("An admin runs the whole site: choose the topmost unit."), code="admin_below_root"
        )
    today = institution_day(now)
    held = Grant.objects.held_by(person.pk, today).filter(role=role, unit=unit)
    if grant := held.filter(to_on=None).first():
        return grant
    grant = Grant.objects.create(
        person=person, role=role, unit=unit, from_on=today, recorded_at=now, recorded_by=by
    )
    after = {"role": role.value, "unit": str(unit.uuid), "unit_name": unit.name}
    record(by, "accounts.role.granted", subject_of(person), at=now, after=after, reason=reason)
    return grant


@transaction.atomic
def revoke_role(grant: Grant, *, reason: str, now: datetime, by: User) -> None:
    """End a grant today. Ended already, nothing happens. Nobody takes their own admin role."""
    grant = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .get(pk=grant.pk)
    )
    today = institution_day(now)
    if grant.superseded_at or (grant.to_on and grant.to_on <= today):
        return
    if grant.role == Role.ADMIN and grant.person_id == by.pk:
        raise ValidationError(
            _("Another admin has to end this: you would shut yourself out."), code="own_admin_role"
        )
    end_rows(Grant, [grant], ("to_on", "from_on"), on=today, now=now, by=by)
    before = {"role": grant.role, "unit": str(grant.unit.uuid), "unit_name": grant.unit.name}
    record(
        by,
        "accounts.role.revoked",
        subject_of(grant.person),
        at=now,
        before=before,
        reason=reason,
    )


@transaction.atomic
def deactivate_person(person: User, *, reason: str, now: datetime, by: User) -> User:
    """Shut a person out: no signing in, and roles end today. What they did stays.

    Employment and places stay as HR tells them. A second time nothing changes. A roster
    does not bring back whom an admin deactivated.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise ValidationError(
            _("Another admin has to do this: you would shut yourself out."), code="oneself"
        )
    if person.deactivated_at:
        return person
    today = institution_day(now)
    held = Grant.objects.held_by(person.pk, today).select_related("unit")
    _refuse_beyond(administering_paths(by, today), held)
    person.deactivated_at = now
    person.save(update_fields=["deactivated_at"])
    end_rows(Grant, list(held), ("to_on", "from_on"), on=today, now=now, by=by)
    record(by, SHUT, subject_of(person), at=now, reason=reason)
    return person


def _refuse_beyond(paths: list[str], held: Iterable[Grant]) -> None:
    """Roles end with their person: nobody ends one that they do not run."""
    if runs_the_site(paths) or all(covers(paths, grant.unit) for grant in held):
        return
    raise ValidationError(
        _("They hold a role beyond what you run. Ask somebody who runs the whole site."),
        code="beyond_scope",
    )


@transaction.atomic
def reactivate_person(person: User, *, reason: str, now: datetime, by: User) -> User:
    """Let a person in again. Their roles do not come back by themselves."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.deactivated_at is None:
        return person
    person.deactivated_at = None
    person.save(update_fields=["deactivated_at"])
    record(by, "accounts.person.reactivated", subject_of(person), at=now, reason=reason)
    return person
