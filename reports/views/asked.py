"""What the address of a report asks for, within the scope of whoever asks."""

from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.policies import reporting_paths
from learning.rules.due_dates import local_day
from learning.services.dates import institution_zone
from reports.forms import ReportFilters
from reports.queries.completion import CompletionReport
from reports.queries.moments import Moment, moment_of
from reports.queries.organisation import organisation_at
from reports.queries.requirements import requirements_of

Filters = TypeVar("Filters", bound=ReportFilters)


def asked_for(
    person: User, asked: QueryDict, kind: type[Filters]
) -> tuple[Filters, CompletionReport]:
    """The filters of an address and the report they ask for, within the person's scope.

    No scope: not allowed. A unit or requirement that the scope does not hold: not found. What the
    page says beside its field stays in `errors`.
    """
    now = timezone.now()
    paths = paths_of_reporter(person, now=now)
    moment = moment_asked_for(asked, now=now)
    organisation = organisation_at(paths, moment)
    named = str(asked.get("requirement") or "")
    requirements = requirements_of(organisation, moment, named=named)
    scope = CompletionReport(organisation, moment, requirements)
    filters = kind(asked, scope=scope)
    if not filters.is_valid() and set(filters.errors) - filters.told_beside:
        raise Http404
    return filters, filters.report()


def refuse_strangers(person: User) -> None:
    """403 for whoever neither answers for a unit nor writes courses. Asks no query."""
    if not person.roles:
        raise PermissionDenied


def paths_of_reporter(person: User, *, now: datetime) -> list[str]:
    """The units for which the person answers; none: not allowed."""
    paths = reporting_paths(person, local_day(now, institution_zone()))
    if not paths:
        raise PermissionDenied
    return paths


def moment_asked_for(asked: QueryDict, *, now: datetime) -> Moment:
    """The present; or the end of a past day, as then known or as known now. Else: not found."""
    told = str(asked.get("as_of") or "")
    try:
        day = date.fromisoformat(told) if told else None
    except ValueError as error:
        raise Http404 from error
    return moment_of(day, known_now=asked.get("known") == "now", now=now)
