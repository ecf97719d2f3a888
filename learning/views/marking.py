"""Marking by hand: what waits, and one response at a time. Nothing here says whose it is."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.models import User
from courses.rules.marking.essay import rubric_of
from courses.services.quizzes import QuestionAsked, quiz_of
from courses.views.authors import authors_only, paths_of_author
from learning.forms.marking import POINTS, SEEN, Criterion, MarkingForm
from learning.models import HandMark, Response
from learning.services.marking import (
    mark_response,
    markers_of,
    marks_of,
    own_and_others,
)
from learning.services.marking_queue import (
    by_course,
    code_of,
    markable,
    marked_lately,
    next_after,
    of_quiz,
    waiting,
    waiting_by_quiz,
)

PER_PAGE = 50
MARKED = "marked"  # in the address: what one has marked, in place of what waits


@dataclass(frozen=True, slots=True)
class Sheet:
    """A response as one marker has it before them: others' marks are counted, and not shown."""

    response: Response
    marks: list[HandMark]
    marker: User

    @property
    def asked(self) -> QuestionAsked:
        activity = self.response.attempt.activity
        return quiz_of(activity.pk, activity.content_hash).by_id[self.response.question_id]

    @property
    def text(self) -> str:
        """What the learner wrote."""
        return str((self.response.value or {}).get("text", ""))

    @property
    def mine(self) -> HandMark | None:
        """What this marker gave last."""
        own, _others = own_and_others(self.marks, self.marker)
        return own[-1] if own else None

    @property
    def others(self) -> int:
        """How many marks others gave."""
        _own, others = own_and_others(self.marks, self.marker)
        return len(others)

    @property
    def markers(self) -> int:
        return markers_of(self.response.attempt.activity)

    def form(self, sent: QueryDict | None, *, seen_now: bool = False) -> MarkingForm:
        """The rubric to fill in: with what was sent, else with this marker's newest marks.

        `seen_now`: whoever sends it again knows of the marks that others gave meanwhile.
        """
        most = rubric_of(self.response.question.definition)
        language = self.response.attempt.activity.edition.language
        rubric = [
            Criterion(
                choice.key,
                format_html('<span lang="{}">{}</span>', language, choice.text),
                most[choice.key],
            )
            for choice in self.asked.choices
        ]
        given = self.mine.criteria if self.mine else {}
        initial = {f"{POINTS}{key}": points for key, points in given.items()}
        initial |= {"comment": self.mine.comment if self.mine else "", SEEN: self.others}
        if sent is not None and seen_now:
            sent = sent.copy()
            sent[SEEN] = str(self.others)
        return MarkingForm(sent, rubric=rubric, **initial)


@never_cache
@authors_only
@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits for this marker, by course and quiz, the oldest first; or what they marked."""
    paths = paths_of_author(request)
    everything = waiting(paths, request.user)
    quizzes = waiting_by_quiz(everything)
    chosen, marked = request.GET.get("of", ""), request.GET.get("show") == MARKED
    found = marked_lately(paths, request.user) if marked else of_quiz(everything, chosen)
    rows = found.select_related("attempt__activity__edition")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "marking",
        "total": sum(each.waiting for each in quizzes),
        "quizzes": quizzes,
        "courses": list(by_course(quizzes)),
        "chosen": chosen,
        "marked": marked,
        "page": page,
        "listed": [(response, code_of(response.attempt.uuid)) for response in page.object_list],
    }
    return render(request, "learning/marking.html", context)


@never_cache
@authors_only
@require_http_methods(["GET", "POST"])
def mark(request: SignedInRequest, uuid: UUID, place: int) -> HttpResponse:
    """One response with its question and rubric; saved, it leads on to the next."""
    paths = paths_of_author(request)
    rows = markable(paths, request.user).select_related("attempt__activity__edition", "question")
    response = get_object_or_404(rows, attempt__uuid=uuid, place=place)
    sheet = Sheet(response, marks_of([response])[response.pk], request.user)
    form = sheet.form(request.POST if request.method == "POST" else None)
    line = of_quiz(waiting(paths, request.user), request.GET.get("of", ""))
    if request.method == "POST" and form.is_valid():
        try:
            mark_response(
                response,
                form.points(),
                comment=form.cleaned_data["comment"],
                by=request.user,
                now=timezone.now(),
                seen=form.cleaned_data[SEEN],
            )
        except ValidationError as refusal:
            return show(request, sheet, sheet.form(request.POST, seen_now=True), line, refusal)
        messages.success(request, _("Your marks are saved."))
        return redirect(address(next_after(line, response), request))
    return show(request, sheet, form, line)


def show(
    request: SignedInRequest,
    sheet: Sheet,
    form: MarkingForm,
    line: QuerySet[Response],
    refusal: ValidationError | None = None,
) -> HttpResponse:
    """The page; 422 where points do not fit the rubric, 409 where others were quicker."""
    attempt = sheet.response.attempt
    context = {
        "section": "marking",
        "code": code_of(attempt.uuid),
        "sheet": sheet,
        "activity": attempt.activity,
        "form": form,
        "refusal": refusal.messages[0] if refusal else "",
        "queue_url": address(None, request),
        "skip_url": address(other, request) if (other := next_after(line, sheet.response)) else "",
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "learning/marking_one.html", context, status=status)


def address(response: Response | None, request: SignedInRequest) -> str:
    """Of this response, or of the queue; what the queue is narrowed to is kept."""
    kept = {"of": request.GET["of"]} if request.GET.get("of") else {}
    if response is None:
        return reverse("learning:marking", query=kept)
    return reverse("learning:mark", args=[response.attempt.uuid, response.place], query=kept)
