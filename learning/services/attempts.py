"""Goes at a quiz: starting one, saving responses, handing in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.services.audit import record
from courses.models import Activity, Criterion, Kind, Question
from courses.rules.marking import mark, scaled_score
from courses.services.quizzes import Quiz, quiz_of
from learning.models import Attempt, Enrolment, Response, Score
from learning.rules import attempts as rules
from learning.rules.attempts import Accommodation, AtExpiry, Decision, End, Made, QuizLimits, Start
from learning.services.enrolment import locked
from learning.services.progress import satisfy_activity

Value = Mapping[str, object] | None  # what was chosen for one question, as marking reads it
Chosen = Mapping[str, Value]  # by question key; a key left out stands as it was saved

NOBODY_YET = Accommodation()
BATCH = 200  # attempts that one wake of the worker hands in


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server holds for one question: `stale` says that it is not what was sent."""

    value: Value
    sequence: int
    saved_at: datetime | None
    stale: bool


def limits_of(activity: Activity) -> QuizLimits:
    """What the quiz's settings allow everybody."""
    settings = activity.settings
    minutes = settings.get("time_limit_minutes")
    return QuizLimits(
        limit_minutes=None if minutes is None else Decimal(str(minutes)),
        attempts=settings.get("attempts"),
        delay_minutes=Decimal(str(settings.get("delay_minutes", 0))),
        at_expiry=AtExpiry(settings.get("at_expiry", AtExpiry.SUBMIT)),
        grace_minutes=Decimal(str(settings.get("grace_minutes", 0))),
    )


def may_start_after(made: list[Attempt], activity: Activity, *, now: datetime) -> Start:
    """Whether a further attempt may start now, after these in order; if not, why and until when.

    The limit counts those made at the quiz as it reads now; the delay runs from the last of all.
    Two servers' clocks may differ a little: an attempt that is over was over by now.
    """
    last = made[-1] if made else None
    known = Made(
        attempts=len(made_as_now(made, activity.content_hash)),
        finished_at=min(last.submitted_at, now) if last and last.submitted_at else None,
        deadline=last.deadline if last else None,
    )
    return rules.may_start(limits_of(activity), NOBODY_YET, known, now=now)


def made_as_now(made: list[Attempt], content_hash: str) -> list[Attempt]:
    """Of these attempts those at the wording with this hash."""
    return [attempt for attempt in made if attempt.activity.content_hash == content_hash]


@transaction.atomic
def start_attempt(enrolment: Enrolment, activity: Activity, *, now: datetime) -> Attempt:
    """The open attempt at this quiz, or a new one with its questions drawn.

    Limit and delay are checked under the enrolment's lock: a double click, or four threads
    at once, start one attempt. It is of the edition that the enrolment is on by then. Refused
    with the reason where none may start.
    """
    enrolment = locked(enrolment)
    activity = _as_now(enrolment, activity)
    made = list(Attempt.objects.at(enrolment.uuid, activity.key))
    if made and made[-1].submitted_at is None:
        return made[-1]
    start = may_start_after(made, activity, now=now)
    refuse(enrolment, start)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        activity=activity,
        activity_key=activity.key,
        number=len(made) + 1,
        seed=secrets.token_hex(8),
        started_at=now,
        deadline=start.deadline,
    )
    drawn = quiz_of(activity.pk, activity.content_hash).questions
    if not drawn:
        raise ValidationError(_("This quiz has no questions yet."), code="no_questions")
    Response.objects.bulk_create(
        Response(attempt=attempt, question_id=question.id, place=place, points=question.points)
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
    if start.decision == Decision.NO_ATTEMPTS_LEFT:
        raise ValidationError(
            _("You have made every attempt that this quiz allows."), code="attempts_exhausted"
        )
    if start.decision == Decision.TOO_SOON:
        raise ValidationError(
            _("The next attempt opens a little later."),
            code="attempt_too_soon",
            params={"earliest_start": start.earliest_start},
        )


@transaction.atomic
def save_response(
    attempt: Attempt, question_key: str, value: Value, *, sequence: int, now: datetime
) -> Receipt:
    """Keep what was chosen for one question, if it is newer than what is kept; a receipt.

    One UPDATE decides: the highest sequence wins, and nothing gets into an attempt that has
    been handed in. Whatever loses changes nothing, and its receipt says what is kept instead.
    Its conditions stand on the response's own row, which PostgreSQL reads again after a wait.
    """
    one = Response.objects.filter(
        attempt=attempt.pk,
        question__in=Question.objects.filter(activity=attempt.activity_id, key=question_key),
    )
    saved = 0
    if rules.response(attempt.deadline, now=now) == Decision.SAVED:
        still_open = Attempt.objects.open().filter(pk=attempt.pk)
        saved = one.filter(
            attempt__in=still_open, score__isnull=True, sequence__lt=sequence
        ).update(value=value, sequence=sequence, saved_at=now)
    kept = one.get()
    again = (kept.sequence, kept.value) == (sequence, value)  # sent twice: the first receipt
    return Receipt(kept.value, kept.sequence, kept.saved_at, stale=not (saved or again))


@transaction.atomic
def submit_attempt(attempt: Attempt, chosen: Chosen, *, now: datetime) -> Attempt:
    """Mark an open attempt and close it; a pass satisfies the activity, as it read at its start.

    What `chosen` brings (a plain form; else nothing) stands over what was saved, unless time
    had run out. Safe to repeat: a second submission (a double click, a retried request)
    changes nothing and returns the first result.
    """
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    if attempt.submitted_at:
        return attempt
    activity = attempt.activity
    end = _end(limits_of(activity), attempt, now=now)
    in_time = end.decision == Decision.SUBMITTED
    quiz = quiz_of(activity.pk, activity.content_hash)
    score = _mark_responses(attempt, quiz, chosen if in_time else {}, now=now)
    attempt.score = score
    attempt.submitted_at = end.finished_at or now
    attempt.save(update_fields=["score", "submitted_at"])
    attempt.scores.create(
        score=score,
        cause=Score.Cause.SUBMITTED if in_time else Score.Cause.EXPIRED,
        edition_id=activity.edition_id,
        recorded_at=now,
    )
    record(
        attempt.enrolment.person,
        "learning.attempt.submitted",
        f"attempt:{attempt.uuid}",
        at=now,
        after={"score": str(score), "number": attempt.number},
    )
    if is_satisfied(activity, score):
        satisfy_activity(attempt.enrolment, activity, at=attempt.submitted_at, now=now)
    return attempt


def submit_expired(*, now: datetime) -> int:
    """Hand in what is saved of attempts whose time ran out, their browser gone; how many.

    Each counts as finished at its deadline. Safe to repeat, and for any number at once.
    """
    overdue = Attempt.objects.open().filter(deadline__lte=now - rules.TOLERANCE)
    handed_in = 0
    for attempt in overdue.select_related("activity").order_by("deadline")[:BATCH]:
        limits = limits_of(attempt.activity)
        if rules.worker(limits, attempt.deadline, now=now).decision == Decision.SUBMITTED:
            submit_attempt(attempt, {}, now=now)
            handed_in += 1
    return handed_in


def is_satisfied(activity: Activity, score: Decimal) -> bool:
    """Whether this score meets the quiz's criterion; exactly the pass mark passes."""
    if activity.criterion == Criterion.QUIZ_SUBMITTED:
        return True
    return activity.pass_mark is not None and score >= activity.pass_mark


def _end(limits: QuizLimits, attempt: Attempt, *, now: datetime) -> End:
    """Handed in now; or, when time had run out, at the deadline with what was saved by then."""
    end = rules.submission(limits, attempt.deadline, now=now)
    if end.decision == Decision.EXPIRED:
        return End(Decision.EXPIRED, finished_at=attempt.deadline)
    return end


def _mark_responses(attempt: Attempt, quiz: Quiz, chosen: Chosen, *, now: datetime) -> Decimal:
    """Mark every response, what `chosen` brings first; the score of the whole."""
    responses = list(attempt.responses.select_for_update(no_key=True))  # made at the start
    for response in responses:
        question = quiz.by_id[response.question_id]
        if question.key in chosen and chosen[question.key] != response.value:
            response.value = chosen[question.key]
            response.saved_at = now
            response.save(update_fields=["value", "saved_at"])
        response.score = mark(question.kind, question.definition, response.value).score
    Response.objects.bulk_update(responses, ["score"])
    return scaled_score((response.points, response.score or Decimal(0)) for response in responses)
