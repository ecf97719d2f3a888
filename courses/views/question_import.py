"""Questions of another system taken in: upload, preview, and the result; each can be left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.models import Job
from accounts.models.job import JobQuerySet
from accounts.services.mail import lease
from accounts.views.access import posted
from accounts.views.imports import STOP_POLLING
from courses.forms.banks import QuestionFileForm
from courses.interchange.question_jobs import IMPORT, PREVIEW, ask_import, ask_preview
from courses.models import Bank
from courses.services.question_words import kind_name
from courses.views.authors import authors_only, bank_in_scope

PER_PAGE = 100
LATEST = 10


def jobs_of(request: SignedInRequest, bank: Bank) -> JobQuerySet:
    """This person's imports into this bank."""
    asked = Job.objects.asked_by(request.user.pk)
    return asked.filter(kind__in=[PREVIEW, IMPORT], parameters__bank=str(bank.uuid))


@authors_only
@require_http_methods(["GET", "POST"])
def question_import(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Upload a file of questions; nothing changes before its preview is confirmed."""
    bank = bank_in_scope(request, uuid)
    form = QuestionFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = ask_preview(
            bank,
            form.cleaned_data["file"],
            form.cleaned_data["format"],
            now=timezone.now(),
            by=request.user,
            request_id=request.request_id,
        )
        return redirect("courses:import_job", bank.uuid, job.uuid)
    jobs = jobs_of(request, bank).order_by("-id")[:LATEST]
    context = {"section": "banks", "bank": bank, "form": form, "jobs": jobs}
    status = 422 if form.errors else 200
    return render(request, "courses/banks/import.html", context, status=status)


@vary_on_headers("HX-Request")
@authors_only
@require_GET
def job(request: SignedInRequest, uuid: UUID, job: UUID) -> HttpResponse:
    """How far an import is, and what came of it. htmx asks for that alone, until it is done."""
    bank = bank_in_scope(request, uuid)
    found = get_object_or_404(jobs_of(request, bank), uuid=job)
    remarks = found.result.get("remarks", [])
    context = {
        "section": "banks",
        "bank": bank,
        "job": found,
        "page": Paginator(remarks, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": kinds_in(found),
        "is_preview": found.kind == PREVIEW,
        "stuck": found.is_stuck(timezone.now(), lease()),
    }
    polled = "HX-Request" in request.headers
    template = "courses/banks/import_job.html#state" if polled else "courses/banks/import_job.html"
    status = STOP_POLLING if polled and found.finished_at else 200
    return render(request, template, context, status=status)


def kinds_in(job: Job) -> list[tuple[str, Any]]:
    """How many questions of each kind the file has, by name."""
    return [(kind_name(kind), number) for kind, number in job.result.get("by_kind", {}).items()]


@authors_only
@require_POST
def apply(request: SignedInRequest, uuid: UUID, job: UUID) -> HttpResponse:
    """Take in the questions of a preview."""
    bank = bank_in_scope(request, uuid)
    preview = get_object_or_404(jobs_of(request, bank), uuid=job, kind=PREVIEW)
    try:
        asked = ask_import(
            preview, now=timezone.now(), by=request.user, request_id=request.request_id
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        asked = preview
    else:
        messages.success(request, _("The questions are being taken in."))
    return redirect("courses:import_job", bank.uuid, asked.uuid)
