"""What a learner reads of an attempt that was marked by hand, or again, or not passed after all."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from learning.services.attempts import start_attempt
from learning.services.marking import mark_response
from learning.services.regrade import apply_regrade
from learning.services.revoking import withdraw_pass
from tests.essays import (
    HALF,
    a_pass_that_stays,
    a_quiz,
    a_quiz_with_essays,
    essay_of,
    handed_in,
    submitted,
)
from tests.factories import NOW, a_course, a_trainer
from tests.integration.learning.helpers import page_of, queries_of

pytestmark = pytest.mark.django_db

WHY = "Choice a harms whoever was harmed."


def result_of(client, attempt):
    client.force_login(attempt.enrolment.person)
    return " ".join(page_of(client, reverse("learning:result", args=[attempt.uuid])).split())


def test_points_and_comment_are_read_once_there_is_a_score_and_no_name(client):
    attempt = handed_in(a_quiz_with_essays())
    trainer = a_trainer()
    assert "waits to be marked" in result_of(client, attempt)

    mark_response(essay_of(attempt), HALF, comment="Well heard.", by=trainer, now=NOW)

    page = result_of(client, attempt)
    assert "1.5 of 3" in page
    assert "Well heard." in page
    assert trainer.last_name not in page
    assert "waits to be marked" not in page


def test_a_pass_by_a_newer_edition_is_said_with_what_was_at_first(client):
    course = a_course()
    attempt = submitted(a_quiz(course), q1="b", q2="a")
    assert "marked again" not in result_of(client, attempt)
    newer = a_quiz(course, right={"q1": "b"})

    apply_regrade(course, newer.key, newer.edition, reason=WHY, by=a_trainer(), now=NOW)

    page = result_of(client, attempt)
    assert "You passed, with 100 %." in page
    assert "by the questions of edition 2" in page
    assert "<dt>Points</dt>" not in page
    assert WHY not in page


def test_a_pass_that_stays_is_said_and_one_taken_back_too(client):
    attempt = a_pass_that_stays()
    assert "You passed before, and that stays." in result_of(client, attempt)

    withdraw_pass(attempt, reason=WHY, by=a_trainer(), now=NOW)

    page = result_of(client, attempt)
    assert "Not passed yet: 50 %." in page
    assert "the pass was taken back." in page
    assert "Start the course anew" in page
    assert reverse("learning:course", args=[attempt.enrolment.course.key]) in page
    assert "Try again" not in page
    assert WHY not in page


def test_in_a_course_taken_back_no_attempt_starts(client):
    attempt = a_pass_that_stays()
    withdraw_pass(attempt, reason=WHY, by=a_trainer(), now=NOW)
    attempt.enrolment.refresh_from_db()

    with pytest.raises(ValidationError, match="start the course anew"):
        start_attempt(attempt.enrolment, attempt.activity, now=NOW)


def test_a_result_takes_six_statements_at_most(client):
    attempt = handed_in(a_quiz_with_essays())
    mark_response(essay_of(attempt), HALF, comment="", by=a_trainer(), now=NOW)
    result_of(client, attempt)

    assert queries_of(client, reverse("learning:result", args=[attempt.uuid])) == 6
