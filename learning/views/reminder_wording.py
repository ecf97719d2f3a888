"""What reminders say: each kind in each language, worded, tried on somebody, and taken back."""

from datetime import datetime
from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.policies import administering_paths, people_under, runs_the_site
from accounts.services.mail import Letter
from accounts.views.access import admins_only
from learning.forms.reminders import RECIPIENTS
from learning.forms.wording import WordingForm
from learning.models import Requirement
from learning.rules.wording import PLACEHOLDERS, REQUIRED
from learning.services.dates import today
from learning.services.requirement_scope import may_end
from learning.services.wording import LANGUAGES, Wordings
from learning.services.wording_changes import restore_wording, trial, word_reminders

PAGE = "learning/reminders/wording.html"
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "sandbox": ["allow-popups"],
}
WORDS = {
    "name": _lazy("what they go by"),
    "headline": _lazy("what it is about, in a few words"),
    "summary": _lazy("the same as a sentence"),
    "count": _lazy("how many courses, or people"),
    "institution": _lazy("the institution's name"),
    "office": _lazy("the office's name"),
    "courses": _lazy("the courses asked of them, each with its link"),
    "people": _lazy("their people, by requirement"),
}


def _requirement(request: SignedInRequest) -> Requirement | None:
    """The one that the address names and this admin may change; of all, for whom runs it all."""
    now = timezone.now()
    key = request.GET.get("requirement", "")
    if not key:
        if not runs_the_site(administering_paths(request.user, today(now))):
            raise PermissionDenied
        return None
    found = get_object_or_404(Requirement, key=key)
    if not may_end(request.user, found, now=now):
        raise PermissionDenied
    return found


def _address(name: str, requirement: Requirement | None, *parts: str) -> str:
    query = f"?requirement={requirement.key}" if requirement else ""
    return reverse(f"learning:{name}", args=parts) + query


def _check(recipient: str, language: str) -> None:
    if recipient not in PLACEHOLDERS or language not in LANGUAGES:
        raise Http404


def _is_own(requirement: Requirement | None, recipient: str, language: str) -> bool:
    pk = requirement.pk if requirement else None
    return (pk, recipient, language) in Wordings.standing().own


@admins_only
@require_GET
def wordings(request: SignedInRequest) -> HttpResponse:
    """Each kind and language, and whose words it has."""
    requirement = _requirement(request)
    own = Wordings.standing().own
    pk = requirement.pk if requirement else None

    def state(recipient: str, language: str) -> str:
        if (pk, recipient, language) in own:
            return _("Of its own") if pk else _("Yours")
        return _("Yours for all") if (None, recipient, language) in own else _("As shipped")

    rows = [
        {
            "recipient": label,
            "language": LANGUAGES[language],
            "state": state(recipient, language),
            "url": _address("reminder_wording", requirement, recipient, language),
        }
        for recipient, label in RECIPIENTS
        for language in LANGUAGES
    ]
    context = {"section": "requirements", "rows": rows, "version": _version(requirement)}
    return render(request, "learning/reminders/wordings.html", context)


def _version(requirement: Requirement | None) -> Any:
    return requirement and requirement.versions.newest().get()


@admins_only
@require_http_methods(["GET", "POST"])
def wording(request: SignedInRequest, recipient: str, language: str) -> HttpResponse:
    """One of them: changed, or first tried on somebody."""
    _check(recipient, language)
    now = timezone.now()
    requirement = _requirement(request)
    form = _form(request, requirement, recipient, language, now=now)
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            word_reminders(requirement, recipient, language, form.words(), now=now, by=request.user)
            messages.success(request, _("Saved: the next mail says it so."))
            return redirect(_address("reminder_wording", requirement, recipient, language))
        context = _tried(form, recipient, language, now=now)
    context |= _shown(form, requirement, recipient, language)
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _form(
    request: SignedInRequest,
    requirement: Requirement | None,
    recipient: str,
    language: str,
    *,
    now: datetime,
) -> WordingForm:
    day = today(now)
    people = people_under(administering_paths(request.user, day), day)
    pk = requirement.pk if requirement else None
    words = Wordings.standing().words(recipient, language, pk)
    said = {"subject": words.subject, "body": words.body}
    posted = request.POST if request.method == "POST" else None
    return WordingForm(posted, initial=said, recipient=recipient, people=people.active())


def _tried(form: WordingForm, recipient: str, language: str, *, now: datetime) -> dict[str, object]:
    person, letter = _letter(form, recipient, language, now=now)
    if person is None:
        return {"tried_none": _("Nobody you may see has that name. Write one under “Try it on”.")}
    if letter is None:
        words = {"name": person.display_name}
        return {"tried_none": _("Today %(name)s would get no such mail: choose another.") % words}
    return {"tried": letter, "tried_on": person}


def _letter(
    form: WordingForm, recipient: str, language: str, *, now: datetime
) -> tuple[Any, Letter | None]:
    person = form.whom()
    if person is None:
        return None, None
    return person, trial(person, recipient, language, form.words(), now=now)


def _shown(
    form: WordingForm, requirement: Requirement | None, recipient: str, language: str
) -> dict[str, object]:
    where = (requirement, recipient, language)
    return {
        "section": "requirements",
        "form": form,
        "version": _version(requirement),
        "recipient_label": dict(RECIPIENTS)[recipient],
        "language_label": LANGUAGES[language],
        "is_own": _is_own(*where),
        "placeholders": [(f"{{{name}}}", WORDS[name]) for name in PLACEHOLDERS[recipient]],
        "required": f"{{{REQUIRED[recipient]}}}",
        "all_url": _address("reminder_wordings", requirement),
        "look_url": _address("look_at_wording", *where),
        "restore_url": _address("restore_wording", *where),
    }


@csp(MAIL_POLICY)  # type: ignore[arg-type]  # it knows no signed-in requests
@admins_only
@require_POST
def look(request: SignedInRequest, recipient: str, language: str) -> HttpResponse:
    """The mail itself, as it would look; where there is none, why."""
    _check(recipient, language)
    now = timezone.now()
    form = _form(request, _requirement(request), recipient, language, now=now)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        return HttpResponse("\n".join(said), content_type="text/plain", status=422)
    _person, letter = _letter(form, recipient, language, now=now)
    if letter is None:
        told = _tried(form, recipient, language, now=now)
        return HttpResponse(str(told["tried_none"]), content_type="text/plain", status=422)
    return HttpResponse(letter.html)


@admins_only
@require_POST
def restore(request: SignedInRequest, recipient: str, language: str) -> HttpResponse:
    """Back to the words for all, or to those that came with the product."""
    _check(recipient, language)
    requirement = _requirement(request)
    restore_wording(requirement, recipient, language, now=timezone.now(), by=request.user)
    messages.success(request, _("The words from before are back."))
    return redirect(_address("reminder_wording", requirement, recipient, language))
