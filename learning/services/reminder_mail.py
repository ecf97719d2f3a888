"""Reminder mails in words: written when they are sent, in the person's language (DOMAIN 6)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Mail
from accounts.rules.time_zones import place_name
from accounts.services.mail import Letter, Unwanted
from accounts.services.mail_addresses import stop_url
from accounts.services.mail_choices import REMINDER
from learning.models import ReminderRule
from learning.rules.wording import filled
from learning.services.digests import Digest, Line, digests
from learning.services.explanations import full_date, sentences
from learning.services.menu_words import standing_words
from learning.services.reminder_plans import Recipient
from learning.services.reminder_words import occasion
from learning.services.team_digests import Group, Member
from learning.services.wording import Wordings, Words, language_of
from learning.services.wording_blocks import Block, blocks

MOST_LINES = 8
MOST_NAMES = 20
NEAR_DAYS = 7
BLANK_LINES = re.compile(r"\n{3,}")


def write_reminders(mails: Iterable[Mail], *, now: datetime) -> dict[int, Letter | Unwanted]:
    """The words of each mail, by its id; or why it is not wanted any more.

    Asks once more how everybody stands: what is met, waived or withdrawn by now is left
    out, and a mail of which nothing remains is not wanted. Constant statements a batch.
    """
    wordings = Wordings.standing()
    return {pk: _write(digest, wordings) for pk, digest in digests(mails, now=now).items()}


def write_reminder(mail: Mail, *, now: datetime) -> Letter | Unwanted:
    """The same for one."""
    return write_reminders([mail], now=now)[mail.pk]


def _write(digest: Digest, wordings: Wordings) -> Letter | Unwanted:
    if not digest.kinds:
        return Unwanted(digest.because)
    language = language_of(digest.person.language)
    words = {
        kind: wordings.words(kind, language, _requirement(digest, kind)) for kind in digest.kinds
    }
    return compose(digest, words, language)


def _requirement(digest: Digest, kind: str) -> int | None:
    """The one requirement that the mail is about; none where it is about several."""
    about = {rule.requirement_id for rule in digest.rules if rule.recipient == kind}
    return about.pop() if len(about) == 1 else None


def compose(digest: Digest, words: Mapping[str, Words], language: str) -> Letter:
    """The mail in these words, which are those of each kind that it speaks of."""
    with translation.override(language):
        parts = [_part(digest, kind, words[kind]) for kind in digest.kinds]
        subject = " ".join(parts[0]["subject"].split())
        context = _context(digest) | _opening(parts, subject)
        text = render_to_string("emails/reminder/body.txt", context)
        html = render_to_string("emails/reminder/body.html", context)
        plain = BLANK_LINES.sub("\n\n", text).strip() + "\n"
        return Letter(subject, plain, html, optional=_is_optional(digest))


def _is_optional(digest: Digest) -> bool:
    """Whether every rule whose day has come is optional: one that is not makes it a notice."""
    return bool(digest.rules) and all(rule.optional for rule in digest.rules)


def _part(digest: Digest, kind: str, words: Words) -> dict[str, Any]:
    """What it says of oneself, or of one's people."""
    lists = _courses(digest) if kind == Recipient.LEARNER else _people(digest.teams[kind])
    shown = dict(lists, person=digest.person, kind=kind)
    values = {
        "name": digest.person.display_name,
        "headline": _rendered(f"headline_{lists['list']}", shown),
        "summary": _rendered(f"summary_{lists['list']}", shown),
        "count": str(lists["count"]),
        "institution": settings.INSTITUTION_NAME,
        "office": settings.INSTITUTION_OFFICE,
    }
    return shown | {"subject": filled(words.subject, values), "blocks": blocks(words.body, values)}


def _rendered(name: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"emails/reminder/{name}.txt", context).split())


def _courses(digest: Digest) -> dict[str, Any]:
    first, *others = (_said(line) for line in digest.lines[:MOST_LINES])
    return {
        "list": "courses",
        "first": first,
        "others": others,
        "further": max(0, len(digest.lines) - MOST_LINES),
        "count": len(digest.lines),
        "open": sum(1 for line in digest.lines if not line.completed_on),
        "home_url": _url("learning:home"),
    }


def _people(groups: tuple[Group, ...]) -> dict[str, Any]:
    return {
        "list": "people",
        "groups": [
            {
                "title": group.title,
                "url": _url("learning:requirement", group.key) if group.may_open else "",
                "parts": [
                    _listed("late", group.overdue, MOST_NAMES),
                    _listed("due", group.due, MOST_NAMES),
                    _listed("done", group.completed, MOST_NAMES),
                ],
            }
            for group in groups
        ],
        "count": sum(len(group.members) for group in groups),
        "late": sum(len(group.overdue) for group in groups),
        "due": sum(len(group.due) for group in groups),
    }


def _listed(tone: str, members: list[Member], most: int) -> dict[str, Any]:
    return {
        "tone": tone,
        "count": len(members),
        "names": [(each.name, _day(each)) for each in members[:most]],
        "further": max(0, len(members) - most),
    }


def _day(member: Member) -> str:
    day = member.completed_on or member.due_on
    return full_date(day) if day else ""


def _opening(parts: list[dict[str, Any]], subject: str) -> dict[str, Any]:
    """The first part's greeting and heading go to the head of the mail; all else follows."""
    first, *rest = parts
    held = list(first["blocks"])
    at = next((place for place, each in enumerate(held) if each.kind == "heading"), None)
    heading = held.pop(at) if at is not None else Block("heading", escape(subject), subject)
    greeting = held.pop(0) if at and held[0].kind == "text" else Block("text")
    for part in rest:
        kinds = [each.kind for each in part["blocks"]]
        part["blocks"] = part["blocks"][kinds.index("heading") if "heading" in kinds else 0 :]
    return {
        "subject": subject,
        "greeting": greeting,
        "heading": heading,
        "parts": [first | {"blocks": held}, *rest],
        "preview": first["first"]["when_in_full"] if "first" in first else heading.text,
    }


def _context(digest: Digest) -> dict[str, Any]:
    return {
        "person": digest.person,
        "whys": [*map(_why, _told(digest)), *_why_others(digest)],
        "home_url": _url("learning:home"),
        "profile_url": _url("accounts:profile"),
        "stop_url": stop_url(digest.person, REMINDER) if _is_optional(digest) else "",
        "due_zone": _due_zone(digest.person.time_zone),
        "institution_name": settings.INSTITUTION_NAME,
        "institution_office": settings.INSTITUTION_OFFICE,
    }


def _told(digest: Digest) -> list[Line]:
    """What the mail is about; where it is only tried, the first of all."""
    return [line for line in digest.lines if line.rules] or list(digest.lines[:1])


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
        "completed": line.completed_on is not None,
        "hours": standing_words(line.hours) if line.hours else "",
        "url": _address(line),
    }


def _address(line: Line) -> str:
    """Straight to the next step; of hours, to their balance; of what is completed, home."""
    if line.completed_on:
        return _url("learning:home")
    if not line.course_key:
        return _url("learning:assignment", str(line.assignment.uuid))
    return _url("learning:next", line.course_key)


def _url(name: str, *parts: str) -> str:
    """An address that works from anywhere: there is no request to take it from."""
    return f"{settings.SITE_URL}{_path(name, *parts)}"


@lru_cache(maxsize=1000)
def _path(name: str, *parts: str) -> str:
    """A batch asks for the same few again and again, and to find one is slow."""
    return reverse(name, args=parts)


def _due_zone(own: str) -> str:
    """Where due days end, for somebody whose clock shows another time; else nothing."""
    institution = settings.INSTITUTION_TIME_ZONE
    return place_name(institution) if own not in ("", institution) else ""


def _when(line: Line) -> str:
    """The due day as a subject says it: near by its name, far in full; nothing without one."""
    days = line.days_left
    if line.completed_on:
        return _completed(line)
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


def _completed(line: Line) -> str:
    assert line.completed_on is not None
    words = {"day": full_date(line.completed_on)}
    if line.assignment.expires_on is None:
        return _("Completed on %(day)s") % words
    words["until"] = full_date(line.assignment.expires_on)
    return _("Completed on %(day)s, valid until %(until)s") % words


def _when_in_full(line: Line) -> str:
    """The same as the text says it: Due Friday 27 November, in 3 days."""
    days = line.days_left
    if line.completed_on or days is None or line.due_on is None or not 1 < days <= NEAR_DAYS:
        return _when(line)
    day = date_format(line.due_on, pgettext("a near day, in Django's letters", "l j F"))
    return _("Due %(day)s, in %(days)d days") % {"day": day, "days": days}


def _why(line: Line) -> str:
    """Why this course, why by then, and why we write today."""
    reasons = " ".join(sentences(line.assignment, line.grounds))
    occasion = _occasion(line.rules[-1]) if line.rules else ""
    return f"{line.title}: {reasons} {occasion}".strip()


def _why_others(digest: Digest) -> list[str]:
    """Why we write of other people."""
    words = {
        str(Recipient.SUPERVISOR): _("You are named as the supervisor of these people."),
        str(Recipient.COORDINATOR): _("You coordinate the unit that these people belong to."),
    }
    return [words[kind] for kind in digest.kinds if kind in words]


def _occasion(rule: ReminderRule) -> str:
    """When a rule writes, as a sentence."""
    return _("We write %(when)s.") % {"when": occasion(rule.anchor, rule.offset_days)}
