"""What a draft's quiz draws from banks, and whether the banks have newer numbers."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.views.access import posted
from courses.forms.team import DrawForm
from courses.models import Bank, Draw
from courses.services.banks import newer_than_drawn
from courses.services.drawing_from import (
    DrawAsked,
    banks_for,
    draws_token,
    renew_draws,
    set_draws,
)
from courses.views.activity import Desk, desk_at
from courses.views.authors import Gone, authors_only

Draws = formset_factory(DrawForm, extra=2, max_num=20)


@authors_only
@require_http_methods(["GET", "POST"])
def draws(request: SignedInRequest, key: str, language: str, activity: str) -> HttpResponse:
    """The draws of a quiz; posted, they are just these; or brought up to date."""
    desk = desk_at(request, key, language, activity)
    if desk.held.kind != "quiz":
        raise Http404
    if request.method == "POST" and "renew" in request.POST:
        return renew(desk)
    banks = list(banks_for(desk.draft))
    forms = formset(desk, banks)
    edited = request.POST.get("edited") or draws_token(desk.held)
    context = {"forms": forms, "banks": banks, "edited": edited, "refused": ""}
    if request.method == "POST" and forms.is_valid():
        return save(desk, context)
    return page(desk, context, status=422 if forms.is_bound else 200)


def page(desk: Desk, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The draws of the quiz, and which of them have newer questions in their bank."""
    newer = newer_than_drawn(desk.draft)
    context = {
        "section": "studio",
        "course": desk.draft.course,
        "draft": desk.draft,
        "language": desk.draft.language,
        "activity": desk.held,
        "newer": [it for it in newer if it[0].activity_id == desk.row.pk],
        **context,
    }
    return render(desk.request, "courses/studio/draws.html", context, status=status)


def save(desk: Desk, context: dict[str, Any]) -> HttpResponse:
    """Let the quiz draw just this; refused, the form comes again as it was sent."""
    draft, by, edited = desk.draft, desk.request.user, context["edited"]
    told = asked(context["banks"], context["forms"])
    try:
        set_draws(draft, desk.held.key, told, edited=edited, now=timezone.now(), by=by)
    except ValidationError as refusal:
        more = {"refused": refusal.messages[0], "edited": draws_token(desk.held)}
        return page(desk, context | more, status=409)
    messages.success(desk.request, _("Saved."))
    return redirect("courses:write", draft.course.key, draft.language, desk.held.key)


def formset(desk: Desk, banks: list[Bank]) -> "BaseFormSet[DrawForm]":
    rows = Draw.objects.filter(activity=desk.row).select_related("bank")
    initial = [
        {"bank": str(it.bank.uuid), "tag": it.tag, "count": it.count, "points": it.points}
        for it in rows
    ]
    return Draws(posted(desk.request), initial=initial, form_kwargs={"banks": banks})


def asked(banks: list[Bank], forms: "BaseFormSet[DrawForm]") -> list[DrawAsked]:
    named = {str(it.uuid): it for it in banks}
    told = [form.cleaned_data for form in forms if form.cleaned_data.get("bank")]
    return [DrawAsked(named[it["bank"]], it["tag"], it["count"], _points(it)) for it in told]


def _points(told: dict[str, Any]) -> Decimal:
    """One, where nothing is said."""
    return Decimal(1) if told["points"] is None else told["points"]


def renew(desk: Desk) -> HttpResponse:
    """Let every draw of the draft take the banks' questions as they stand now."""
    try:
        changed = renew_draws(desk.draft, now=timezone.now(), by=desk.request.user)
    except ValidationError as refusal:
        raise Gone(refusal.messages[0], desk.draft.course) from refusal
    words = ngettext("%d draw is up to date now.", "%d draws are up to date now.", changed)
    messages.success(desk.request, words % changed)
    course = desk.draft.course
    return redirect("courses:draws", course.key, desk.draft.language, desk.held.key)
