"""Marking finished attempts again: choose, look at what it brings, say so; and take passes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.models import Job, User
from accounts.models.organisation import under_any
from accounts.policies import administering_paths, covers, may_administer
from accounts.services.mail import lease
from courses.models import Activity, Course, Edition
from courses.views.authors import authors_only, paths_of_author
from learning.forms.regrade import ApplyForm, RegradeForm, name_of, words
from learning.models import Attempt
from learning.rules.regrading import Turn
from learning.services.dates import today
from learning.services.marking_queue import code_of
from learning.services.regrade import Change, Preview, apply_regrade, preview_regrade, quiz_in
from learning.services.regrade_jobs import REGRADE, ask_regrade
from learning.services.regrade_lists import (
    asks_for_markers,
    editions_after_another,
    passes_that_stay,
    quizzes_of,
    with_older_attempts,
)

PER_PAGE = 50
AT_ONCE = 500  # attempts that are marked while somebody waits
STOP_POLLING = 286  # htmx: take this, and ask no more
STAY = "stay"


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt in a list: whose, by name to those who run the unit, else by its code."""

    who: str
    before: Decimal
    after: Decimal
    turn: str
    uuid: UUID


@never_cache
@authors_only
@require_GET
def regrades(request: SignedInRequest) -> HttpResponse:
    """The quizzes of which finished attempts are on an edition that has a newer one."""
    found = with_older_attempts(paths_of_author(request))
    return render(request, "learning/regrades.html", {"section": "marking", "quizzes": found})


@never_cache
@authors_only
@require_http_methods(["GET", "POST"])
def regrade(request: SignedInRequest, key: str) -> HttpResponse:
    """Choose a quiz and an edition; look at what it brings, in numbers and one by one; say so."""
    course = course_in_scope(request, key)
    form = RegradeForm(
        request.GET, quizzes=quizzes_of(course), editions=editions_after_another(course)
    )
    activity = chosen(course, form)
    if activity is None:
        context = {"section": "marking", "course": course, "form": form}
        status = 422 if form.errors else 200
        return render(request, "learning/regrade.html", context, status=status)
    found = preview_regrade(course, activity.key, activity.edition)
    apply = ApplyForm(request.POST or None, initial={"seen": seen(found)})
    if request.method == "POST" and apply.is_valid():
        if apply.cleaned_data["seen"] == seen(found):
            return mark_again(request, activity, found, apply.cleaned_data["reason"])
        reason = {"reason": apply.cleaned_data["reason"], "seen": seen(found)}
        return show(request, form, Look(activity, found), ApplyForm(initial=reason), status=409)
    return show(request, form, Look(activity, found), apply, status=422 if apply.errors else 200)


def course_in_scope(request: SignedInRequest, key: str) -> Course:
    """The course, if this person may write in its unit; else 404."""
    courses = Course.objects.filter(under_any(paths_of_author(request), "unit__path"))
    return get_object_or_404(courses.select_related("unit"), key=key)


def chosen(course: Course, form: RegradeForm) -> Activity | None:
    """The quiz in the edition that marks; None while the form does not say, or they do not fit."""
    if not form.is_valid():
        return None
    try:
        return quiz_in(course, form.cleaned_data["quiz"], form.chosen_edition)
    except ValidationError as refusal:
        form.add_error("edition", refusal)
        return None


def seen(found: Preview) -> str:
    """The numbers that somebody agrees to: where they differ by then, they are shown afresh."""
    turned = [len(found.turned(turn)) for turn in (Turn.PASSES, Turn.FAILS)]
    return "-".join(map(str, (found.to_mark, len(found.changes), *turned)))


def mark_again(
    request: SignedInRequest, activity: Activity, found: Preview, reason: str
) -> HttpResponse:
    """At once, or by a worker where they are many."""
    course, now = activity.edition.course, timezone.now()
    if found.to_mark > AT_ONCE:
        job = ask_regrade(
            activity, reason=reason, now=now, by=request.user, request_id=request.request_id
        )
        return redirect("learning:regrade_job", course.key, job.uuid)
    turned = apply_regrade(
        course, activity.key, activity.edition, reason=reason, by=request.user, now=now
    )
    marked = turned.total()
    said = ngettext("%(n)d attempt was marked again.", "%(n)d attempts were marked again.", marked)
    messages.success(request, said % {"n": marked})
    return redirect(address(course, activity.key, activity.edition))


@dataclass(frozen=True, slots=True)
class Look:
    """What marking again would bring, and what is listed of it."""

    activity: Activity
    found: Preview

    @property
    def course(self) -> Course:
        return self.activity.edition.course

    @property
    def edition(self) -> str:
        return words(self.activity.edition)

    @property
    def passes(self) -> int:
        return len(self.found.turned(Turn.PASSES))

    @property
    def fails(self) -> int:
        return len(self.found.turned(Turn.FAILS))

    @property
    def stay(self) -> QuerySet[Attempt]:
        return passes_that_stay(self.course, self.activity.key)

    def listed(self, which: str) -> Sequence[Change] | QuerySet[Attempt]:
        """All whose score changes, those of one turn, or the passes that no score gives."""
        if which == STAY:
            return self.stay.select_related("enrolment")
        return self.found.turned(Turn(which)) if which in set(Turn) else self.found.changes


def show(
    request: SignedInRequest, form: RegradeForm, look: Look, apply: ApplyForm, *, status: int
) -> HttpResponse:
    """The page: choice, numbers, the list, and the form that says so."""
    which = request.GET.get("show", "")
    page = Paginator(look.listed(which), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "marking",
        "course": look.course,
        "form": form,
        "look": look,
        "found": look.found,
        "staying": look.stay.count(),
        "which": which,
        "page": page,
        "lines": lines(request, look, cast("list[Change | Attempt]", list(page))),
        "apply": apply,
        "stale": status == 409,
    }
    return render(request, "learning/regrade.html", context, status=status)


def lines(request: SignedInRequest, look: Look, listed: Iterable[Change | Attempt]) -> list[Line]:
    """Each with whose it is; one query for the names, where they may be seen."""
    rows = list(listed)
    names: dict[int, User] = {}
    if sees_names(request, look.course, look.activity.key):
        names = User.objects.in_bulk({person_of(each) for each in rows})
    return [line(each, names.get(person_of(each))) for each in rows]


def line(each: Change | Attempt, person: User | None) -> Line:
    who = person.display_name if person else code_in_words(each.uuid)
    if isinstance(each, Change):
        return Line(who, each.before, each.after, each.turn, each.uuid)
    passed_with: Decimal = each.passed_with  # type: ignore[attr-defined]  # brought along
    assert each.score is not None
    return Line(who, passed_with, each.score, STAY, each.uuid)


def person_of(each: Change | Attempt) -> int:
    return each.person if isinstance(each, Change) else each.enrolment.person_id


def sees_names(request: SignedInRequest, course: Course, quiz: str) -> bool:
    """Whether this person runs the course's unit; trainers mark without knowing whom.

    Nobody where people mark some of the quiz: who sees a name here could look it up while marking.
    """
    if not may_administer(request.user):
        return False
    runs_it = covers(administering_paths(request.user, today(timezone.now())), course.unit)
    return runs_it and not asks_for_markers(course, quiz)


def address(course: Course, quiz: str, edition: Edition, **query: str) -> str:
    """Of the page on which this quiz is marked again by this edition."""
    query = {"quiz": quiz, "edition": name_of(edition), **query}
    return reverse("learning:regrade", args=[course.key], query=query)


def code_in_words(attempt: UUID) -> str:
    return _("Attempt %(code)s") % {"code": code_of(attempt)}


@vary_on_headers("HX-Request")
@never_cache
@authors_only
@require_GET
def regrade_job(request: SignedInRequest, key: str, uuid: UUID) -> HttpResponse:
    """How far it is, and what came of it. htmx asks for that alone, until it is done."""
    course = course_in_scope(request, key)
    mine = Job.objects.asked_by(request.user.pk).filter(kind=REGRADE)
    job = get_object_or_404(mine, uuid=uuid, parameters__course=str(course.uuid))
    edition = get_object_or_404(Edition, pk=job.parameters["edition"])
    context = {
        "section": "marking",
        "course": course,
        "job": job,
        "marked": sum(job.result.values()),
        "back_url": address(course, job.parameters["activity"], edition),
        "stuck": job.is_stuck(timezone.now(), lease()),
    }
    polled = "HX-Request" in request.headers
    template = "learning/regrade_job.html#state" if polled else "learning/regrade_job.html"
    status = STOP_POLLING if polled and job.finished_at else 200
    return render(request, template, context, status=status)
