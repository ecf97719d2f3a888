"""Requiring a course: choose, look at what it brings, switch it on. Three steps, one address."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import Unit
from accounts.policies import assigning_paths, covers, people_under
from accounts.services.audience_offers import offers
from courses.models import Course, Edition
from learning.forms.requirements import RequirementForm
from learning.services.dates import today
from learning.services.explanations import whom
from learning.services.menu_words import sections
from learning.services.menus import Menu
from learning.services.requirement_change import try_requirement
from learning.services.requirement_preview import preview
from learning.services.requirements import Policy, require_course, version_of
from learning.views.audience_lines import as_typed, counted, with_lines, written

PAGE = "learning/requirement_new.html"
BELONGS = {  # which field a refusal is about
    "title_taken": "title",
    "course_not_offered": "course",
    "menu_not_offered": "menu_1_courses",
    "audience_unreadable": "whom",
    "modules_of_what": "renewal_modules",
    "modules_unknown": "renewal_modules",
    "modules_no_less": "renewal_modules",
    "audience_gone": "whom",
}


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
    """The form, empty or as it was sent; htmx asks for the lines of the audience alone."""
    return with_lines(request, PAGE, context(form_for(request, paths, bound=False)))


def count(request: SignedInRequest, paths: list[str]) -> HttpResponse:
    """How many people the ticked units hold: alone for htmx, else on the page as it was sent."""
    figures = {"counted": counted(request, paths)}
    if request.headers.get("HX-Request"):
        return render(request, "learning/audience_count.html", figures)
    return render(request, PAGE, context(form_for(request, paths, bound=False)) | figures)


def look(request: SignedInRequest, paths: list[str]) -> HttpResponse:
    """What switching it on would bring: whom it asks, by when, and which mails."""
    form = form_for(request, paths)
    policy = policy_of(form, paths)
    if policy is None:
        return render(request, PAGE, context(form), status=422)
    now = timezone.now()
    try:
        outcome = try_requirement(policy, now=now, by=request.user)
    except ValidationError as refusal:
        form.add_error(BELONGS.get(refusal.code or ""), refusal)
        return render(request, PAGE, context(form), status=422)
    brings = {
        "policy": policy,
        "preview": preview(policy, people=outcome.gained.number, met=outcome.met.number, now=now),
        "menu": sections(Menu(policy.menu)),
        "whom": whom(version_of(policy), seen=partial(people_under, paths, today(now))),
        "outcome": outcome,
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
    return RequirementForm(
        request.POST if bound else None,
        initial=None if bound else as_typed(request),
        courses=offered(get_language() or settings.LANGUAGE_CODE),
        offers=offers(paths, on=today(timezone.now())),
        written=written(request),
        today=today(timezone.now()),
    )


def offered(language: str, *, besides: Iterable[Course | None] = ()) -> list[tuple[str, str]]:
    """The courses that can be required, by title; and those that are already."""
    kept = [course.pk for course in besides if course]
    those = Course.objects.filter(Q(pk__in=kept) | Q(pk__in=Course.objects.offered()))
    newest = those.with_newest(language)
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
    return form.policy(unit)


def context(form: RequirementForm) -> dict[str, Any]:
    """What the page needs; counted only when asked for."""
    return {"section": "requirements", "form": form, "counted": None}
