"""Why somebody is asked, and why by then: a sentence each, in the language now active (UX 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rules.audiences import parse
from accounts.services import audience_words
from accounts.services.audience_words import Seen, names_in, sentence
from learning.models import Assignment, AssignmentReason, DueDate, RequirementVersion
from learning.services.dates import due_for, today
from learning.services.reasons import Told, names_told, sentences_of_mail

Base = RequirementVersion.DueBase

full_date = audience_words.full_date


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an assignment stands on: each reason why it is asked, and why its due date."""

    reasons: tuple[Told, ...] = ()
    cause: str = ""


def explain(assignment: Assignment) -> list[str]:
    """Why this assignment, and why that date. One query, if its version came along."""
    return sentences(assignment, grounds([assignment])[assignment.pk])


def grounds(assignments: Iterable[Assignment]) -> dict[int, Grounds]:
    """What each of many stands on, by their ids, in one query."""
    held = {assignment.pk: Grounds() for assignment in assignments}
    for reason in _reasons(list(held)):
        known = held[reason.assignment_id].reasons
        told = Told(reason.why, reason.unit_name or "", reason.audience_name or "")
        held[reason.assignment_id] = Grounds((*known, told), reason.cause or "")
    return held


def sentences(assignment: Assignment, stands_on: Grounds) -> list[str]:
    """The same in words; its version came along."""
    reasons = sentences_of_mail(stands_on.reasons, parse(assignment.version.audience))
    return [*reasons, _by_when(assignment, stands_on.cause)]


def whom(version: RequirementVersion, *, seen: Seen) -> str:
    """A version's audience as a sentence, which names nobody but `seen`; three queries at most
    and theirs."""
    audience = parse(version.audience)
    return sentence(audience, names_in(audience, seen=seen))


def due_rule(version: RequirementVersion) -> str:
    """The version's due rule in words."""
    sentence = {
        Base.NONE.value: _("There is no due date."),
        Base.FIXED.value: _("Due on %(day)s."),
        Base.ASSIGNED.value: _("Due %(time)s after it is assigned."),
        Base.HIRED.value: _("Due %(time)s after somebody is hired."),
        Base.APPOINTMENT.value: _("Due %(time)s after an appointment begins."),
    }[version.due_base]
    day = full_date(version.due_on) if version.due_on else ""
    return sentence % {"day": day, "time": _time(version)}


def _reasons(assignments: list[int]) -> QuerySet[Any]:
    """The open reasons with the names in them, and the cause of the due date beside each."""
    cause = DueDate.objects.standing().filter(assignment=OuterRef("assignment"))
    return (
        AssignmentReason.objects.open()
        .filter(assignment__in=assignments)
        .annotate(
            **names_told("why"),
            cause=Subquery(cause.values("cause")[:1]),
        )
        .order_by("from_at", "id")
    )


def due_sentence(assignment: Assignment, cause: str) -> str:
    """Why it is due then, of an assignment at hand with its version: no query."""
    return _by_when(assignment, cause)


def _by_when(assignment: Assignment, cause: str) -> str:
    """Why that date, or that there is none."""
    if assignment.due_on is None:
        return _("It has no due date.")
    sentences = {
        DueDate.Cause.EXTENSION.value: _("It is due on %(day)s: you were given more time."),
        DueDate.Cause.RE_DATED.value: _("It is due on %(day)s: the date was set anew for all."),
        DueDate.Cause.LEAVE.value: _("It is due on %(day)s: your days of leave were added."),
        DueDate.Cause.RESOLVED.value: _(
            "It is due on %(day)s: the day was set by hand, for the one to count from was unknown."
        ),
    }
    sentence = sentences.get(cause) or _by_policy(assignment)
    return sentence % {
        "day": full_date(assignment.due_on),
        "time": _time(assignment.version),
        "assigned": full_date(today(assignment.assigned_at)),
    }


def _by_policy(assignment: Assignment) -> str:
    """The sentence of the policy, its days left open."""
    version = assignment.version
    if assignment.cycle > 1:
        return _("It is due on %(day)s, when your completion before ceases to be valid.")
    if version.due_base == Base.FIXED and version.due_on == assignment.due_on:
        return _("It is due on %(day)s, the same day for everyone.")
    if version.due_base == Base.FIXED or _was_too_soon(assignment):
        return _("It is due on %(day)s: by the rule alone you would have had too little time.")
    return {
        Base.ASSIGNED.value: _(
            "It is due on %(day)s, %(time)s after it was assigned on %(assigned)s."
        ),
        Base.HIRED.value: _("It is due on %(day)s, %(time)s after you were hired."),
        Base.APPOINTMENT.value: _("It is due on %(day)s, %(time)s after your appointment began."),
    }[version.due_base]


def _was_too_soon(assignment: Assignment) -> bool:
    """Whether the least time to do it in has moved the day; known for sure when from assignment."""
    version = assignment.version
    if version.minimum_days is None or version.due_base != Base.ASSIGNED:
        return False
    plain = RequirementVersion(
        due_base=version.due_base, due_offset=version.due_offset, due_unit=version.due_unit
    )
    return due_for(plain, assigned_at=assignment.assigned_at).due_on != assignment.due_on


def _time(version: RequirementVersion) -> str:
    number = version.due_offset or 0
    if version.due_unit == RequirementVersion.OffsetUnit.MONTHS:
        return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}
