"""What did people say? The survey of one edition, item by item."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import covers
from courses.views.authors import authors_only, course_in_scope, paths_of_author
from learning.rules.suppression import K
from learning.services.surveys import BATCH
from reports.charts.questions import Bars
from reports.charts.surveys import bars_of
from reports.queries.editions import edition_of
from reports.queries.surveys import ItemFigures, named_responses, survey_figures, survey_of


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
    course = course_in_scope(request, key)
    edition = edition_of(course, language, number)
    asked = edition and survey_of(edition, activity)
    if not asked:
        raise Http404
    figures = survey_figures(asked)
    runs_it = covers(paths_of_author(request), course.unit)
    context = {
        "section": "studio",
        "course": course,
        "edition": edition,
        "figures": figures,
        "items": [shown(item) for item in figures.items],
        "named": named_responses(asked) if runs_it else [],
        "batch": BATCH,
        "fewest": K,
    }
    return render(request, "reports/survey.html", context)


def shown(figures: ItemFigures) -> Shown:
    untold = tuple(option.text for option in figures.options if option.count is None)
    return Shown(figures, bars_of(figures), untold)
