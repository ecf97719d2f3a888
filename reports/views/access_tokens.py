"""Tokens with which programs read the reports as oneself: made, shown once, ended."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.policies import may_administer
from accounts.rules.roles import Role
from reports.forms import TokenForm
from reports.models import AccessToken
from reports.services.access_tokens import end_token, make_token
from reports.views.asked import refuse_strangers


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """One's own tokens; a new one is shown on the page that comes back, and never again."""
    now = timezone.now()
    refuse_strangers(request.user)
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = make_token(**form.cleaned_data, now=now, by=request.user)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            form = TokenForm()
    answers_for_units = bool({Role.COORDINATOR, Role.ADMIN} & request.user.roles)
    first = "completion" if answers_for_units else "courses"
    context = {
        "section": "reports",
        "form": form,
        "secret": secret,
        "tokens": AccessToken.objects.of(request.user).answering(now).order_by("name"),
        "describes": may_administer(request.user),
        "reports": answers_for_units,
        "address": request.build_absolute_uri(reverse(f"api:{first}")),
    }
    return render(request, "reports/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """End a token of one's own; it answers nobody from now on."""
    refuse_strangers(request.user)
    token = get_object_or_404(AccessToken.objects.of(request.user), uuid=uuid)
    end_token(token, now=timezone.now(), by=request.user)
    messages.success(request, _("%(name)s has ended.") % {"name": token.name})
    return redirect("reports:tokens")
