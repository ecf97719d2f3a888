"""The courses that somebody may write: the list, and a new one."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.policies import units_under
from accounts.views.access import posted
from courses.forms.studio import CourseFilter, NewCourseForm
from courses.services.new_courses import NewCourse, make_course
from courses.services.studio_lists import COURSE_ORDERS, courses_listed
from courses.views.authors import authors_only, paths_of_author
from courses.views.sorting import sorts

PER_PAGE = 50


@authors_only
@require_GET
def studio(request: SignedInRequest) -> HttpResponse:
    """Every course this person may write, how far each is, and who is in it."""
    filters = CourseFilter(request.GET)
    asked = filters.asked()
    sort = request.GET.get("sort", "")
    found = courses_listed(request.user, paths_of_author(request), sort=sort, **asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "studio",
        "page": page,
        "filters": filters,
        "sort": sort,
        "is_narrowed": bool(asked["words"] or asked["state"]),
        "sorts": sorts(request.GET, COURSE_ORDERS, sort or "title"),
    }
    return render(request, "courses/studio/courses.html", context)


@authors_only
@require_http_methods(["GET", "POST"])
def new_course(request: SignedInRequest) -> HttpResponse:
    """Begin a course: empty, from a template, or as a copy."""
    paths = paths_of_author(request)
    courses = courses_listed(request.user, paths, state="all")
    form = NewCourseForm(
        posted(request), units=units_under(paths), courses=courses, initial={"uuid": uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = make_course(NewCourse(**form.cleaned_data), now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error("copied", refusal)
        else:
            messages.success(request, _("The course is there. Only those who write it see it."))
            return redirect("courses:outline", draft.course.key, draft.language)
    context = {"section": "studio", "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/studio/new_course.html", context, status=status)
