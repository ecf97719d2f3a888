"""Wording reminders anew, going back to the shipped words, and trying words on somebody."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.facts import FactQuerySet
from accounts.services.audit import record
from accounts.services.mail import Letter
from learning.models import ReminderWording, Requirement
from learning.rules.wording import Fault, Finding, findings
from learning.services.digests import sample
from learning.services.reminder_mail import compose
from learning.services.requirements import subject_of
from learning.services.wording import Words, shipped


@transaction.atomic
def word_reminders(
    requirement: Requirement | None,
    recipient: str,
    language: str,
    words: Words,
    *,
    now: datetime,
    by: User,
) -> ReminderWording:
    """Say it in these words from the next mail on, of one requirement or of all without their own.

    What was said before stays on record, superseded. Refused, with the place: placeholders that
    nobody knows, and lists that are missing. The same words again change nothing.
    """
    _check(recipient, words)
    held = _standing(requirement, recipient, language)
    before = held.select_for_update().first()
    if before and Words(before.subject, before.body) == words:
        return before
    held.supersede(now)
    made = ReminderWording.objects.create(
        requirement=requirement,
        recipient=recipient,
        language=language,
        subject=words.subject,
        body=words.body,
        recorded_at=now,
        recorded_by=by,
    )
    _note(requirement, recipient, language, "worded", before, words, now=now, by=by)
    return made


@transaction.atomic
def restore_wording(
    requirement: Requirement | None, recipient: str, language: str, *, now: datetime, by: User
) -> None:
    """Go back to the words for all, or to the shipped ones. Safe to repeat."""
    held = _standing(requirement, recipient, language)
    before = held.select_for_update().first()
    if before is None:
        return
    held.supersede(now)
    words = shipped(recipient, language)
    _note(requirement, recipient, language, "restored", before, words, now=now, by=by)


def trial(
    person: User, recipient: str, language: str, words: Words, *, now: datetime
) -> Letter | None:
    """The mail that this person would get today in these words; none where nothing is to say."""
    digest = sample(person, recipient, now=now)
    if not digest.kinds:
        return None
    return compose(digest, {recipient: words}, language)


def sentences(found: Iterable[Finding]) -> list[str]:
    """What is wrong with placeholders, each with its place."""
    return [_sentence(each) for each in found]


def _check(recipient: str, words: Words) -> None:
    found = findings(recipient, words.subject, words.body)
    if found:
        raise ValidationError(
            [ValidationError(each, code="placeholder") for each in sentences(found)]
        )


def _sentence(found: Finding) -> str:
    place = _("Line %(n)d") % {"n": found.line} if found.line else _("Subject")
    words = {
        Fault.UNKNOWN: _("%(place)s: there is no placeholder {%(name)s}."),
        Fault.OPEN: _("%(place)s: a brace without its other, at “%(name)s”."),
        Fault.NOT_ALONE: _("%(place)s: {%(name)s} is a list, and needs a line of its own."),
        Fault.IN_SUBJECT: _("%(place)s: {%(name)s} is a list, and has no place here."),
        Fault.MISSING: _("The text must hold {%(name)s}, on a line of its own."),
    }
    return words[found.fault] % {"place": place, "name": found.name}


def _standing(
    requirement: Requirement | None, recipient: str, language: str
) -> FactQuerySet[ReminderWording]:
    return ReminderWording.objects.filter(
        requirement=requirement, recipient=recipient, language=language, superseded_at=None
    )


def _note(
    requirement: Requirement | None,
    recipient: str,
    language: str,
    deed: str,
    before: ReminderWording | None,
    after: Words,
    *,
    now: datetime,
    by: User,
) -> None:
    subject = subject_of(requirement) if requirement else f"reminder_wording:{recipient}"
    said = {"recipient": recipient, "language": language}
    record(
        by,
        f"learning.reminder_wording.{deed}",
        subject,
        at=now,
        before={"subject": before.subject, "body": before.body} if before else {},
        after=said | {"subject": after.subject, "body": after.body},
    )
