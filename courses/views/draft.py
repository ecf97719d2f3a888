"""A draft: its outline, beginning one, and throwing one away."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from courses.forms.studio import LanguageForm
from courses.models import Course, Edition
from courses.services.draft_history import changes_of
from courses.services.drafts import discard_draft, new_draft
from courses.services.kinds import WRITTEN
from courses.services.outline_changes import last_removal
from courses.services.studio_lists import draft_outline
from courses.services.translating import follow_original
from courses.views.authors import (
    Gone,
    authors_only,
    course_in_scope,
    draft_in_scope,
    refuse_guest,
    refuse_reviewer,
)

MOST_EDITIONS = 12


@dataclass(frozen=True, slots=True)
class Written:
    """What there is of a course: drafts by language, and its editions, the newest first."""

    drafts: dict[str, Edition]
    editions: list[Edition]

    def newest(self, language: str) -> Edition | None:
        return next((it for it in self.editions if it.language == language), None)


def written(course: Course) -> Written:
    """One query."""
    rows = list(Edition.objects.filter(course=course).newest_first())
    drafts = {row.language: row for row in rows if not row.is_published}
    return Written(drafts, [row for row in rows if row.is_published])


@authors_only
@require_GET
def course(request: SignedInRequest, key: str) -> HttpResponse:
    """To the course's outline in its own language."""
    found = course_in_scope(request, key)
    return redirect("courses:outline", found.key, found.language)


@authors_only
@require_GET
def outline(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """The outline of the draft; where there is none, the editions, and the way to the next."""
    found = course_in_scope(request, key)
    known = written(found)
    draft = known.drafts.get(language)
    if draft is None and language != found.language and not known.newest(language):
        raise Http404
    context = {**about(found, language, known), "draft": draft}
    if draft is None:
        return render(request, "courses/studio/no_draft.html", context)
    draft.course = found
    return render(request, "courses/studio/outline.html", {**context, **parts(draft)})


def about(found: Course, language: str, known: Written) -> dict[str, object]:
    """What every page of a course in the studio says of it."""
    draft, newest = known.drafts.get(language), known.newest(language)
    return {
        "section": "studio",
        "course": found,
        "language": language,
        "title": (draft or newest or Edition(title=found.key)).title or found.key,
        "newest": newest,
        "editions": [it for it in known.editions if it.language == language][:MOST_EDITIONS],
        "languages": sorted({*known.drafts, *(it.language for it in known.editions)}),
        "is_original": language == found.language,
        "language_form": LanguageForm(),
    }


def parts(draft: Edition) -> dict[str, object]:
    """The outline's rows, and what can be done to them."""
    return {
        "modules": draft_outline(draft),
        "removal": last_removal(draft),
        "kinds": WRITTEN,
        "base": reverse("courses:outline", args=[draft.course.key, draft.language]),
        "words": {
            "up": _("Up"),
            "down": _("Down"),
            "move": _("Move to …"),
            "remove": _("Remove"),
        },
    }


@authors_only
@require_POST
def begin(request: SignedInRequest, key: str) -> HttpResponse:
    """Begin the next draft in a language, or go on with the one there is."""
    found = course_in_scope(request, key)
    refuse_reviewer(request, found)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a code such as en or es."))
        return redirect("courses:course", key)
    language = form.cleaned_data["language"]
    new_draft(found, language, now=timezone.now(), by=request.user)
    return redirect("courses:outline", key, language)


@authors_only
@require_http_methods(["GET", "POST"])
def discard(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """Throw a draft away, once it is said what goes with it."""
    draft = draft_in_scope(request, key, language)
    if request.method == "POST":
        refuse_guest(request, draft.course)
        if request.POST.get("draft") != str(draft.pk):
            raise Gone(_("This draft was published or discarded meanwhile."), draft.course)
        try:
            discard_draft(draft, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("courses:outline", key, language)
        messages.success(request, _("The draft is discarded. Its history stays."))
        return redirect("courses:studio")
    changes = changes_of(draft).filter(at__gte=draft.created_at).count()
    context = {"section": "studio", "draft": draft, "course": draft.course, "changes": changes}
    return render(request, "courses/studio/discard.html", context)


@authors_only
@require_POST
def follow(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """Bring a translation in line with its original."""
    draft = draft_in_scope(request, key, language)
    try:
        changed = follow_original(draft, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        done = _("It follows the original again. What is new is in the original's words.")
        messages.success(request, done if changed else _("It follows the original already."))
    return redirect("courses:outline", key, language)
