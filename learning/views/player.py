"""The player: one activity at a time, and what the learner does with it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from courses.models import Activity, Criterion, Kind
from courses.services.outlines import outline
from courses.services.reading import Reading, reading
from courses.views.questions_shown import tidy
from learning.forms.player import AttestationForm, ReflectionForm
from learning.models import Enrolment, Reflection
from learning.services.acts import sign_attestation, write_reflection
from learning.services.completion import satisfied
from learning.services.openings import Opening, opening, read_opening
from learning.services.overview import asked_of_course, taken
from learning.services.places import place_in
from learning.services.progress import is_as_now, mark_viewed, minimum_time
from learning.services.shorter import hours_of
from learning.views.quiz_page import quiz_page
from learning.views.scenario import WAY, address_of, scenario_page, steps_of
from learning.views.standpoint import Standpoint, has_left, own_rows, stand, with_links
from learning.views.survey_page import survey_page

PLAYABLE = (".mp4", ".webm", ".ogv", ".m4v")
# What only some kinds say: whether Next is what leaves them, and where in a scenario one stands.
STAYS: dict[str, object] = {"leaves": False, "way": "", "scene": None}
CLOSED: dict[str, object] = {
    "kind_template": "learning/activity/closed.html",
    "sources": (),
    "minimum": None,
}
OPENED = "opened"  # the field in which a page sends its own opening time back


@require_GET
def enrolment(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """On to the next activity; once the course is completed, the page that says so."""
    mine = taken(request.user, uuid)
    if mine is None:
        raise Http404
    course = outline(mine.edition_id, mine.content_hash)
    if mine.completion is None:
        place = place_in(course, mine.satisfied, modules=mine.modules)
        return redirect("learning:activity", uuid, place.next.key)
    met = [
        each
        for each in asked_of_course(request.user, mine.course_key)
        if each.completed_at == mine.completed_at
    ]
    expiring = [each.expires_on for each in met if each.expires_on]
    context = {
        "section": "courses",
        "taken": mine,
        "outline": course,
        "place": place_in(course, mine.satisfied, modules=mine.modules),
        "hours": tidy(hours_of(course, mine.modules)),
        "expires_on": min(expiring, default=None),
        "first": course.activities[0],
    }
    return render(request, "learning/completed.html", context)


@require_GET
def activity(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """One activity, with the outline beside it; to read again, too, once all is done.

    Before what must be done first, the page says what that is instead.
    An old address of what the course no longer has leads to where the person is in it.
    """
    try:
        at = stand(request.user, uuid, key)
    except Http404:
        if not has_left(request.user, uuid, key):
            raise
        messages.info(request, _("That part is no longer in the course. This is where you are."))
        return redirect("learning:enrolment", uuid)
    more = {} if at.is_closed else ASIDE[at.activity.kind](at, request.GET.get(WAY, ""))
    return show(request, at, now=timezone.now(), more=more)


def show(
    request: HttpRequest,
    at: Standpoint,
    *,
    now: datetime,
    more: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    """The player's page at this activity, with what its kind needs besides."""
    context = {
        "section": "courses",
        "at": at,
        "place": at.place,
        "done_at": at.taken.satisfied.get(at.activity.key),
        **STAYS,
        **(CLOSED if at.is_closed else _content(at, now=now)),
        **more,
    }
    return render(request, "learning/activity.html", context, status=status)


def _content(at: Standpoint, *, now: datetime) -> dict[str, object]:
    """What the activity says, and the opening time that only an open one gives."""
    read = reading(at.activity, at.outline.sources)
    return {
        "body": with_links(read.html, at.taken.uuid),
        "sources": read.sources,
        "settings": read.settings,
        "kind_template": f"learning/activity/{TEMPLATES.get(at.activity.kind, 'page')}.html",
        "opened": opening(at.taken.uuid, at.activity.key, at.outline.number, now=now),
        "minimum": _minimum(at, read),
    }


def _minimum(at: Standpoint, read: Reading) -> object:
    if at.activity.criterion != Criterion.MINIMUM_TIME:
        return None
    return read.settings.get("minimum_minutes", at.activity.minutes)


def _of_page(at: Standpoint, way: str) -> dict[str, object]:
    return {"leaves": True}


def _of_video(at: Standpoint, way: str) -> dict[str, object]:
    """A file plays here; what lies elsewhere as a page of its own is linked."""
    source = str(reading(at.activity, at.outline.sources).settings.get("src", ""))
    return {"leaves": True, "video_plays": source.endswith(PLAYABLE)}


def _of_quiz(at: Standpoint, way: str) -> dict[str, object]:
    """The attempts made, and whether another may start."""
    return {"quiz": quiz_page(at, now=timezone.now())}


def _of_reflection(at: Standpoint, way: str) -> dict[str, object]:
    """What the person wrote, shown to nobody else."""
    mine = Reflection.objects.filter(
        enrolment__uuid=at.taken.uuid, activity_key=at.activity.key
    ).first()
    return {
        "written": mine,
        "form": ReflectionForm(initial={"text": mine.text if mine else ""}),
    }


def _of_attestation(at: Standpoint, way: str) -> dict[str, object]:
    return {"form": AttestationForm()}


OWN_TEMPLATE = (
    Kind.VIDEO,
    Kind.QUIZ,
    Kind.REFLECTION,
    Kind.SCENARIO,
    Kind.SURVEY,
    Kind.ATTESTATION,
)
TEMPLATES = {kind.value: kind.value for kind in OWN_TEMPLATE}
# What each kind shows besides; only a scenario asks which way was gone in it.
Aside = Callable[[Standpoint, str], dict[str, object]]
ASIDE: dict[str, Aside] = {kind.value: _of_page for kind in Kind} | {
    Kind.VIDEO.value: _of_video,
    Kind.QUIZ.value: _of_quiz,
    Kind.REFLECTION.value: _of_reflection,
    Kind.SCENARIO.value: scenario_page,
    Kind.SURVEY.value: survey_page,
    Kind.ATTESTATION.value: _of_attestation,
}


@require_POST
def leave(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """Next: the page counts as read if its criterion says so, and the following one comes."""
    now = timezone.now()
    opened = opened_by(request, uuid, key, now=now)
    row, left = own_rows(request.user, uuid, key, edition=opened.edition)
    ticked = request.POST.get("ticked") == "on"
    way = steps_of(request.POST.get(WAY, ""))
    try:
        progress = mark_viewed(row, left, now=now, opened_at=opened.at, ticked=ticked, way=way)
    except ValidationError as refusal:
        return refused(request, uuid, key, refusal)
    if progress.met_at is None and (why := not_yet(row, left)):
        messages.warning(request, why)
        return redirect(address_of(uuid, key, way))
    return onward(row, left)


def opened_by(request: HttpRequest, uuid: UUID, key: str, *, now: datetime) -> Opening:
    """What the page that this was sent from knows of its opening."""
    return read_opening(request.POST.get(OPENED, ""), uuid, key, now=now)


def not_yet(row: Enrolment, left: Activity) -> str:
    """Why leaving the page did not meet what it asks, if that could have; else nothing."""
    if not is_as_now(row, left):
        return _("This page has changed since you opened it. Here is how it reads now.")
    if left.kind == Kind.SCENARIO:
        return _("Go on until it comes to an end, whichever way you choose. Then it counts.")
    if left.criterion == Criterion.TICKED:
        return _("Tick the box at the end when you have done it.")
    if left.criterion == Criterion.MINIMUM_TIME:
        minutes = minimum_time(left).total_seconds() / 60
        return _(
            "This page counts as read after %(n)g minutes."
            " Take the time, or go on through the outline."
        ) % {"n": minutes}
    return ""


def onward(row: Enrolment, left: Activity) -> HttpResponse:
    """The next open activity; after the last, or once all is done, the course's own page."""
    was_open = row.closed_at is None
    row.refresh_from_db(
        fields=["closed_at", "edition"],
        from_queryset=Enrolment.objects.select_related("edition"),
    )
    course = outline(row.edition_id, row.edition.content_hash)
    here = course.by_key.get(left.key)
    place = place_in(course, satisfied(row), modules=row.modules)
    after = place.onward(here) if here else None
    if row.closed_at is not None and (was_open or after is None):
        return redirect(row)
    if after is None:
        return redirect("learning:course", row.course.key)
    return redirect("learning:activity", row.uuid, after.key)


@require_POST
def write(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """Keep a reflection."""
    now = timezone.now()
    opened = opened_by(request, uuid, key, now=now)
    row, asked = own_rows(request.user, uuid, key, Kind.REFLECTION, edition=opened.edition)
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        at = stand(request.user, uuid, key)
        return show(request, at, now=now, status=422, more={"form": form, "written": None})
    try:
        write_reflection(row, asked, form.cleaned_data["text"], now=now, opened_at=opened.at)
    except ValidationError as refusal:
        return refused(request, uuid, key, refusal)
    messages.success(request, _("Kept. You can change it whenever you like."))
    if "stay" in request.POST:
        return redirect("learning:activity", uuid, key)
    return onward(row, asked)


@require_POST
def sign(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """Sign an attestation, as it was shown; refused, it comes again."""
    now = timezone.now()
    opened = opened_by(request, uuid, key, now=now)
    row, asked = own_rows(request.user, uuid, key, Kind.ATTESTATION, edition=opened.edition)
    form = AttestationForm(request.POST)
    if not form.is_valid():
        return show(
            request, stand(request.user, uuid, key), now=now, status=422, more={"form": form}
        )
    try:
        sign_attestation(row, asked, now=now, opened_at=opened.at)
    except ValidationError as refusal:
        return refused(request, uuid, key, refusal)
    return onward(row, asked)


def refused(request: HttpRequest, uuid: UUID, key: str, refusal: ValidationError) -> HttpResponse:
    """Back to the activity, with the reason."""
    messages.error(request, refusal.messages[0])
    return redirect("learning:activity", uuid, key)
