"""The outline is changed: modules and activities added, named, moved, removed, brought back."""

import re
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.views.access import posted
from courses.forms.questions.rows import is_count
from courses.forms.studio import ModuleForm, NewActivityForm, NewModuleForm, SpotForm
from courses.models import Activity, Edition, Module
from courses.services import outline_changes as outlines
from courses.services.outline_changes import Spot
from courses.services.studio_lists import draft_outline
from courses.views.authors import authors_only, draft_in_scope, is_id
from courses.views.draft import about, parts, written

KEY = re.compile(r"[-\w]{1,64}")
Act = Callable[[SignedInRequest, Edition, str], None]


def _module_by(steps: int) -> Act:
    def act(request: SignedInRequest, draft: Edition, key: str) -> None:
        order = list(
            Module.objects.filter(edition=draft)
            .order_by("position", "id")
            .values_list("key", flat=True)
        )
        place = order.index(key) + 1 + steps if key in order else 1
        outlines.move_module(draft, key, place, now=timezone.now(), by=request.user)

    return act


def _activity_by(steps: int) -> Act:
    """One up or down; from the edge of a module into the next one."""

    def act(request: SignedInRequest, draft: Edition, key: str) -> None:
        spot = _beside(draft, key, steps)
        if spot is not None:
            outlines.move_activity(draft, key, spot, now=timezone.now(), by=request.user)

    return act


def _beside(draft: Edition, key: str, steps: int) -> Spot | None:
    modules = draft_outline(draft)
    for nth, module in enumerate(modules):
        for line in module.lines:
            if line.row.key != key:
                continue
            place = line.place + steps
            if 1 <= place <= line.places:
                return Spot(module.row.key, place)
            other = nth + steps
            if not 0 <= other < len(modules):
                return None
            last = len(modules[other].lines) + 1
            return Spot(modules[other].row.key, 1 if steps > 0 else last)
    return None


def _dragged(request: SignedInRequest, draft: Edition, key: str) -> None:
    """Dropped by hand: the spot says where."""
    module, _slash, place = request.POST.get("spot", "").partition("/")
    module = module if KEY.fullmatch(module) else ""
    spot = Spot(module, int(place) if is_count(place) else 1)
    outlines.move_activity(draft, key, spot, now=timezone.now(), by=request.user)


def _remove_module(request: SignedInRequest, draft: Edition, key: str) -> None:
    outlines.remove_module(draft, key, now=timezone.now(), by=request.user)


def _remove_activity(request: SignedInRequest, draft: Edition, key: str) -> None:
    outlines.remove_activity(draft, key, now=timezone.now(), by=request.user)


def _undo(request: SignedInRequest, draft: Edition, key: str) -> None:
    change = int(key) if is_id(key) else 0
    outlines.undo_removal(draft, change, now=timezone.now(), by=request.user)


DEEDS: Mapping[str, Act] = {
    "module_up": _module_by(-1),
    "module_down": _module_by(1),
    "module_remove": _remove_module,
    "up": _activity_by(-1),
    "down": _activity_by(1),
    "drop": _dragged,
    "remove": _remove_activity,
    "undo": _undo,
}


@authors_only
@vary_on_headers("HX-Request")
@require_POST
def change(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """Move, remove or bring back; the outline comes again, with what was refused, if anything."""
    draft = draft_in_scope(request, key, language)
    deed, _colon, what = request.POST.get("deed", "").partition(":")
    refused = ""
    try:
        if deed in DEEDS and KEY.fullmatch(what):
            DEEDS[deed](request, draft, what)
    except ValidationError as refusal:
        refused = refusal.messages[0]
    if "HX-Request" not in request.headers:
        if refused:
            messages.error(request, refused)
        return redirect("courses:outline", key, language)
    known = written(draft.course)
    context = {**about(draft.course, language, known), "draft": draft, **parts(draft)}
    context["refused"] = refused
    return render(request, "courses/studio/outline.html#outline", context)


@authors_only
@require_POST
def add_module(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """A new module at the end."""
    draft = draft_in_scope(request, key, language)
    form = NewModuleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the module a title of at most 200 characters."))
        return redirect("courses:outline", key, language)
    title = form.cleaned_data["title"]
    try:
        outlines.add_module(draft, title, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("courses:outline", key, language)


@authors_only
@require_POST
def add_activity(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """A new activity at the end of a module, and on to writing it."""
    draft = draft_in_scope(request, key, language)
    form = NewActivityForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the activity a title of at most 200 characters."))
        return redirect("courses:outline", key, language)
    asked = form.cleaned_data
    try:
        activity = outlines.add_activity(
            draft,
            asked["module"],
            asked["kind"],
            asked["title"],
            now=timezone.now(),
            by=request.user,
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("courses:outline", key, language)
    return redirect("courses:write", key, language, activity.key)


@authors_only
@require_http_methods(["GET", "POST"])
def module(request: SignedInRequest, key: str, language: str, module: str) -> HttpResponse:
    """Name a module, and say what it is about."""
    draft = draft_in_scope(request, key, language)
    row = get_object_or_404(Module, edition=draft, key=module)
    shown = {"title": row.title, "summary": row.summary, "edited": outlines.module_token(row)}
    form = ModuleForm(posted(request), initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            outlines.name_module(
                draft, module, **form.cleaned_data, now=timezone.now(), by=request.user
            )
        except ValidationError as refusal:
            form = ModuleForm({**request.POST.dict(), "edited": shown["edited"]})
            form.add_error(None, refusal)
        else:
            return redirect("courses:outline", key, language)
    context = {"section": "studio", "draft": draft, "course": draft.course, "form": form}
    context |= {"module": row, "language": language}
    status = 422 if form.errors else 200
    return render(request, "courses/studio/module.html", context, status=status)


@authors_only
@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, key: str, language: str, activity: str) -> HttpResponse:
    """Move an activity to any place of the course."""
    draft = draft_in_scope(request, key, language)
    row = get_object_or_404(Activity, edition=draft, key=activity)
    form = SpotForm(posted(request), spots=spots(draft, activity))
    if request.method == "POST" and form.is_valid():
        module, _slash, place = form.cleaned_data["spot"].rpartition("/")
        try:
            outlines.move_activity(
                draft, activity, Spot(module, int(place)), now=timezone.now(), by=request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("“%s” is moved.") % row.title)
            return redirect("courses:outline", key, language)
    context = {"section": "studio", "draft": draft, "course": draft.course, "form": form}
    context |= {"activity": row, "language": language}
    status = 422 if form.errors else 200
    return render(request, "courses/studio/move.html", context, status=status)


def spots(draft: Edition, key: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place the activity may take, by module: first in it, or after one of the others."""
    found = []
    for module in draft_outline(draft):
        others = [line.row for line in module.lines if line.row.key != key]
        offers = [(f"{module.row.key}/1", _("First in this module"))]
        offers += [
            (f"{module.row.key}/{place}", _("After “%s”") % row.title)
            for place, row in enumerate(others, 2)
        ]
        found.append((f"{module.place}. {module.row.title}", offers))
    return found
