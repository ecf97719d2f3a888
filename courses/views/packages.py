"""Courses as files: a package taken in from a zip, and given out as one."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.policies import units_under
from accounts.views.access import posted
from courses.forms.packages import PackageForm
from courses.interchange.package import PackageUnreadable, read_package
from courses.interchange.package_zip import ZipRefused, unpacked, zipped
from courses.models import Course, Edition
from courses.rules.content import Problem
from courses.services.importing import ImportResult
from courses.services.studio_import import import_as_author
from courses.views.authors import authors_only, course_in_scope, paths_of_author

LARGEST_NUMBER = 9  # digits of an edition's number


@authors_only
@require_http_methods(["GET", "POST"])
def course_import(request: SignedInRequest) -> HttpResponse:
    """Take in a course package: a new course, or the next draft of one."""
    form = PackageForm(
        posted(request), request.FILES or None, units=units_under(paths_of_author(request))
    )
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            return come_in(request, taken_in(request, form, now=timezone.now()))
        except PackageUnreadable as unreadable:
            problems = unreadable.problems
        except ZipRefused as refusal:
            form.add_error("file", str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"section": "studio", "form": form, "problems": problems}
    status = 422 if form.errors or problems else 200
    return render(request, "courses/studio/import.html", context, status=status)


def taken_in(request: SignedInRequest, form: PackageForm, *, now: datetime) -> ImportResult:
    """The zip unpacked, read and brought in; each of the three may refuse."""
    with tempfile.TemporaryDirectory(prefix="concord-") as place:
        unpacked(form.cleaned_data["file"], Path(place))
        return import_as_author(
            read_package(Path(place)),
            unit=form.cleaned_data["unit"],
            paths=paths_of_author(request),
            now=now,
            by=request.user,
        )


def come_in(request: SignedInRequest, result: ImportResult) -> HttpResponse:
    """To the draft, or back where there is nothing new to work on."""
    if result.draft is None:
        messages.info(request, _("Nothing differs from what is published: nothing was changed."))
        return redirect("courses:course_import")
    if result.changed:
        messages.success(request, _("The package is in, as a draft."))
    else:
        messages.info(request, _("The draft says all of this already: nothing was changed."))
    return to_draft(result.course, result.draft.language)


def to_draft(course: Course, language: str) -> HttpResponse:
    return redirect("courses:outline", course.key, language)


@authors_only
@never_cache
@require_GET
def course_export(request: SignedInRequest, key: str, language: str) -> HttpResponseBase:
    """The course's package as a zip: the draft if there is one, else the newest edition."""
    course = course_in_scope(request, key)
    editions = Edition.objects.filter(course=course, language=language)
    if not editions.exists():
        raise Http404
    number = wanted_number(request)
    draft = number is None and editions.drafts().exists()
    try:
        file = zipped(course, number=number, draft=draft)
    except ValidationError as refusal:  # there is no such edition
        raise Http404 from refusal
    which = "-draft" if draft else f"-edition-{number}" if number else ""
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{course.key}{which}.zip",
        content_type="application/zip",
    )


def wanted_number(request: SignedInRequest) -> int | None:
    """The edition that is asked for by its number; 404 for what is no number."""
    asked = request.GET.get("edition", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= LARGEST_NUMBER):
        raise Http404
    return int(asked)
