"""Writing a question of a bank, of whatever kind, and wording one anew."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from courses.forms.questions import FORMS, Known, QuestionForm, focus_after, rearranged
from courses.models import Bank, Question
from courses.rules.content import QuestionContent
from courses.rules.findings import Severity
from courses.services.bank_checks import check_question
from courses.services.bank_lists import cases_of, tags_named
from courses.services.bank_questions import edit_question, new_question
from courses.services.check_words import say_alone
from courses.services.question_history import Number, changed_since, numbers_of
from courses.services.question_words import KINDS
from courses.views.authors import authors_only, bank_in_scope
from courses.views.question_look import look_at, render_editor, wording


@dataclass(frozen=True, slots=True)
class Desk:
    """The question that somebody writes: which kind, in which bank, and its numbers so far."""

    request: SignedInRequest
    bank: Bank
    kind: str
    numbers: tuple[Number, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def edited(self) -> int:
        """The number that the form began with; 0 for a question that is new."""
        posted = self.request.POST.get("edited", "")
        held = [number.row.number for number in self.numbers]
        return next((number for number in held if str(number) == posted), max(held, default=0))

    def before(self) -> QuestionContent | None:
        """The wording that the form began with."""
        said = [number.said for number in self.numbers if number.row.number == self.edited]
        return replace(said[0], tags=self.tags) if said else None

    def form(self, **given: Any) -> QuestionForm:
        """A form that was `posted`, or shows what is `shown`."""
        ever = {it.key: it for number in self.numbers[::-1] for it in number.said.choices}
        known = Known(tuple(cases_of(self.bank)), self.before(), ever)
        return FORMS[self.kind](known, **given)


@authors_only
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Write a question of this kind."""
    if kind not in FORMS:
        raise Http404
    return at(Desk(request, bank_in_scope(request, uuid), kind))


@authors_only
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """Word a question anew; what somebody saved meanwhile is shown beside it."""
    bank = bank_in_scope(request, uuid)
    numbers = tuple(numbers_of(bank, key))
    if not numbers:
        raise Http404
    tags = tags_named(bank, [key]).get(key, ())
    return at(Desk(request, bank, numbers[0].said.kind, numbers, tags))


def at(desk: Desk) -> HttpResponse:
    """The form as it begins, with other rows, with a look at what it says; or saved."""
    request, before = desk.request, desk.before()
    if request.method != "POST":
        form_class = FORMS[desk.kind]
        flat = form_class.flat(before) if before else form_class.blank(desk.bank.language)
        return page(desk, desk.form(shown=flat), looked_at(desk, before))
    if deed := request.POST.get("rows"):
        flat = rearranged(request.POST.dict(), deed)
        form = desk.form(shown=flat)
        form.focus_on(*focus_after(flat, deed))
        return page(desk, form, {}, part="form")
    form = desk.form(posted=request.POST)
    said = form.content() if form.is_valid() else None
    if said is None or "look" in request.POST:
        return page(desk, form, looked_at(desk, said), part="look", status=200 if said else 422)
    return save(desk, form, said)


def save(desk: Desk, form: QuestionForm, said: QuestionContent) -> HttpResponse:
    """Write it down, if nothing stands in the way; else the form again, and why."""
    look = looked_at(desk, said)
    if look["errors"]:
        for words in look["errors"]:
            form.add_error(None, words)
        return page(desk, form, look, status=422)
    try:
        row = written(desk, form, said)
    except ValidationError as refusal:
        if refusal.code == "stale":
            return page(desk, form, look | theirs(desk), status=409)
        form.add_error("key", refusal)
        return page(desk, form, look, status=422)
    messages.success(desk.request, _("Saved as number %d.") % row.number)
    return redirect("courses:question", desk.bank.uuid, row.key)


def written(desk: Desk, form: QuestionForm, said: QuestionContent) -> Question:
    """The question as it is now: a new one, the next number, or as it was with other tags."""
    by, now, before = desk.request.user, timezone.now(), form.known.before
    if before is None:
        return new_question(desk.bank, said, now=now, by=by)
    if not form.says_anything_new():
        said = replace(before, tags=said.tags)
    return edit_question(desk.bank, said, edited=desk.edited, now=now, by=by)


def looked_at(desk: Desk, said: QuestionContent | None) -> dict[str, Any]:
    """How a learner meets it, and what the publishing checks say."""
    if said is None:
        return {"asked": None, "case": None, "is_looked_at": False}
    found = check_question(said)
    return {
        **look_at(desk.bank, said),
        "errors": [say_alone(it) for it in found if it.severity == Severity.ERROR],
        "warnings": [say_alone(it) for it in found if it.severity == Severity.WARNING],
        "is_looked_at": True,
    }


def theirs(desk: Desk) -> dict[str, Any]:
    """What somebody saved meanwhile, and how it differs from what both began with."""
    numbers = numbers_of(desk.bank, desk.numbers[0].row.key)
    newest = numbers[0]
    return {
        "theirs": newest,
        "their_changes": changed_since(numbers, desk.edited),
        **wording(newest.said),
        "edited": newest.row.number,
    }


def page(
    desk: Desk, form: QuestionForm, more: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page of the form; the part of it alone that htmx asks for."""
    context = {
        "section": "banks",
        "crumbs": [
            (_("Questions"), reverse("courses:banks")),
            (desk.bank.name, desk.bank.get_absolute_url()),
        ],
        "language": desk.bank.language,
        "is_numbered": True,
        "keeps": False,
        "leave_url": reverse("courses:question", args=[desk.bank.uuid, desk.numbers[0].row.key])
        if desk.numbers
        else desk.bank.get_absolute_url(),
        "kind": desk.kind,
        "kind_words": KINDS[desk.kind],
        "key": desk.numbers[0].row.key if desk.numbers else "",
        "retired": bool(desk.numbers and desk.numbers[0].row.retired_at),
        "edited": desk.edited,
        "form": form,
        "theirs": None,
        **looked_at(desk, None),
        **more,
    }
    return render_editor(desk.request, context, part=part, status=status)
