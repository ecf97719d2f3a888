"""Requiring a course: choose, look at what it brings, switch it on. Three steps, one address."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import Unit
from accounts.policies import assigning_paths, covers, units_under
from courses.models import Course, Edition
from learning.forms.requirements import RequirementForm
from learning.services.dates import today
from learning.services.requirement_preview import count_audience, preview
from learning.services.requirements import Policy, require_course

PAGE = "learning/requirement_new.html"
BELONGS = {"title_taken": "title", "course_not_offered": "course"}  # which field a refusal is about


@require_http_methods(["GET", "POST"])
def new_requirement(request: SignedInRequest) -> HttpResponse:
    """The form; with `step`: the count of those it asks, what it brings, switched on."""
    paths = assigning_paths(request.user, today(timezone.now()))
    if not paths:
        raise PermissionDenied
    steps: dict[str, Callable[[SignedInRequest, list[str]], HttpResponse]] = {
        "count": count,
        "preview": look,
        "confirm": switch_on,
    }
    return steps.get(request.POST.get("step", ""), edit)(request, paths)


def edit(request: SignedInRequest, paths: list[str]) -> HttpResponse:
    """The form, empty or as it was sent."""
    return render(request, PAGE, context(form_for(request, paths, bound=False)))


def count(request: SignedInRequest, paths: list[str]) -> HttpResponse:
    """How many people the ticked units hold: alone for htmx, else on the page as it was sent."""
    form = form_for(request, paths)
    form.full_clean()
    course = Course.objects.filter(key=form.cleaned_data.get("course", "")).first()
    people, met = count_audience(form.ticked(), course, now=timezone.now())
    figures = {"counted": True, "people": people, "met": met}
    if request.headers.get("HX-Request"):
        return render(request, f"{PAGE}#count", figures)
    return render(request, PAGE, context(form_for(request, paths, bound=False)) | figures)


def look(request: SignedInRequest, paths: list[str]) -> HttpResponse:
    """What switching it on would bring: whom it asks, by when, and which mails."""
    form = form_for(request, paths)
    policy = policy_of(form, paths)
    if policy is None:
        return render(request, PAGE, context(form), status=422)
    brings = {
        "policy": policy,
        "preview": preview(policy, now=timezone.now()),
        "sent": form.as_sent(),
    }
    return render(request, "learning/requirement_preview.html", context(form) | brings)


def switch_on(request: SignedInRequest, paths: list[str]) -> HttpResponse:
    """Make it so; whoever may not, reads why beside the field."""
    form = form_for(request, paths)
    policy = policy_of(form, paths)
    if policy is not None:
        try:
            version = require_course(policy, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error(BELONGS.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("“%s” is switched on.") % version.title)
            return redirect(version.requirement)
    return render(request, PAGE, context(form), status=422)


def form_for(request: SignedInRequest, paths: list[str], *, bound: bool = True) -> RequirementForm:
    """The form with what this admin may choose; unbound, it keeps what was sent, unjudged."""
    sent = request.POST.dict()
    if "units" in request.POST:
        sent["units"] = request.POST.getlist("units")  # type: ignore[assignment]
    return RequirementForm(
        request.POST if bound else None,
        initial=None if bound else sent,
        courses=offered(get_language() or settings.LANGUAGE_CODE),
        units=units_under(paths),
        today=today(timezone.now()),
    )


def offered(language: str) -> list[tuple[str, str]]:
    """The courses that can be required, by title."""
    newest = Course.objects.offered().with_newest(language)
    courses = list(newest.values_list("key", "newest_id"))  # type: ignore[misc]
    titles = dict(
        Edition.objects.filter(pk__in=[pk for _key, pk in courses]).values_list("pk", "title")
    )
    return sorted(((key, titles[pk]) for key, pk in courses if pk), key=lambda pair: pair[1])


def policy_of(form: RequirementForm, paths: list[str]) -> Policy | None:
    """What the form asks, if it is whole and within what this admin runs."""
    if not form.is_valid():
        return None
    unit = Unit.objects.filter(path=form.owner_path()).first()
    if unit is None or not covers(paths, unit):
        form.add_error("units", _("Choose units that lie under one unit that you run."))
        return None
    return form.policy(Course.objects.get(key=form.cleaned_data["course"]), unit)


def context(form: RequirementForm) -> dict[str, Any]:
    return {"section": "requirements", "form": form, "branches": form.branches()}
