"""Switching optional mail off and on: by a link in a mail, signed in nowhere, or on the profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.services.mail_choices import (
    choose_mail,
    kinds_refused_by,
    optional_for,
    read_stop_token,
)

ONE_CLICK = "List-Unsubscribe"  # what a mail program posts (RFC 8058)


@login_not_required
@csrf_exempt  # the link is its own proof, and a mail program has no cookie
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Looked at, it asks; posted to, it switches the mails off, or on again.

    Looking changes nothing, for programs that check mails follow every link in them. A mail
    program's post is answered as it is: RFC 8058 forbids to send it elsewhere.
    """
    meant = read_stop_token(token)
    if meant is None:
        raise Http404
    person, kind = meant
    if request.method == "POST":
        again = request.POST.get("choice") == "again"
        choose_mail(person, {kind.kind: again}, now=timezone.now())
        if ONE_CLICK not in request.POST:
            return redirect("accounts:stop_mail", token)
    context = {"kind": kind, "stopped": kind.kind in kinds_refused_by(person)}
    return render(request, "accounts/stop_mail.html", context)


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Which optional mails the person wants: those that are ticked."""
    ticked = set(request.POST.getlist("mail"))
    wanted = {each.kind: each.kind in ticked for each in optional_for(request.user)}
    choose_mail(request.user, wanted, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")
