"""How many take the courses that somebody writes: fragments that the studio's list loads."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from courses.models import Course
from courses.views.authors import authors_only, course_in_scope, paths_of_author
from learning.services.learner_counts import learner_counts

MOST = 100  # courses asked for at once


@vary_on_headers("HX-Request")
@authors_only
@require_GET
def studio_learners(request: SignedInRequest, key: str) -> HttpResponse:
    """One course's learners in numbers. htmx gets the words alone."""
    return shown(request, [course_in_scope(request, key)], "words")


@vary_on_headers("HX-Request")
@authors_only
@require_GET
def studio_learners_of(request: SignedInRequest) -> HttpResponse:
    """The same of several, `?course=KEY&course=KEY`. htmx gets each to put in its place.

    What is not there for this person is left out, as in the list that asks.
    """
    keys = request.GET.getlist("course")[:MOST]
    mine = Course.objects.written_by(request.user, paths_of_author(request))
    return shown(request, list(mine.filter(key__in=keys).order_by("key")), "places")


def shown(request: SignedInRequest, courses: Sequence[Course], part: str) -> HttpResponse:
    counts = learner_counts(courses)
    told = [(course, counts[course.pk]) for course in courses]
    template = "learning/studio_learners.html"
    if "HX-Request" in request.headers:
        template = f"{template}#{part}"
    return render(request, template, {"section": "studio", "told": told})
