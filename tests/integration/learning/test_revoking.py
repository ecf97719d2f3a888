from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from credentials.services.certificates import awaiting_certificate, issue_certificate
from credentials.services.transcripts import hours_of, transcript_of
from learning.models import Assignment, Completion, Enrolment, Fulfilment, Progress, Score
from learning.rules.attempts import AttemptState
from learning.rules.kept_score import Tried, passed
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.regrade import apply_regrade
from learning.services.revoking import (
    consequence_of_withdrawing,
    revoke_completion,
    withdraw_pass,
)
from learning.services.verify import verify_records
from tests.essays import HANDED_IN, a_quiz, submitted
from tests.factories import NOW, a_course, a_learner, a_requirement, a_trainer, an_assignment
from tests.integration.learning.helpers import activity_of, four_at_once

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
WHY = "Choice a harms whoever was harmed."
RIGHT = {"q1": "a", "q2": "a"}


def regraded(attempt, *, right="b"):
    """Marked again by an edition in which the choice of the first question is wrong."""
    course = attempt.enrolment.course
    newer = a_quiz(course, right={"q1": right})
    apply_regrade(course, newer.key, newer.edition, reason="Mended", by=a_trainer(), now=NOW)
    attempt.refresh_from_db()
    return attempt


def a_false_pass(*kinds, person=None):
    """An attempt that passed, and by the newer edition does not."""
    return regraded(submitted(a_quiz(a_course(), *kinds), person, **RIGHT))


def take_back(attempt, *, by=None, now=NOW, reason=WHY):
    return withdraw_pass(attempt, reason=reason, by=by or a_trainer(), now=now)


def refusal(code):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def differences():
    return verify_records().differences


def test_a_pass_taken_back_is_a_score_with_a_reason_and_opens_the_activity():
    attempt = a_false_pass("page")
    trainer = a_trainer()

    kept = take_back(attempt, by=trainer, now=LATER)

    assert (kept.score, kept.withdraws_pass, kept.reason) == (Decimal("0.5"), True, WHY)
    assert (kept.by, kept.recorded_at) == (trainer, LATER)
    assert kept.edition.number == 2
    assert attempt.scores.count() == 3
    assert Progress.objects.get().satisfied_at is None
    entry = AuditEntry.objects.get(action="learning.pass.withdrawn")
    assert (entry.by, entry.subject, entry.reason) == (trainer, f"attempt:{attempt.uuid}", WHY)
    assert differences() == []


def test_a_completion_that_rested_on_it_is_revoked_by_a_row_of_its_own():
    attempt = a_false_pass()
    first = Completion.objects.get()
    trainer = a_trainer()

    take_back(attempt, by=trainer, now=LATER)

    first.refresh_from_db()
    revoked = Completion.objects.standing().get()
    assert first.superseded_at == LATER
    assert (revoked.uuid, revoked.completed_at) == (first.uuid, first.completed_at)
    assert (revoked.revoked_at, revoked.recorded_at) == (LATER, LATER)
    assert (revoked.recorded_by, revoked.reason) == (trainer, WHY)
    assert not Completion.objects.valid().exists()
    assert Completion.objects.known_at(NOW).get() == first  # as it was known before
    assert differences() == []


def test_its_certificate_says_so_and_its_hours_count_no_longer(client):
    attempt = a_false_pass()
    person = attempt.enrolment.person
    certificate = issue_certificate(Completion.objects.get(), now=NOW)

    take_back(attempt)

    page = client.get(reverse("credentials:verify", args=[certificate.code]))
    assert "This certificate has been revoked." in page.content.decode()
    assert hours_of(transcript_of(person)) == 0
    assert not awaiting_certificate().exists()


def test_what_it_met_is_asked_again():
    person, course = a_learner(), a_course()
    assignment = an_assignment(person, a_requirement(course), assigned_at=HANDED_IN)
    attempt = regraded(submitted(a_quiz(course), person, **RIGHT))
    assignment.refresh_from_db()
    assert assignment.completed_at == HANDED_IN

    take_back(attempt, now=LATER)

    assignment.refresh_from_db()
    assert (assignment.completed_at, assignment.expires_on) == (None, None)
    assert Fulfilment.objects.get().superseded_at == LATER
    assert differences() == []


def test_another_completion_that_counts_meets_it_instead():
    person, course = a_learner(), a_course()
    quiz = a_quiz(course)
    earlier = Completion.objects.create(
        person=person,
        course=course,
        completed_at=HANDED_IN - timedelta(days=30),
        source="prior_learning",
        recorded_at=NOW,
    )
    assignment = an_assignment(person, a_requirement(course), assigned_at=HANDED_IN)

    take_back(regraded(submitted(quiz, person, **RIGHT)))

    assignment.refresh_from_db()
    assert assignment.completed_at == earlier.completed_at
    assert Fulfilment.objects.standing().get().completion == earlier
    assert differences() == []


def test_the_renewal_after_it_knows_that_nothing_is_valid_before_it():
    person, course = a_learner(), a_course()
    version = a_requirement(course)
    first = an_assignment(person, version, assigned_at=HANDED_IN)
    attempt = regraded(submitted(a_quiz(course), person, **RIGHT))
    Fulfilment.objects.update(expires_on=date(2027, 11, 22))
    Assignment.objects.filter(pk=first.pk).update(expires_on=date(2027, 11, 22))
    renewal = an_assignment(person, version, cycle=2, counts_from=LATER)
    renewal.previous_expires_at = "2027-11-23T06:00Z"
    renewal.save()
    assert differences() == []

    take_back(attempt)

    renewal.refresh_from_db()
    assert renewal.previous_expires_at is None
    assert differences() == []


def test_whoever_takes_the_course_again_starts_anew():
    attempt = a_false_pass()
    person = attempt.enrolment.person
    take_back(attempt)

    again = enrol(person, attempt.enrolment.course, now=LATER)

    assert (again.number, again.edition.number) == (2, 2)
    quiz = activity_of(again, "quiz")
    submit_attempt(
        start_attempt(again, quiz, now=LATER),
        {"q1": {"choice": "b"}, "q2": {"choice": "a"}},
        now=LATER,
    )
    assert Completion.objects.valid().get().completed_at == LATER
    assert Enrolment.objects.open().count() == 0
    assert differences() == []


def test_another_attempt_that_passes_keeps_the_activity_satisfied():
    person = a_learner()
    quiz = a_quiz(a_course(), "page")
    attempt = submitted(quiz, person, **RIGHT)
    better = submitted(quiz, person, q1="b", q2="a")
    regraded(attempt)
    better.refresh_from_db()
    assert better.score == 1

    take_back(attempt)

    assert Progress.objects.get().satisfied_at == HANDED_IN
    assert differences() == []


def test_a_completion_that_does_not_need_the_quiz_stays():
    course = a_course()
    quiz = a_quiz(course, "page")
    edition = quiz.edition
    edition.completion_rule = {"of": ["quiz-1", "page-2"], "at_least": 1}
    edition.save()
    attempt = submitted(quiz, **RIGHT)
    page = edition.activities.get(kind="page")
    satisfy_activity(attempt.enrolment, page, at=LATER)
    regraded(attempt)

    assert consequence_of_withdrawing(attempt).completion is None
    take_back(attempt)

    assert Completion.objects.valid().count() == 1
    assert Progress.objects.get(activity_key="quiz-1").satisfied_at is None


def test_taken_back_twice_the_first_stands():
    attempt = a_false_pass()

    first = take_back(attempt)
    second = take_back(attempt, now=LATER, reason="Once more")

    assert second == first
    assert Score.objects.filter(withdraws_pass=True).count() == 1
    assert Completion.objects.count() == 2


def test_a_later_score_may_pass_again():
    attempt = a_false_pass("page")
    take_back(attempt)

    regraded(attempt, right="a")

    assert attempt.score == 1
    assert Progress.objects.get().satisfied_at == HANDED_IN
    assert differences() == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_pass_is_taken_back_without_a_reason(reason):
    attempt = a_false_pass()

    with refusal("reason_missing"):
        take_back(attempt, reason=reason)

    assert Completion.objects.valid().exists()


def test_what_passes_by_its_score_or_never_passed_is_not_taken_back():
    quiz = a_quiz(a_course())

    with refusal("passes"):
        take_back(submitted(quiz, **RIGHT))
    with refusal("not_passed"):
        take_back(submitted(quiz, q1="b", q2="b"))


def test_a_completion_is_revoked_once_and_with_a_reason():
    submitted(a_quiz(a_course()), **RIGHT)
    completion = Completion.objects.get()
    admin = a_trainer()

    with refusal("reason_missing"):
        revoke_completion(completion, reason=" ", by=admin, now=NOW)
    first = revoke_completion(completion, reason=WHY, by=admin, now=NOW)
    second = revoke_completion(completion, reason="Again", by=admin, now=LATER)

    assert second == first
    assert Completion.objects.count() == 2


@pytest.mark.parametrize(
    ("scores", "withdrawn"),
    [(("0.9",), 0), (("0.9", "0.5"), 0), (("0.9", "0.5", "0.5"), 3), (("0.9", "0.5", "0.8"), 2)],
)
def test_the_database_says_as_the_rule_does_what_passes(scores, withdrawn):
    attempt = submitted(a_quiz(a_course()), q1="b", q2="b")
    attempt.scores.all().delete()
    for place, score in enumerate(scores, start=1):
        Score.objects.create(
            attempt=attempt,
            score=score,
            cause="by_hand",
            by=a_trainer(),
            edition=attempt.activity.edition,
            withdraws_pass=place == withdrawn,
            reason="Why",
            recorded_at=NOW,
        )

    given = Tried(AttemptState.SUBMITTED, tuple(map(Decimal, scores)), withdrawn)
    assert Score.objects.passing().exists() is passed(Decimal("0.8"), [given])


def test_a_pass_taken_back_that_still_satisfies_is_found():
    attempt = a_false_pass("page")
    take_back(attempt)
    Progress.objects.update(satisfied_at=HANDED_IN)

    assert [each.what for each in differences()] == ["progress.withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_four_who_take_it_back_at_once_take_it_back_once():
    attempt = a_false_pass()
    trainers = [a_trainer() for _ in range(4)]

    kept = four_at_once(lambda number: take_back(attempt, by=trainers[number]).pk)

    assert len(set(kept)) == 1
    assert Score.objects.filter(withdraws_pass=True).count() == 1
    assert Completion.objects.filter(revoked_at__isnull=False).count() == 1
    assert differences() == []
