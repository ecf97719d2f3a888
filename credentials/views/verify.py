"""Where anyone may check a certificate."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.rate_limit import rate_limited
from accounts.services.organisation import institution_day
from credentials.forms import CodeForm
from credentials.models import Certificate
from credentials.rules.codes import as_typed
from credentials.services.transcripts import is_revoked


@login_not_required
@require_GET
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type the code, and go on to what is known of it."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("credentials:verify", form.cleaned_data["code"])
    status = 422 if form.is_bound else 200
    return render(request, "credentials/verify_form.html", {"form": form}, status=status)


@login_not_required
@require_GET
@rate_limited("verify", times=30, seconds=60)
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, revoked or unknown; of a known one what was printed, and nothing else.

    Unknown is 404, and looks alike for a code that cannot be one.
    """
    meant = as_typed(code)
    if meant and meant != code:
        return redirect("credentials:verify", meant)
    certificate = (
        Certificate.objects.filter(code=meant).select_related("completion").first()
        if meant
        else None
    )
    if certificate is None:
        return render(request, "credentials/verify_unknown.html", {"code": code}, status=404)
    valid_until = certificate.valid_until
    context = {
        "certificate": certificate,
        "revoked": is_revoked(certificate.completion),
        "ended": valid_until is not None and valid_until < institution_day(timezone.now()),
    }
    return render(request, "credentials/verify.html", context)
