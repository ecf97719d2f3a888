"""A person's due dates in their own calendar: the page where they get the address, and the feed."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.http import SignedInRequest
from learning.interchange.calendar import calendar
from learning.services.calendar_entries import entries_of
from learning.services.calendar_feeds import feed_of, feed_with, renew_feed, revoke_feed

SHOWN_ONCE = "calendar_secret"  # in the session, from the making to the next look


@never_cache
@require_GET
def page(request: SignedInRequest) -> HttpResponse:
    """Whether there is an address, and, straight after it was made, which."""
    secret = request.session.pop(SHOWN_ONCE, "")
    path = reverse("learning:calendar_feed", args=[secret]) if secret else ""
    context = {
        "section": "profile",
        "feed": feed_of(request.user),
        "url": request.build_absolute_uri(path) if path else "",
        "open_url": f"webcal://{request.get_host()}{path}" if path else "",
    }
    return render(request, "learning/calendar.html", context)


@require_POST
def renew(request: SignedInRequest) -> HttpResponse:
    """Make the address, or another in its place."""
    request.session[SHOWN_ONCE] = renew_feed(request.user, now=timezone.now())
    return redirect("learning:calendar")


@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    """Take the address back."""
    request.session.pop(SHOWN_ONCE, None)
    if revoke_feed(request.user, now=timezone.now()):
        messages.success(request, _("The address answers nobody any more."))
    return redirect("learning:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself, for whoever has the address; unchanged, it says no more than that."""
    found = feed_with(secret)
    if found is None:
        raise Http404
    body = calendar(found.person, entries_of(found, now=timezone.now()))
    etag = quote_etag(sha256(body).hexdigest())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="concord.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer
