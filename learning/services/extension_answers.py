"""What was answered to those who asked for more time: put down once, and said by mail."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Mail, User
from accounts.services.mail import Letter, Unwanted, owe_mails
from learning.models import ExtensionRequest
from learning.services.explanations import full_date
from lms.celery import wake

ANSWERED = "extension_answered"
SEND = "tasks.mail.send_due_mail"


@dataclass(frozen=True, slots=True)
class Answer:
    """Until when somebody has now; None where it stays as it was."""

    request: ExtensionRequest
    until_on: date | None


def note_answers(answers: Iterable[Answer], *, words: str, now: datetime, by: User) -> None:
    """Decide these requests, and owe each person one mail about it; the caller holds them."""
    decided = []
    for answer in answers:
        request = answer.request
        request.decided_at, request.decided_by = now, by
        request.granted_until_on, request.answer = answer.until_on, words
        decided.append(request)
    columns = ["decided_at", "decided_by", "granted_until_on", "answer"]
    ExtensionRequest.objects.bulk_update(decided, columns, batch_size=500)
    owe_mails({request.assignment.person_id for request in decided}, ANSWERED, now=now)
    if decided:
        wake(SEND)


def write_answers(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """The words of several, by the id of the mail; each is about what was decided then."""
    asked = list(mails)
    decided = ExtensionRequest.objects.filter(
        assignment__person__in=[mail.recipient_id for mail in asked],
        decided_at__in=[mail.created_at for mail in asked],
    ).select_related("assignment__person", "assignment__version", "assignment__course")
    answered: dict[tuple[int, datetime | None], list[ExtensionRequest]] = defaultdict(list)
    for request in decided.order_by("id"):
        answered[request.assignment.person_id, request.decided_at].append(request)
    return {mail.pk: _write(answered[mail.recipient_id, mail.created_at]) for mail in asked}


def _write(requests: list[ExtensionRequest]) -> Letter | Unwanted:
    if not requests:
        return Unwanted("nothing answered")
    person = requests[0].assignment.person
    if person.deactivated_at:
        return Unwanted("deactivated")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "answers": [_answer(request) for request in requests],
            "institution_name": settings.INSTITUTION_NAME,
            "institution_office": settings.INSTITUTION_OFFICE,
        }
        return Letter(
            subject=_("You asked for more time"),
            text=render_to_string("emails/extension/body.txt", context),
            html=render_to_string("emails/extension/body.html", context),
        )


def _answer(request: ExtensionRequest) -> dict[str, str]:
    """One answer in a sentence, the words that came with it, and where to go on."""
    assignment = request.assignment
    words = {"title": assignment.version.title}
    if request.granted_until_on:
        day = full_date(request.granted_until_on)
        said = _("You have until %(day)s for “%(title)s”.") % (words | {"day": day})
    else:
        said = _("The due date of “%(title)s” stays as it was.") % words
    course = assignment.course
    path = reverse("learning:course", args=[course.key]) if course else reverse("learning:home")
    return {"said": said, "words": request.answer, "url": f"{settings.SITE_URL}{path}"}
