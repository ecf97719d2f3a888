"""The banks that somebody may write in: the list, a new one, another name."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.policies import units_under
from accounts.views.access import posted
from courses.forms.banks import BankForm, BankNameForm
from courses.services.bank_lists import BANK_ORDERS, banks_listed
from courses.services.banks import make_bank, rename_bank
from courses.views.authors import authors_only, bank_in_scope, paths_of_author
from courses.views.sorting import sorts

PER_PAGE = 50


@authors_only
@require_GET
def banks(request: SignedInRequest) -> HttpResponse:
    """Every bank this person may write in, by name, with its counts."""
    words = request.GET.get("q", "").strip()
    sort = request.GET.get("sort", "")
    found = banks_listed(paths_of_author(request), words=words, sort=sort)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "banks",
        "page": page,
        "sort": sort,
        "words": words,
        "sorts": sorts(request.GET, BANK_ORDERS, sort or "name"),
    }
    return render(request, "courses/banks/banks.html", context)


@authors_only
@require_http_methods(["GET", "POST"])
def new_bank(request: SignedInRequest) -> HttpResponse:
    """Make a bank."""
    form = BankForm(posted(request), units=units_under(paths_of_author(request)))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            bank = make_bank(
                asked["unit"],
                asked["name"],
                asked["language"],
                now=timezone.now(),
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("The bank is there. Write its first question."))
            return redirect(bank)
    context = {"section": "banks", "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/banks/new_bank.html", context, status=status)


@authors_only
@require_http_methods(["GET", "POST"])
def rename(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give a bank another name."""
    bank = bank_in_scope(request, uuid)
    form = BankNameForm(posted(request), initial={"name": bank.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            rename_bank(bank, name, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("The bank is called “%s” now.") % name)
            return redirect(bank)
    context = {"section": "banks", "form": form, "bank": bank}
    status = 422 if form.errors else 200
    return render(request, "courses/banks/rename_bank.html", context, status=status)
