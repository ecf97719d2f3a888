"""Which requirements a report speaks of."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Appointment
from accounts.models.organisation import under_any
from accounts.models.user import folded
from learning.models import Assignment, RequirementVersion
from reports.queries.completion import Attribution, held
from reports.queries.moments import Moment
from reports.queries.organisation import EVERYTHING, Organisation


def requirements_of(
    organisation: Organisation, moment: Moment, *, named: str = ""
) -> tuple[RequirementVersion, ...]:
    """The requirements in force, as they now read, by title; an ended one only when named.

    Within a part of the organisation: those it owns, and those that ask something of
    somebody there. One query.
    """
    in_force = Q(requirement__ended_at__isnull=True) | Q(requirement__ended_at__gt=moment.now)
    versions = _versions_at(moment).filter(in_force | Q(requirement__key=named))
    if organisation.paths != EVERYTHING:
        versions = versions.filter(_concerns(organisation, moment))
    return tuple(
        sorted(
            versions.select_related("requirement"),
            key=lambda version: (folded(version.title), version.requirement.key),
        )
    )


def _versions_at(moment: Moment) -> QuerySet[RequirementVersion]:
    """Of each requirement what it said at that moment; there may have been none yet."""
    if moment.known is None:
        return RequirementVersion.objects.newest()
    by = min(moment.now, moment.known)
    said = RequirementVersion.objects.filter(in_force_from__lte=by, recorded_at__lte=moment.known)
    later = said.filter(requirement=OuterRef("requirement"), number__gt=OuterRef("number"))
    return said.filter(~Exists(later))


def _concerns(organisation: Organisation, moment: Moment) -> Q:
    paths = organisation.paths
    there = Appointment.objects.filter(
        held(paths, moment, Attribution.ALL), person=OuterRef("person")
    )
    asked = Assignment.objects.filter(Exists(there), requirement=OuterRef("requirement"))
    return under_any(list(paths), "requirement__unit__path") | Q(Exists(asked))
