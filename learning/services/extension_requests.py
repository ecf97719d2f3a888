"""More time, asked for by a learner and answered by whoever answers for their unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import Told, record, record_each
from learning.models import Assignment, ExtensionRequest
from learning.models.assignment import AssignmentQuerySet
from learning.services.cases import locked, refuse_without, subject_of
from learning.services.extension_answers import Answer, note_answers
from learning.services.extensions import cannot_extend, move


@dataclass(frozen=True, slots=True)
class Decision:
    """What is answered: granted or not, until the day asked for or (`until_on`) another one."""

    granted: bool
    until_on: date | None = None

    def day_for(self, request: ExtensionRequest) -> date | None:
        return (self.until_on or request.until_on) if self.granted else None


@dataclass(frozen=True, slots=True)
class Answered:
    """Those answered, and of each other request why it cannot be."""

    good: tuple[ExtensionRequest, ...]
    refused: tuple[tuple[ExtensionRequest, str], ...]


def waiting(assignments: AssignmentQuerySet) -> QuerySet[ExtensionRequest]:
    """The requests about these assignments that wait for an answer."""
    return ExtensionRequest.objects.filter(decided_at__isnull=True, assignment__in=assignments)


@transaction.atomic
def ask_extension(
    assignment: Assignment, *, until_on: date, reason: str, now: datetime
) -> ExtensionRequest:
    """Its person asks to have until that day; nothing is moved yet.

    One question at a time: the same asked twice is one, another is refused until the first is
    answered.
    """
    reason = refuse_without(reason, _("Say why you need more time."))
    (assignment,) = locked([assignment])
    held = assignment.extension_requests.filter(decided_at__isnull=True).first()
    if held:
        if (held.until_on, held.reason) == (until_on, reason):
            return held
        raise ValidationError(
            _("You have asked already. You will be told the answer by mail."), code="asked_already"
        )
    if refusal := cannot_extend(assignment, until_on, now=now):
        raise refusal
    request = ExtensionRequest.objects.create(
        assignment=assignment, until_on=until_on, reason=reason, asked_at=now
    )
    after = {"until_on": until_on.isoformat()}
    deed, subject = "learning.extension.asked", subject_of(assignment)
    record(assignment.person, deed, subject, at=now, after=after, reason=reason)
    return request


def look_at(requests: Iterable[ExtensionRequest], decision: Decision, *, now: datetime) -> Answered:
    """Which of these could be answered so, and why the others could not. Reads only."""
    good, refused = [], []
    for request in requests:
        if request.decided_at:
            refused.append((request, _("It has been answered already.")))
            continue
        day = decision.day_for(request)
        refusal = cannot_extend(request.assignment, day, now=now) if day else None
        if refusal is None:
            good.append(request)
        else:
            refused.append((request, refusal.messages[0]))
    return Answered(tuple(good), tuple(refused))


@transaction.atomic
def answer_requests(
    requests: Iterable[ExtensionRequest],
    decision: Decision,
    *,
    answer: str,
    now: datetime,
    by: User,
) -> Answered:
    """Answer these requests, and move the due days of those granted; each person is told by mail.

    Decided once, then final: asked twice, or by two at once, the first stands. Where none can be
    answered so, it is refused.
    """
    answer = refuse_without(answer, _("Write an answer: whoever asked reads it."))
    found = look_at(_held(list(requests)), decision, now=now)
    if not found.good:
        words = found.refused[0][1] if len(found.refused) == 1 else _("None can be answered so.")
        raise ValidationError(words, code="nobody")
    answers = [Answer(request, decision.day_for(request)) for request in found.good]
    granted = [(it.request.assignment, it.until_on) for it in answers if it.until_on]
    move(granted, reason=answer, now=now, by=by)
    note_answers(answers, words=answer, now=now, by=by)
    deeds = [
        Told(subject_of(it.request.assignment), after={"asked": it.request.until_on.isoformat()})
        for it in answers
        if it.until_on is None
    ]
    record_each(by, "learning.extension.refused", deeds, at=now, reason=answer)
    return found


def _held(requests: list[ExtensionRequest]) -> list[ExtensionRequest]:
    """The same as they are now, locked; their assignments first, as `extend` takes them, so that
    two never wait for each other."""
    held = {each.pk: each for each in locked([request.assignment for request in requests])}
    rows = ExtensionRequest.objects.filter(pk__in=[request.pk for request in requests])
    fresh = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for request in fresh:
        request.assignment = held[request.assignment_id]
    return fresh
