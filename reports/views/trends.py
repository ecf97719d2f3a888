"""How completion went, against the days it was due; and who is likely to be late."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from reports.addresses import Addresses
from reports.charts.trends import Picture, Row, picture, said, table
from reports.forms import TrendsFilters
from reports.people_columns import meaning_url
from reports.queries.completion import CompletionReport
from reports.queries.definitions import DEFINITIONS
from reports.queries.planning import planned_by_values
from reports.queries.trends import COLUMNS, Trend, trends
from reports.receipts import UNITS
from reports.views.asked import asked_for
from reports.views.completion import receipt_for, said_of
from reports.wording_trends import forecast_headline, interval, pace_words

MOST_PARTS = 12  # pictures of units below; the table has all of them


@dataclass(frozen=True, slots=True)
class Part:
    """A unit below: its numbers, its picture, and where it leads."""

    trend: Trend
    url: str
    picture: Picture | None
    interval: str


@require_GET
@planned_by_values()
def show_trends(request: SignedInRequest) -> HttpResponse:
    """One requirement over time: the unit, and each directly below it."""
    filters, report = asked_for(request.user, request.GET, TrendsFilters)
    addresses = filters.addresses(report)
    receipt = receipt_for(filters, report, UNITS)
    receipt = receipt.shaped(requirement=addresses.requirement)
    context = {"filters": filters, **said_of(report, addresses, receipt)}
    if report.requirements:
        context |= shown(report, addresses)
    return render(request, "reports/trends.html", context)


def shown(report: CompletionReport, addresses: Addresses) -> dict[str, Any]:
    """The trend in words, as a picture and as a table; the parts alike."""
    whole, below = trends(report)
    return {
        "trend": whole,
        "headline": forecast_headline(whole),
        "interval": interval(whole),
        "pace": pace_words(whole),
        "picture": picture(whole),
        "said": said(whole),
        "days": [(row, day_url(row, whole, addresses)) for row in table(whole)],
        "parts": [part(trend, addresses, shown=n < MOST_PARTS) for n, trend in enumerate(below)],
        "heads": [(DEFINITIONS[name].words, meaning_url(name)) for name in COLUMNS],
        "open_url": addresses.people(report.unit, standing="not_started"),
    }


def part(trend: Trend, addresses: Addresses, *, shown: bool) -> Part:
    url = addresses.trends(trend.unit)
    return Part(trend, url, picture(trend) if shown else None, interval(trend))


def day_url(row: Row, trend: Trend, addresses: Addresses) -> str:
    """The report of that day, where it is past: in the organisation as it then was."""
    day: date = row.day
    if day >= trend.moment.on:
        return ""
    return addresses.overview(addresses.report.unit, as_of=day.isoformat())
