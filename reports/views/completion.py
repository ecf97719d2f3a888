"""Where do we stand? Units and requirements, the people behind each number, and both as files.

Everybody sees their own scope: a coordinator's or an admin's units and all below them.
"""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.rules.roles import Role
from reports.addresses import Addresses
from reports.answers import how_many_rows
from reports.charts.heat import heat, standings
from reports.forms import OverviewFilters, PeopleFilters, ReportFilters
from reports.queries.completion import DEFINITION, Cell, CompletionReport
from reports.queries.planning import planned_by_values
from reports.queries.unit_order import in_tree, sorted_units
from reports.receipts import PEOPLE, UNITS, Receipt, receipt_of, scope_of
from reports.views.asked import asked_for
from reports.views.files import AT_ONCE, report_file
from reports.views.over_time import columns_over_time, over_time_of
from reports.views.tables import headed
from reports.wording import headline, what_follows

MOST_UNITS = 60  # with more below, only those directly below are shown at first


@require_GET
@planned_by_values()
def overview(request: SignedInRequest) -> HttpResponse:
    """Units and requirements, or days, as a table that is also a picture; and one by standing."""
    filters, report = asked_for(request.user, request.GET, OverviewFilters)
    report = filters.laid_out(report)
    levels = levels_shown(report, whole=bool(filters.cleaned_data["units"]))
    days = columns_over_time(filters, report, levels)
    cells = days[-1].rows if days else report.cells(report.organisation.below(report.unit, levels))
    totals = [cell for cell in cells if cell.unit == report.unit] or report.totals()
    layout = (
        over_time_of(filters, report, days) if days else table_of(filters, report, cells, totals)
    )
    context = answer(report, totals, cells) | {
        "filters": filters,
        "shown": len(cells) // max(1, len(report.requirements)),
        "below": len(report.organisation.below(report.unit)),
        "may_author": bool({Role.TRAINER, Role.ADMIN} & request.user.roles),
        **layout,
    }
    said = said_of(report, filters.addresses(report), receipt_for(filters, report, UNITS))
    status = 422 if filters.errors else 200
    return render(request, "reports/overview.html", said | context, status=status)


@require_GET
@planned_by_values()
def overview_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The unit and all below it, each requirement: every standing counted, as a file."""
    filters, report = asked_for(request.user, request.GET, OverviewFilters)
    return file_of(request, filters, report, UNITS)


@require_GET
@planned_by_values()
def people_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The people behind a number, all of them, as a file."""
    filters, report = asked_for(request.user, request.GET, PeopleFilters)
    return file_of(request, filters, report, PEOPLE)


@require_GET
@planned_by_values()
def overview_xlsx(request: SignedInRequest) -> HttpResponseBase:
    """The same as a workbook."""
    filters, report = asked_for(request.user, request.GET, OverviewFilters)
    return workbook_of(request, filters, report, UNITS)


@require_GET
@planned_by_values()
def people_xlsx(request: SignedInRequest) -> HttpResponseBase:
    """The people behind a number as a workbook."""
    filters, report = asked_for(request.user, request.GET, PeopleFilters)
    return workbook_of(request, filters, report, PEOPLE)


def file_of(
    request: SignedInRequest, filters: ReportFilters, report: CompletionReport, kind: str
) -> StreamingHttpResponse:
    """The report as a CSV; its receipt comes beside it."""
    refuse_unsaid(filters)
    receipt = receipt_for(filters, report, kind)
    return report_file(receipt.shaped(bom=request.GET.get("bom") == "1"), report)


def workbook_of(
    request: SignedInRequest, filters: ReportFilters, report: CompletionReport, kind: str
) -> HttpResponseBase:
    """The report as a workbook. A long one is not waited for: the page has it written meanwhile."""
    refuse_unsaid(filters)
    receipt = receipt_for(filters, report, kind)
    receipt = receipt.as_workbook(get_language() or "")
    if how_many_rows(receipt, report) <= AT_ONCE:
        return report_file(receipt, report)
    messages.warning(
        request,
        _("A workbook as long as this is not written at once. Have it written, below the table."),
    )
    page = reverse("reports:people" if kind == PEOPLE else "reports:overview")
    return redirect(f"{page}?{request.GET.urlencode()}")


def receipt_for(filters: ReportFilters, report: CompletionReport, kind: str) -> Receipt:
    """What was asked, within what its asker answers for."""
    return receipt_of(
        report,
        kind=kind,
        definition=DEFINITION,
        scope=scope_of(report),
        requirement=filters.addresses(report).requirement,
    ).shaped(**filters.shape(report))


def refuse_unsaid(filters: ReportFilters) -> None:
    """A file has no field beside which to say what is wrong."""
    if filters.errors:
        raise Http404


def table_of(
    filters: OverviewFilters, report: CompletionReport, cells: list[Cell], totals: list[Cell]
) -> dict[str, Any]:
    """The table of units by requirements, those chosen; and every standing."""
    addresses, columns = filters.addresses(report), filters.columns(report)
    titles = {version.requirement.key: version.title for version in columns}
    sort, figure = filters.cleaned_data["sort"], filters.sorting_figure()
    shown = sorted_units(of_these(cells, titles), sort, figure, report.unit)
    return {
        "columns": columns,
        "rows": list(heat(shown, addresses, in_tree=in_tree(sort, titles))),
        "standings": standings(of_these(totals, titles), addresses),
        "days_said": "",
        "known_now": False,
        **headed(filters, report, titles),
    }


def of_these(cells: list[Cell], keys: Collection[str]) -> list[Cell]:
    """The cells of these requirements."""
    return [cell for cell in cells if cell.requirement.requirement.key in keys]


def levels_shown(report: CompletionReport, *, whole: bool) -> int | None:
    """How many levels of units the table shows: all; where there are many, at first only those
    directly below."""
    few = len(report.organisation.below(report.unit)) <= MOST_UNITS
    return None if whole or few else 1


def said_of(report: CompletionReport, addresses: Addresses, receipt: Receipt) -> dict[str, Any]:
    """What every view of a report says: where it looks, when, and by which definition."""
    above = report.organisation.above(report.unit) if report.unit else ()
    return {
        "section": "reports",
        "report": report,
        "crumbs": [(place.name, addresses.overview(place)) for place in above],
        "addresses": addresses,
        "trends_url": addresses.trends(report.unit),
        "overview_url": addresses.overview(report.unit),
        "everybody_url": addresses.people(report.unit),
        "definition": DEFINITION,
        "receipt": receipt,
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
