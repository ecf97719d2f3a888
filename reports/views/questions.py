"""How do the questions do? The quizzes of the courses that somebody may write, and each question.

No page and no file here names a learner, and none shows a count under five.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import authoring_paths
from accounts.services.organisation import institution_day
from reports.answers_courses import of_questions
from reports.forms import QuizFilters
from reports.queries.moments import present
from reports.queries.questions import DEFINITION, QuizReport
from reports.queries.quizzes import quiz_under, quizzes_under
from reports.views.files import report_file
from reports.views.question_parts import questions_shown, whole_shown

PER_PAGE = 50


@require_GET
def quizzes(request: SignedInRequest) -> HttpResponse:
    """Every quiz of the courses one may write."""
    words = request.GET.get("q", "").strip()
    listed = quizzes_under(paths_of(request), words)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {"section": "reports", "page": page, "words": words}
    return render(request, "reports/quizzes.html", context)


@require_GET
def questions(request: SignedInRequest, course: str, quiz: str) -> HttpResponse:
    """One quiz: each question with its picture, its figures and what is noticeable."""
    filters, report = asked_for(request, course, quiz)
    figures = report.figures()
    _told, receipt = of_questions(report, figures, present(timezone.now()))
    context = {
        "section": "reports",
        "filters": filters,
        "report": report,
        "figures": figures,
        "questions": questions_shown(figures),
        "whole": whole_shown(figures),
        "definition": DEFINITION,
        "receipt": receipt,
        **addresses(request, course, quiz),
    }
    return render(request, "reports/questions.html", context)


@require_GET
def questions_csv(request: SignedInRequest, course: str, quiz: str) -> StreamingHttpResponse:
    """The same figures as a file."""
    _filters, report = asked_for(request, course, quiz)
    told, receipt = of_questions(report, report.figures(), present(timezone.now()))
    return report_file(receipt.shaped(bom=request.GET.get("bom") == "1"), told)


def paths_of(request: SignedInRequest) -> list[str]:
    """The units whose courses the person may write; none: not allowed."""
    paths = authoring_paths(request.user, institution_day(timezone.now()))
    if not paths:
        raise PermissionDenied
    return paths


def asked_for(request: SignedInRequest, course: str, quiz: str) -> tuple[QuizFilters, QuizReport]:
    """The filters of the address and the report they ask for; what is out of scope is not found."""
    found = quiz_under(paths_of(request), course, quiz)
    if found is None:
        raise Http404
    filters = QuizFilters(request.GET, quiz=found)
    if not filters.is_valid():
        raise Http404
    return filters, filters.report()


def addresses(request: SignedInRequest, course: str, quiz: str) -> dict[str, Any]:
    """Where the page leads on, keeping what it was asked with."""
    asked = request.GET.copy()
    asked.pop("bom", None)
    file = reverse("reports:questions_csv", args=[course, quiz])
    plain = asked.urlencode()
    asked["bom"] = "1"
    return {
        "csv_url": f"{file}?{plain}" if plain else file,
        "spreadsheet_url": f"{file}?{asked.urlencode()}",
    }
