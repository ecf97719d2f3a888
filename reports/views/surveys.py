"""What did people say? The survey of one edition, item by item."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import covers
from courses.models import Activity, Edition
from courses.views.authors import authors_only, paths_of_author
from learning.rules.suppression import K
from learning.services.surveys import BATCH
from reports.answers_courses import of_survey
from reports.charts.questions import Bars
from reports.charts.surveys import bars_of
from reports.queries.moments import present
from reports.queries.surveys import (
    DEFINITION,
    ItemFigures,
    named_responses,
    survey_figures,
    survey_of,
)
from reports.views.editions import edition_in_scope
from reports.views.files import report_file


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the page has it: figures, their picture, and the options that are not told."""

    figures: ItemFigures
    bars: Bars | None
    untold: tuple[str, ...]


@authors_only
@require_GET
def survey(
    request: SignedInRequest, key: str, language: str, number: int, activity: str
) -> HttpResponse:
    """Counts and comments; names where the survey said so, to those of the course's unit."""
    edition, asked = survey_in_scope(request, key, language, number, activity)
    figures = survey_figures(asked)
    _told, receipt = of_survey(edition, figures, present(timezone.now()))
    runs_it = covers(paths_of_author(request), edition.course.unit)
    context = {
        "section": "studio",
        "course": edition.course,
        "edition": edition,
        "figures": figures,
        "items": [shown(item) for item in figures.items],
        "named": named_responses(asked) if runs_it else [],
        "batch": BATCH,
        "fewest": K,
        "definition": DEFINITION,
        "receipt": receipt,
    }
    return render(request, "reports/survey.html", context)


@authors_only
@require_GET
def survey_csv(
    request: SignedInRequest, key: str, language: str, number: int, activity: str
) -> StreamingHttpResponse:
    """What the page tells without names, as a file."""
    edition, asked = survey_in_scope(request, key, language, number, activity)
    told, receipt = of_survey(edition, survey_figures(asked), present(timezone.now()))
    return report_file(receipt.shaped(bom=request.GET.get("bom") == "1"), told)


def survey_in_scope(
    request: SignedInRequest, key: str, language: str, number: int, activity: str
) -> tuple[Edition, Activity]:
    """The survey of a published edition of a course that the person may write; else not found."""
    _course, edition = edition_in_scope(request, key, language, number)
    asked = survey_of(edition, activity)
    if asked is None:
        raise Http404
    return edition, asked


def shown(figures: ItemFigures) -> Shown:
    untold = tuple(option.text for option in figures.options if option.count is None)
    return Shown(figures, bars_of(figures), untold)
