"""Making a saved audience, and changing one: written, looked at, done. One address each."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import AudienceRule, Unit
from accounts.policies import people_under, runs_the_site
from accounts.rules.audiences import parse
from accounts.services.audience_offers import offers
from accounts.services.audience_words import names_in, sentence
from learning.forms.audience_kept import AudienceForm, ChangeAudienceForm
from learning.services.audience_change import (
    Changed,
    change_audience,
    make_audience,
    try_audience,
)
from learning.services.dates import today
from learning.views.audience_lines import as_typed, counted, with_lines, written
from learning.views.audiences import admins_only, paths_of, people_seen, rule_of_theirs

PAGE = "learning/audience_write.html"
BELONGS = {  # which field a refusal is about
    "name_taken": "name",
    "name_missing": "name",
    "reason_missing": "reason",
    "audience_unreadable": "whom",
    "audience_gone": "whom",
    "circle": "whom",
    "too_deep": "whom",
}


@admins_only
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """The form; with `step`: the count of those it holds, or kept for good."""
    bound = request.POST.get("step") == "confirm"
    form = form_for_new(request, bound=bound)
    if bound and form.is_valid():
        unit = Unit.objects.get(path=form.owner_path())
        try:
            edit = form.edit(str(unit.uuid))
            made = make_audience(unit, edit, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error(BELONGS.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("“%s” is kept.") % edit.name)
            return redirect("learning:audience", made.uuid)
    return page(request, form, None)


@admins_only
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The form with what it says now; with `step`: what the change brings, the change made."""
    rule = rule_of_theirs(request, uuid)
    steps: dict[str, Callable[[SignedInRequest, AudienceRule, ChangeAudienceForm], HttpResponse]]
    steps = {"preview": look, "confirm": make}
    step = steps.get(request.POST.get("step", ""))
    form = form_for_change(request, rule, bound=step is not None)
    if step is None or not form.is_valid():
        return page(request, form, rule)
    try:
        return step(request, rule, form)
    except ValidationError as refusal:
        form.add_error(BELONGS.get(refusal.code or ""), refusal)
        return page(request, form, rule, faster=refusal.code == "changed_meanwhile")


def look(request: SignedInRequest, rule: AudienceRule, form: ChangeAudienceForm) -> HttpResponse:
    """What the change would bring: whom it gains and loses, and by which requirements."""
    edit = form.edit(str(rule.audience.unit.uuid))
    changed = try_audience(rule.audience, edit, now=timezone.now(), by=request.user)
    before, after = parse(rule.expression), parse(edit.expression)
    names = names_in(before, after, seen=partial(people_seen, request))
    context = {
        "section": "requirements",
        "rule": rule,
        "edit": edit,
        "says": (sentence(before, names), sentence(after, names)),
        "changed": changed,
        "seen": seen(request, changed),
        "sent": form.as_sent(),
    }
    return render(request, "learning/audience_preview.html", context)


def make(request: SignedInRequest, rule: AudienceRule, form: ChangeAudienceForm) -> HttpResponse:
    """Make it so."""
    edit = form.edit(str(rule.audience.unit.uuid))
    change_audience(rule.audience, edit, now=timezone.now(), by=request.user)
    messages.success(request, _("“%s” says so from now on.") % edit.name)
    return redirect("learning:audience", rule.audience.uuid)


def seen(request: SignedInRequest, changed: Changed) -> set[int]:
    """Those of the people named whom this admin may see; nobody else's name is told."""
    named = {each.pk for group in (changed.gained, changed.lost) for each in group.first}
    for effect in changed.effects:
        done = effect.outcome
        groups = (done.gained, done.lost, done.met, done.mails)
        named |= {moved.person.pk for group in groups for moved in group.people}
    paths = paths_of(request)
    if runs_the_site(paths):
        return named
    in_scope = people_under(paths, today(timezone.now())).filter(pk__in=named)
    return set(in_scope.values_list("pk", flat=True))


def form_for_new(request: SignedInRequest, *, bound: bool) -> AudienceForm:
    return AudienceForm(
        request.POST if bound else None,
        initial=None if bound else as_typed(request),
        offers=offers(paths_of(request), on=today(timezone.now())),
        written=written(request),
    )


def form_for_change(
    request: SignedInRequest, rule: AudienceRule, *, bound: bool
) -> ChangeAudienceForm:
    said = parse(rule.expression)
    offered = offers(paths_of(request), on=today(timezone.now()), besides=said)
    initial, begin = ChangeAudienceForm.begin(rule, offered)
    form = ChangeAudienceForm(
        request.POST if bound else None,
        initial=initial | ({} if bound else as_typed(request)),
        offers=offered,
        written=written(request, begin=begin.lines),
    )
    form.belongs_to(rule.audience.unit)
    return form


def page(
    request: SignedInRequest,
    form: AudienceForm,
    rule: AudienceRule | None,
    *,
    faster: bool = False,
) -> HttpResponse:
    """The form; 409 where somebody was faster, 422 where something is missing."""
    counting = request.POST.get("step") == "count"
    context: dict[str, Any] = {
        "section": "requirements",
        "form": form,
        "rule": rule,
        "counted": counted(request, paths_of(request)) if counting else None,
    }
    status = 409 if faster else 422 if form.errors else 200
    return with_lines(request, PAGE, context, status=status)
