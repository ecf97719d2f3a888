"""A roster taken in: upload, preview, and the result; each can be left and come back to."""

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

from accounts.forms import ApplyForm, RosterForm
from accounts.http import SignedInRequest
from accounts.interchange.people_csv import COLUMNS
from accounts.interchange.people_jobs import IMPORT, PREVIEW, ask_import, ask_preview
from accounts.models import Job
from accounts.services.mail import lease
from accounts.views.access import admins_only, posted, whole_site_only

STOP_POLLING = 286  # htmx: take this, and ask no more
PER_PAGE = 100
LATEST = 10


@whole_site_only
@require_http_methods(["GET", "POST"])
def people_import(request: SignedInRequest) -> HttpResponse:
    """Upload a roster; nothing changes before its preview is confirmed."""
    form = RosterForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = ask_preview(
            form.cleaned_data["file"],
            full=form.cleaned_data["full"],
            now=timezone.now(),
            by=request.user,
            request_id=request.request_id,
        )
        return redirect(job)
    asked = Job.objects.asked_by(request.user.pk).filter(kind__in=[PREVIEW, IMPORT])
    context = {
        "section": "people",
        "form": form,
        "columns": COLUMNS,
        "jobs": asked.order_by("-id")[:LATEST],
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/people_import.html", context, status=status)


@vary_on_headers("HX-Request")
@admins_only
@require_GET
def job(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far a job is, and what came of it. htmx asks for that alone, until it is done."""
    rosters = Job.objects.asked_by(request.user.pk).filter(kind__in=[PREVIEW, IMPORT])
    job = get_object_or_404(rosters, uuid=uuid)
    numbers = job.result.get("numbers", {})
    remarks = [{"refused": True} | remark for remark in numbers.get("failed", [])]
    remarks += [{"refused": False} | remark for remark in numbers.get("warnings", [])]
    context = {
        "section": "people",
        "job": job,
        "numbers": numbers,
        "page": Paginator(remarks, PER_PAGE).get_page(request.GET.get("page")),
        "is_preview": job.kind == PREVIEW,
        "stuck": job.is_stuck(timezone.now(), lease()),
    }
    polled = "HX-Request" in request.headers
    template = "accounts/job.html#state" if polled else "accounts/job.html"
    status = STOP_POLLING if polled and job.finished_at else 200
    return render(request, template, context, status=status)


@whole_site_only
@require_POST
def apply(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take in the roster of a preview."""
    preview = get_object_or_404(Job.objects.asked_by(request.user.pk), uuid=uuid, kind=PREVIEW)
    form = ApplyForm(request.POST)
    force = form.is_valid() and form.cleaned_data["force"]
    try:
        asked = ask_import(
            preview,
            force=force,
            now=timezone.now(),
            by=request.user,
            request_id=request.request_id,
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(preview)
    messages.success(request, _("The roster is being taken in."))
    return redirect(asked)
