"""Who is behind a number: as a list to sort, to choose from, and to decide about."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import may_administer
from learning.models import Assignment
from reports.forms import PeopleFilters
from reports.people_columns import Column, Shown, cells_of, columns_of, heads_of
from reports.queries.behind import Behind, behind, in_order, in_part
from reports.queries.completion import COMPLIANT, CompletionReport
from reports.queries.evidence import with_evidence
from reports.queries.planning import planned_by_values
from reports.receipts import PEOPLE
from reports.views.asked import asked_for
from reports.views.completion import receipt_for, said_of
from reports.wording import behind_headline

PER_PAGE = 50


@require_GET
@planned_by_values()
def people(request: SignedInRequest) -> HttpResponse:
    """The people behind a number, with what is known of each; of the present, to decide about."""
    filters, report = asked_for(request.user, request.GET, PeopleFilters)
    addresses = filters.addresses(report)
    asked = filters.cleaned_data
    found = in_order(report.found(asked["q"], asked["standing"]), asked["sort"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shape = {name: asked[name] for name in ("standing", "q", "sort")}
    shape["column"] = tuple(asked["column"])
    context = {
        "filters": filters,
        "page": page,
        "words": asked["q"],
        "csv_url": addresses.people_csv(**shape),
        "spreadsheet_url": addresses.people_csv(**shape, bom="1"),
        "xlsx_url": addresses.people_xlsx(**shape),
        "every_column_url": turned(request.GET, column="") if asked["column"] else "",
        **list_of(request, filters, report, in_part(found, PER_PAGE * (page.number - 1), PER_PAGE)),
        "headline": headline_of(page.paginator.count, asked["standing"], report),
    }
    receipt = receipt_for(filters, report, PEOPLE)
    return render(request, "reports/people.html", said_of(report, addresses, receipt) | context)


def list_of(
    request: SignedInRequest,
    filters: PeopleFilters,
    report: CompletionReport,
    found: QuerySet[Assignment],
) -> dict[str, Any]:
    """The rows with their evidence, in the columns and the order asked for."""
    asked = filters.cleaned_data
    one = len(report.requirements) == 1
    columns = columns_of(asked["column"], one_requirement=one)
    rows = list(behind(report, found))
    heads = heads_of(columns, lambda sort: turned(request.GET, sort=sort), asked["sort"] or "name")
    return {
        "one": one,
        "heads": heads,
        "sorted_by": next((head for head in heads if head.sorted), None),
        "rows": rows,
        "lines": lines_of(report, rows, columns),
        "decides": report.moment.known is None,
        "all_that_match": matching(filters, report),
        "links_people": may_administer(request.user),
    }


def turned(address: QueryDict, **said: str) -> str:
    """The same list from its first page, in another order or with other columns."""
    other = address.copy()
    other.pop("page", None)
    for name, value in said.items():
        other.setlist(name, [value] if value else [])
    return f"?{other.urlencode()}"


def matching(filters: PeopleFilters, report: CompletionReport) -> list[tuple[str, str]]:
    """What says to learning's pages that all of the list are meant; nothing where it cannot be.

    They know standings and one unit with all below it; who is compliant, they do not.
    """
    asked = filters.cleaned_data
    if report.unit is None or asked["standing"] == COMPLIANT:
        return []
    said = {name: asked[name] for name in ("requirement", "standing", "q")}
    said |= {"unit": str(report.unit.uuid), "counted": report.attribution.value}
    return [(name, value) for name, value in said.items() if value]


def lines_of(
    report: CompletionReport, rows: list[Behind], columns: list[Column]
) -> list[tuple[Behind, list[Shown]]]:
    return [(row, cells_of(columns, row, known)) for row, known in with_evidence(report, rows)]


def headline_of(number: int, standing: str, report: CompletionReport) -> str:
    return behind_headline(number, standing, of_people=len(report.requirements) == 1)
