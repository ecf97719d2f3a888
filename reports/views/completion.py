"""Where do we stand? Units and requirements, the people behind each number, and both as files.

Everybody sees their own scope: a coordinator's or an admin's units and all below them.
"""

from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import may_administer, reporting_paths
from learning.models import Assignment
from learning.services.dates import institution_zone
from reports.addresses import Addresses
from reports.charts.heat import heat, standings
from reports.exports import (
    COMPLETION_COLUMNS,
    PEOPLE_COLUMNS,
    completion_row,
    people_row,
)
from reports.forms import OverviewFilters, PeopleFilters, ReportFilters
from reports.queries.behind import behind, in_order
from reports.queries.completion import COMPLIANT, DEFINITION, Cell, CompletionReport, Moment
from reports.queries.organisation import Place, organisation_under
from reports.queries.requirements import requirements_of
from reports.views.files import csv_file
from reports.wording import FIGURES, behind_headline, headline, what_follows

MOST_UNITS = 60  # with more below, only those directly below are shown at first
PER_PAGE = 50

Filters = TypeVar("Filters", bound=ReportFilters)


@require_GET
def overview(request: SignedInRequest) -> HttpResponse:
    """Units and requirements as a table that is also a picture, and one unit by standing."""
    filters, report = asked_for(request, OverviewFilters)
    addresses = filters.addresses(report)
    below = report.organisation.below(report.unit)
    shown = shown_of(report, below, whole=bool(filters.cleaned_data["units"]))
    cells = report.cells(shown)
    totals = [cell for cell in cells if cell.unit == report.unit] or report.totals()
    context = answer(report, totals, cells) | {
        "filters": filters,
        "figure": FIGURES[filters.cleaned_data["figure"] or COMPLIANT],
        "rows": list(heat(cells, addresses)),
        "standings": standings(totals, addresses),
        "shown": len(shown),
        "below": len(below),
    }
    return render(request, "reports/overview.html", said_of(report, addresses) | context)


@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """Who is behind a number."""
    filters, report = asked_for(request, PeopleFilters)
    addresses = filters.addresses(report)
    found = in_order(found_by(filters, report))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    standing, words = filters.cleaned_data["standing"], filters.cleaned_data["q"]
    one = len(report.requirements) == 1
    context = {
        "filters": filters,
        "page": page,
        "rows": list(behind(report, cast("QuerySet[Assignment]", page.object_list))),
        "headline": behind_headline(page.paginator.count, standing, of_people=one),
        "words": words,
        "one": one,
        "links_people": may_administer(request.user),
        "csv_url": addresses.people_csv(standing=standing, q=words),
        "spreadsheet_url": addresses.people_csv(standing=standing, q=words, bom="1"),
    }
    return render(request, "reports/people.html", said_of(report, addresses) | context)


@require_GET
def overview_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The unit and all below it, each requirement: every standing counted, as a file."""
    _filters, report = asked_for(request, OverviewFilters)
    cells = report.cells(report.organisation.below(report.unit))
    rows = map(completion_row, cells)
    return csv_file(request, named("completion", report), COMPLETION_COLUMNS, rows)


@require_GET
def people_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The people behind a number, all of them, as a file."""
    filters, report = asked_for(request, PeopleFilters)
    rows = map(people_row, behind(report, in_order(found_by(filters, report))))
    return csv_file(request, named("people", report), PEOPLE_COLUMNS, rows)


def asked_for(request: SignedInRequest, kind: type[Filters]) -> tuple[Filters, CompletionReport]:
    """The filters of the address and the report they ask for, within the person's scope.

    No scope: not allowed. A unit or requirement that the scope does not hold: not found.
    """
    moment = Moment(timezone.now(), institution_zone(), settings.DUE_SOON_DAYS)
    paths = reporting_paths(request.user, moment.on)
    if not paths:
        raise PermissionDenied
    organisation = organisation_under(paths, moment.on)
    named = request.GET.get("requirement", "")
    requirements = requirements_of(organisation, moment, named=named)
    scope = CompletionReport(organisation, moment, requirements)
    filters = kind(request.GET, scope=scope)
    if not filters.is_valid():
        raise Http404
    return filters, filters.report()


def shown_of(
    report: CompletionReport, below: tuple[Place, ...], *, whole: bool
) -> tuple[Place, ...]:
    """Which units the table shows: where there are many, at first only those directly below."""
    if whole or len(below) <= MOST_UNITS:
        return below
    return report.organisation.below(report.unit, levels=1)


def said_of(report: CompletionReport, addresses: Addresses) -> dict[str, Any]:
    """What every view of a report says: where it looks, when, and by which definition."""
    above = report.organisation.above(report.unit) if report.unit else ()
    return {
        "section": "reports",
        "report": report,
        "crumbs": [(place.name, addresses.overview(place)) for place in above],
        "addresses": addresses,
        "overview_url": addresses.overview(report.unit),
        "everybody_url": addresses.people(report.unit),
        "definition": DEFINITION,
    }


def answer(report: CompletionReport, totals: list[Cell], cells: list[Cell]) -> dict[str, Any]:
    """The sentence that comes first: how many are asked, how many are compliant, overdue."""
    top = report.unit.level if report.unit else 0
    parts = [cell for cell in cells if cell.unit and cell.unit.level == top + 1]
    asked = any(cell.people for cell in totals)
    return {
        "asked": asked,
        "headline": headline(totals) if asked else "",
        "aside": what_follows(totals, parts) if asked else "",
        "overdue": sum(cell.overdue for cell in totals),
    }


def found_by(filters: PeopleFilters, report: CompletionReport) -> QuerySet[Assignment]:
    return report.found(filters.cleaned_data["q"], filters.cleaned_data["standing"])


def named(name: str, report: CompletionReport) -> str:
    """A file's name: what it is, and of which day."""
    return f"{name}-{report.moment.on:%Y-%m-%d}"
