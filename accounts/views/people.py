"""The list of people, and inviting one more."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import InvitationForm, PeopleFilter
from accounts.http import SignedInRequest
from accounts.policies import people_under, units_under
from accounts.rules.roles import Role
from accounts.services.invitations import Invitation, invite_person
from accounts.services.organisation import institution_day
from accounts.views.access import admins_only, paths_of_admin, posted

PER_PAGE = 50


@admins_only
@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody whom this admin runs; search, filters and order are in the address."""
    paths, today = paths_of_admin(request), institution_day(timezone.now())
    filters = PeopleFilter(request.GET, units=units_under(paths))
    filters.full_clean()
    found = people_under(paths, today).narrowed(**filters.cleaned_data, on=today)
    order = ["-sort_name", "-id"] if request.GET.get("sort") == "-name" else ["sort_name", "id"]
    page = Paginator(found.for_list(today).order_by(*order), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "section": "people",
        "filters": filters,
        "page": page,
        "order": order[0],
        "sort_url": _turned(request.GET),
    }
    return render(request, "accounts/people.html", context)


def _turned(address: QueryDict) -> str:
    """The same list the other way round, from its first page."""
    query = address.copy()
    query.pop("page", None)
    query["sort"] = "name" if query.get("sort") == "-name" else "-name"
    return f"?{query.urlencode()}"


@admins_only
@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = InvitationForm(posted(request), units=units_under(paths_of_admin(request)))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        role = Role(told.pop("role")) if told["role"] else told.pop("role") or None
        try:
            invitation = Invitation(**told, role=role)
            person = invite_person(invitation, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error("email" if refusal.code == "known_address" else "role", refusal)
        else:
            messages.success(request, _("The invitation is on its way to %s.") % person.email)
            return redirect(person)
    context = {"section": "people", "form": form}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)
