"""The reports for programs: the same query object as on the pages, as JSON. Reads only.

A token opens what its person answers for today, no more; nothing here has a session.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import HttpError
from ninja.security import HttpBearer

from accounts.models import User
from accounts.policies import may_administer, reporting_paths
from learning.services.dates import today
from reports import answers
from reports.exports import OVER_TIME_COLUMNS, PEOPLE_COLUMNS, over_time_rows, people_row
from reports.interchange.api_courses import router as courses
from reports.interchange.api_refusals import REFUSALS, refuse, refuse_unknown
from reports.interchange.api_shapes import (
    Asked,
    CompletionAnswer,
    OverTimeAnswer,
    OverTimeAsked,
    PeopleAnswer,
    PeopleAsked,
    RequirementRow,
    TableAsked,
    UnitRow,
)
from reports.queries.behind import behind, in_order, in_part
from reports.queries.completion import DEFINITION, CompletionReport
from reports.queries.evidence import with_evidence
from reports.queries.moments import moment_of
from reports.queries.organisation import organisation_at
from reports.queries.over_time import OverTime
from reports.queries.planning import planned_by_values
from reports.queries.requirements import requirements_of
from reports.queries.unit_order import in_tree
from reports.receipts import (
    PEOPLE,
    UNITS,
    Receipt,
    list_sort,
    receipt_of,
    scope_of,
    shape_over_time,
    table_shape,
)
from reports.rules.period_ends import MOST, ends_shown
from reports.services.access_tokens import token_with


class Token(HttpBearer):
    """`Authorization: Bearer concord_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = token_with(token, now=timezone.now())
        return found.person if found else None


def for_admins(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The description of the API is for those who run the site."""

    @wraps(view)
    def guarded(request: Any, **kwargs: Any) -> HttpResponse:
        if not may_administer(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


api = NinjaAPI(
    title="Concord reports",
    version="1",
    description="How requirements stand, by unit and person; how courses are taken. Reads only.",
    urls_namespace="api",
    auth=Token(),
    docs_decorator=for_admins,
)
api.add_router("reports", courses)


@api.get("reports/units", response={200: list[UnitRow], **REFUSALS}, url_name="units")
def units(request: HttpRequest) -> list[dict[str, Any]]:
    """The units in one's scope, as the tree has them today."""
    refuse_unknown(request, ())
    places = scope_asked_for(request, Asked()).organisation.places
    return [{"uuid": one.uuid, "unit": one.full_name, "level": one.level} for one in places]


@api.get(
    "reports/requirements",
    response={200: list[RequirementRow], **REFUSALS},
    url_name="requirements",
)
@planned_by_values()
def requirements(request: HttpRequest) -> list[dict[str, Any]]:
    """The requirements in force that concern one's scope."""
    refuse_unknown(request, ())
    versions = scope_asked_for(request, Asked()).requirements
    return [{"requirement": one.requirement.key, "title": one.title} for one in versions]


@api.get("reports/completion", response={200: CompletionAnswer, **REFUSALS}, url_name="completion")
@planned_by_values()
def completion(request: HttpRequest, asked: Query[TableAsked]) -> dict[str, Any]:
    """Units and requirements: people, compliant, and every standing counted."""
    report = report_asked_for(request, asked)
    known = {version.requirement.key for version in report.requirements}
    if not known.issuperset(asked.column):
        raise HttpError(404, "There is no such requirement in your scope.")
    if asked.sort and in_tree(asked.sort, known):
        raise HttpError(404, "There is no such column to sort by.")
    shape = table_shape(report, asked.column, asked.sort, asked.figure)
    receipt = receipt_for(report, UNITS, asked, **shape)
    columns, rows = answers.rows_of(receipt, report)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    return {**answers.said_of(receipt, report), "rows": told}


@api.get(
    "reports/completion-over-time",
    response={200: OverTimeAnswer, **REFUSALS},
    url_name="completion_over_time",
)
@planned_by_values()
def completion_over_time(request: HttpRequest, asked: Query[OverTimeAsked]) -> dict[str, Any]:
    """The same of one requirement at the ends of months or quarters, and on the last day."""
    report = report_asked_for(request, asked)
    over_time = over_time_asked_for(report, asked)
    rows = [dict(zip(OVER_TIME_COLUMNS, row, strict=True)) for row in over_time_rows(over_time)]
    receipt = receipt_for(report, UNITS, asked).shaped(**shape_over_time(over_time, asked.by))
    return {**answers.said_of(receipt, report), "rows": rows}


@api.get("reports/people", response={200: PeopleAnswer, **REFUSALS}, url_name="people")
@planned_by_values()
def people(request: HttpRequest, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """The people behind a number, part by part."""
    report = report_asked_for(request, asked)
    found = in_order(report.found(asked.q, asked.standing or ""), asked.sort)
    part = in_part(found, asked.offset, asked.limit)
    rows = [
        {**row, "compliant": row["compliant"] == "yes"}
        for row in (
            dict(zip(PEOPLE_COLUMNS, people_row(*one), strict=True))
            for one in with_evidence(report, behind(report, part))
        )
    ]
    shape = {"figure": asked.standing or "", "words": asked.q, "sort": list_sort(asked.sort)}
    receipt = receipt_for(report, PEOPLE, asked, **shape)
    return {**answers.said_of(receipt, report), "count": found.count(), "rows": rows}


def scope_asked_for(request: HttpRequest, asked: Asked) -> CompletionReport:
    """All that the token's person may ask for at that moment; nobody's units: not allowed."""
    person: User = request.auth  # type: ignore[attr-defined]
    now = timezone.now()
    paths = reporting_paths(person, today(now))
    if not paths:
        raise HttpError(403, "You answer for no unit.")
    moment = moment_of(asked.as_of, known_now=asked.known == "now", now=now)
    organisation = organisation_at(paths, moment)
    named = requirements_of(organisation, moment, named=asked.requirement)
    return CompletionReport(organisation, moment, named, attribution=asked.attribution)


def report_asked_for(request: HttpRequest, asked: Asked) -> CompletionReport:
    """The report, as the page of the same filters has it; what is out of scope is not there."""
    refuse_unknown(request, type(asked).model_fields)
    scope = scope_asked_for(request, asked)
    unit = scope.organisation.by_uuid(str(asked.unit)) if asked.unit else scope.organisation.whole
    if asked.unit and unit is None:
        raise HttpError(404, "There is no such unit in your scope.")
    versions = scope.requirements
    if asked.requirement:
        versions = tuple(one for one in versions if one.requirement.key == asked.requirement)
        if not versions:
            raise HttpError(404, "There is no such requirement in your scope.")
    return CompletionReport(scope.organisation, scope.moment, versions, unit, asked.attribution)


def over_time_asked_for(report: CompletionReport, asked: OverTimeAsked) -> OverTime:
    """The days before the report's own: some, and no more than a page shows."""
    moment = report.moment
    if asked.since and asked.since >= moment.on:
        refuse("since", f"It has to be earlier than {moment.on}.")
    days = ends_shown(asked.by, moment.on, asked.since)
    if len(days) > MOST:
        refuse("since", f"There are {len(days)} ends since then, and {MOST} at most are answered.")
    known = (moment.known or moment.now) if asked.known == "now" else None
    return OverTime(report, tuple(days), scope_of(report), known)


def receipt_for(report: CompletionReport, kind: str, asked: Asked, **shape: Any) -> Receipt:
    """The receipt with which the same can be asked for again."""
    return receipt_of(
        report,
        kind=kind,
        definition=DEFINITION,
        scope=scope_of(report),
        requirement=asked.requirement,
    ).shaped(format="json", **shape)


def addresses() -> tuple[list[Any], str, str]:
    """The addresses of the API. What a token opens needs no session; its description does."""
    patterns, app, namespace = api.urls
    described = ("openapi-json", "openapi-view", "api-root")
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name not in described:
            login_not_required(pattern.callback)
    return patterns, app, namespace
