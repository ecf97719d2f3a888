from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from learning.models import Attempt, Completion, HandMark, Progress, Score
from learning.services.attempts import start_attempt
from learning.services.enrolment import enrol
from learning.services.marking import mark_response
from learning.services.verify import verify_records
from tests.essays import (
    FULL,
    HALF,
    HANDED_IN,
    NONE,
    a_quiz,
    a_quiz_with_essays,
    essay_of,
    handed_in,
)
from tests.factories import NOW, a_learner, a_trainer
from tests.integration.learning.helpers import four_at_once

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def mark(response, points, by=None, *, comment="", now=NOW, seen=None):
    return mark_response(
        response, points, comment=comment, by=by or a_trainer(), now=now, seen=seen
    )


def scores_of(attempt):
    rows = attempt.scores.order_by("recorded_at", "id")
    return list(rows.values_list("score", "cause"))


def refusal(code):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def test_a_marked_essay_scores_the_attempt():
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()

    kept = mark(essay_of(attempt), HALF, trainer, comment=" Well heard. ")

    attempt.refresh_from_db()
    assert (kept.score, kept.comment) == (Decimal("0.5"), "Well heard.")
    assert kept.criteria == {"listens": "1.5", "repairs": "1"}
    assert essay_of(attempt).score == Decimal("0.5")
    assert attempt.score == Decimal("0.75")  # two of two points, and one of two
    score = attempt.scores.get()
    assert (score.cause, score.by, score.recorded_at) == ("by_hand", trainer, NOW)
    assert score.edition == attempt.activity.edition
    assert not Progress.objects.exists()


def test_a_pass_by_hand_satisfies_the_activity_when_it_was_handed_in():
    attempt = handed_in(a_quiz_with_essays())

    mark(essay_of(attempt), FULL)

    assert Progress.objects.get().satisfied_at == HANDED_IN
    completion = Completion.objects.get()
    assert (completion.completed_at, completion.recorded_at) == (HANDED_IN, NOW)
    assert verify_records().differences == []


def test_the_same_marks_twice_are_kept_once():
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()

    first = mark(essay_of(attempt), FULL, trainer)
    second = mark(essay_of(attempt), FULL, trainer, now=LATER, seen=0)

    assert second == first
    assert scores_of(attempt) == [(1, "by_hand")]
    assert AuditEntry.objects.filter(action="learning.response.marked").count() == 1


def test_marking_again_adds_marks_and_a_score_and_the_pass_stays():
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()

    mark(essay_of(attempt), FULL, trainer)
    mark(essay_of(attempt), NONE, trainer, now=LATER)

    attempt.refresh_from_db()
    assert HandMark.objects.count() == 2
    assert scores_of(attempt) == [(1, "by_hand"), (Decimal("0.5"), "by_hand")]
    assert attempt.score == Decimal("0.5")
    assert Progress.objects.get().satisfied_at == HANDED_IN
    assert verify_records().differences == []


def test_another_comment_adds_marks_and_no_score():
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()

    mark(essay_of(attempt), FULL, trainer)
    mark(essay_of(attempt), FULL, trainer, comment="Thank you.", now=LATER)

    assert HandMark.objects.count() == 2
    assert Score.objects.count() == 1


def test_a_mark_whose_clock_is_behind_is_still_the_newest():
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()

    mark(essay_of(attempt), FULL, trainer, now=LATER)
    mark(essay_of(attempt), HALF, trainer, now=NOW)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.75")
    assert verify_records().differences == []


def test_two_different_people_mark_where_the_quiz_asks_for_two():
    attempt = handed_in(a_quiz_with_essays(markers=2))
    first = a_trainer()

    mark(essay_of(attempt), FULL, first)
    mark(essay_of(attempt), HALF, first)
    attempt.refresh_from_db()
    assert attempt.score is None
    assert essay_of(attempt).score == 0

    mark(essay_of(attempt), FULL, seen=0)

    attempt.refresh_from_db()
    assert essay_of(attempt).score == Decimal("0.75")
    assert attempt.score == Decimal("0.875")
    assert Progress.objects.get().satisfied_at == HANDED_IN


def test_every_essay_that_was_answered_must_be_marked_first():
    attempt = handed_in(a_quiz_with_essays(essays=3))
    left_open = essay_of(attempt, "e3")
    left_open.value = None
    left_open.save()

    mark(essay_of(attempt, "e1"), FULL)
    assert not Score.objects.exists()

    mark(essay_of(attempt, "e2"), FULL)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.75")  # six of eight points


def test_a_response_settled_by_others_is_refused_to_whoever_did_not_know():
    attempt = handed_in(a_quiz_with_essays())
    mark(essay_of(attempt), FULL)

    with refusal("marked_meanwhile"):
        mark(essay_of(attempt), NONE, seen=0)

    assert HandMark.objects.count() == 1
    mark(essay_of(attempt), NONE, seen=1)
    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.75")  # the mean of the two markers


@pytest.mark.parametrize(
    "points",
    [
        {"listens": Decimal(1)},
        {**FULL, "listens": Decimal("3.5")},
        {**FULL, "repairs": Decimal("-1")},
        {**FULL, "shines": Decimal(1)},
    ],
)
def test_points_outside_the_rubric_are_refused(points):
    attempt = handed_in(a_quiz_with_essays())

    with refusal("points_out_of_range"):
        mark(essay_of(attempt), points)

    assert not HandMark.objects.exists()


def test_nobody_marks_their_own():
    trainer = a_trainer()
    attempt = handed_in(a_quiz_with_essays(), trainer)

    with refusal("own_response"):
        mark(essay_of(attempt), FULL, trainer)


def test_what_is_not_handed_in_or_marks_itself_is_not_marked_by_hand():
    quiz = a_quiz_with_essays()
    enrolment = enrol(a_learner(), quiz.edition.course, now=HANDED_IN)
    still_open = start_attempt(enrolment, quiz, now=HANDED_IN)

    with refusal("not_to_mark"):
        mark(essay_of(still_open), FULL)
    with refusal("not_to_mark"):
        mark(essay_of(handed_in(quiz), "q1"), FULL)


def test_of_somebody_withdrawn_the_score_is_kept_and_nothing_follows():
    attempt = handed_in(a_quiz_with_essays())
    enrolment = attempt.enrolment
    enrolment.withdrawn_at = enrolment.closed_at = NOW
    enrolment.save()

    mark(essay_of(attempt), FULL)

    attempt.refresh_from_db()
    assert attempt.score == 1
    assert not Progress.objects.exists()


def test_the_audit_says_what_was_done_and_not_whose_it_was():
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()

    mark(essay_of(attempt), HALF, trainer)

    entry = AuditEntry.objects.get(action="learning.response.marked")
    assert (entry.by, entry.subject) == (trainer, f"attempt:{attempt.uuid}")
    assert entry.after == {"question": "e1", "score": "0.5000"}


def test_after_a_regrade_the_newer_questions_still_count():
    attempt = handed_in(a_quiz_with_essays(), right=False)
    trainer = a_trainer()
    mark(essay_of(attempt), FULL, trainer)
    newer = a_quiz(attempt.activity.edition.course)
    newer.questions.filter(key="q1").update(points=7)
    Score.objects.create(
        attempt=attempt,
        score=0,
        cause="regraded",
        by=trainer,
        edition=newer.edition,
        recorded_at=NOW,
    )

    mark(essay_of(attempt), HALF, trainer, now=LATER)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.1000")  # one of 7 + 1 + 2 points
    assert Score.objects.latest("id").edition == newer.edition


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_mark_once():
    attempt = handed_in(a_quiz_with_essays())
    response, trainer = essay_of(attempt), a_trainer()

    marked = four_at_once(lambda _: mark(response, FULL, trainer).pk)

    assert marked == [HandMark.objects.get().pk] * 4
    assert Score.objects.count() == 1
    assert Completion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_markers_at_once_are_all_heard():
    attempt = handed_in(a_quiz_with_essays(markers=2))
    response, trainers = essay_of(attempt), [a_trainer() for _ in range(4)]
    given = [FULL, NONE, NONE, NONE]

    four_at_once(lambda number: mark(response, given[number], trainers[number]))

    attempt = Attempt.objects.get()
    assert HandMark.objects.count() == 4
    assert essay_of(attempt).score == Decimal("0.25")
    assert attempt.score == Decimal("0.625")
    assert verify_records().differences == []
