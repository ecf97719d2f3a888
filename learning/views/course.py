"""The page of one course, and the way into it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from courses.models import Course
from courses.services.outlines import Outline, outline
from learning.rules.standing import Standing
from learning.services.dates import today as institution_day
from learning.services.enrolment import enrol
from learning.services.overview import (
    Asked,
    Taken,
    asked_of_course,
    newest_cycles,
    offered,
    taken_in_course,
)
from learning.services.places import place_in

CANNOT_START = frozenset({Standing.WAIVED, Standing.SCHEDULED})


@require_GET
def course(request: SignedInRequest, key: str) -> HttpResponse:
    """What the course is, why it is asked, and one button: start, continue or look again."""
    mine = taken_in_course(request.user, key)
    on_offer = offered(key, get_language() or settings.LANGUAGE_CODE)
    asked = _unmet(asked_of_course(request.user, key))
    going_on = _open(mine)
    done = next((each for each in mine if each.completion), None)
    again = bool(asked and on_offer)  # then what is to come is shown, not what is behind them
    shown = going_on or (None if again else done) or on_offer or next(iter(mine), None)
    if shown is None:
        return no_longer_offered(request, key)
    shown_outline = outline(shown.edition_id, shown.content_hash)
    context = {
        "section": "courses",
        "course_key": key,
        "outline": shown_outline,
        "taken": shown if isinstance(shown, Taken) else None,  # links lead into this edition
        "place": place_in(shown_outline, going_on.satisfied) if going_on else None,
        "done": done,
        "may_start": on_offer is not None,
        "today": institution_day(timezone.now()),
        **_asked(asked, shown_outline, going_on),
    }
    return render(request, "learning/course.html", context)


def no_longer_offered(request: SignedInRequest, key: str) -> HttpResponse:
    """A course that was retired: said to whoever never began it, with what came after it."""
    retired = Course.objects.filter(retired_at__isnull=False).select_related("successor")
    context = {"section": "courses", "successor": get_object_or_404(retired, key=key).successor}
    return render(request, "learning/retired.html", context, status=410)


def _open(mine: list[Taken]) -> Taken | None:
    return next((each for each in mine if each.is_open), None)


def _unmet(assignments: list[Asked]) -> list[Asked]:
    return [each for each in newest_cycles(assignments) if each.completed_at is None]


def _asked(open_ones: list[Asked], shown: Outline, going_on: Taken | None) -> dict[str, object]:
    """The assignment that asks for it and is not met yet; what is missing, as activities."""
    first = min(open_ones, key=lambda each: (each.due_at is None, each.due_at), default=None)
    now = timezone.now()
    missing = place_in(shown, going_on.satisfied).missing if going_on else None
    return {
        "asked": first,
        "standing": first and first.standing(now=now, due_soon_days=settings.DUE_SOON_DAYS),
        "whys": [why for each in open_ones for why in each.why()],
        "missing": [shown.by_key[key] for key in missing.required] if missing else [],
        "more": missing.more if missing else 0,
        "out_of": [shown.by_key[key] for key in missing.out_of] if missing else [],
    }


@require_POST
def start(request: SignedInRequest, key: str) -> HttpResponse:
    """Begin the course, or go on with it: to the first thing to do."""
    found = get_object_or_404(Course, key=key)
    try:
        enrolment = enrol(request.user, found, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("learning:course", key)
    return redirect(enrolment)


@require_GET
def next_step(request: SignedInRequest, key: str) -> HttpResponse:
    """Where a mail's link leads: exactly the next activity; not begun, the course's page."""
    going_on = _open(taken_in_course(request.user, key))
    if going_on is None:
        return redirect("learning:course", key)
    place = place_in(outline(going_on.edition_id, going_on.content_hash), going_on.satisfied)
    return redirect("learning:activity", going_on.uuid, place.next.key)
