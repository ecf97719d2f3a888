"""A quiz: starting, saving response by response, handing in, and the result."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from courses.models import Kind
from courses.services.outlines import outline
from courses.views.questions_shown import tidy
from learning.forms.player import ResponsesForm
from learning.models import Attempt
from learning.services.attempts import (
    Receipt,
    Value,
    save_response,
    start_attempt,
    submit_attempt,
)
from learning.services.completion import satisfied
from learning.services.places import place_in
from learning.views.papers import Paper, paper
from learning.views.standpoint import own_rows

NO_LIMIT = float("inf")
QUESTION = "question"  # in what the browser saves by itself: which one it is about


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
    """The questions, with what is saved."""
    found = paper(request.user, uuid)
    if found.attempt.submitted_at:
        return redirect("learning:result", uuid)
    return show(request, found)


def show(request: HttpRequest, found: Paper, *, status: int = 200, **more: object) -> HttpResponse:
    """The attempt's page; the right answers are nowhere in it."""
    questions = found.to_answer()
    activity = found.attempt.activity
    context = {
        "section": "courses",
        "attempt": found.attempt,
        "activity": activity,
        "questions": questions,
        "answered": sum(1 for question in questions if question.answered),
        **more,
    }
    return render(request, "learning/attempt.html", context, status=status)


@require_POST
def save(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep responses: one, for the page itself, with a receipt; or all of a plain form."""
    found = paper(request.user, uuid)
    form = ResponsesForm(request.POST, questions=found.asked)
    if QUESTION in request.POST:
        return save_one(found.attempt, form, request.POST[QUESTION])
    if not form.is_valid():
        return show(request, found, status=422, form=form)
    if not save_all(found, form, now=timezone.now()):
        return show(request, paper(request.user, uuid), status=409, stale=True)
    messages.success(request, _("Saved at %(time)s.") % {"time": clock(timezone.now())})
    return redirect(found.attempt)


def save_one(found: Attempt, form: ResponsesForm, key: str) -> JsonResponse:
    """The receipt; 409 where something newer is kept, or the attempt has been handed in."""
    sequence = form.sequences().get(key)
    if key not in form.fields or sequence is None or not form.is_valid():
        return JsonResponse({"error": _("That cannot be saved.")}, status=422)
    value = form.cleaned_data[key]
    kept = save_response(found, key, value, sequence=sequence, now=timezone.now())
    return JsonResponse(as_json(kept), status=409 if kept.stale else 200)


def as_json(kept: Receipt) -> dict[str, object]:
    return {
        "sequence": kept.sequence,
        "saved_at": clock(kept.saved_at) if kept.saved_at else "",
        "value": kept.value,
    }


def clock(at: datetime) -> str:
    """10:42, on the person's own clock."""
    return date_format(localtime(at), pgettext("a time of day, in Django's letters", "H:i"))


def save_all(found: Paper, form: ResponsesForm, *, now: datetime) -> bool:
    """Save what differs from what is kept; False where the form was older than that."""
    changed = changes(found, form)
    known = form.sequences()
    receipts = [
        save_response(found.attempt, key, value, sequence=known.get(key, kept) + 1, now=now)
        for key, (value, kept) in changed.items()
    ]
    return not any(receipt.stale for receipt in receipts)


def changes(found: Paper, form: ResponsesForm) -> dict[str, tuple[Value, int]]:
    """Question key → what the form says and the count kept, where it is not what is kept."""
    keys = {question.id: question.key for question in found.asked}
    chosen = form.chosen()
    return {
        key: (chosen[key], response.sequence)
        for response in found.responses
        if (key := keys[response.question_id]) in chosen and chosen[key] != response.value
    }


@require_POST
def submit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Hand in an attempt; an old page of it, changed elsewhere since, is shown what is kept."""
    found = paper(request.user, uuid)
    form = ResponsesForm(request.POST, questions=found.asked)
    if not form.is_valid():
        return show(request, found, status=422, form=form)
    known = form.sequences()
    old = any(known.get(key, kept) < kept for key, (_, kept) in changes(found, form).items())
    if old and found.attempt.submitted_at is None:
        return show(request, found, status=409, stale=True)
    submit_attempt(found.attempt, form.chosen(), now=timezone.now())
    return redirect("learning:result", uuid)


@never_cache
@require_GET
def result(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Question by question: what was chosen, what is right, and why; then the next step."""
    found = paper(request.user, uuid)
    attempt = found.attempt
    if attempt.submitted_at is None:
        return redirect(attempt)
    activity, row = attempt.activity, attempt.enrolment
    course = outline(activity.edition_id, activity.edition.content_hash)
    done = satisfied(row)
    questions = found.marked()
    context = {
        "section": "courses",
        "attempt": attempt,
        "activity": activity,
        "questions": questions,
        "earned": tidy(sum((question.earned for question in questions), Decimal(0))),
        "points": tidy(sum((question.points for question in questions), Decimal(0))),
        "passed": activity.pass_mark is None or (attempt.score or 0) >= activity.pass_mark,
        "done": activity.key in done,
        "place": place_in(course, done),
        "after": course.after(course.by_key[activity.key]),
        "may_try_again": attempt.number < activity.settings.get("attempts", NO_LIMIT),
    }
    return render(request, "learning/result.html", context)
