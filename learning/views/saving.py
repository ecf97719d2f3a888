"""Saving responses: one by one as they are given, or all that a plain form shows."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from learning.forms.player import ResponsesForm
from learning.models import Attempt, Response
from learning.services.answering import answering
from learning.services.attempts import Kept, Receipt, Refused, keep_response
from learning.views.moments import clock
from learning.views.papers import Paper, paper
from learning.views.sheets import HERE, NUMBER, show

ONE = ":question"  # in what the page sends by itself: the key of the question it is about
GO = ":go"  # where a plain form leads on to: a question's number, or the review
REVIEW = "review"


@require_POST
def save(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep responses: one, for the page itself, with a receipt; or all of a plain form."""
    if ONE in request.POST:
        return save_one(request, uuid, request.POST[ONE])
    found, now = paper(request.user, uuid), timezone.now()
    form = ResponsesForm(request.POST, questions=found.asked)
    form.is_valid()
    if (instead := keep_all(request, found, form, now=now)) is not None:
        return instead
    go = request.POST.get(GO, "")
    if not go and form.chosen():
        messages.success(request, _("Saved at %(time)s.") % {"time": clock(now)})
    return redirect(onward(found.attempt, go or request.POST.get(HERE, "")))


def keep_all(
    request: SignedInRequest, found: Paper, form: ResponsesForm, *, now: datetime
) -> HttpResponse | None:
    """Save all of a cleaned form that can be; the page that says what could not, and why."""
    refused = save_all(found, form, now=now)
    if refused in {Refused.OVER, Refused.ENDED}:
        say_too_late(request)
        return redirect(found.attempt)
    if form.errors:
        again = paper(request.user, found.attempt.uuid)
        return show(request, again, form=form, stale=refused is not None)
    if refused:
        return show(request, paper(request.user, found.attempt.uuid), stale=True)
    return None


def say_too_late(request: SignedInRequest) -> None:
    """What a form brought is not what was handed in."""
    messages.warning(request, _("Time was over before that could be saved."))


def onward(attempt: Attempt, go: str) -> str:
    """The address of the review, or of the question with this number; else of the attempt."""
    if go == REVIEW:
        return reverse("learning:review", args=[attempt.uuid])
    here = f"?question={go}" if NUMBER.fullmatch(go) else ""
    return f"{attempt.get_absolute_url()}{here}"


def save_one(request: SignedInRequest, uuid: UUID, key: str) -> JsonResponse:
    """The receipt; 409 where something newer is kept, or the attempt has ended."""
    found = answering(request.user, uuid, key)
    if found is None:
        paper(request.user, uuid)  # 404 where there is no such attempt
        return JsonResponse({"error": _("That cannot be saved.")}, status=422)
    form = ResponsesForm(request.POST, questions=[found.question])
    sequence = form.sequences().get(key)
    if sequence is None or not form.is_valid():
        said = " ".join(str(each) for each in form.errors.get(key, ()))
        return JsonResponse({"error": said or _("That cannot be saved.")}, status=422)
    now = timezone.now()
    sent = Kept(form.cleaned_data[key], sequence, form.later(key))
    receipt = keep_response(found.response, sent, deadline=found.deadline, now=now)
    status = 409 if receipt.stale else 200
    return JsonResponse(as_json(receipt, found.deadline, now), status=status)


def as_json(kept: Receipt, deadline: datetime | None, now: datetime) -> dict[str, object]:
    """That it is kept, or why it is not; and the seconds left, where time is limited.

    Never the response itself: the keys in it may tell what is right.
    """
    receipt: dict[str, object] = {
        "sequence": kept.sequence,
        "saved_at": clock(kept.saved_at) if kept.saved_at else "",
    }
    if kept.refused:
        receipt["refused"] = kept.refused
    if deadline is not None:
        receipt["left"] = max((deadline - now).total_seconds(), 0)
    return receipt


def save_all(found: Paper, form: ResponsesForm, *, now: datetime) -> Refused | None:
    """Save what differs from what is kept; why not all of it was, where something stood against."""
    deadline, known = found.attempt.deadline, form.sequences()
    refused = None
    for key, response in changed(found, form).items():
        sequence = known.get(key, response.sequence) + 1
        sent = Kept(form.cleaned_data[key], sequence, form.later(key))
        refused = keep_response(response.pk, sent, deadline=deadline, now=now).refused or refused
    return refused


def changed(found: Paper, form: ResponsesForm) -> dict[str, Response]:
    """Question key → what is kept, where the form says something else."""
    chosen = form.chosen()
    return {
        question.key: response
        for response, question in found.pairs
        if question.key in chosen
        and (
            chosen[question.key] != response.value
            or form.later(question.key) not in {None, response.later_at is not None}
        )
    }


def brings_more(found: Paper, form: ResponsesForm) -> bool:
    """Whether a response in the form is another than the one that is kept."""
    chosen = form.chosen()
    kept = {question.key: response.value for response, question in found.pairs}
    return any(kept[key] != value for key, value in chosen.items())
