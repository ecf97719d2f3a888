"""What happened to a draft: who changed what, and any activity as it once was."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from courses.forms.sources import written as works_text
from courses.models import DraftChange
from courses.rules.content_json import activity_from_json
from courses.services.authoring import restore_activity
from courses.services.bank_lists import first_words
from courses.services.draft_history import ACTIVITY, changes_of
from courses.services.question_answers import shown
from courses.services.question_words import kind_name
from courses.views.authors import authors_only, draft_in_scope
from courses.views.draft import about, written

PER_PAGE = 40


@authors_only
@require_GET
def history(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """Every change, the newest first; of one activity, if it is asked for."""
    draft = draft_in_scope(request, key, language)
    changes = changes_of(draft).defer("said")
    activity = request.GET.get("activity", "")
    if activity:
        changes = changes.filter(part=ACTIVITY, key=activity)
    context = {
        **about(draft.course, language, written(draft.course)),
        "draft": draft,
        "activity": activity,
        "page": Paginator(changes, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "courses/studio/history.html", context)


@authors_only
@require_GET
def state(request: SignedInRequest, key: str, language: str, change: int) -> HttpResponse:
    """What something said after a change; of an activity, with the way to bring that back."""
    draft = draft_in_scope(request, key, language)
    found = get_object_or_404(changes_of(draft).exclude(said={}), pk=change)
    context = {
        **about(draft.course, language, written(draft.course)),
        "draft": draft,
        "change": found,
        **(of_activity(found) if found.part == ACTIVITY else of_other(found)),
    }
    return render(request, "courses/studio/state.html", context)


def of_activity(change: DraftChange) -> dict[str, object]:
    """An activity's text and questions, and that it can be brought back."""
    said = activity_from_json(change.said)
    return {
        "said": said,
        "body": shown(said.body),
        "asked": [(first_words(it.prompt) or it.key, kind_name(it.kind)) for it in said.questions],
        "may_restore": True,
    }


def of_other(change: DraftChange) -> dict[str, object]:
    """The words of a module or of the first page, to be read and copied."""
    said = change.said
    works = said.get("sources", {})
    return {
        "said": {"title": change.title, "key": change.key},
        "body": "",
        "summary": said.get("summary", ""),
        "hours": said.get("hours", ""),
        "works": works_text(works) if works else "",
        "asked": [(it["title"], it["kind"]) for it in said.get("activities", [])],
        "may_restore": False,
    }


@authors_only
@require_POST
def restore(request: SignedInRequest, key: str, language: str, change: int) -> HttpResponse:
    """Let the activity say again what it said then."""
    draft = draft_in_scope(request, key, language)
    try:
        row = restore_activity(draft, change, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("courses:history", key, language)
    messages.success(request, _("It says again what it said then. What it said until now is kept."))
    return redirect("courses:write", key, language, row.key)
