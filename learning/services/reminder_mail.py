"""Reminder mails in words: written when they are sent, in the person's language (DOMAIN 6)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.models import Mail
from accounts.rules.time_zones import place_name
from accounts.services.mail import Letter, Unwanted
from accounts.services.mail_addresses import stop_url
from accounts.services.mail_choices import REMINDER
from learning.models import ReminderRule
from learning.rules.wording import filled
from learning.services.digests import Digest, Line, digests
from learning.services.explanations import full_date, sentences
from learning.services.reminder_lines import Facts, facts_of, said, url
from learning.services.reminder_plans import Recipient
from learning.services.reminder_words import occasion
from learning.services.team_digests import Group, Member
from learning.services.wording import Wordings, Words, language_of
from learning.services.wording_blocks import Block, blocks

MOST_LINES = 8
MOST_NAMES = 20
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of courses or of people, and what its mail says of the whole of it."""

    block: Block
    count: int
    headline: str
    summary: str
    preview: str = ""


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
        parts = [_part(digest, kind, words[kind], language) for kind in digest.kinds]
        subject = " ".join(parts[0]["subject"].split())
        context = _context(digest) | _opening(parts, subject)
        text = render_to_string("emails/reminder/body.txt", context)
        html = render_to_string("emails/reminder/body.html", context)
        plain = BLANK_LINES.sub("\n\n", text).strip() + "\n"
        return Letter(subject, plain, html, optional=_is_optional(digest))


def _is_optional(digest: Digest) -> bool:
    """Whether every rule whose day has come is optional: one that is not makes it a notice."""
    return bool(digest.rules) and all(rule.optional for rule in digest.rules)


def _part(digest: Digest, kind: str, words: Words, language: str) -> dict[str, Any]:
    """What it says of oneself, or of one's people."""
    own = kind == Recipient.LEARNER
    listing = _courses(digest, language) if own else _people(digest.teams[kind])
    values = {
        "name": digest.person.display_name,
        "headline": listing.headline,
        "summary": listing.summary,
        "count": str(listing.count),
        "institution": settings.INSTITUTION_NAME,
        "office": settings.INSTITUTION_OFFICE,
    }
    held = [listing.block if each.kind == "slot" else each for each in blocks(words.body, values)]
    return {"subject": filled(words.subject, values), "blocks": held, "preview": listing.preview}


def _courses(digest: Digest, language: str) -> Listing:
    still = sum(1 for line in digest.lines if not line.completed_on)
    first = tuple(facts_of(line) for line in digest.lines[:MOST_LINES])
    return _listing(first, len(digest.lines), still, language)


@lru_cache(maxsize=200)
def _listing(first: tuple[Facts, ...], count: int, still: int, language: str) -> Listing:
    """The first of so many courses, in the language now active; kept for the next of whom just
    the same is asked.
    """
    lines = [said(each, language, leads=each is first[0]) for each in first]
    further = {"n": count - len(first), "home_url": url("learning:home")}
    shown = {"first": lines[0], "lines": lines, "count": count, "open": still, "further": further}
    return Listing(
        block=_block("courses", shown),
        count=count,
        headline=_rendered("headline_courses", shown),
        summary=_rendered("summary_courses", shown),
        preview=lines[0].when_in_full,
    )


def _people(groups: tuple[Group, ...]) -> Listing:
    count = sum(len(group.members) for group in groups)
    shown = {
        "groups": [
            {
                "title": group.title,
                "url": url("learning:requirement", group.key) if group.may_open else "",
                "parts": [
                    _listed("late", group.overdue, MOST_NAMES),
                    _listed("due", group.due, MOST_NAMES),
                    _listed("done", group.completed, MOST_NAMES),
                ],
            }
            for group in groups
        ],
        "count": count,
        "late": sum(len(group.overdue) for group in groups),
        "due": sum(len(group.due) for group in groups),
    }
    return Listing(
        block=_block("people", shown),
        count=count,
        headline=_rendered("headline_people", shown),
        summary=_rendered("summary_people", shown),
    )


def _rendered(name: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"emails/reminder/{name}.txt", context).split())


def _block(name: str, shown: dict[str, Any]) -> Block:
    text = render_to_string(f"emails/reminder/{name}.txt", shown)
    return Block("slot", render_to_string(f"emails/reminder/{name}.html", shown), text)


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
        "preview": first["preview"] or heading.text,
    }


def _context(digest: Digest) -> dict[str, Any]:
    return {
        "person": digest.person,
        "whys": [*map(_why, _told(digest)), *_why_others(digest)],
        "home_url": url("learning:home"),
        "profile_url": url("accounts:profile"),
        "stop_url": stop_url(digest.person, REMINDER) if _is_optional(digest) else "",
        "due_zone": _due_zone(digest.person.time_zone),
        "institution_name": settings.INSTITUTION_NAME,
        "institution_office": settings.INSTITUTION_OFFICE,
    }


def _told(digest: Digest) -> list[Line]:
    """What the mail is about; where it is only tried, the first of all."""
    return [line for line in digest.lines if line.rules] or list(digest.lines[:1])


def _due_zone(own: str) -> str:
    """Where due days end, for somebody whose clock shows another time; else nothing."""
    institution = settings.INSTITUTION_TIME_ZONE
    return place_name(institution) if own not in ("", institution) else ""


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
