"""What a reminder says of one assignment, in words, in text and in HTML (DOMAIN 6).

Those of whom one thing is required are told much the same of it: what was rendered for one is
kept, and said to the next.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from learning.services.digests import Line
from learning.services.explanations import full_date
from learning.services.menu_words import standing_words

NEAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be said, as plain values; `hours` are in words already."""

    title: str
    minutes: int
    left_off_at: str
    has_begun: bool
    tone: str
    due_on: date | None
    days_left: int | None
    completed_on: date | None
    expires_on: date | None
    hours: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """The same in one language."""

    title: str
    minutes: int
    has_begun: bool
    when: str
    when_in_full: str
    text: str
    html: str


def facts_of(line: Line) -> Facts:
    """The same for any two lines that say the same."""
    return Facts(
        title=line.title,
        minutes=line.minutes,
        left_off_at=line.left_off_at,
        has_begun=line.place is not None,
        tone=line.tone,
        due_on=line.due_on,
        days_left=line.days_left,
        completed_on=line.completed_on,
        expires_on=line.assignment.expires_on,
        hours=standing_words(line.hours) if line.hours else "",
        url=_address(line),
    )


@lru_cache(maxsize=1000)
def said(facts: Facts, language: str, *, leads: bool) -> Said:
    """In the language now active, which is named here so that each is kept apart.

    What the mail is about leads, with the button.
    """
    when, in_full = _when(facts), _when_in_full(facts)
    context = {"line": facts, "when_in_full": in_full, "leads": leads}
    return Said(
        title=facts.title,
        minutes=facts.minutes,
        has_begun=facts.has_begun,
        when=when,
        when_in_full=in_full,
        text=render_to_string("emails/reminder/course.txt", context),
        html=render_to_string("emails/reminder/course.html", context),
    )


def _address(line: Line) -> str:
    """Straight to the next step; of hours, to their balance; of what is completed, home."""
    if line.completed_on:
        return url("learning:home")
    if not line.course_key:
        return url("learning:assignment", str(line.assignment.uuid))
    return url("learning:next", line.course_key)


def url(name: str, *parts: str) -> str:
    """An address that works from anywhere: there is no request to take it from."""
    return f"{settings.SITE_URL}{_path(name, *parts)}"


@lru_cache(maxsize=1000)
def _path(name: str, *parts: str) -> str:
    """A batch asks for the same few again and again, and to find one is slow."""
    return reverse(name, args=parts)


def _when(facts: Facts) -> str:
    """The due day as a subject says it: near by its name, far in full; nothing without one."""
    days = facts.days_left
    if facts.completed_on:
        return _completed(facts.completed_on, facts.expires_on)
    if days is None or facts.due_on is None:
        return ""
    if days < 0:
        return _("Overdue since %(day)s") % {"day": full_date(facts.due_on)}
    if days == 0:
        return _("Due today")
    if days == 1:
        return _("Due tomorrow")
    near = date_format(facts.due_on, "l") if days <= NEAR_DAYS else full_date(facts.due_on)
    return _("Due %(day)s") % {"day": near}


def _completed(on: date, expires_on: date | None) -> str:
    if expires_on is None:
        return _("Completed on %(day)s") % {"day": full_date(on)}
    words = {"day": full_date(on), "until": full_date(expires_on)}
    return _("Completed on %(day)s, valid until %(until)s") % words


def _when_in_full(facts: Facts) -> str:
    """The same as the text says it: Due Friday 27 November, in 3 days."""
    days = facts.days_left
    if facts.completed_on or days is None or facts.due_on is None or not 1 < days <= NEAR_DAYS:
        return _when(facts)
    day = date_format(facts.due_on, pgettext("a near day, in Django's letters", "l j F"))
    return _("Due %(day)s, in %(days)d days") % {"day": day, "days": days}
