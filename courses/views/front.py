"""The first page of a draft: title, summary, hours, what completes the course, its sources."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.views.access import posted
from courses.forms.sources import SourcesForm
from courses.forms.sources import written as works_text
from courses.forms.studio import FrontForm
from courses.models import Activity, Edition
from courses.services.front_matter import Front, front_of, save_front
from courses.views.authors import Gone, authors_only, draft_in_scope, saved_words, wants_note
from courses.views.draft import about, written


@authors_only
@vary_on_headers("Accept")
@require_http_methods(["GET", "POST"])
def front(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """The form of the first page; what is posted is saved, if nobody saved it meanwhile."""
    draft = draft_in_scope(request, key, language)
    held = front_of(draft)
    form, works = forms_of(request, draft, held)
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "works": works,
        "edited": request.POST.get("edited_anew") or request.POST.get("edited", held.token),
    }
    if request.method != "POST":
        return page(request, context)
    return save(request, draft, held, context)


def page(request: SignedInRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The first page, with what every page of a course in the studio says of it."""
    draft = context["draft"]
    context = {**about(draft.course, draft.language, written(draft.course)), **context}
    return render(request, "courses/studio/front.html", context, status=status)


def save(
    request: SignedInRequest, draft: Edition, held: Front, context: dict[str, Any]
) -> HttpResponse:
    """Keep what can be kept; say what cannot, and what somebody else saved meanwhile."""
    said, errors = said_by(context["form"], context["works"], held)
    try:
        saved = save_front(
            draft, said, edited=context["edited"], now=timezone.now(), by=request.user
        )
    except ValidationError as refusal:
        if refusal.code != "stale":
            raise Gone(refusal.messages[0], draft.course) from refusal
        theirs = front_of(Edition.objects.get(pk=draft.pk))
        their_works = works_text(theirs.sources)
        context |= {"theirs": theirs, "their_works": their_works, "edited": theirs.token}
        return answer(request, context, {"words": refusal.messages[0]}, 409)
    context["edited"] = saved.token
    if errors:
        note = {"errors": errors, "words": _("Saved, but for what is marked")}
        return answer(request, context, note, 422)
    if wants_note(request):
        return JsonResponse({"edited": saved.token, "words": saved_words()})
    messages.success(request, _("Saved."))
    return redirect("courses:front", draft.course.key, draft.language)


def said_by(form: FrontForm, works: SourcesForm, held: Front) -> tuple[Front, dict[str, Any]]:
    """What the forms say, and what of them cannot be kept: that stays as it is held."""
    form.is_valid()
    works.is_valid()
    told = {"title": held.title, "summary": held.summary, "hours": held.hours, **form.cleaned_data}
    rule = held.completion_rule
    if not {"at_least", "of"} & form.errors.keys():
        rule = form.completion_rule(held.completion_rule)
    sources = held.sources if works.errors else works.sources()
    front = Front(told["title"], told["summary"], told["hours"], rule, sources)
    return front, {**form.errors, **works.errors}


def forms_of(
    request: SignedInRequest, draft: Edition, held: Front
) -> tuple[FrontForm, SourcesForm]:
    rows = Activity.objects.filter(edition=draft).order_by("position", "id")
    activities = [(key, title or key) for key, title in rows.values_list("key", "title")]
    shown = {
        "title": held.title,
        "summary": held.summary,
        "hours": held.hours,
        **FrontForm.flat(held.completion_rule),
    }
    form = FrontForm(posted(request), activities=activities, initial=shown)
    return form, SourcesForm(posted(request), held=held.sources)


def answer(
    request: SignedInRequest, context: dict[str, Any], note: dict[str, Any], status: int
) -> HttpResponse:
    """What stood in the way: as a note to the page that saves itself, or as the page."""
    if not wants_note(request):
        return page(request, context, status=status)
    if status == 409:
        note["html"] = render_to_string("courses/studio/front_quarrel.html", context, request)
    errors = note.get("errors", {})
    note["errors"] = {name: [str(it) for it in words] for name, words in errors.items()}
    return JsonResponse({**note, "edited": context["edited"]}, status=status)
