"""The mail that carries the link to a report: a link, never the figures."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Mail
from accounts.policies import reporting_paths
from accounts.services.mail import Letter, Unwanted
from accounts.services.mail_addresses import stop_url
from learning.services.dates import today
from reports.models import Mailed, Mailing
from reports.rules.mailings import Every
from reports.services.mailings import REPORT


def write_reports(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """The words of several, by the id of the mail. Who answers for nobody any more gets none."""
    asked = list(mails)
    of_mail = {
        each.mail_id: each.mailing
        for each in Mailed.objects.filter(mail__in=asked).select_related("mailing__person")
    }
    return {mail.pk: _write(of_mail.get(mail.pk), now) for mail in asked}


def _write(mailing: Mailing | None, now: datetime) -> Letter | Unwanted:
    if mailing is None or mailing.ended_at:
        return Unwanted("ended")
    person = mailing.person
    if person.deactivated_at:
        return Unwanted("deactivated")
    if not reporting_paths(person, today(now)):
        return Unwanted("answers for nobody")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "name": mailing.name,
            "weekly": mailing.every == Every.WEEK,
            "url": f"{settings.SITE_URL}{mailing.get_absolute_url()}",
            "mailings_url": f"{settings.SITE_URL}{reverse('reports:mailings')}",
            "stop_url": stop_url(person, REPORT),
            "institution_name": settings.INSTITUTION_NAME,
            "institution_office": settings.INSTITUTION_OFFICE,
        }
        return Letter(
            subject=_("Your report: %(name)s") % {"name": mailing.name},
            text=render_to_string("emails/report/body.txt", context),
            html=render_to_string("emails/report/body.html", context),
            optional=True,
        )
