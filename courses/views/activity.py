"""Writing one activity of a draft: it saves itself, and of two writers neither loses a word."""

from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from courses.forms.activities import ActivityForm, Around
from courses.forms.activity_kinds import form_for
from courses.models import Activity, DraftChange, Edition
from courses.rules.content import ActivityContent
from courses.services.activity_rows import read_activity
from courses.services.authoring import Saved, Stale, save_activity
from courses.services.bank_lists import first_words
from courses.services.comments import comments_on
from courses.services.draft_history import token_of
from courses.services.edition_files import files_of
from courses.services.outline_keys import inner_keys_ever
from courses.services.question_answers import shown
from courses.services.question_words import KINDS, kind_name
from courses.services.studio_lists import draft_outline
from courses.services.writers import others_here, say_here
from courses.views.authors import (
    Gone,
    authors_only,
    draft_in_scope,
    gone,
    saved_words,
    wants_note,
)
from courses.views.draft import about, written
from courses.views.questions_shown import tidy

PAGE = "courses/studio/write.html"


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody before one activity of a draft."""

    request: SignedInRequest
    draft: Edition
    row: Activity
    held: ActivityContent
    around: Around = field(default_factory=lambda: Around(others=()))

    @property
    def edited(self) -> str:
        """The token of the wording that the form began with."""
        posted = self.request.POST
        return posted.get("edited", "") or token_of(self.held)

    @property
    def over(self) -> str:
        """The token of another's wording that the writer has read, and lets theirs stand over."""
        return self.request.POST.get("edited_anew", "")

    def form(self, posted: Any = None) -> ActivityForm:
        return form_for(self.held, self.around, posted)


def desk_at(request: SignedInRequest, key: str, language: str, activity: str) -> Desk:
    """The activity, if this person may write it; else 404."""
    draft = draft_in_scope(request, key, language)
    rows = Activity.objects.filter(edition=draft, key=activity)
    row = rows.select_related("module").first()
    if row is None:
        if request.method == "POST" and DraftChange.objects.filter(
            course=draft.course, part="activity", key=activity
        ):
            raise Gone(_("This activity was removed meanwhile."), draft.course)
        raise Http404
    row.edition = draft
    return Desk(request, draft, row, read_activity(row))


def around_of(row: Activity) -> Around:
    """What the form of an activity offers: the other activities, files, and keys once used."""
    rows = Activity.objects.filter(edition=row.edition).exclude(key=row.key)
    named = rows.order_by("position", "id").values_list("key", "title")
    return Around(
        others=[(key, title or key) for key, title in named],
        files=files_of(row.edition),
        zone=ZoneInfo(settings.INSTITUTION_TIME_ZONE),
        ever=inner_keys_ever(row),
    )


@authors_only
@vary_on_headers("Accept")
@require_http_methods(["GET", "POST"])
def write(request: SignedInRequest, key: str, language: str, activity: str) -> HttpResponse:
    """The form of one activity; what is posted is saved, as a page or as a note of it."""
    desk = desk_at(request, key, language, activity)
    desk = replace(desk, around=around_of(desk.row))
    if request.method != "POST":
        return page(desk, desk.form())
    if deed := request.POST.get("rows"):
        return page(desk, rows_moved(desk, deed), {"is_dirty": True, "edited": desk.edited})
    return save(desk, desk.form(request.POST))


def save(desk: Desk, form: ActivityForm) -> HttpResponse:
    """Keep what was posted, and say what became of it."""
    by = desk.request.user
    try:
        saved = save_activity(
            desk.draft, form.said(), edited=desk.edited, over=desk.over, now=timezone.now(), by=by
        )
    except Stale as stale:
        return refused(desk, form, stale)
    except ValidationError as refusal:
        return gone(desk.request, Gone(refusal.messages[0], desk.draft.course))
    if wants_note(desk.request):
        return note_of(desk, form, saved)
    if form.errors:
        posted = desk.request.POST.copy()
        for name, value in their_fields(desk, saved).items():
            posted.setlist(name, value if isinstance(value, list) else [value])
        both = desk.form(posted)
        both.is_valid()
        return page(desk, both, {"edited": saved.token}, status=422)
    messages.success(desk.request, _("Saved."))
    course = desk.draft.course
    return redirect("courses:write", course.key, desk.draft.language, desk.held.key)


def rows_moved(desk: Desk, deed: str) -> ActivityForm:
    """The form as it was sent, with a row more or less, or moved; nothing saved."""
    form = desk.form(desk.request.POST)
    form.is_valid()
    form.rearrange(desk.request.POST.dict(), deed)
    return form


def note_of(desk: Desk, form: ActivityForm, saved: Saved) -> JsonResponse:
    """That it is saved, as of when; what could not be kept, and what is another's words now."""
    note = {
        "edited": saved.token,
        "words": saved_words(),
        "errors": {name: list(words) for name, words in form.errors.items()},
        "theirs": their_fields(desk, saved),
    }
    if form.errors:
        note["words"] = _("Saved, but for what is marked")
    return JsonResponse(note, status=422 if form.errors else 200)


def their_fields(desk: Desk, saved: Saved) -> dict[str, Any]:
    """The fields that hold another's words now, as the form would post them."""
    fields = form_for(saved.activity, desk.around).initial
    names = {name.removeprefix("settings.") for name in saved.theirs}
    named = {"pass_percent" if name == "pass_mark" else name for name in names} & fields.keys()
    return {name: fields[name] for name in sorted(named)}


def refused(desk: Desk, form: ActivityForm, stale: Stale) -> HttpResponse:
    """Both texts: nothing was written, and nothing is lost."""
    context = quarrel(desk, form, stale)
    if wants_note(desk.request):
        html = render_to_string("courses/studio/quarrel.html", context, desk.request)
        words = _("Not saved: read this first")
        note = {"words": words, "html": html, "over": context["token"]}
        return JsonResponse(note, status=409)
    return page(desk, form, {**context, "edited": desk.edited, "has_quarrel": True}, status=409)


def in_short(value: object) -> str:
    """A field's value where two are set against each other."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    listed = value if isinstance(value, list) else [value]
    return ", ".join(str(each) for each in listed if each not in (None, "")) or _("nothing")


def quarrel(desk: Desk, form: ActivityForm, stale: Stale) -> dict[str, Any]:
    """What both changed: their words beside one's own."""
    names = [name.removeprefix("settings.") for name in stale.fields]
    mine = form.said()
    flat, shown_by = form_for(stale.theirs, desk.around).initial, form.flat(mine)
    short = [name for name in names if name in form.fields and name not in ("title", "body")]
    return {
        "others": [
            (form.fields[name].label, in_short(flat.get(name)), in_short(shown_by.get(name)))
            for name in short
        ],
        "language": desk.draft.language,
        "names": [str(form.fields[name].label) for name in names if name in form.fields],
        "their_title": stale.theirs.title,
        "their_body": shown(stale.theirs.body) if "body" in names else "",
        "my_body": shown(mine.body) if "body" in names else "",
        "address": desk.request.path,
        "token": token_of(stale.theirs),
    }


@authors_only
@require_POST
def here(request: SignedInRequest, key: str, language: str, activity: str) -> JsonResponse:
    """A page says that it is open: who else is there."""
    draft = draft_in_scope(request, key, language, reviewing=True)
    if not Activity.objects.filter(edition=draft, key=activity).exists():
        raise Http404
    others = say_here(draft, activity, request.user, now=timezone.now())
    return JsonResponse({"words": others_words(others)})


def others_words(names: list[str]) -> str:
    """Who else is at it; nothing where nobody is."""
    if not names:
        return ""
    said = ngettext(
        "%(names)s is also here. Neither of you can lose a word.",
        "%(names)s are also here. None of you can lose a word.",
        len(names),
    )
    return said % {"names": ", ".join(names)}


def asked(held: ActivityContent) -> list[dict[str, object]]:
    """A quiz's own questions, as a list shows them."""
    return [
        {
            "key": each.key,
            "words": first_words(each.prompt) or each.key,
            "kind": kind_name(each.kind),
            "points": tidy(each.points),
        }
        for each in held.questions
    ]


def page(
    desk: Desk, form: ActivityForm, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of the form, with the outline at its side."""
    draft, request = desk.draft, desk.request
    context = {
        **about(draft.course, draft.language, written(draft.course)),
        "draft": draft,
        "activity": desk.held,
        "module": desk.row.module,
        "form": form,
        "edited": token_of(desk.held),
        "modules": draft_outline(draft),
        "comments": comments_on(draft, desk.held.key),
        "others": others_words(others_here(draft, desk.held.key, request.user, now=timezone.now())),
        "works": sorted(draft.sources.items()),
        "questions": asked(desk.held),
        "question_kinds": KINDS.items(),
        "is_dirty": False,
        **(more or {}),
    }
    return render(request, PAGE, context, status=status)
