"""The player's own pages over a draft, for whoever writes it; what they do is undone at once.

The pages are the learner's, address for address: what would lead into an enrolment that is not
there any more leads on within the preview.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from courses.models import Activity, Edition, Kind
from courses.views.authors import authors_only, draft_in_scope
from learning.models import Enrolment
from learning.services.previewing import LEARNERS, Preview, preview_attempt, previewing
from learning.views import attempts, player, results, saving, survey

SEED = re.compile(r"[0-9a-f]{16}")
DEEDS: dict[str, Callable[[SignedInRequest, UUID, str], HttpResponse]] = {
    "leave": player.leave,
    "write": player.write,
    "sign": player.sign,
    "answer": survey.answer,
}


@dataclass(frozen=True, slots=True)
class Look:
    """A request for a page of a preview."""

    request: SignedInRequest
    draft: Edition
    learner: str

    @property
    def preview(self) -> Preview:
        return Preview(self.draft, self.request.user, self.learner)

    @property
    def base(self) -> str:
        """Where the preview is, as a learner's pages have their enrolment."""
        at = (self.draft.course.key, self.draft.language, self.learner)
        return reverse("learning:preview_start", args=at)


def look_at(request: SignedInRequest, key: str, language: str, learner: str) -> Look:
    """The draft, if this person may write it, as one of the learners there are; else 404."""
    if learner not in LEARNERS:
        raise Http404
    look = Look(request, draft_in_scope(request, key, language, reviewing=True), learner)
    request.preview = look  # type: ignore[attr-defined]  # for the bar above the page
    return look


@authors_only
@require_GET
def preview(request: SignedInRequest, key: str, language: str, activity: str) -> HttpResponse:
    """To an activity of the draft as a learner meets it."""
    return redirect("learning:preview_activity", key, language, "plain", activity)


@authors_only
@require_GET
def start(request: SignedInRequest, key: str, language: str, learner: str) -> HttpResponse:
    """To the first activity; of an empty draft, back to its outline."""
    look = look_at(request, key, language, learner)
    first = look.draft.activities.order_by("position", "id").first()
    if first is None:
        messages.info(request, _("There is nothing to look at yet."))
        return redirect("courses:outline", key, language)
    return redirect("learning:preview_activity", key, language, learner, first.key)


@authors_only
@require_GET
def end(request: SignedInRequest, key: str, language: str, learner: str) -> HttpResponse:
    """What a learner sees who has done everything."""
    look = look_at(request, key, language, learner)
    with previewing(look.preview, None, now=timezone.now()) as enrolment:
        return led(look, player.enrolment(request, enrolment.uuid))


@never_cache
@authors_only
@require_GET
def activity(
    request: SignedInRequest, key: str, language: str, learner: str, activity: str
) -> HttpResponse:
    """One activity."""
    look = look_at(request, key, language, learner)
    with previewing(look.preview, activity, now=timezone.now()) as enrolment:
        return led(look, player.activity(request, enrolment.uuid, activity))


@authors_only
@require_POST
def act(
    request: SignedInRequest, key: str, language: str, learner: str, activity: str, deed: str
) -> HttpResponse:
    """Next, a reflection kept, an attestation signed: what would come of it, and no more."""
    look = look_at(request, key, language, learner)
    if deed not in DEEDS:
        raise Http404
    with previewing(look.preview, activity, now=timezone.now()) as enrolment:
        return led(look, DEEDS[deed](request, enrolment.uuid, activity))


@authors_only
@require_POST
def start_quiz(
    request: SignedInRequest, key: str, language: str, learner: str, activity: str
) -> HttpResponse:
    """Begin an attempt, with a draw of its own."""
    look_at(request, key, language, learner)
    at = (key, language, learner, activity, token_hex(8))
    return redirect("learning:preview_attempt", *at)


QUIZ: dict[str, Callable[[SignedInRequest, UUID], HttpResponse]] = {
    "": attempts.attempt,
    "save": saving.save,
    "review": attempts.review,
    "submit": attempts.submit,
    "result": results.result,
}


@never_cache
@authors_only
@require_http_methods(["GET", "POST"])
def attempt(
    request: SignedInRequest,
    key: str,
    language: str,
    learner: str,
    activity: str,
    seed: str,
    deed: str = "",
) -> HttpResponse:
    """The questions; posted, the result that the responses would have."""
    look = look_at(request, key, language, learner)
    if deed not in QUIZ or not SEED.fullmatch(seed):
        raise Http404
    with previewing(look.preview, activity, now=timezone.now()) as enrolment:
        try:
            made = begun(enrolment, activity, seed)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("learning:preview_activity", key, language, learner, activity)
        response = QUIZ[deed](request, made)
        if deed == "submit" and response.status_code == 302 and "result" in response["Location"]:
            request.method = "GET"
            response = results.result(request, made)
        return led(look, response, made, f"{look.base}{activity}/attempt/{seed}/")


def begun(enrolment: Enrolment, activity: str, seed: str) -> UUID:
    quiz = get_object_or_404(Activity, edition=enrolment.edition_id, key=activity, kind=Kind.QUIZ)
    return preview_attempt(enrolment, quiz, seed, now=timezone.now()).uuid


def led(
    look: Look, response: HttpResponse, made: UUID | None = None, attempt: str = ""
) -> HttpResponse:
    """The learner's page with its addresses within the preview."""
    enrolment = reverse("learning:enrolment", args=[look.preview.uuid])
    course = reverse("learning:course", args=[look.draft.course.key])
    outline = reverse("courses:outline", args=[look.draft.course.key, look.draft.language])
    places = {enrolment: look.base, f'"{course}"': f'"{outline}"'}
    if made is not None:
        places[reverse("learning:attempt", args=[made])] = attempt
    if "Location" in response:
        target = response["Location"]
        if target == course:
            target = outline
        if target == enrolment:
            at = (look.draft.course.key, look.draft.language, look.learner)
            target = reverse("learning:preview_end", args=at)
        for learners, ours in places.items():
            target = target.replace(learners, ours)
        response["Location"] = target
    elif "text/html" in response["Content-Type"]:
        html = response.content.decode()
        for learners, ours in places.items():
            html = html.replace(learners, ours)
        response.content = html
    return response
