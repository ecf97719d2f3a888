"""Many questions of a bank changed at once: first what it would mean, in numbers; then the deed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from courses.forms.banks import QuestionFilter, SelectionForm, TagForm, UntagForm
from courses.models import Bank, Question
from courses.services.bank_lists import (
    Narrowing,
    drawn_today,
    questions_found,
    tags_in,
    tags_named,
)
from courses.services.bank_questions import (
    bring_back_questions,
    retire_questions,
    tag_questions,
    untag_questions,
)
from courses.views.authors import authors_only, bank_in_scope

Act = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that may be done to some questions: what its page says, and the service for it."""

    title: Callable[[int], str]
    consequence: Promise
    button: Promise
    done: Callable[[int], str]  # of those that it changed
    act: Act
    asks: type[forms.Form]


DEEDS: Mapping[str, Deed] = {
    "tag": Deed(
        title=lambda n: (
            ngettext("Give a tag to %d question.", "Give a tag to %d questions.", n) % n
        ),
        consequence=gettext_lazy(
            "Drafts draw by it when their draws are renewed. What is published stays as it is."
        ),
        button=gettext_lazy("Give the tag"),
        done=lambda n: ngettext("%d question got the tag.", "%d questions got the tag.", n) % n,
        act=tag_questions,
        asks=TagForm,
    ),
    "untag": Deed(
        title=lambda n: (
            ngettext("Take a tag off %d question.", "Take a tag off %d questions.", n) % n
        ),
        consequence=gettext_lazy(
            "Drafts draw them by it no more when their draws are renewed. What is published stays "
            "as it is."
        ),
        button=gettext_lazy("Take the tag off"),
        done=lambda n: ngettext("%d question lost the tag.", "%d questions lost the tag.", n) % n,
        act=untag_questions,
        asks=UntagForm,
    ),
    "retire": Deed(
        title=lambda n: ngettext("Retire %d question.", "Retire %d questions.", n) % n,
        consequence=gettext_lazy(
            "Quizzes draw them no more when their draws are renewed. Editions that may draw them "
            "still do, and every response stays on record."
        ),
        button=gettext_lazy("Retire"),
        done=lambda n: ngettext("%d question is retired.", "%d questions are retired.", n) % n,
        act=retire_questions,
        asks=ReasonForm,
    ),
    "bring_back": Deed(
        title=lambda n: ngettext("Bring back %d question.", "Bring back %d questions.", n) % n,
        consequence=gettext_lazy("They can be drawn again, in the wording they had."),
        button=gettext_lazy("Bring back"),
        done=lambda n: ngettext("%d question is back.", "%d questions are back.", n) % n,
        act=bring_back_questions,
        asks=ReasonForm,
    ),
}


@authors_only
@require_POST
def change_questions(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What the deed would mean for those chosen; with `confirm`, do it."""
    bank = bank_in_scope(request, uuid)
    selection = SelectionForm(request.POST)
    selection.full_clean()
    keys = chosen(bank, selection, request.POST)
    name = request.POST.get("deed", "")
    if name not in DEEDS or not keys:
        messages.error(request, _("Choose some questions first, then what to do with them."))
        return back(request, bank, selection)
    deed = DEEDS[name]
    form = form_of(deed, bank, keys, request.POST if "confirm" in request.POST else None)
    moved = form.is_bound and selection.cleaned_data.get("expected") != len(keys)
    if form.is_bound and not moved and form.is_valid():
        number = deed.act(bank, keys, **asked(form), now=timezone.now(), by=request.user)
        messages.success(request, deed.done(number))
        return back(request, bank, selection)
    shown = {"form": form, "keys": keys, "moved": moved, "name": name, "selection": selection}
    shown["origin"] = request.POST.get("from", "")
    status = 409 if moved else 422 if form.errors else 200
    return render(request, "courses/banks/change.html", context(bank, deed, shown), status=status)


def chosen(bank: Bank, selection: SelectionForm, posted: QueryDict) -> list[str]:
    """The keys of the questions that were ticked, or of all that the filters find; in order."""
    found = questions_found(bank, Narrowing(state="all")).filter(key__in=posted.getlist("key"))
    if selection.cleaned_data.get("all"):
        filters = QuestionFilter(QueryDict(selection.cleaned_data["found"]), tags=tags_in(bank))
        found = questions_found(bank, filters.narrowing())
    return list(found.order_by("key").values_list("key", flat=True))


def form_of(deed: Deed, bank: Bank, keys: list[str], posted: QueryDict | None) -> forms.Form:
    """The form that asks what the deed needs to know."""
    if deed.asks is not UntagForm:
        return deed.asks(posted)
    names = sorted({name for tags in tags_named(bank, keys).values() for name in tags})
    return UntagForm(posted, tags=[("", _("Choose one")), *((name, name) for name in names)])


def asked(form: forms.Form) -> dict[str, Any]:
    """What the form was told, as the services name it."""
    told = form.cleaned_data
    return {"tag": told["name"]} if "name" in told else {"reason": told["reason"]}


def context(bank: Bank, deed: Deed, shown: dict[str, Any]) -> dict[str, Any]:
    keys = shown["keys"]
    return shown | {
        "section": "banks",
        "bank": bank,
        "title": deed.title(len(keys)),
        "deed": deed,
        "drawn": drawn_today(bank, keys),
        "count": len(keys),
    }


def back(request: SignedInRequest, bank: Bank, selection: SelectionForm) -> HttpResponse:
    """To the question that it was done from, else to the list as it was narrowed."""
    one = request.POST.get("from", "")
    if one and Question.objects.filter(bank=bank, key=one).exists():
        return redirect("courses:question", bank.uuid, one)
    found = QueryDict(selection.cleaned_data.get("found", "")).urlencode()
    return redirect(f"{bank.get_absolute_url()}?{found}" if found else bank.get_absolute_url())
