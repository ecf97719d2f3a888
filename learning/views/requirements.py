"""Requirements: what is asked of whom, how they stand, what goes out next; and ending one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.models.user import UserQuerySet
from accounts.policies import people_under, reporting_paths
from accounts.rules.roles import Role
from accounts.services.audience_words import Seen
from learning.forms.cases import kept
from learning.forms.requirements import PeopleOfRequirement
from learning.models import Assignment, RequirementVersion
from learning.models.assignment import AssignmentQuerySet
from learning.rules.standing import Standing
from learning.services.case_words import what_happened
from learning.services.dates import today
from learning.services.explanations import due_rule, grounds, whom
from learning.services.extension_requests import waiting
from learning.services.menu_words import hours_words, menu_of_version
from learning.services.missing_dates import missing_dates
from learning.services.reasons import in_short_all
from learning.services.reminder_words import rule_words
from learning.services.requirement_scope import asked_under, may_end, standings, visible_to
from learning.services.requirement_words import least_time, renewal_rule, title_of
from learning.services.requirements import end_requirement

PER_PAGE = 50
NEW = timedelta(minutes=3)  # while a worker finds the people of a requirement just made
COMPLETED = (Standing.COMPLETED_ON_TIME, Standing.COMPLETED_LATE)

View = TypeVar("View", bound=Callable[..., HttpResponse])


def with_a_scope(view: View) -> View:
    """403 but for coordinators and admins: the page is there, and not for everybody."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not {Role.COORDINATOR, Role.ADMIN} & request.user.roles:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, guarded)


@with_a_scope
@require_GET
def requirements(request: SignedInRequest) -> HttpResponse:
    """Every requirement in the person's scope, those in force first, with how it stands."""
    now = timezone.now()
    asked = asked_under(request.user, now=now)
    found = visible_to(request.user, asked, now=now)
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(title__icontains=words)
    in_order = found.order_by(F("requirement__ended_at").asc(nulls_first=True), "title", "id")
    page = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "requirements",
        "page": page,
        "words": words,
        "rows": rows(list(page.object_list), asked, now=now),
        "may_require": Role.ADMIN in request.user.roles,
        "missing": missing_dates(asked).count(),
        "asking": waiting(asked).count(),
    }
    return render(request, "learning/requirements.html", context)


def rows(
    versions: list[RequirementVersion], asked: AssignmentQuerySet, *, now: datetime
) -> list[dict[str, Any]]:
    """Each requirement with its rule and its figures; one query for all."""
    ids = [version.requirement_id for version in versions]
    counted = standings(asked, ids, now=now, due_soon_days=settings.DUE_SOON_DAYS)
    return [
        {
            "version": version,
            "due": due_rule(version),
            "figures": [(each, figures[each]) for each in Standing if figures[each]],
            "people": figures.total(),
            "completed": sum(figures[each] for each in COMPLETED),
            "overdue": figures[Standing.OVERDUE],
        }
        for version in versions
        for figures in [counted[version.requirement_id]]
    ]


def version_seen(request: SignedInRequest, key: str, now: datetime) -> RequirementVersion:
    """The newest version of a requirement in this person's scope; else it is not there."""
    asked = asked_under(request.user, now=now)
    return get_object_or_404(visible_to(request.user, asked, now=now), requirement__key=key)


@with_a_scope
@require_GET
def requirement(request: SignedInRequest, key: str) -> HttpResponse:
    """What it says, how its people stand, and who they are; what goes out is loaded by address."""
    now = timezone.now()
    asked = asked_under(request.user, now=now)
    version = get_object_or_404(visible_to(request.user, asked, now=now), requirement__key=key)
    rules = version.requirement.reminder_rules.planned().filter(ended_at=None)
    context = {
        "section": "requirements",
        **rows([version], asked, now=now)[0],
        **said(version, people_seen(request)),
        **its_people(request, asked.filter(requirement=version.requirement), now=now),
        "rules": [rule_words(rule) for rule in rules.order_by("id")],
        "is_new": now - version.recorded_at < NEW,
        "is_admin": Role.ADMIN in request.user.roles,
        "may_end": may_end(request.user, version.requirement, now=now),
    }
    return render(request, "learning/requirement.html", context)


def people_seen(request: SignedInRequest) -> Seen:
    """Those for whom this person answers: nobody else's name is told."""

    def seen() -> UserQuerySet:
        day = today(timezone.now())
        return people_under(reporting_paths(request.user, day), day)

    return seen


def said(version: RequirementVersion, seen: Seen) -> dict[str, Any]:
    """What a version says, in words."""
    return {
        "course_title": title_of(version.course) if version.course else "",
        "hours": hours_words(version.hours) if version.hours else "",
        "menu": menu_of_version(version),
        "whom": whom(version, seen=seen),
        "says": [due_rule(version), least_time(version), renewal_rule(version)],
    }


def its_people(
    request: SignedInRequest, asked: AssignmentQuerySet, *, now: datetime
) -> dict[str, Any]:
    """A page of them: where each is asked, what was decided about it, and who waits for a date."""
    filters = PeopleOfRequirement(request.GET)
    found = people(asked, filters, now=now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    reasons, happened = grounds(listed), what_happened(listed, now=now)
    return {
        "filters": filters,
        "page": page,
        "kept": kept(request.GET),
        "listed": [
            (each, in_short_all(reasons[each.pk].reasons), happened.get(each.pk, ()))
            for each in listed
        ],
        "missing": missing_dates(asked).count(),
    }


def people(
    asked: AssignmentQuerySet, filters: PeopleOfRequirement, *, now: datetime
) -> QuerySet[Assignment]:
    """The people of a requirement by name, as the address narrows them."""
    filters.full_clean()
    found = asked.with_standing(now, settings.DUE_SOON_DAYS).select_related("person", "version")
    if words := filters.cleaned_data.get("q"):
        found = found.filter(person__in=User.objects.search(words))
    if standing := filters.cleaned_data.get("standing"):
        found = found.filter(standing_now=standing)  # type: ignore[misc]
    return found.order_by("person__sort_name", "person_id")


@with_a_scope
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask it of nobody any more, after saying what that means and why."""
    now = timezone.now()
    asked = asked_under(request.user, now=now)
    version = get_object_or_404(visible_to(request.user, asked, now=now), requirement__key=key)
    if not may_end(request.user, version.requirement, now=now):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        end_requirement(version.requirement, reason=reason, now=now, by=request.user)
        messages.success(request, _("“%s” is asked of nobody any more.") % version.title)
        return redirect(version.requirement)
    context = {
        "section": "requirements",
        "form": form,
        "version": version,
        "open": asked.filter(requirement=version.requirement).in_force().count(),
    }
    status = 422 if form.errors else 200
    return render(request, "learning/requirement_end.html", context, status=status)
