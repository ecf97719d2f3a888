from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from courses.models import Draw, Question
from courses.rules.content import ChoiceContent, QuestionContent
from courses.services.banks import bank_for, put_questions, rows_saying, set_pool
from learning.models import Attempt, Completion, Progress, Score
from learning.rules.regrading import Turn
from learning.services import regrade
from learning.services.attempts import start_attempt
from learning.services.enrolment import enrol
from learning.services.marking import mark_response
from learning.services.regrade import apply_regrade, preview_regrade
from learning.services.verify import verify_records
from tests.essays import (
    FULL,
    HANDED_IN,
    a_quiz,
    essay_of,
    handed_in,
    submitted,
)
from tests.factories import NOW, a_course, a_learner, a_requirement, a_trainer, an_assignment
from tests.integration.learning.helpers import four_at_once

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
WHY = "Choice b was right all along."
HALF_RIGHT = {"q1": "b", "q2": "a"}


def preview(newer):
    return preview_regrade(newer.edition.course, newer.key, newer.edition)


def apply(newer, *, by=None, now=NOW, reason=WHY):
    return apply_regrade(
        newer.edition.course, newer.key, newer.edition, reason=reason, by=by or a_trainer(), now=now
    )


def told(changes):
    return [(each.person, each.before, each.after, each.turn) for each in changes]


def refusal(code):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def test_a_preview_says_who_changes_and_how_and_writes_nothing():
    course = a_course()
    older = a_quiz(course)
    passes = submitted(older, **HALF_RIGHT)
    fails = submitted(older, q1="a", q2="a")
    same = submitted(older, q1="c", q2="b")
    newer = a_quiz(course, right={"q1": "b"})

    found = preview(newer)

    assert (found.attempts, found.to_mark, found.waiting) == (3, 3, 0)
    assert told(found.changes) == [
        (passes.enrolment.person_id, Decimal("0.5"), Decimal(1), Turn.PASSES),
        (fails.enrolment.person_id, Decimal(1), Decimal("0.5"), Turn.FAILS),
    ]
    assert [each.uuid for each in found.turned(Turn.FAILS)] == [fails.uuid]
    assert same.scores.count() == 1
    assert Score.objects.count() == 3


def test_applied_each_attempt_gets_one_more_score_by_the_newer_edition():
    course = a_course()
    older = a_quiz(course)
    attempt, same = submitted(older, **HALF_RIGHT), submitted(older, q1="c", q2="b")
    newer = a_quiz(course, right={"q1": "b"})
    trainer = a_trainer()

    turned = apply(newer, by=trainer)

    assert turned == {Turn.PASSES: 1, Turn.SAME: 1}
    first, second = attempt.scores.order_by("id")
    assert (first.score, first.cause, first.edition) == (Decimal("0.5"), "submitted", older.edition)
    assert (second.score, second.cause, second.edition) == (1, "regraded", newer.edition)
    assert (second.by, second.reason, second.recorded_at) == (trainer, WHY, NOW)
    attempt.refresh_from_db()
    assert attempt.score == 1
    assert same.scores.count() == 2
    assert preview(newer).to_mark == 0
    entry = AuditEntry.objects.get(action="learning.attempts.regraded")
    assert (entry.subject, entry.reason) == (f"course:{course.uuid}", WHY)
    assert entry.after == {
        "activity": "quiz-1",
        "edition": 2,
        "attempts": 2,
        "passes": 1,
        "fails": 0,
    }
    assert verify_records().differences == []


def test_a_new_pass_satisfies_on_the_day_of_handing_in_and_the_course_is_completed():
    course = a_course()
    older = a_quiz(course)
    person = a_learner()
    assignment = an_assignment(person, a_requirement(course), assigned_at=HANDED_IN)
    submitted(older, person, **HALF_RIGHT)

    apply(a_quiz(course, right={"q1": "b"}))

    assert Progress.objects.get().satisfied_at == HANDED_IN
    completion = Completion.objects.get()
    assert (completion.completed_at, completion.recorded_at) == (HANDED_IN, NOW)
    assignment.refresh_from_db()
    assert assignment.completed_at == HANDED_IN
    assert verify_records().differences == []


def test_a_pass_that_is_none_any_more_stays_until_a_person_takes_it_back():
    course = a_course()
    attempt = submitted(a_quiz(course), q1="a", q2="a")

    turned = apply(a_quiz(course, right={"q1": "b"}))

    assert turned == {Turn.FAILS: 1}
    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.5")
    assert Progress.objects.get().satisfied_at == HANDED_IN
    assert Completion.objects.valid().exists()
    assert verify_records().differences == []


def test_applied_twice_nothing_is_added():
    course = a_course()
    submitted(a_quiz(course), **HALF_RIGHT)
    newer = a_quiz(course, right={"q1": "b"})

    apply(newer)
    again = apply(newer, now=LATER)

    assert again == {}
    assert Score.objects.count() == 2
    assert AuditEntry.objects.filter(action="learning.attempts.regraded").count() == 1


def test_other_points_weigh_as_the_newer_edition_says():
    course = a_course()
    attempt = submitted(a_quiz(course), **HALF_RIGHT)

    apply(a_quiz(course, points={"q2": 4}))

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.8")
    assert [each.points for each in attempt.responses.all()] == [1, 1]  # as it was asked


def test_a_question_that_the_newer_edition_lacks_keeps_its_mark():
    course = a_course()
    attempt = submitted(a_quiz(course), **HALF_RIGHT)
    newer = a_quiz(course, points={"q2": 3})
    Question.objects.filter(activity=newer, key="q1").update(key="q9")

    apply(newer)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.75")  # q1 stays wrong, of one point


def test_a_key_whose_kind_changed_is_another_question():
    course = a_course()
    attempt = submitted(a_quiz(course), q1="a", q2="b")
    newer = a_quiz(course)
    Question.objects.filter(activity=newer, key="q1").update(kind="true_false")

    apply(newer)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.5")


def test_an_essay_keeps_the_marks_that_a_person_gave():
    course = a_course()
    attempt = handed_in(a_quiz(course, essays=1), right=False)
    mark_response(essay_of(attempt), FULL, comment="", by=a_trainer(), now=NOW)
    waits = handed_in(attempt.activity)
    newer = a_quiz(course, essays=1, right={"q1": "b"}, points={"e1": 6})

    found = preview(newer)
    apply(newer)

    assert (found.attempts, found.waiting) == (1, 1)
    attempt.refresh_from_db()
    waits.refresh_from_db()
    assert attempt.score == Decimal("0.875")  # seven of eight points
    assert waits.score is None


def test_only_attempts_on_earlier_editions_of_that_quiz_are_marked_again():
    course = a_course()
    older = a_quiz(course)
    newer = a_quiz(course, right={"q1": "b"})
    on_it = submitted(newer, **HALF_RIGHT)
    of_another_course = submitted(a_quiz(a_course()), **HALF_RIGHT)
    still_open = a_learner()
    start_attempt(enrol(still_open, course, now=NOW), older, now=NOW)

    assert preview(newer).attempts == 0
    assert apply(newer) == {}
    assert (on_it.scores.count(), of_another_course.scores.count()) == (1, 1)


def test_what_a_still_newer_edition_has_marked_is_left():
    course = a_course()
    attempt = submitted(a_quiz(course), **HALF_RIGHT)
    second, third = a_quiz(course, right={"q1": "b"}), a_quiz(course, right={"q1": "c"})

    apply(third)

    assert preview(second).attempts == 0
    assert apply(second) == {}
    apply(second)
    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.5")


def test_an_edition_without_the_quiz_is_refused_and_so_is_a_draft():
    course = a_course()
    older = a_quiz(course)
    elsewhere = a_quiz(a_course())

    with refusal("not_in_edition"):
        preview_regrade(course, "quiz-9", older.edition)
    with refusal("not_in_edition"):
        preview_regrade(course, older.key, elsewhere.edition)


def test_without_a_reason_nothing_is_marked_again():
    course = a_course()
    submitted(a_quiz(course), **HALF_RIGHT)
    newer = a_quiz(course, right={"q1": "b"})

    with refusal("reason_missing"):
        apply(newer, reason="  ")

    assert Score.objects.count() == 1


def test_a_drawn_question_is_marked_by_the_pool_of_the_newer_edition():
    course = a_course()
    bank = bank_for(course.unit, "Repair", "en", now=HANDED_IN)
    older = a_quiz(course)
    drawn(older, bank, right="a")
    submitted(older, q1="a", q2="a", d1="b")
    newer = a_quiz(course)
    drawn(newer, bank, right="b")

    [change] = preview(newer).changes

    assert (change.before, change.after) == (Decimal("0.5"), 1)


def drawn(quiz, bank, *, right):
    """A bank's question that the quiz may draw, for two points."""
    said = QuestionContent(
        key="d1",
        kind="single",
        prompt="<p>Who speaks first?</p>",
        choices=tuple(
            ChoiceContent(key, f"Choice {key}", weight=Decimal(key == right)) for key in "ab"
        ),
    )
    put_questions(bank, [said], now=NOW, by=None)
    draw = Draw.objects.create(activity=quiz, bank=bank, position=1, count=1, points=2)
    set_pool(draw, rows_saying(bank, [said]))


def test_stopped_between_two_batches_it_goes_on_where_it_was(monkeypatch):
    course = a_course()
    older = a_quiz(course)
    for _ in range(5):
        submitted(older, **HALF_RIGHT)
    newer = a_quiz(course, right={"q1": "b"})
    monkeypatch.setattr(regrade, "BATCH", 2)
    heard = []

    def stop(turned, done, total):
        heard.append((turned[Turn.PASSES], done, total))
        return done < 4

    apply_regrade(course, newer.key, newer.edition, reason=WHY, by=a_trainer(), now=NOW, go_on=stop)
    assert heard == [(2, 2, 5), (4, 4, 5)]
    assert Score.objects.filter(cause="regraded").count() == 4

    assert apply(newer) == {Turn.PASSES: 1}
    assert Score.objects.filter(cause="regraded").count() == 5
    assert set(Attempt.objects.values_list("score", flat=True)) == {1}


@pytest.mark.parametrize("attempts", [1, 5])
def test_a_preview_takes_as_many_statements_for_one_attempt_as_for_many(attempts):
    course = a_course()
    older = a_quiz(course)
    for _ in range(attempts):
        submitted(older, **HALF_RIGHT)
    newer = a_quiz(course, right={"q1": "b"})
    preview(newer)

    with CaptureQueriesContext(connection) as queries:
        preview(newer)

    assert len(queries) == 7


@pytest.mark.django_db(transaction=True)
def test_four_who_apply_at_once_mark_once():
    course = a_course()
    older = a_quiz(course)
    for _ in range(3):
        submitted(older, **HALF_RIGHT)
    newer = a_quiz(course, right={"q1": "b"})
    trainer = a_trainer()

    turned = four_at_once(lambda _: apply(newer, by=trainer))

    assert sum(each[Turn.PASSES] for each in turned) == 3
    assert Score.objects.filter(cause="regraded").count() == 3
    assert Completion.objects.count() == 3
    assert verify_records().differences == []


@pytest.mark.django_db(transaction=True)
def test_marking_by_hand_beside_a_regrade_leaves_both_in_order():
    course = a_course()
    attempt = handed_in(a_quiz(course, essays=1), right=False)
    trainer = a_trainer()
    mark_response(essay_of(attempt), FULL, comment="", by=trainer, now=NOW)
    newer = a_quiz(course, essays=1, right={"q1": "b", "q2": "b"})

    four_at_once(
        lambda number: (
            apply(newer, by=trainer)
            if number % 2
            else mark_response(
                essay_of(attempt), FULL, comment=str(number), by=a_trainer(), now=NOW
            )
        )
    )

    attempt.refresh_from_db()
    assert attempt.score == 1
    assert verify_records().differences == []
