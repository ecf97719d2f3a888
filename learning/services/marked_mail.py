"""The mail that says that a person has marked what one wrote."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Mail, User
from accounts.services.mail import Letter, Unwanted, owe_mail
from accounts.services.mail_addresses import stop_url
from learning.models import Attempt, Score
from learning.services.dates import today
from learning.services.explanations import full_date
from lms.celery import wake

MARKED = "marked"
SEND = "tasks.mail.send_due_mail"


def owe_marked_mail(person: User, *, now: datetime) -> Mail:
    """Tell the learner, whose attempt got its first score at this very instant."""
    wake(SEND)
    return owe_mail(person, MARKED, now=now)


def write_marked(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """The words of several, by the id of the mail; each is about what was scored as it was owed."""
    asked = list(mails)
    scored = Score.objects.filter(
        cause=Score.Cause.BY_HAND,
        attempt__enrolment__person__in=[mail.recipient_id for mail in asked],
        recorded_at__in=[mail.created_at for mail in asked],
    ).select_related("attempt__activity__edition", "attempt__enrolment__person")
    attempts = {
        (score.attempt.enrolment.person_id, score.recorded_at): score.attempt for score in scored
    }
    return {mail.pk: _write(attempts.get((mail.recipient_id, mail.created_at))) for mail in asked}


def _write(attempt: Attempt | None) -> Letter | Unwanted:
    """What it says, or why it is not wanted; what became of it stands on the result alone."""
    if attempt is None or attempt.submitted_at is None:
        return Unwanted("nothing marked")
    person = attempt.enrolment.person
    if person.deactivated_at:
        return Unwanted("deactivated")
    if attempt.enrolment.withdrawn_at:
        return Unwanted("withdrawn")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "quiz": attempt.activity.title,
            "course": attempt.activity.edition.title,
            "day": full_date(today(attempt.submitted_at)),
            "url": f"{settings.SITE_URL}{reverse('learning:result', args=[attempt.uuid])}",
            "stop_url": stop_url(person, MARKED),
            "institution_name": settings.INSTITUTION_NAME,
            "institution_office": settings.INSTITUTION_OFFICE,
        }
        return Letter(
            subject=_("Your response has been marked"),
            text=render_to_string("emails/marked/body.txt", context),
            html=render_to_string("emails/marked/body.html", context),
            optional=True,
        )
