"""Whoever has no due date because the day that it counts from is not known: a queue."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.rules.roles import Role
from learning.forms.cases import kept
from learning.models import RequirementVersion
from learning.services.case_scope import in_reach
from learning.views.case_choice import case_filter, narrowed
from learning.views.requirements import with_a_scope

PER_PAGE = 50


@with_a_scope
@require_GET
def missing_dates(request: SignedInRequest) -> HttpResponse:
    """Of those for whom this person answers; filters are in the address."""
    now = timezone.now()
    asked = in_reach(request.user, now=now)
    filters = case_filter(asked, request.GET, request.user, now=now)
    found = narrowed(asked, filters, missing=True, now=now).select_related("person", "version")
    context = {
        "section": "requirements",
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "hired": RequirementVersion.DueBase.HIRED.value,
        "is_admin": Role.ADMIN in request.user.roles,
        "kept": kept(request.GET),
        "narrowed": any(filters.cleaned_data.values()),
    }
    return render(request, "learning/missing_dates.html", context)
