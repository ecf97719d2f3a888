"""Views that people come back to: kept, shared with those of the same unit, let go."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.models import Unit
from reports.forms import (
    OverviewFilters,
    PeopleFilters,
    ReportFilters,
    SavedViewForm,
    TrendsFilters,
)
from reports.models import SavedView
from reports.queries.completion import CompletionReport
from reports.services.saved_views import Shown, change_view, drop_view, keep_view
from reports.views.asked import asked_for, paths_of_reporter

PAGES: dict[str, type[ReportFilters]] = {
    "overview": OverviewFilters,
    "people": PeopleFilters,
    "trends": TrendsFilters,
}


@require_GET
def saved_views(request: SignedInRequest) -> HttpResponse:
    """One's own, and those that others share: each a link to its address."""
    paths = paths_of_reporter(request.user, now=timezone.now())
    shared = SavedView.objects.shared_with(request.user, paths).select_related("person", "unit")
    context = {
        "section": "reports",
        "own": SavedView.objects.kept_by(request.user).select_related("unit").order_by("name"),
        "shared": shared.order_by("name", "person__sort_name", "pk"),
    }
    return render(request, "reports/saved_views.html", context)


@require_http_methods(["GET", "POST"])
def keep(request: SignedInRequest, page: str) -> HttpResponse:
    """Under which name? The address holds what the view shows."""
    if page not in PAGES:
        raise Http404
    shown = shown_at(page, *asked_for(request.user, request.GET, PAGES[page]))
    form = SavedViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = keep_view(shown, **form.cleaned_data, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error("shared" if refusal.code == "no_unit" else "name", refusal)
        else:
            messages.success(request, _("The view is kept as %(name)s.") % {"name": view.name})
            return redirect(view)
    context = {"unit": shown.unit, "back": f"{reverse(f'reports:{page}')}?{shown.query}"}
    return asking(request, form, context)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Another name, shared or not; or let it go."""
    view = own_view(request, uuid)
    said = {"name": view.name, "shared": view.shared_at is not None}
    form = SavedViewForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            change_view(view, **form.cleaned_data, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error("shared" if refusal.code == "no_unit" else "name", refusal)
        else:
            messages.success(request, _("The view is changed."))
            return redirect("reports:saved_views")
    context = {"view": view, "unit": view.unit, "back": reverse("reports:saved_views")}
    return asking(request, form, context)


@require_POST
def drop(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let it go. Once more: it is gone already, and that is fine."""
    paths_of_reporter(request.user, now=timezone.now())
    view = SavedView.objects.kept_by(request.user).filter(uuid=uuid).first()
    if view:
        drop_view(view, now=timezone.now(), by=request.user)
        messages.success(request, _("%(name)s is kept no longer.") % {"name": view.name})
    return redirect("reports:saved_views")


def own_view(request: SignedInRequest, uuid: UUID) -> SavedView:
    paths_of_reporter(request.user, now=timezone.now())
    own = SavedView.objects.kept_by(request.user).select_related("unit")
    return get_object_or_404(own, uuid=uuid)


def asking(request: SignedInRequest, form: SavedViewForm, context: dict[str, Any]) -> HttpResponse:
    said = {"section": "reports", "form": form, **context}
    return render(request, "reports/saved_view.html", said, status=422 if form.errors else 200)


def shown_at(page: str, filters: ReportFilters, report: CompletionReport) -> Shown:
    """The view that these filters show: what was not asked for is left out of its address."""
    told = {name: filters.data.getlist(name) for name in filters.fields}
    unit = Unit.objects.get(uuid=report.unit.uuid) if report.unit else None
    if unit:
        told["unit"] = [str(unit.uuid)]  # whoever shares in it may answer for more
    query = urlencode({name: list(filter(None, said)) for name, said in told.items()}, doseq=True)
    return Shown(page, query, unit)
