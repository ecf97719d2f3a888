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
    found = paper(request.user, uuid)
    form = ResponsesForm(request.POST, questions=found.asked)
    if not form.is_valid():
        return show(request, found, status=422, form=form)
    refused = save_all(found, form, now=timezone.now())
    if refused == Refused.OLDER:
        return show(request, paper(request.user, uuid), status=409, stale=True)
    if refused:
        messages.warning(request, _("Time was over before that could be saved."))
        return redirect(found.attempt)
    go = request.POST.get(GO, "")
    if not go:
        messages.success(request, _("Saved at %(time)s.") % {"time": clock(timezone.now())})
    return redirect(onward(found.attempt, go or request.POST.get(HERE, "")))


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
    """What is kept; why it is not what was sent; and the seconds left, where time is limited."""
    receipt: dict[str, object] = {
        "sequence": kept.sequence,
        "saved_at": clock(kept.saved_at) if kept.saved_at else "",
        "value": kept.value,
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


def is_old(found: Paper, form: ResponsesForm) -> bool:
    """Whether the form would change what was changed elsewhere since it was shown."""
    known = form.sequences()
    differing = changed(found, form).items()
    return any(known.get(key, kept.sequence) < kept.sequence for key, kept in differing)
