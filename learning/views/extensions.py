"""Who asks for more time, and answering: a queue, and one page for what is ticked in it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from learning.forms.cases import AnswerForm
from learning.models import ExtensionRequest
from learning.services.case_scope import in_reach
from learning.services.dates import today
from learning.services.extension_requests import answer_requests, look_at
from learning.views.case_choice import case_filter, narrowed
from learning.views.requirements import with_a_scope

PER_PAGE = 50
Requests = QuerySet[ExtensionRequest]


def with_people(requests: Requests) -> Requests:
    return requests.select_related(
        "assignment__person", "assignment__version", "assignment__requirement", "decided_by"
    )


@with_a_scope
@require_GET
def extensions(request: SignedInRequest) -> HttpResponse:
    """Those waiting, who asked first at the top; with `state`, those answered, newest first."""
    now = timezone.now()
    asked = in_reach(request.user, now=now)
    filters = case_filter(asked, request.GET, request.user, now=now)
    found = narrowed(asked, filters, missing=False, now=now)
    answered = request.GET.get("state") == "answered"
    requests = with_people(ExtensionRequest.objects.filter(assignment__in=found.order_by()))
    listed = requests.filter(decided_at__isnull=not answered)
    in_order = listed.order_by(*(("-decided_at", "-id") if answered else ("asked_at", "id")))
    context = {
        "section": "requirements",
        "filters": filters,
        "answered": answered,
        "page": Paginator(in_order, PER_PAGE).get_page(request.GET.get("page")),
        "narrowed": any(filters.cleaned_data.values()),
    }
    return render(request, "learning/extensions.html", context)


@with_a_scope
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest) -> HttpResponse:
    """The form; with `step`: what it would mean for each, answered."""
    rows = chosen(request)
    step = request.POST.get("step", "")
    bound = step in ("look", "confirm")
    now = timezone.now()
    form = AnswerForm(
        request.POST if bound else None, initial=request.POST.dict() or None, today=today(now)
    )
    context = {"section": "requirements", "form": form, "rows": rows}
    if bound and form.is_valid():
        if step == "confirm" and (said := done(request, form, rows)):
            messages.success(request, said)
            return redirect("learning:extensions")
        if not form.errors:
            context["look"] = look_at(rows, form.decision_made(), now=now)
            context["sent"] = [(field.html_name, field.value() or "") for field in form]
    status = 422 if form.errors else 200
    return render(request, "learning/extension_answer.html", context, status=status)


def done(request: SignedInRequest, form: AnswerForm, rows: list[ExtensionRequest]) -> str:
    """Answer them; what came of it, or nothing where it was refused: then the form says why."""
    words, decision = form.cleaned_data["reason"], form.decision_made()
    try:
        found = answer_requests(rows, decision, answer=words, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return ""
    people = len(found.good)
    said = ngettext("%(n)d person is told by mail.", "%(n)d people are told by mail.", people)
    return said % {"n": people}


def chosen(request: SignedInRequest) -> list[ExtensionRequest]:
    """The requests that the address names; somebody else's are a 404."""
    try:
        who = {UUID(text) for text in request.GET.getlist("who")}
    except ValueError:
        raise Http404 from None
    asked = in_reach(request.user, now=timezone.now())
    mine = ExtensionRequest.objects.filter(uuid__in=who, assignment__in=asked)
    rows = list(with_people(mine).order_by("asked_at", "id"))
    if len(rows) != len(who):
        raise Http404
    return rows
