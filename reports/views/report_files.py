"""Reports as files that are written while their asker may leave and come back."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.models import Job
from accounts.ranges import file_or_part
from accounts.services.mail import lease
from accounts.views.imports import STOP_POLLING
from reports.forms import FileAsked, shape_of
from reports.interchange.report_jobs import (
    ask_export,
    expires_at,
    files_of,
    may_have,
    receipt_of_job,
)
from reports.views.asked import paths_of_reporter
from reports.views.files import TYPES

LATEST = 20


@require_GET
def report_files(request: SignedInRequest) -> HttpResponse:
    """The files one asked for lately, and until when each is there."""
    paths_of_reporter(request.user, now=timezone.now())
    jobs = files_of(request.user)[:LATEST]
    rows = [(job, expires_at(job)) for job in jobs]
    context = {"section": "reports", "rows": rows, "now": timezone.now()}
    return render(request, "reports/files.html", context)


@require_POST
def ask_file(request: SignedInRequest) -> HttpResponse:
    """Ask for the report of a receipt as a file; out of scope: not allowed."""
    now = timezone.now()
    paths_of_reporter(request.user, now=now)
    form = FileAsked(request.POST)
    if not form.is_valid():
        raise Http404
    receipt = form.receipt(language=get_language() or "")
    try:
        job = ask_export(receipt, now=now, by=request.user, request_id=request.request_id)
    except ValidationError as refusal:
        raise PermissionDenied from refusal
    return redirect("reports:report_file", job.uuid)


@vary_on_headers("HX-Request")
@require_GET
def report_file(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far it is, and the way to the file. htmx asks for that alone, until it is done."""
    job, now = own_file(request, uuid), timezone.now()
    until = expires_at(job)
    context = {
        "section": "reports",
        "job": job,
        "expires_at": until,
        "kept": bool(job.file and until and now < until),
        "shape": shape_of(receipt_of_job(job)),
        "stuck": job.is_stuck(now, lease()),
    }
    polled = "HX-Request" in request.headers
    template = "reports/file.html#state" if polled else "reports/file.html"
    status = STOP_POLLING if polled and job.finished_at else 200
    return render(request, template, context, status=status)


@require_safe
def download(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """The file, or the part of it that is still missing; within what one answers for today."""
    job, now = own_file(request, uuid), timezone.now()
    until = expires_at(job)
    if not job.file or until is None or now >= until:
        raise Http404
    receipt = receipt_of_job(job)
    if not may_have(request.user, receipt, now=now):
        raise PermissionDenied
    response = file_or_part(request, job.file, f'"{job.result["sha256"]}"')
    response["Content-Type"] = TYPES[receipt.format]
    response["Content-Disposition"] = f'attachment; filename="{job.parameters["name"]}"'
    response["Cache-Control"] = "private, no-cache"
    response["Receipt"] = receipt.code
    return response


def own_file(request: SignedInRequest, uuid: UUID) -> Job:
    paths_of_reporter(request.user, now=timezone.now())
    return get_object_or_404(files_of(request.user), uuid=uuid)
