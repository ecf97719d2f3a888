"""Goes at a quiz: starting one, saving responses, handing in."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.services.audit import record
from courses.models import Activity, Criterion, Kind
from courses.rules.marking import by_hand, mark, scaled_score
from courses.services.quizzes import Quiz, quiz_of
from learning.models import Attempt, Completion, Enrolment, Response, Score
from learning.rules import attempts as rules
from learning.rules.attempts import Decision, Running, Start
from learning.services.dates import today
from learning.services.drawing import draw, weighs
from learning.services.enrolment import locked
from learning.services.prerequisites import refuse_closed
from learning.services.progress import satisfy_activity
from learning.services.quiz_terms import as_stored, limits_of, terms_of
from learning.services.tries import tries_at

Value = Mapping[str, object] | None  # what was chosen for one question, as marking reads it
Chosen = Mapping[str, Value]  # by question key; a key left out stands as it was saved
Known = Mapping[str, int]  # by question key: the count of the response that a form was shown with

BATCH = 200  # attempts that one wake of the worker ends
NONE_KNOWN: Known = {}

logger = logging.getLogger(__name__)


class Refused(StrEnum):
    """Why a response was not kept."""

    OLDER = "older"  # something newer is
    OVER = "over"  # time had run out
    ENDED = "ended"  # the attempt has been handed in, or discarded


@dataclass(frozen=True, slots=True)
class Kept:
    """A response to keep, with the count of its changes.

    `later` says whether the question is to be looked at once more; None leaves it as it is.
    """

    value: Value
    sequence: int
    later: bool | None = None


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
def start_attempt(
    enrolment: Enrolment, activity: Activity, *, now: datetime, seed: str = ""
) -> Attempt:
    """The open attempt at this quiz, or a new one with its questions drawn.

    Limit, delay, opening and closing are checked under the enrolment's lock: a double click, or
    four threads at once, start one attempt. It is of the edition that the enrolment is on by
    then. What the person is granted that day is kept with it. Refused with the reason where none
    may start, a first one also before what must be done first. It draws by chance, or by the
    `seed` that a preview goes on with.
    """
    enrolment = locked(enrolment)
    activity = _as_now(enrolment, activity)
    tries = tries_at(enrolment.uuid, activity.key, activity.content_hash, on=today(now))
    if tries.open:
        return Attempt.objects.get(pk=tries.open.id)
    terms = terms_of(activity.settings)
    start = tries.may_start(terms.limits, now=now)
    refuse(enrolment, start)
    if not tries.made:
        refuse_closed(enrolment, activity)
    attempt = Attempt(
        enrolment=enrolment,
        activity=activity,
        activity_key=activity.key,
        number=len(tries.made) + 1,
        seed=seed or secrets.token_hex(8),
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
    attempt: Attempt,
    question_key: str,
    value: Value,
    *,
    sequence: int,
    now: datetime,
    later: bool | None = None,
) -> Receipt:
    """Keep what was chosen for a question of this attempt, of the quiz or of a bank; a receipt."""
    response = attempt.responses.only("pk").get(question__key=question_key)
    kept = Kept(value, sequence, later)
    return keep_response(response.pk, kept, deadline=attempt.deadline, now=now)


def keep_response(
    response: int, kept: Kept, *, deadline: datetime | None, now: datetime
) -> Receipt:
    """Keep what was chosen, if it is newer than what is kept; a receipt.

    One UPDATE decides, and is a transaction by itself: the highest sequence wins, and nothing gets
    into an attempt that has ended, because its end gives every response a score. Whatever loses
    changes nothing, and its receipt says what is kept instead.
    """
    if rules.response(deadline, now=now) == Decision.SAVED:
        columns: dict[str, object] = {
            "value": kept.value,
            "sequence": kept.sequence,
            "saved_at": now,
        }
        if kept.later is not None:
            columns["later_at"] = now if kept.later else None
        # All conditions stand on the row itself: PostgreSQL reads it again after a wait.
        newer = Response.objects.filter(pk=response, score__isnull=True, sequence__lt=kept.sequence)
        if newer.update(**columns):
            return Receipt(kept.value, kept.sequence, now)
    return _kept_instead(response, kept, now=now)


def _kept_instead(response: int, sent: Kept, *, now: datetime) -> Receipt:
    """The receipt of what was not saved, or had been before: sent twice gets the first receipt."""
    held = Response.objects.select_related("attempt").get(pk=response)
    ended = not held.attempt.is_open
    if held.value == sent.value and (ended or held.sequence == sent.sequence):
        refused = None
    elif ended:
        refused = Refused.ENDED
    elif rules.response(held.attempt.deadline, now=now) == Decision.EXPIRED:
        refused = Refused.OVER
    else:
        refused = Refused.OLDER
    return Receipt(held.value, held.sequence, held.saved_at, refused)


@dataclass(frozen=True, slots=True)
class PlainForm:
    """What a form brings besides what is saved, and the counts that it was shown with."""

    chosen: Chosen
    known: Known

    def changes(self, key: str, response: Response) -> bool:
        """Whether it says something else than is saved; OlderForm where that is newer."""
        if key not in self.chosen or self.chosen[key] == response.value:
            return False
        if self.known.get(key, response.sequence) < response.sequence:
            raise OlderForm
        return True


NOTHING = PlainForm({}, NONE_KNOWN)


class OlderForm(Exception):
    """A form would undo what was saved elsewhere since it was shown: nothing is handed in."""


@transaction.atomic
def submit_attempt(
    attempt: Attempt, chosen: Chosen, *, now: datetime, known: Known = NONE_KNOWN
) -> Attempt:
    """Mark an open attempt and close it; a pass satisfies the activity, as it read at its start.

    What `chosen` brings (a plain form; else nothing) stands over what was saved, as long as
    responses are taken; OlderForm where what is saved is newer than the form knows. Once time is
    over, the attempt ends as the worker would end it. One that a person must mark gets no score
    yet. Safe to repeat: a second submission (a double click, a retried request) changes nothing
    and returns the first result.
    """
    rows = Attempt.objects.select_for_update(no_key=True, of=("self",))
    attempt = rows.select_related("activity", "enrolment__person").get(pk=attempt.pk)
    if not attempt.is_open:
        return attempt
    limits = limits_of(attempt.activity.settings)
    running = rules.running(limits, attempt.deadline, now=now)
    if running != Running.OVER:
        form = PlainForm(chosen, known) if running == Running.OPEN else NOTHING
        return _hand_in(attempt, form, at=now, now=now, cause=Score.Cause.SUBMITTED)
    end = rules.worker(limits, attempt.deadline, now=now)
    if end.decision == Decision.DISCARDED:
        return _discard(attempt, now=now)
    at = end.finished_at or now
    return _hand_in(attempt, NOTHING, at=at, now=now, cause=Score.Cause.EXPIRED)


def end_expired(*, now: datetime) -> int:
    """End attempts whose time ran out, their browser gone, as their quiz says; how many.

    What is handed in counts as finished at its deadline. Safe to repeat, and for any number at
    once. One that cannot be ended is reported in the log, and holds up no other.
    """
    overdue = Attempt.objects.open().filter(deadline__lte=now - rules.TOLERANCE)
    rows = overdue.select_related("activity").defer("activity__body").order_by("deadline")
    over = [
        attempt
        for attempt in rows  # those in grace among them: they must not stand before the others
        if rules.running(limits_of(attempt.activity.settings), attempt.deadline, now=now)
        == Running.OVER
    ]
    ended = 0
    for attempt in over:
        try:
            submit_attempt(attempt, {}, now=now)
        except Exception:  # whatever is wrong with this one, the others' time is over too
            logger.exception("attempt %s could not be ended", attempt.uuid)
            continue
        ended += 1
        if ended == BATCH:
            break
    return ended


def is_satisfied(activity: Activity, score: Decimal | None) -> bool:
    """Whether this score, if there is one yet, meets the quiz's criterion; the pass mark passes."""
    if activity.criterion == Criterion.QUIZ_SUBMITTED:
        return True
    return score is not None and activity.pass_mark is not None and score >= activity.pass_mark


def _hand_in(
    attempt: Attempt, form: PlainForm, *, at: datetime, now: datetime, cause: Score.Cause
) -> Attempt:
    """Close a locked attempt as of `at`, with its score if no person has to mark it."""
    activity, enrolment = attempt.activity, attempt.enrolment
    quiz = quiz_of(activity.pk, activity.content_hash)
    attempt.score = _mark_responses(attempt, quiz, form, now=now)
    attempt.submitted_at = at
    attempt.save(update_fields=["score", "submitted_at"])
    if attempt.score is not None:
        attempt.scores.create(
            score=attempt.score, cause=cause, edition_id=activity.edition_id, recorded_at=now
        )
    after = {"score": _written(attempt.score), "number": attempt.number}
    record(enrolment.person, "learning.attempt.submitted", _named(attempt), at=now, after=after)
    # Locked before it is looked at: somebody may be withdrawing the person just now.
    if is_satisfied(activity, attempt.score) and locked(enrolment).withdrawn_at is None:
        satisfy_activity(enrolment, activity, at=at, now=now)
    return attempt


def _discard(attempt: Attempt, *, now: datetime) -> Attempt:
    """Close a locked attempt for good: nothing of it counts."""
    attempt.discarded_at = now
    attempt.save(update_fields=["discarded_at"])
    attempt.responses.update(score=Decimal(0))  # which closes them to saves
    after = {"number": attempt.number}
    person = attempt.enrolment.person
    record(person, "learning.attempt.discarded", _named(attempt), at=now, after=after)
    return attempt


def _named(attempt: Attempt) -> str:
    return f"attempt:{attempt.uuid}"


def _written(score: Decimal | None) -> str:
    return "" if score is None else str(score)


def _mark_responses(
    attempt: Attempt, quiz: Quiz, form: PlainForm, *, now: datetime
) -> Decimal | None:
    """Mark every response, what the form brings first; the whole's score, None if it must wait.

    What only a person can mark scores 0 until then: a response with a score takes no more saves.
    """
    responses = list(attempt.responses.select_for_update(no_key=True))  # made at the start
    waits = False
    for response in responses:
        question = quiz.by_id[response.question_id]
        if form.changes(question.key, response):
            response.value, response.saved_at = form.chosen[question.key], now
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
