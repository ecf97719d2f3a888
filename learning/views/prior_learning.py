"""Prior learning taken in: upload, preview, and the result; each can be left and come back to."""

from datetime import date
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

from accounts.forms import CsvForm
from accounts.http import SignedInRequest
from accounts.models import Job
from accounts.models.job import JobQuerySet
from accounts.services.mail import lease
from accounts.views.access import admins_only, posted
from accounts.views.imports import LATEST, PER_PAGE, STOP_POLLING
from learning.interchange.prior_learning_csv import COLUMNS
from learning.interchange.prior_learning_jobs import IMPORT, PREVIEW, ask_import, ask_preview
from learning.models import RequirementVersion

JOB = "learning/prior_learning_job.html"


def own_jobs(request: SignedInRequest) -> JobQuerySet:
    return Job.objects.asked_by(request.user.pk).filter(kind__in=[PREVIEW, IMPORT])


@admins_only
@require_http_methods(["GET", "POST"])
def prior_learning(request: SignedInRequest) -> HttpResponse:
    """Upload a file; nothing changes before its preview is confirmed."""
    form = CsvForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        asked: dict[str, Any] = {
            "now": timezone.now(),
            "by": request.user,
            "request_id": request.request_id,
        }
        job = ask_preview(file, **asked)
        return redirect("learning:prior_learning_job", job.uuid)
    context = {
        "section": "requirements",
        "form": form,
        "columns": COLUMNS,
        "jobs": own_jobs(request).order_by("-id")[:LATEST],
    }
    status = 422 if form.errors else 200
    return render(request, "learning/prior_learning.html", context, status=status)


@vary_on_headers("HX-Request")
@admins_only
@require_GET
def job(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far it is, and what came of it. htmx asks for that alone, until it is done."""
    job = get_object_or_404(own_jobs(request), uuid=uuid)
    results = Paginator(job.result.get("results", []), PER_PAGE)
    page = results.get_page(request.GET.get("page"))
    context = {
        "section": "requirements",
        "job": job,
        "numbers": job.result,
        "failed": job.result.get("failed", []),
        "page": page,
        "rows": in_words(list(page.object_list)),
        "is_preview": job.kind == PREVIEW,
        "stuck": job.is_stuck(timezone.now(), lease()),
    }
    polled = "HX-Request" in request.headers
    status = STOP_POLLING if polled and job.finished_at else 200
    return render(request, f"{JOB}#state" if polled else JOB, context, status=status)


def in_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days as days, and requirements by their titles; one query."""
    keys = {met["requirement"] for row in rows for met in row["requirements"]}
    newest = RequirementVersion.objects.newest().filter(requirement__key__in=keys)
    titles = dict(newest.values_list("requirement__key", "title"))
    return [
        row
        | {
            "completed_on": date.fromisoformat(row["completed_on"]),
            "requirements": [
                met
                | {
                    "title": titles.get(met["requirement"], met["requirement"]),
                    "expires_on": met["expires_on"] and date.fromisoformat(met["expires_on"]),
                }
                for met in row["requirements"]
            ],
        }
        for row in rows
    ]


@admins_only
@require_POST
def apply(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take in the file of a preview."""
    preview = get_object_or_404(own_jobs(request), uuid=uuid, kind=PREVIEW)
    asked: dict[str, Any] = {
        "now": timezone.now(),
        "by": request.user,
        "request_id": request.request_id,
    }
    try:
        job = ask_import(preview, **asked)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("learning:prior_learning_job", uuid)
    messages.success(request, _("It is being taken in."))
    return redirect("learning:prior_learning_job", job.uuid)
