"""Pages for those who write courses: trainers and admins, for the units they write for."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from accounts.policies import authoring_paths, covers
from accounts.rules.roles import Role
from accounts.services.organisation import institution_day
from courses.models import Bank, Course, Edition, Part, TeamMember

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def authors_only(view: View) -> View:
    """403 but for trainers and admins: the page is there, and not for everybody."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not {Role.TRAINER, Role.ADMIN} & request.user.roles:
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except Gone as lost:
            return gone(request, lost)

    return cast(View, guarded)


def paths_of_author(request: SignedInRequest) -> list[str]:
    """The subtrees in which this person may write courses, and so mark and regrade."""
    return authoring_paths(request.user, institution_day(timezone.now()))


def bank_in_scope(request: SignedInRequest, uuid: UUID) -> Bank:
    """The bank, if this person may write in it; else 404."""
    banks = Bank.objects.under(paths_of_author(request)).select_related("unit")
    return get_object_or_404(banks, uuid=uuid)


def is_id(text: str) -> bool:
    """Whether this may be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) <= 18


class Gone(Exception):
    """What somebody is writing is not there any more; nothing they typed may be lost by that."""

    def __init__(self, words: str, course: Course) -> None:
        super().__init__(words)
        self.words = words
        self.course = course


def course_in_scope(request: SignedInRequest, key: str) -> Course:
    """The course, if this person may write it, by their units or in its own team; else 404."""
    courses = Course.objects.written_by(request.user, paths_of_author(request))
    return get_object_or_404(courses.select_related("unit"), key=key)


def refuse_guest(request: SignedInRequest, course: Course) -> None:
    """403 for whoever is in the team without writing for the course's unit."""
    if not covers(paths_of_author(request), course.unit):
        raise PermissionDenied


def refuse_reviewer(request: SignedInRequest, course: Course) -> None:
    """403 for whoever is in the team to review and nothing else: they read, remark and approve."""
    if covers(paths_of_author(request), course.unit):
        return
    parts = TeamMember.objects.current().filter(course=course, person=request.user)
    if not parts.exclude(part=Part.REVIEWER).exists():
        raise PermissionDenied


def draft_in_scope(
    request: SignedInRequest, key: str, language: str, *, reviewing: bool = False
) -> Edition:
    """The draft of such a course in a language; else 404, and Gone for what is posted to it.

    To post is to write, but for what is `reviewing`: that a reviewer may do as well.
    """
    course = course_in_scope(request, key)
    posts = request.method == "POST"
    if posts and not reviewing:
        refuse_reviewer(request, course)
    draft = Edition.objects.drafts().filter(course=course, language=language).first()
    if draft is None:
        if posts and Edition.objects.filter(course=course).exists():
            raise Gone(_("This draft was published or discarded meanwhile."), course)
        raise Http404
    draft.course = course
    return draft


def wants_note(request: SignedInRequest) -> bool:
    """Whether the page saves itself, and only wants to know what became of it."""
    return request.headers.get("Accept", "") == "application/json"


def saved_words() -> str:
    """That it is saved as of now, for a page that saves itself."""
    return _("Saved %(time)s") % {"time": date_format(timezone.localtime(), "H:i")}


def gone(request: SignedInRequest, lost: Gone) -> HttpResponse:
    """That it is not there any more: to a page that saves itself, or with all that was typed."""
    if wants_note(request):
        return JsonResponse({"words": lost.words}, status=410)
    kept = {"csrfmiddlewaretoken", "edited", "deed"}
    typed = [
        value
        for name, value in request.POST.items()
        if name not in kept and isinstance(value, str) and len(value) > 2
    ]
    context = {"section": "studio", "words": lost.words, "course": lost.course, "typed": typed}
    return render(request, "courses/studio/gone.html", context, status=410)
