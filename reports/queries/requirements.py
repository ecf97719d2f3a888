"""Which requirements a report speaks of."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Appointment
from accounts.models.organisation import under_any
from accounts.models.user import folded
from learning.models import Assignment, RequirementVersion
from reports.queries.completion import Attribution, Moment, held
from reports.queries.organisation import EVERYTHING, Organisation


def requirements_of(
    organisation: Organisation, moment: Moment, *, named: str = ""
) -> tuple[RequirementVersion, ...]:
    """The requirements in force, as they now read, by title; an ended one only when named.

    Within a part of the organisation: those it owns, and those that ask something of
    somebody there. One query.
    """
    in_force = Q(requirement__ended_at__isnull=True) | Q(requirement__ended_at__gt=moment.now)
    versions = RequirementVersion.objects.newest().filter(in_force | Q(requirement__key=named))
    if organisation.paths != EVERYTHING:
        versions = versions.filter(_concerns(organisation, moment))
    return tuple(
        sorted(
            versions.select_related("requirement"),
            key=lambda version: (folded(version.title), version.requirement.key),
        )
    )


def _concerns(organisation: Organisation, moment: Moment) -> Q:
    paths = organisation.paths
    there = Appointment.objects.filter(
        held(paths, moment.on, Attribution.ALL), person=OuterRef("person")
    )
    asked = Assignment.objects.filter(Exists(there), requirement=OuterRef("requirement"))
    return under_any(list(paths), "requirement__unit__path") | Q(Exists(asked))
