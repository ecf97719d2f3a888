"""The questions of a draft's own quiz: written, worded anew, put in order, taken out."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from courses.forms.questions import FORMS, Known, QuestionForm, focus_after, rearranged
from courses.models import QuestionKind
from courses.rules.content import QuestionContent
from courses.rules.content_hash import question_hash
from courses.rules.findings import Severity
from courses.rules.marking import scored
from courses.services.authoring import move_question, remove_question, save_question
from courses.services.bank_lists import first_words
from courses.services.check_words import say_alone
from courses.services.edition_content import read_edition
from courses.services.publishing import check_content
from courses.services.question_words import KINDS
from courses.services.quiz_keys import choices_ever, new_question_key
from courses.views.activity import Desk, desk_at
from courses.views.authors import authors_only, saved_words, wants_note
from courses.views.question_look import look_at_one, render_editor, wording

STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class QuizDesk:
    """The question that somebody writes in a quiz: which kind, and how it stands."""

    at: Desk
    kind: str
    held: QuestionContent | None = None

    @property
    def edited(self) -> str:
        """The hash of the wording that the form began with; empty for a question that is new."""
        now = question_hash(self.held) if self.held else ""
        return self.at.request.POST.get("edited", now)

    def form(self, **given: Any) -> QuestionForm:
        """A form that was `posted`, or shows what is `shown`."""
        others = [it for it in self.at.held.questions if it.kind == QuestionKind.STIMULUS]
        cases = tuple((it.key, first_words(it.prompt)) for it in others if it != self.held)
        ever = choices_ever(self.at.draft, self.at.held.key, self.held.key) if self.held else {}
        form = FORMS[self.kind](Known(cases, self.held, ever), **given)
        if scored(self.kind):
            form.fields["points"] = forms.DecimalField(
                label=_("Points"),
                help_text=_("What it weighs in this quiz."),
                min_value=0,
                max_digits=6,
                decimal_places=2,
                initial=self.held.points if self.held else 1,
            )
        return form


@authors_only
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def new(
    request: SignedInRequest, key: str, language: str, activity: str, kind: str
) -> HttpResponse:
    """Write a question of this kind for the quiz."""
    desk = desk_at(request, key, language, activity)
    if kind not in FORMS or desk.held.kind != "quiz":
        raise Http404
    return at(QuizDesk(desk, kind))


@authors_only
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def write(
    request: SignedInRequest, key: str, language: str, activity: str, question: str
) -> HttpResponse:
    """Word a question of the quiz anew."""
    desk = desk_at(request, key, language, activity)
    held = next((it for it in desk.held.questions if it.key == question), None)
    if held is None:
        raise Http404
    return at(QuizDesk(desk, held.kind, held))


def at(desk: QuizDesk) -> HttpResponse:
    """The form as it begins, with other rows, with a look at what it says; or saved."""
    request = desk.at.request
    if request.method != "POST":
        form_class = FORMS[desk.kind]
        flat = form_class.flat(desk.held) if desk.held else form_class.blank(desk.at.draft.language)
        return page(desk, desk.form(shown=flat), looked_at(desk, desk.held))
    if deed := request.POST.get("rows"):
        flat = rearranged(request.POST.dict(), deed)
        form = desk.form(shown=flat)
        form.focus_on(*focus_after(flat, deed))
        return page(desk, form, {}, part="form")
    form = desk.form(posted=request.POST)
    said = content_of(form) if form.is_valid() else None
    if wants_note(request):
        return note_of(desk, said)
    if said is None or "look" in request.POST:
        return page(desk, form, looked_at(desk, said), part="look", status=200 if said else 422)
    return save(desk, form, said)


def content_of(form: QuestionForm) -> QuestionContent:
    """What the form says, with the points that it weighs here."""
    said = replace(form.content(), tags=())
    points = form.cleaned_data.get("points", Decimal(0))
    return replace(said, points=points)


def save(desk: QuizDesk, form: QuestionForm, said: QuestionContent) -> HttpResponse:
    """Write it down, if it could be asked at all; else the form again, and why."""
    draft, quiz = desk.at.draft, desk.at.held.key
    if desk.held is None:
        try:
            said = replace(said, key=new_question_key(draft, quiz, said))
        except ValidationError as refusal:
            form.add_error("key", refusal)
            return page(desk, form, looked_at(desk, said), status=422)
    try:
        save_question(
            draft, quiz, said, edited=desk.edited, now=timezone.now(), by=desk.at.request.user
        )
    except ValidationError as refusal:
        if refusal.code == "stale":
            return page(desk, form, looked_at(desk, said) | theirs(desk), status=409)
        form.add_error(None, refusal)
        return page(desk, form, looked_at(desk, said), status=422)
    messages.success(desk.at.request, _("The question is saved."))
    return redirect("courses:write", draft.course.key, draft.language, quiz)


def note_of(desk: QuizDesk, said: QuestionContent | None) -> JsonResponse:
    """What became of a question that saves itself; what is not whole yet its page keeps."""
    if said is None or desk.held is None:
        return JsonResponse({"words": _("Not whole yet: kept on this device")}, status=422)
    draft, by = desk.at.draft, desk.at.request.user
    try:
        saved = save_question(
            draft, desk.at.held.key, said, edited=desk.edited, now=timezone.now(), by=by
        )
    except ValidationError as refusal:
        if refusal.code != "stale":
            return JsonResponse({"words": refusal.messages[0]}, status=410)
        context = {**theirs(desk), "language": draft.language}
        html = render_to_string("courses/studio/question_theirs.html", context, desk.at.request)
        note = {"words": _("Not saved: read this first"), "html": html}
        return JsonResponse(note, status=409)
    edited = question_hash(saved)
    return JsonResponse({"edited": edited, "words": saved_words(), "errors": {}})


def looked_at(desk: QuizDesk, said: QuestionContent | None) -> dict[str, Any]:
    """How a learner meets it, and what the publishing checks say."""
    if said is None:
        return {"asked": None, "case": None, "is_looked_at": False}
    others = [it for it in desk.at.held.questions if it.key != said.key]
    case = next((it for it in others if said.stimulus and it.key == said.stimulus), None)
    quiz = replace(desk.at.held, questions=(*others, said))
    whole = read_edition(desk.at.draft)
    modules = tuple(
        replace(
            module,
            activities=tuple(quiz if it.key == quiz.key else it for it in module.activities),
        )
        for module in whole.modules
    )
    found = check_content(desk.at.draft, replace(whole, modules=modules))
    mine = [it for it in found if (it.activity, it.question) == (quiz.key, said.key)]
    return {
        **look_at_one(said, case),
        "errors": [say_alone(it) for it in mine if it.severity == Severity.ERROR],
        "warnings": [say_alone(it) for it in mine if it.severity == Severity.WARNING],
        "is_looked_at": True,
    }


def theirs(desk: QuizDesk) -> dict[str, Any]:
    """What somebody saved meanwhile."""
    if desk.held is None:
        return {}
    return {
        "their_words": True,
        **wording(desk.held),
        "edited": question_hash(desk.held),
    }


def around(desk: QuizDesk) -> dict[str, Any]:
    """Where the page of a question stands, and where it leads."""
    draft, quiz = desk.at.draft, desk.at.held
    quiz_url = reverse("courses:write", args=[draft.course.key, draft.language, quiz.key])
    outline_url = reverse("courses:outline", args=[draft.course.key, draft.language])
    return {
        "section": "studio",
        "crumbs": [
            (_("Studio"), reverse("courses:studio")),
            (draft.title, outline_url),
            (quiz.title or quiz.key, quiz_url),
        ],
        "language": draft.language,
        "leave_url": quiz_url,
    }


def page(
    desk: QuizDesk,
    form: QuestionForm,
    more: dict[str, Any],
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of the form; the part of it alone that htmx asks for."""
    context = {
        **around(desk),
        "kind": desk.kind,
        "kind_words": KINDS[desk.kind],
        "key": desk.held.key if desk.held else "",
        "retired": False,
        "is_numbered": False,
        "keeps": True,
        "edited": desk.edited,
        "form": form,
        "theirs": None,
        "their_words": False,
        **looked_at(desk, None),
        **more,
    }
    return render_editor(desk.at.request, context, part=part, status=status)


@authors_only
@require_POST
def order(request: SignedInRequest, key: str, language: str, activity: str) -> HttpResponse:
    """Move a question of the quiz up or down, or take it out."""
    draft = desk_at(request, key, language, activity).draft
    deed, _colon, which = request.POST.get("deed", "").partition(":")
    now, by = timezone.now(), request.user
    try:
        if deed in STEPS:
            move_question(draft, activity, which, STEPS[deed], now=now, by=by)
        elif deed == "remove":
            remove_question(draft, activity, which, now=now, by=by)
            messages.success(request, _("The question is taken out. The history has it."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("courses:write", key, language, activity)
