"""The page of one course, and the way into it."""

from collections.abc import Callable

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
from learning.models import Enrolment
from learning.rules.standing import Standing
from learning.services.dates import today as institution_day
from learning.services.enrolment import enrol, go_on_in
from learning.services.hours import asking_hours, standing_hours
from learning.services.menu_words import part_of, so_far
from learning.services.menus import menus
from learning.services.overview import (
    Asked,
    Offered,
    Taken,
    asked_of_course_or_hours,
    newest_cycles,
    offered,
    taken_in_course,
)
from learning.services.places import Place, place_in
from learning.services.shorter import activities_of, minutes_of, modules_in, together

CANNOT_START = frozenset({Standing.WAIVED, Standing.SCHEDULED})


@require_GET
def course(request: SignedInRequest, key: str) -> HttpResponse:
    """What the course is, why it is asked, and one button: start, continue or look again."""
    mine = taken_in_course(request.user, key)
    on_offer = offered(key, get_language() or settings.LANGUAGE_CODE)
    unmet = _unmet(asked_of_course_or_hours(request.user, key))
    going_on = _open(mine)
    done = next((each for each in mine if each.completion), None)
    again = bool(_of_course(unmet) and on_offer)  # then what is to come is shown
    shown = going_on or (None if again else done) or on_offer or next(iter(mine), None)
    if shown is None:
        return no_longer_offered(request, key)
    shown_outline = outline(shown.edition_id, shown.content_hash)
    modules, place = _taken_for(shown_outline, shown, unmet)
    context = {
        "section": "courses",
        "course_key": key,
        "outline": shown_outline,
        "done": done,
        "today": institution_day(timezone.now()),
        **_offers(shown, shown_outline, on_offer),
        **_of_only(shown_outline, modules),
        **_asked(unmet, shown_outline, place),
    }
    return render(request, "learning/course.html", context)


def no_longer_offered(request: SignedInRequest, key: str) -> HttpResponse:
    """A course that was retired: said to whoever never began it, with what came after it."""
    retired = Course.objects.filter(retired_at__isnull=False).select_related("successor")
    context = {"section": "courses", "successor": get_object_or_404(retired, key=key).successor}
    return render(request, "learning/retired.html", context, status=410)


def _open(mine: list[Taken]) -> Taken | None:
    return next((each for each in mine if each.is_open), None)


def _offers(
    shown: Taken | Offered, written: Outline, on_offer: Offered | None
) -> dict[str, object]:
    """What the person is in (links lead into that edition), and may begin or change to."""
    taken = shown if isinstance(shown, Taken) else None
    translation = _translation(written, on_offer) if taken and taken.is_open else None
    return {"taken": taken, "translation": translation, "may_start": on_offer is not None}


def _translation(shown: Outline, on_offer: Offered | None) -> Outline | None:
    """The edition shown, in the language of the page, where it is in another."""
    if on_offer is None or on_offer.edition_id == shown.edition_id:
        return None
    other = outline(on_offer.edition_id, on_offer.content_hash)
    is_same = other.number == shown.number and other.language == get_language()
    return other if is_same else None


def _unmet(assignments: list[Asked]) -> list[Asked]:
    return [each for each in newest_cycles(assignments) if each.completed_at is None]


def _of_course(unmet: list[Asked]) -> list[Asked]:
    """Those that ask for the course itself, and not for hours."""
    return [each for each in unmet if each.course_id is not None]


def _hours(unmet: list[Asked], course: int) -> list[dict[str, object]]:
    """The assignments for whose hours the course counts, and how they stand."""
    asking = asking_hours(unmet)
    known = menus(each.version for each in asking)
    counting = [each for each in asking if course in known[each.version[0]].category_of]
    stand = standing_hours(counting, now=timezone.now())
    return [
        {"asked": each, "so_far": so_far(stand[each.id].balance), "part": part}
        for each in unmet
        if each.id in stand
        for part in [part_of(stand[each.id], course)]
    ]


def _taken_for(
    course: Outline, shown: Taken | Offered, unmet: list[Asked]
) -> tuple[str, Place | None]:
    """The modules that it is or was taken for, or would be if begun now; and where the person is
    in it, if they are in the middle."""
    if not isinstance(shown, Taken):
        return together(each.modules for each in _of_course(unmet)), None
    place = place_in(course, shown.satisfied, modules=shown.modules) if shown.is_open else None
    return shown.modules, place


def _of_only(shown: Outline, modules: str) -> dict[str, object]:
    """Of a renewal by some of the modules: which they are, and what else is there, optional."""
    asked = activities_of(shown, modules)
    return {
        "only": modules_in(shown, modules) if modules else [],
        "spared": [each.key for each in shown.activities if each.key not in asked],
        "minutes": minutes_of(shown, modules),
    }


def _asked(unmet: list[Asked], shown: Outline, place: Place | None) -> dict[str, object]:
    """The assignment that asks for it and is not met yet; what is missing, as activities."""
    open_ones = _of_course(unmet)
    first = min(open_ones, key=lambda each: (each.due_at is None, each.due_at), default=None)
    now = timezone.now()
    missing = place.missing if place else None
    return {
        "place": place,
        "hours": _hours(unmet, shown.course_id),
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
    return into(request, key, enrol)


@require_POST
def change_language(request: SignedInRequest, key: str) -> HttpResponse:
    """Go on with the course in the language of the page that asks."""
    return into(request, key, go_on_in)


def into(request: SignedInRequest, key: str, begun: Callable[..., Enrolment]) -> HttpResponse:
    """On to the course as that begins it, in the language of the page; or back, and why not."""
    found = get_object_or_404(Course, key=key)
    try:
        language = get_language() or ""
        enrolment = begun(request.user, found, now=timezone.now(), language=language)
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
    course = outline(going_on.edition_id, going_on.content_hash)
    place = place_in(course, going_on.satisfied, modules=going_on.modules)
    return redirect("learning:activity", going_on.uuid, place.next.key)
