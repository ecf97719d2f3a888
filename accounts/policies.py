"""Who may do what: a role, for a unit and all below it, today (DOMAIN 10, Grant)."""

from datetime import date

from django.db.models import Exists, OuterRef

from accounts.models import Appointment, Grant, Unit, User
from accounts.models.organisation import SEGMENT, UnitQuerySet, under_any
from accounts.models.user import UserQuerySet
from accounts.rules.roles import Role

EVERYWHERE = ""  # the path above every root


def paths_of(person: User, roles: list[Role], on: date) -> list[str]:
    """Paths of the units for which the person holds one of these roles that day. One query.

    Overlapping scopes are reduced to their widest; an admin of a root runs the whole site, also
    where its tree has several roots.
    """
    held = (
        Grant.objects.held_by(person.pk, on)
        .filter(role__in=roles)
        .order_by("unit__path")
        .values_list("role", "unit__path")
    )
    widest: list[str] = []
    for role, path in held:
        if role == Role.ADMIN and len(path) == SEGMENT:
            return [EVERYWHERE]
        if not widest or not path.startswith(widest[-1]):
            widest.append(path)
    return widest


def covers(paths: list[str], unit: Unit) -> bool:
    """Whether a unit lies in one of these subtrees."""
    return any(unit.path.startswith(path) for path in paths)


def authoring_paths(person: User, on: date) -> list[str]:
    """Where the person may write courses."""
    return paths_of(person, [Role.TRAINER, Role.ADMIN], on)


def assigning_paths(person: User, on: date) -> list[str]:
    """Where the person may require courses."""
    return paths_of(person, [Role.ADMIN], on)


def reporting_paths(person: User, on: date) -> list[str]:
    """Whose standing the person may see."""
    return paths_of(person, [Role.COORDINATOR, Role.ADMIN], on)


def may_administer(person: User) -> bool:
    """Runs the site: people, invitations, audit. Asks no query (roles come with the person)."""
    return Role.ADMIN in person.roles


def administering_paths(person: User, on: date) -> list[str]:
    """Where the person runs things."""
    return paths_of(person, [Role.ADMIN], on)


def runs_the_site(paths: list[str]) -> bool:
    """Whether one runs it all: then everybody is in scope, placed or not."""
    return EVERYWHERE in paths


def people_under(paths: list[str], on: date) -> UserQuerySet:
    """The people that somebody who runs these units may see and change."""
    if runs_the_site(paths):
        return User.objects.all()
    held = Appointment.objects.standing().holding_on(on).filter(person=OuterRef("pk"))
    return User.objects.filter(Exists(held.filter(under_any(paths, "unit__path"))))


def units_under(paths: list[str]) -> UnitQuerySet:
    """Current units that somebody who runs these may place people in, in the order of the tree."""
    units = Unit.objects.current().in_order()
    return units if runs_the_site(paths) else units.filter(under_any(paths))
