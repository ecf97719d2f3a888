"""Which assignments a decision is about: ticked ones, or all that match. The address says."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, QueryDict

from accounts.models import Appointment, Unit, User
from accounts.models.organisation import below
from accounts.policies import reporting_paths, units_under
from learning.forms.cases import CaseFilter
from learning.models import Assignment, Requirement, RequirementVersion
from learning.models.assignment import AssignmentQuerySet
from learning.services.dates import today
from learning.services.missing_dates import missing_dates


def case_filter(
    asked: AssignmentQuerySet, address: QueryDict, person: User, *, now: datetime
) -> CaseFilter:
    """The filters of a list that goes across requirements, with what this person may choose."""
    newest = RequirementVersion.objects.newest().filter(requirement=OuterRef("pk"))
    named = (
        Requirement.objects.filter(Exists(asked.filter(requirement=OuterRef("pk"))))
        .annotate(title=Subquery(newest.values("title")[:1]))
        .order_by("title", "id")
    )
    units = units_under(reporting_paths(person, today(now)))
    filters = CaseFilter(address, requirements=named, units=units)
    filters.full_clean()
    return filters


def narrowed(
    asked: AssignmentQuerySet, filters: CaseFilter, *, missing: bool, now: datetime
) -> AssignmentQuerySet:
    """These assignments as the filters narrow them, by the names of their people."""
    said = filters.cleaned_data
    found = missing_dates(asked) if missing else asked
    if requirement := said.get("requirement"):
        found = found.filter(requirement=requirement)
    if unit := said.get("unit"):
        found = found.filter(Exists(_placed(unit, now)))
    if words := said.get("q"):
        found = found.filter(person__in=User.objects.search(words))
    if standing := said.get("standing"):
        standings = asked.with_standing(now, settings.DUE_SOON_DAYS)
        ids = standings.filter(standing_now=standing)  # type: ignore[misc]
        found = found.filter(pk__in=ids.values("pk"))
    return found.order_by("person__sort_name", "person_id", "pk")


def as_counted(
    found: AssignmentQuerySet, filters: CaseFilter, *, primary: bool, now: datetime
) -> AssignmentQuerySet:
    """Of these those whom reports count: active people, and of requirements those in force (one
    that is named may have ended); `primary`: whose primary appointment brings them into the unit.
    """
    said = filters.cleaned_data
    found = found.filter(
        Q(person__deactivated_at__isnull=True) | Q(person__deactivated_at__gt=now),
        person__is_test=False,
    )
    if not said.get("requirement"):
        ended = Q(requirement__ended_at__isnull=True) | Q(requirement__ended_at__gt=now)
        found = found.filter(ended)
    if primary and (unit := said.get("unit")):
        found = found.filter(Exists(_placed(unit, now).filter(primary=True)))
    return found


def _placed(unit: Unit, now: datetime) -> QuerySet[Appointment]:
    held = Appointment.objects.today(today(now))
    return held.filter(below(unit.path, "unit__path"), person=OuterRef("person"))


def chosen(
    asked: AssignmentQuerySet, address: QueryDict, person: User, *, now: datetime
) -> list[Assignment]:
    """The assignments that an address names, with their people. Somebody else's are a 404."""
    if address.get("all"):
        filters = case_filter(asked, address, person, now=now)
        if filters.errors:
            raise Http404
        missing = bool(address.get("missing"))
        found = narrowed(asked, filters, missing=missing, now=now)
        if counted := address.get("counted"):
            found = as_counted(found, filters, primary=counted == "primary", now=now)
    else:
        who = _ids(address.getlist("who"))
        found = asked.filter(uuid__in=who).order_by("person__sort_name", "person_id", "pk")
        if found.count() != len(who):
            raise Http404
    return list(found.select_related("person", "version"))


def _ids(texts: list[str]) -> set[UUID]:
    try:
        return {UUID(text) for text in texts}
    except ValueError:
        raise Http404 from None
