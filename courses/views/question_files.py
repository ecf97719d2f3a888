"""Questions taken in from a file, and written to one; each step can be left and come back to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
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
from courses.interchange.question_files import GIFT, MOODLE_XML
from courses.interchange.question_jobs import (
    ENDINGS,
    EXPORT,
    IMPORT,
    PREVIEW,
    ask_export,
    ask_import,
    ask_preview,
)
from courses.models import Bank
from courses.services.question_words import kind_name
from courses.views.authors import authors_only, bank_in_scope

PER_PAGE = 100
LATEST = 10
KINDS = (PREVIEW, IMPORT, EXPORT)
TYPES = {GIFT: "text/plain; charset=utf-8", MOODLE_XML: "application/xml"}


def jobs_of(request: SignedInRequest, bank: Bank) -> JobQuerySet:
    """This person's imports into this bank, and exports from it."""
    asked = Job.objects.asked_by(request.user.pk)
    return asked.filter(kind__in=KINDS, parameters__bank=str(bank.uuid))


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
        return redirect("courses:question_job", bank.uuid, job.uuid)
    jobs = jobs_of(request, bank).exclude(kind=EXPORT).order_by("-id")[:LATEST]
    context = {"section": "banks", "bank": bank, "form": form, "jobs": jobs}
    status = 422 if form.errors else 200
    return render(request, "courses/banks/import.html", context, status=status)


@vary_on_headers("HX-Request")
@authors_only
@require_GET
def job(request: SignedInRequest, uuid: UUID, job: UUID) -> HttpResponse:
    """How far it is, and what came of it. htmx asks for that alone, until it is done."""
    bank = bank_in_scope(request, uuid)
    found = get_object_or_404(jobs_of(request, bank), uuid=job)
    remarks = found.result.get("remarks", []) or found.result.get("lacking", [])
    context = {
        "section": "banks",
        "bank": bank,
        "job": found,
        "page": Paginator(remarks, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": kinds_in(found),
        "is_preview": found.kind == PREVIEW,
        "is_export": found.kind == EXPORT,
        "stuck": found.is_stuck(timezone.now(), lease()),
    }
    polled = "HX-Request" in request.headers
    template = "courses/banks/job.html#state" if polled else "courses/banks/job.html"
    status = STOP_POLLING if polled and found.finished_at else 200
    return render(request, template, context, status=status)


def kinds_in(job: Job) -> list[tuple[str, Any]]:
    """How many questions of each kind the file has, by name."""
    counted = job.result.get("by_kind", {})  # in no order: databases keep none
    return sorted((str(kind_name(kind)), number) for kind, number in counted.items())


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
    return redirect("courses:question_job", bank.uuid, asked.uuid)


@authors_only
@require_POST
def question_export(request: SignedInRequest, uuid: UUID, form: str) -> HttpResponse:
    """Write the bank's questions to a file in this format."""
    bank = bank_in_scope(request, uuid)
    if form not in ENDINGS:
        raise Http404
    job = ask_export(bank, form, now=timezone.now(), by=request.user, request_id=request.request_id)
    return redirect("courses:question_job", bank.uuid, job.uuid)


@authors_only
@require_GET
def download(request: SignedInRequest, uuid: UUID, job: UUID) -> HttpResponseBase:
    """The file that an export wrote; it is kept for a month."""
    bank = bank_in_scope(request, uuid)
    written = get_object_or_404(jobs_of(request, bank), uuid=job, kind=EXPORT)
    if not written.finished_at or not written.file:
        raise Http404
    return FileResponse(
        written.file.open("rb"),
        as_attachment=True,
        filename=written.parameters["name"],
        content_type=TYPES[written.parameters["format"]],
    )
