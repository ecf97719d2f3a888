"""Deciding about one or many assignments: who, what it means, why; then for good. One address."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from accounts.rules.roles import Role
from learning.models import Assignment
from learning.services.case_scope import in_reach
from learning.services.dates import today
from learning.views.case_choice import chosen
from learning.views.case_deeds import DEEDS, Deed
from learning.views.requirements import with_a_scope

SHOWN = 50  # of those for whom it would be done; numbers say how many there are
BELONGS = dict.fromkeys(("until_is_past", "due_is_past", "not_later"), "day")


@with_a_scope
@require_http_methods(["GET", "POST"])
def case(request: SignedInRequest, deed: str) -> HttpResponse:
    """The form; with `step`: what it would mean for each, done."""
    if deed not in DEEDS:
        raise Http404
    found, now = DEEDS[deed], timezone.now()
    if found.admins and Role.ADMIN not in request.user.roles:
        raise PermissionDenied
    asked = in_reach(request.user, now=now, admins=found.admins)
    rows = chosen(asked, request.GET, request.user, now=now)
    steps = {"look": look, "confirm": confirm}
    return steps.get(request.POST.get("step", ""), edit)(request, found, rows)


def form_for(request: SignedInRequest, deed: Deed, *, bound: bool = True) -> ReasonForm:
    """The deed's form as it was sent; unbound, what was sent is kept and not judged."""
    day: dict[str, Any] = {"today": today(timezone.now())}
    if not bound:
        return deed.form(initial=request.POST.dict() or None, **day)
    return deed.form(request.POST, **day)


def edit(request: SignedInRequest, deed: Deed, rows: list[Assignment]) -> HttpResponse:
    """Who it is about, and what has to be said."""
    return shown(request, deed, rows, form_for(request, deed, bound=False))


def look(request: SignedInRequest, deed: Deed, rows: list[Assignment]) -> HttpResponse:
    """What it would mean for each of them. Writes nothing."""
    form = form_for(request, deed)
    if not form.is_valid():
        return shown(request, deed, rows, form, status=422)
    now, said = timezone.now(), form.cleaned_data
    judged = deed.look(rows, said, now=now)
    brings: dict[str, Any] = {
        "judged": judged,
        "changes": [(it, *deed.change(it, said, now=now)) for it in judged.good[:SHOWN]],
        "more": max(0, len(judged.good) - SHOWN),
        "refused": judged.why_not(),
        "sent": [(field.html_name, field.value()) for field in form],
    }
    return shown(request, deed, rows, form, **brings)


def confirm(request: SignedInRequest, deed: Deed, rows: list[Assignment]) -> HttpResponse:
    """Do it; where it cannot be, or other people match by now, say so on the same page."""
    form = form_for(request, deed)
    if form.is_valid() and request.POST.get("people") == str(len(rows)):
        try:
            done = deed.act(rows, form.cleaned_data, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error(BELONGS.get(refusal.code or ""), refusal)
        else:
            messages.success(request, deed.done(len(done.good)))
            return redirect(back(request, rows))
    elif form.is_valid():
        return look(request, deed, rows)
    return shown(request, deed, rows, form, status=422)


def back(request: SignedInRequest, rows: list[Assignment]) -> str:
    """The list they came from, if it says so; else the page of the requirement, of a single one."""
    came_from = request.GET.get("back", "")
    if came_from.startswith("/") and url_has_allowed_host_and_scheme(came_from, None):
        return came_from
    if request.GET.get("missing"):
        return reverse("learning:missing_dates")
    keys = {each.requirement_id for each in rows}
    if len(keys) == 1:
        return f"{rows[0].requirement.get_absolute_url()}#people"
    return reverse("learning:requirements")


def shown(
    request: SignedInRequest,
    deed: Deed,
    rows: list[Assignment],
    form: ReasonForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "section": "requirements",
        "deed": deed,
        "form": form,
        "rows": rows,
        "names": rows[:SHOWN],
        "back": back(request, rows),
        "titles": sorted({each.version.title for each in rows}),
        **more,
    }
    return render(request, "learning/case.html", context, status=status)
