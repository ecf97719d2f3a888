"""Goes at a quiz: starting one, saving responses, handing in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.services.audit import record
from courses.models import Activity, Criterion, Kind, Question
from courses.rules.marking import by_hand, mark, scaled_score
from courses.services.quizzes import Quiz, quiz_of
from learning.models import Attempt, Completion, Enrolment, Response, Score
from learning.rules import attempts as rules
from learning.rules.attempts import Decision, Running, Start
from learning.services.dates import today
from learning.services.drawing import draw, weighs
from learning.services.enrolment import locked
from learning.services.progress import satisfy_activity
from learning.services.quiz_terms import as_stored, limits_of, terms_of
from learning.services.tries import tries_at

Value = Mapping[str, object] | None  # what was chosen for one question, as marking reads it
Chosen = Mapping[str, Value]  # by question key; a key left out stands as it was saved

BATCH = 200  # attempts that one wake of the worker ends


class Refused(StrEnum):
    """Why a response was not kept."""

    OLDER = "older"  # something newer is
    OVER = "over"  # time had run out
    ENDED = "ended"  # the attempt has been handed in, or discarded


class Timed(Protocol):
    """An attempt, as far as saving a response needs it."""

    @property
    def pk(self) -> int: ...
    @property
    def deadline(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server holds for one question; `refused` says why it is not what was sent."""

    value: Value
    sequence: int
    saved_at: datetime | None
    refused: Refused | None = None

    @property
    def stale(self) -> bool:
        return self.refused is not None


@transaction.atomic
def start_attempt(enrolment: Enrolment, activity: Activity, *, now: datetime) -> Attempt:
    """The open attempt at this quiz, or a new one with its questions drawn.

    Limit, delay, opening and closing are checked under the enrolment's lock: a double click, or
    four threads at once, start one attempt. It is of the edition that the enrolment is on by
    then. What the person is granted that day is kept with it. Refused with the reason where none
    may start.
    """
    enrolment = locked(enrolment)
    activity = _as_now(enrolment, activity)
    tries = tries_at(enrolment.uuid, activity.key, activity.content_hash, on=today(now))
    if tries.open:
        return Attempt.objects.get(pk=tries.open.id)
    terms = terms_of(activity.settings)
    start = tries.may_start(terms.limits, now=now)
    refuse(enrolment, start)
    attempt = Attempt(
        enrolment=enrolment,
        activity=activity,
        activity_key=activity.key,
        number=len(tries.made) + 1,
        seed=secrets.token_hex(8),
        started_at=now,
        deadline=start.deadline,
        accommodation=as_stored(tries.granted),
    )
    return _begin(attempt, shuffle=terms.shuffles_questions)


def _begin(attempt: Attempt, *, shuffle: bool) -> Attempt:
    """Save it, with a response for each question that its seed draws."""
    quiz = quiz_of(attempt.activity_id, attempt.activity.content_hash)
    drawn = draw(quiz, attempt.seed, shuffle=shuffle)
    if not drawn:
        raise ValidationError(_("This quiz has no questions yet."), code="no_questions")
    attempt.save()
    Response.objects.bulk_create(
        Response(attempt=attempt, question_id=question.id, place=place, points=weighs(question))
        for place, question in enumerate(drawn, start=1)
    )
    return attempt


def _as_now(enrolment: Enrolment, activity: Activity) -> Activity:
    """The quiz in the edition that the enrolment is on: it may have been moved just now."""
    if activity.edition_id == enrolment.edition_id:
        return activity
    here = Activity.objects.filter(edition=enrolment.edition_id, kind=Kind.QUIZ)
    if (found := here.filter(key=activity.key).first()) is None:
        raise ValidationError(_("This quiz is no longer in the course."), code="quiz_gone")
    return found


def refuse(enrolment: Enrolment, start: Start) -> None:
    """Raise the refusal that the person can read, if there is one."""
    if enrolment.withdrawn_at is not None:
        raise ValidationError(
            _("You have been withdrawn from this course."), code="enrolment_withdrawn"
        )
    valid = Completion.objects.valid().filter(enrolment=enrolment)
    if enrolment.closed_at is not None and not valid.exists():
        raise ValidationError(
            _("Your completion was taken back: start the course anew."), code="completion_revoked"
        )
    if start.decision != Decision.YES:
        message, code = REFUSALS[start.decision]
        raise ValidationError(message, code=code, params={"earliest_start": start.earliest_start})


REFUSALS = {
    Decision.NOT_OPEN: (_("This quiz is not open yet."), "quiz_not_open"),
    Decision.CLOSED: (_("This quiz is closed."), "quiz_closed"),
    Decision.NO_ATTEMPTS_LEFT: (
        _("You have made every attempt that this quiz allows."),
        "attempts_exhausted",
    ),
    Decision.TOO_SOON: (_("The next attempt opens a little later."), "attempt_too_soon"),
}


def save_response(
    attempt: Timed,
    question_key: str,
    value: Value,
    *,
    sequence: int,
    now: datetime,
    later: bool | None = None,
) -> Receipt:
    """Keep what was chosen for one question, if it is newer than what is kept; a receipt.

    One UPDATE decides, and is a transaction by itself: the highest sequence wins, and nothing gets
    into an attempt that has ended. Whatever loses changes nothing, and its receipt says what is
    kept instead. `later` says whether the question is to be looked at once more; None leaves it.
    """
    if rules.response(attempt.deadline, now=now) == Decision.SAVED:
        kept: dict[str, object] = {"value": value, "sequence": sequence, "saved_at": now}
        if later is not None:
            kept["later_at"] = now if later else None
        # Its conditions stand on the response's own row, which PostgreSQL reads again after a
        # wait: handing in gives every response a score.
        still_open = Attempt.objects.open().filter(pk=attempt.pk)
        one = _responses(attempt.pk, question_key).filter(
            attempt__in=still_open, score__isnull=True, sequence__lt=sequence
        )
        if one.update(**kept):
            return Receipt(value, sequence, now)
    return _kept_instead(attempt.pk, question_key, value, sequence=sequence, now=now)


def _responses(attempt: int, question_key: str) -> QuerySet[Response]:
    """The response of an attempt to the question with this key, of the quiz or of a bank."""
    return Response.objects.filter(
        attempt=attempt, question__in=Question.objects.filter(key=question_key)
    )


def _kept_instead(
    attempt: int, question_key: str, value: Value, *, sequence: int, now: datetime
) -> Receipt:
    """The receipt of what was not saved, or had been before: sent twice gets the first receipt."""
    kept = _responses(attempt, question_key).select_related("attempt").get()
    ended = not kept.attempt.is_open
    if kept.value == value and (ended or kept.sequence == sequence):
        refused = None
    elif ended:
        refused = Refused.ENDED
    elif rules.response(kept.attempt.deadline, now=now) == Decision.EXPIRED:
        refused = Refused.OVER
    else:
        refused = Refused.OLDER
    return Receipt(kept.value, kept.sequence, kept.saved_at, refused)


@transaction.atomic
def submit_attempt(attempt: Attempt, chosen: Chosen, *, now: datetime) -> Attempt:
    """Mark an open attempt and close it; a pass satisfies the activity, as it read at its start.

    What `chosen` brings (a plain form; else nothing) stands over what was saved, as long as
    responses are taken. Once time is over, the attempt ends as the worker would end it. One that
    a person must mark gets no score yet. Safe to repeat: a second submission (a double click, a
    retried request) changes nothing and returns the first result.
    """
    rows = Attempt.objects.select_for_update(no_key=True, of=("self",))
    attempt = rows.select_related("activity", "enrolment__person").get(pk=attempt.pk)
    if not attempt.is_open:
        return attempt
    limits = limits_of(attempt.activity.settings)
    running = rules.running(limits, attempt.deadline, now=now)
    if running != Running.OVER:
        changes = chosen if running == Running.OPEN else {}
        return _hand_in(attempt, changes, at=now, now=now, cause=Score.Cause.SUBMITTED)
    end = rules.worker(limits, attempt.deadline, now=now)
    if end.decision == Decision.DISCARDED:
        return _discard(attempt, now=now)
    return _hand_in(attempt, {}, at=end.finished_at or now, now=now, cause=Score.Cause.EXPIRED)


def end_expired(*, now: datetime) -> int:
    """End attempts whose time ran out, their browser gone, as their quiz says; how many.

    What is handed in counts as finished at its deadline. Safe to repeat, and for any number at
    once.
    """
    overdue = Attempt.objects.open().filter(deadline__lte=now - rules.TOLERANCE)
    rows = overdue.select_related("activity").defer("activity__body").order_by("deadline")
    over = [
        attempt
        for attempt in rows  # those in grace among them: they must not stand before the others
        if rules.running(limits_of(attempt.activity.settings), attempt.deadline, now=now)
        == Running.OVER
    ]
    for attempt in over[:BATCH]:
        submit_attempt(attempt, {}, now=now)
    return len(over[:BATCH])


def is_satisfied(activity: Activity, score: Decimal | None) -> bool:
    """Whether this score, if there is one yet, meets the quiz's criterion; the pass mark passes."""
    if activity.criterion == Criterion.QUIZ_SUBMITTED:
        return True
    return score is not None and activity.pass_mark is not None and score >= activity.pass_mark


def _hand_in(
    attempt: Attempt, chosen: Chosen, *, at: datetime, now: datetime, cause: Score.Cause
) -> Attempt:
    """Close a locked attempt as of `at`, with its score if no person has to mark it."""
    activity, enrolment = attempt.activity, attempt.enrolment
    quiz = quiz_of(activity.pk, activity.content_hash)
    attempt.score = _mark_responses(attempt, quiz, chosen, now=now)
    attempt.submitted_at = at
    attempt.save(update_fields=["score", "submitted_at"])
    if attempt.score is not None:
        attempt.scores.create(
            score=attempt.score, cause=cause, edition_id=activity.edition_id, recorded_at=now
        )
    after = {"score": _written(attempt.score), "number": attempt.number}
    record(enrolment.person, "learning.attempt.submitted", _named(attempt), at=now, after=after)
    if is_satisfied(activity, attempt.score) and enrolment.withdrawn_at is None:
        satisfy_activity(enrolment, activity, at=at, now=now)
    return attempt


def _discard(attempt: Attempt, *, now: datetime) -> Attempt:
    """Close a locked attempt for good: nothing of it counts."""
    attempt.discarded_at = now
    attempt.save(update_fields=["discarded_at"])
    after = {"number": attempt.number}
    person = attempt.enrolment.person
    record(person, "learning.attempt.discarded", _named(attempt), at=now, after=after)
    return attempt


def _named(attempt: Attempt) -> str:
    return f"attempt:{attempt.uuid}"


def _written(score: Decimal | None) -> str:
    return "" if score is None else str(score)


def _mark_responses(
    attempt: Attempt, quiz: Quiz, chosen: Chosen, *, now: datetime
) -> Decimal | None:
    """Mark every response, what `chosen` brings first; the whole's score, None if it must wait.

    What only a person can mark scores 0 until then: a response with a score takes no more saves.
    """
    responses = list(attempt.responses.select_for_update(no_key=True))  # made at the start
    waits = False
    for response in responses:
        question = quiz.by_id[response.question_id]
        if question.key in chosen and chosen[question.key] != response.value:
            response.value, response.saved_at = chosen[question.key], now
        response.score = mark(question.kind, question.definition, response.value).score
        waits = waits or (by_hand(question.kind) and response.value is not None)
    # One statement for all of them, whatever differs: each is there, so that each is updated.
    Response.objects.bulk_create(
        responses,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["value", "saved_at", "score"],
    )
    if waits:
        return None
    return scaled_score((response.points, response.score or Decimal(0)) for response in responses)
