"""Retiring a course, with a successor; and offering it again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from accounts.views.access import posted
from courses.forms.team import RetireForm
from courses.models import Course
from courses.services.retiring import offer_again, retire_course
from courses.services.studio_lists import courses_listed
from courses.views.authors import (
    authors_only,
    course_in_scope,
    paths_of_author,
    refuse_guest,
)
from courses.views.draft import about, written


@authors_only
@require_http_methods(["GET", "POST"])
def retire(request: SignedInRequest, key: str) -> HttpResponse:
    """What retiring means, and the deed; of a retired course, offering it again."""
    course = course_in_scope(request, key)
    refuse_guest(request, course)
    paths = paths_of_author(request)
    others = courses_listed(request.user, paths, state="published").exclude(pk=course.pk)
    form = (
        ReasonForm(posted(request))
        if course.retired_at
        else RetireForm(posted(request), courses=others)
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = turn(request, course, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect("courses:outline", key, course.language)
    context = {**about(course, course.language, written(course)), "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/studio/retire.html", context, status=status)


def turn(request: SignedInRequest, course: Course, asked: dict[str, Any]) -> str:
    """Retire it, or offer it again; what was done, in words."""
    if course.retired_at:
        offer_again(course, **asked, now=timezone.now(), by=request.user)
        return _("It is offered again.")
    retire_course(course, **asked, now=timezone.now(), by=request.user)
    return _("It is retired. What people did in it stays.")
