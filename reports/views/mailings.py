"""Reports by mail: which one gets, making one, ending one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.services.mail_choices import kinds_refused_by
from reports.forms import MailingForm
from reports.models import Mailing
from reports.rules.mailings import Every
from reports.services.mailings import REPORT, Wanted, end_mailing, make_mailing
from reports.views.asked import asked_for, paths_of_reporter
from reports.views.saved import PAGES, shown_at


@require_GET
def mailings(request: SignedInRequest) -> HttpResponse:
    """The reports that are mailed to oneself, and when each comes next."""
    paths_of_reporter(request.user, now=timezone.now())
    context = {
        "section": "reports",
        "mailings": Mailing.objects.of(request.user).order_by("name"),
        "stopped": REPORT in kinds_refused_by(request.user),
    }
    return render(request, "reports/mailings.html", context)


@require_http_methods(["GET", "POST"])
def make(request: SignedInRequest, page: str) -> HttpResponse:
    """How often, and under which name? The address holds what the view shows."""
    if page not in PAGES:
        raise Http404
    shown = shown_at(page, *asked_for(request.user, request.GET, PAGES[page]))
    form = MailingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        wanted = Wanted(page, shown.query, asked["name"], Every(asked["every"]))
        try:
            made = make_mailing(wanted, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("%(name)s will be mailed to you.") % {"name": made.name})
            return redirect("reports:mailings")
    back = f"{reverse(f'reports:{page}')}?{shown.query}"
    context = {"section": "reports", "form": form, "unit": shown.unit, "back": back}
    return render(request, "reports/mailing.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """End one of one's own."""
    paths_of_reporter(request.user, now=timezone.now())
    mailing = get_object_or_404(Mailing, person=request.user, uuid=uuid)
    end_mailing(mailing, now=timezone.now(), by=request.user)
    messages.success(request, _("%(name)s is mailed no longer.") % {"name": mailing.name})
    return redirect("reports:mailings")
