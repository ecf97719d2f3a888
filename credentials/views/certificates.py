"""A person's own certificates and transcript."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from credentials.interchange.pdf import certificate_pdf
from credentials.models import Certificate
from credentials.services.certificates import issue_certificate
from credentials.services.transcripts import hours_of, is_revoked, transcript_of
from credentials.services.wording import hours_words, plain, verify_address
from learning.models import Completion


@require_GET
def transcript(request: SignedInRequest) -> HttpResponse:
    """What the person has completed, with hours and certificates."""
    entries = transcript_of(request.user)
    context = {"entries": entries, "hours": plain(hours_of(entries)), "today": timezone.localdate()}
    return render(request, "credentials/transcript.html", context)


@require_GET
def certificate_of(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """On to the certificate of one's completion; made now where the worker has not come yet."""
    completion = get_object_or_404(
        Completion.objects.valid().select_related("person", "edition"),
        uuid=uuid,
        person=request.user,
        edition__isnull=False,
    )
    return redirect(issue_certificate(completion, now=timezone.now()))


@require_GET
def certificate(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The certificate as a page."""
    found = own_certificate(request, uuid)
    context = {
        "certificate": found,
        "revoked": is_revoked(found.completion),
        "study": hours_words(found),
        "verify_address": verify_address(),
    }
    return render(request, "credentials/certificate.html", context)


@require_GET
def pdf(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The certificate as a PDF to keep."""
    found = own_certificate(request, uuid)
    content = certificate_pdf(found, revoked=is_revoked(found.completion))
    response = HttpResponse(content, content_type="application/pdf")
    name = slugify(found.title) or "certificate"
    response["Content-Disposition"] = f'attachment; filename="certificate-{name}.pdf"'
    return response


def own_certificate(request: SignedInRequest, uuid: UUID) -> Certificate:
    mine = Certificate.objects.made_to(request.user).select_related("completion")
    return get_object_or_404(mine, uuid=uuid)
