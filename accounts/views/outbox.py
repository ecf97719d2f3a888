"""The outbox: what waits to be sent, what is stuck, and trying it again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.forms import OutboxFilter
from accounts.http import SignedInRequest
from accounts.models import Mail
from accounts.models.mail import MailQuerySet
from accounts.policies import people_under, runs_the_site
from accounts.services.organisation import institution_day
from accounts.services.outbox import in_state, try_again, try_all_again
from accounts.views.access import admins_only, paths_of_admin

PER_PAGE = 50


@admins_only
@require_GET
def outbox(request: SignedInRequest) -> HttpResponse:
    """Mails to the people whom this admin runs; the filters are in the address."""
    filters = OutboxFilter(request.GET)
    mails = _found(request, request.GET)
    page = Paginator(mails.order_by("-created_at", "-id"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    state = filters.cleaned("state")
    context = {
        "section": "people",
        "filters": filters,
        "page": page,
        "state": state,
        "may_try": state not in ("waiting", "sent"),
        "query": request.GET.urlencode(),
    }
    return render(request, "accounts/outbox.html", context)


def _found(request: SignedInRequest, query: QueryDict) -> MailQuerySet:
    """What these filters leave, of the mails to people in scope."""
    now, filters = timezone.now(), OutboxFilter(query)
    mails = in_state(filters.cleaned("state"), now=now).select_related("recipient")
    paths = paths_of_admin(request)
    people = people_under(paths, institution_day(now))
    words = filters.cleaned("q")
    if words or not runs_the_site(paths):
        mails = mails.filter(recipient__in=people.search(words))
    kind = filters.cleaned("kind")
    return mails.filter(kind=kind) if kind else mails


def _back(request: SignedInRequest) -> HttpResponse:
    """To the list as it was narrowed."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('accounts:outbox')}{'?' if query else ''}{query}")


@admins_only
@require_POST
def again(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Try one stuck mail again."""
    mail = get_object_or_404(_in_scope(request), uuid=uuid)
    try:
        try_again(mail, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("It is on its way again."))
    return _back(request)


def _in_scope(request: SignedInRequest) -> MailQuerySet:
    people = people_under(paths_of_admin(request), institution_day(timezone.now()))
    return Mail.objects.filter(recipient__in=people).select_related("recipient")


@admins_only
@require_POST
def again_all(request: SignedInRequest) -> HttpResponse:
    """Try all that match again, but for those to marked addresses."""
    mails = _found(request, QueryDict(request.POST.get("query", "")))
    count = try_all_again(mails, now=timezone.now(), by=request.user)
    words = ngettext(
        "%(n)d mail is on its way again.", "%(n)d mails are on their way again.", count
    )
    messages.success(request, words % {"n": count})
    return _back(request)
