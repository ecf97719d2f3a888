"""How is an edition taken? Its numbers, where people stop, how long it takes; and how it came."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import covers
from courses.models import Course, Edition, Kind
from courses.views.authors import authors_only, course_in_scope, paths_of_author
from reports.answers_courses import of_edition
from reports.charts.editions import drop_off
from reports.queries.courses import courses_under
from reports.queries.editions import (
    DEFINITION,
    FEWEST_PEOPLE,
    ActivityFigures,
    EditionFigures,
    beside,
    edition_figures,
    edition_of,
)
from reports.queries.moments import present
from reports.views.files import report_file
from reports.wording_editions import effect_words, time_words

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An activity in the table: its number in the picture, and its module where that begins."""

    number: int
    module: str
    activity: ActivityFigures
    share: float | None
    median: str


@authors_only
@require_GET
def courses(request: SignedInRequest) -> HttpResponse:
    """Every course one may write: where people stop, how long it takes, how quizzes are passed."""
    words = request.GET.get("q", "").strip()
    listed = courses_under(paths_of_author(request), words)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {"section": "reports", "page": page, "words": words}
    return render(request, "reports/courses.html", context)


@authors_only
@require_GET
def edition(request: SignedInRequest, key: str, language: str, number: int) -> HttpResponse:
    """One published edition: a draft has no such page, nor has a number that is not there."""
    course, found = edition_in_scope(request, key, language, number)
    now = timezone.now()
    figures = edition_figures(found, now=now)
    _told, receipt = of_edition(found, figures, present(now))
    context = {
        "section": "studio",
        "course": course,
        "edition": found,
        "effect": effect_words(found.effect),
        "figures": figures,
        "lines": lines(figures),
        "picture": drop_off(figures.activities, figures.numbers.enrolments),
        "fewest": FEWEST_PEOPLE,
        "definition": DEFINITION,
        "receipt": receipt,
        "surveys": [it for it in figures.activities if it.kind == Kind.SURVEY],
        **around(found, course),
        **to_questions(request, found, course),
    }
    return render(request, "reports/edition.html", context)


@authors_only
@require_GET
def edition_csv(
    request: SignedInRequest, key: str, language: str, number: int
) -> StreamingHttpResponse:
    """The same figures as a file."""
    _course, found = edition_in_scope(request, key, language, number)
    now = timezone.now()
    told, receipt = of_edition(found, edition_figures(found, now=now), present(now))
    return report_file(receipt.shaped(bom=request.GET.get("bom") == "1"), told)


def edition_in_scope(
    request: SignedInRequest, key: str, language: str, number: int
) -> tuple[Course, Edition]:
    """A course that the person may write, and its published edition; else not found."""
    course = course_in_scope(request, key)
    found = edition_of(course, language, number)
    if found is None:
        raise Http404
    return course, found


def lines(figures: EditionFigures) -> list[Line]:
    """The activities in order; each module's title with its first."""
    began, module = figures.numbers.enrolments, None
    found = []
    for number, activity in enumerate(figures.activities, 1):
        title = activity.module if activity.module != module else ""
        module = activity.module
        share = activity.done / began if began else None
        found.append(Line(number, title, activity, share, time_words(activity.median)))
    return found


def around(edition: Edition, course: Course) -> dict[str, Any]:
    """The editions before and after it, by number and address."""
    names = zip(("previous", "next"), beside(edition), strict=True)
    return {
        name: (number, reverse("reports:edition", args=[course.key, edition.language, number]))
        if number
        else None
        for name, number in names
    }


def to_questions(request: SignedInRequest, edition: Edition, course: Course) -> dict[str, Any]:
    """What an item analysis is asked with; who is only in the course's own team has none."""
    is_own = edition.language == course.language
    named = str(edition.number) if is_own else f"{edition.number}-{edition.language}"
    return {"analysed": covers(paths_of_author(request), course.unit), "edition_named": named}
