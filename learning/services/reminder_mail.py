"""Reminder mails in words: written when they are sent, in the person's language (DOMAIN 6)."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Mail
from accounts.rules.time_zones import place_name
from accounts.services.mail import Letter, Unwanted
from learning.models import ReminderRule
from learning.services.digests import Digest, Line, digests
from learning.services.explanations import full_date, sentences

MOST_LINES = 8
NEAR_DAYS = 7
BLANK_LINES = re.compile(r"\n{3,}")


def write_reminders(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """The words of each mail, by its id; or why it is not wanted any more.

    Asks once more how everybody stands: what is met, waived or withdrawn by now is left
    out, and a mail of which nothing remains is not wanted. Constant statements a batch.
    """
    return {pk: _write(digest) for pk, digest in digests(mails, now=now).items()}


def write_reminder(mail: Mail, *, now: datetime) -> Letter | Unwanted:
    """The same for one."""
    return write_reminders([mail], now=now)[mail.pk]


def _write(digest: Digest) -> Letter | Unwanted:
    if not digest.lines:
        return Unwanted(digest.because)
    with translation.override(digest.person.language or settings.LANGUAGE_CODE):
        context = _context(digest)
        subject = render_to_string("emails/reminder/subject.txt", context).strip()
        context["subject"] = subject
        text = render_to_string("emails/reminder/body.txt", context)
        html = render_to_string("emails/reminder/body.html", context)
        return Letter(subject, BLANK_LINES.sub("\n\n", text).strip() + "\n", html)


def _context(digest: Digest) -> dict[str, Any]:
    first, *others = (_said(line) for line in digest.lines[:MOST_LINES])
    return {
        "person": digest.person,
        "first": first,
        "others": others,
        "further": max(0, len(digest.lines) - MOST_LINES),
        "count": len(digest.lines),
        "whys": [_why(line) for line in digest.lines if line.rules],
        "home_url": _url("learning:home"),
        "profile_url": _url("accounts:profile"),
        "due_zone": _due_zone(digest.person.time_zone),
        "institution_name": settings.INSTITUTION_NAME,
        "institution_office": settings.INSTITUTION_OFFICE,
    }


def _said(line: Line) -> dict[str, Any]:
    """One course as the templates say it."""
    return {
        "title": line.title,
        "minutes": line.minutes,
        "left_off_at": line.left_off_at,
        "has_begun": line.place is not None,
        "tone": line.tone,
        "when": _when(line),
        "when_in_full": _when_in_full(line),
        "url": _url("learning:next", line.course_key),
    }


def _url(name: str, *parts: str) -> str:
    """An address that works from anywhere: there is no request to take it from."""
    return f"{settings.SITE_URL}{reverse(name, args=parts)}"


def _due_zone(own: str) -> str:
    """Where due days end, for somebody whose clock shows another time; else nothing."""
    institution = settings.INSTITUTION_TIME_ZONE
    return place_name(institution) if own not in ("", institution) else ""


def _when(line: Line) -> str:
    """The due day as a subject says it: near by its name, far in full; nothing without one."""
    days = line.days_left
    if days is None or line.due_on is None:
        return ""
    if days < 0:
        return _("Overdue since %(day)s") % {"day": full_date(line.due_on)}
    if days == 0:
        return _("Due today")
    if days == 1:
        return _("Due tomorrow")
    near = date_format(line.due_on, "l") if days <= NEAR_DAYS else full_date(line.due_on)
    return _("Due %(day)s") % {"day": near}


def _when_in_full(line: Line) -> str:
    """The same as the text says it: Due Friday 27 November, in 3 days."""
    days = line.days_left
    if days is None or line.due_on is None or not 1 < days <= NEAR_DAYS:
        return _when(line)
    day = date_format(line.due_on, pgettext("a near day, in Django's letters", "l j F"))
    return _("Due %(day)s, in %(days)d days") % {"day": day, "days": days}


def _why(line: Line) -> str:
    """Why this course, why by then, and why we write today."""
    reasons = " ".join(sentences(line.assignment, line.grounds))
    occasion = _occasion(line.rules[-1])
    return f"{line.title}: {reasons} {occasion}"


def _occasion(rule: ReminderRule) -> str:
    """When a rule writes, as a sentence."""
    days = abs(rule.offset_days)
    if rule.anchor == ReminderRule.Anchor.ASSIGNED:
        if rule.offset_days == 0:
            return _("We write when it is assigned.")
        return ngettext(
            "We write %(n)d day after it was assigned.",
            "We write %(n)d days after it was assigned.",
            days,
        ) % {"n": days}
    if rule.offset_days == 0:
        return _("We write on the day it is due.")
    if rule.offset_days < 0:
        return ngettext(
            "We write %(n)d day before it is due.", "We write %(n)d days before it is due.", days
        ) % {"n": days}
    return ngettext(
        "We write once more %(n)d day after it was due.",
        "We write once more %(n)d days after it was due.",
        days,
    ) % {"n": days}
