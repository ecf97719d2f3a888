"""The scores of a finished attempt: one more each time it is marked, none ever changed."""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import User
from courses.models import Activity, Question
from courses.services.quizzes import quiz_of
from learning.models import Attempt, Response, Score
from learning.rules.regrading import Given, Measure, Ruler
from learning.services.attempts import is_satisfied
from learning.services.drawing import weighs
from learning.services.enrolment import locked
from learning.services.progress import satisfy_activity


def locked_attempt(attempt_id: int) -> Attempt:
    """The attempt as it is now, with its quiz and enrolment, held until the transaction ends."""
    attempts = Attempt.objects.select_for_update(no_key=True, of=("self",))
    return attempts.select_related("activity", "enrolment").get(pk=attempt_id)


def newest_score(attempt: Attempt) -> Score | None:
    """The one that counts, with the edition whose questions gave it."""
    return attempt.scores.select_related("edition").order_by("recorded_at", "id").last()


def append_score(
    attempt: Attempt, score: Decimal, *, cause: Score.Cause, by: User, now: datetime, **more: object
) -> Score:
    """Mark a finished attempt once more; the caller holds its lock, and says what follows.

    The newest is the one written last, also where two servers' clocks differ. `more` are other
    columns; without an `edition_id` the questions are those of the score before, if any.
    """
    before = newest_score(attempt)
    edition_id = before.edition_id if before else attempt.activity.edition_id
    given = attempt.scores.create(
        score=score,
        cause=cause,
        by=by,
        recorded_at=max(now, before.recorded_at) if before else now,
        **{"edition_id": edition_id, **more},
    )
    attempt.score = score
    attempt.save(update_fields=["score"])
    return given


def follow_pass(attempt: Attempt, *, now: datetime) -> None:
    """Let a pass satisfy the activity, at the instant of handing in; it is only known now.

    Whoever was withdrawn from the course keeps the score, and nothing follows.
    """
    assert attempt.score is not None
    assert attempt.submitted_at is not None
    enrolment = locked(attempt.enrolment)
    if enrolment.withdrawn_at is None and is_satisfied(attempt.activity, attempt.score):
        satisfy_activity(enrolment, attempt.activity, at=attempt.submitted_at, now=now)


def ruler_by(activity: Activity, asked: QuerySet[Question]) -> Ruler:
    """Marks what was asked by the questions of this quiz: the same key, of the same bank or none.

    A key whose kind changed is another question. Two queries, one more where the quiz is not kept.
    """
    quiz = quiz_of(activity.pk, activity.content_hash)
    rows = Question.objects.filter(pk__in=list(quiz.by_id)).values_list("bank_id", "key", "id")
    now_asked = {(bank, key): quiz.by_id[pk] for bank, key, pk in rows}
    measures = {}
    for pk, bank, key, kind in asked.values_list("id", "bank_id", "key", "kind"):
        question = now_asked.get((bank, key))
        if question is not None and question.kind == kind:
            measures[pk] = Measure(kind, question.definition, weighs(question))
    return Ruler(measures)


def score_as_it_counts(
    attempt: Attempt, newest: Score | None, responses: Iterable[Response]
) -> Decimal:
    """What its responses are worth by the questions that its newest score goes by."""
    held = list(responses)
    ruler = Ruler({})
    if newest is not None and newest.edition_id != attempt.activity.edition_id:
        newer = Activity.objects.get(edition=newest.edition_id, key=attempt.activity_key)
        asked = Question.objects.filter(pk__in=[response.question_id for response in held])
        ruler = ruler_by(newer, asked)
    return ruler.score(given(response) for response in held)


def given(response: Response) -> Given:
    value = None if response.value is None else json.dumps(response.value)
    return Given(response.question_id, response.points, value, response.score)
