"""A quiz being taken: starting, answering, looking it over, handing in."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from courses.models import Kind
from learning.forms.player import ResponsesForm
from learning.rules.attempts import Running
from learning.services.attempts import OlderForm, start_attempt, submit_attempt
from learning.views.papers import paper
from learning.views.saving import brings_more, keep_all, say_too_late
from learning.views.sheets import Sheet, show
from learning.views.standpoint import own_rows


@require_POST
def start(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """Begin an attempt, or go on with the open one."""
    row, quiz = own_rows(request.user, uuid, key, Kind.QUIZ)
    try:
        made = start_attempt(row, quiz, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("learning:activity", uuid, key)
    return redirect(made)


@never_cache
@require_GET
def attempt(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The questions, or one of them at an address of its own, with what is saved."""
    found = paper(request.user, uuid)
    if not found.attempt.is_open:
        return redirect("learning:result", uuid)
    asked = request.GET.get("question", "")
    here = Sheet(found, timezone.now()).here(asked)
    if here is not None and asked != str(here):
        return redirect(f"{found.attempt.get_absolute_url()}?question={here}")
    return show(request, found)


@never_cache
@require_GET
def review(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What is still open and what was to be looked at again; here it is handed in."""
    found = paper(request.user, uuid)
    sheet = Sheet(found, timezone.now())
    if not found.attempt.is_open or sheet.running != Running.OPEN:
        return redirect(found.attempt)
    context = {
        "section": "courses",
        "attempt": found.attempt,
        "activity": found.attempt.activity,
        "sheet": sheet,
    }
    return render(request, "learning/review.html", context)


@require_POST
def submit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Hand in an attempt.

    Where something of the form cannot be kept (it is older than what is saved, or makes no sense),
    the rest is saved, nothing is handed in, and the page says why.
    """
    found, now = paper(request.user, uuid), timezone.now()
    form = ResponsesForm(request.POST, questions=found.asked)
    running = Sheet(found, now).running if found.attempt.is_open else Running.OVER
    if not form.is_valid() and running == Running.OPEN:
        return keep_all(request, found, form, now=now) or redirect(found.attempt)
    if running != Running.OPEN and brings_more(found, form):
        say_too_late(request)
        if running == Running.GRACE:  # as it was saved it can be handed in, once that is seen
            return redirect(found.attempt)
    try:
        submit_attempt(found.attempt, form.chosen(), now=now, known=form.sequences())
    except OlderForm:
        return keep_all(request, found, form, now=now) or redirect(found.attempt)
    return redirect("learning:result", uuid)
