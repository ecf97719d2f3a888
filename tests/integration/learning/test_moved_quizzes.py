"""A quiz that changed while people were at it: what they did before and after counts."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from learning.models import Completion
from learning.services.attempts import save_response, start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from learning.services.verify import verify_records
from tests.factories import NOW, a_learner
from tests.integration.learning.editions import RIGHT, WRONG, an_issue
from tests.integration.learning.helpers import page_of, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]

LATER = NOW + timedelta(days=1)
OLD = {"quiz": "old", "page": "old"}
NEW = {"quiz": "new", "page": "old"}


@pytest.fixture
def later():
    with time_machine.travel(LATER, tick=False):
        yield


def at_quiz(client=None, **settings):
    one = an_issue(OLD, **settings).edition
    enrolment = enrol(a_learner(), one.course, now=NOW)
    if client is not None:
        client.force_login(enrolment.person)
    return enrolment


def begin(enrolment, *, now=NOW):
    enrolment.refresh_from_db()
    return start_attempt(enrolment, enrolment.edition.activities.get(key="quiz"), now=now)


def take(enrolment, chosen, *, now=NOW):
    return submit_attempt(begin(enrolment, now=now), chosen, now=now)


def move(enrolment, said=NEW, **settings):
    return an_issue(said, enrolment.course, effect="carry_over", now=LATER, **settings).edition


def quiz_of(enrolment):
    return f"/learn/{enrolment.uuid}/quiz/"


def met(enrolment):
    return enrolment.progress.get(activity_key="quiz").met_at


# An attempt that is open when the course moves


def test_an_open_attempt_stays_on_its_wording_and_its_pass_counts(client):
    enrolment = at_quiz(client)
    attempt = begin(enrolment)
    save_response(attempt, "ask", RIGHT["ask"], sequence=1, now=NOW)
    move(enrolment)

    text = page_of(client, attempt.get_absolute_url())
    assert "What first, old?" in text
    assert "Go on with the quiz" in page_of(client, quiz_of(enrolment))
    client.post(f"{attempt.get_absolute_url()}submit/")

    assert met(enrolment) == LATER
    done = enrolment.progress.get()
    assert (done.activity.edition.number, done.review_asked_at) == (1, None)
    text = page_of(client, f"{attempt.get_absolute_url()}result/")
    assert "You passed, with 100" in text
    assert "What first, old?" in text
    assert "Next: Page" in text


def test_its_pass_may_be_the_last_thing_missing():
    enrolment = at_quiz()
    satisfy_activity(enrolment, enrolment.edition.activities.get(key="page"), at=NOW)
    attempt = begin(enrolment)
    two = move(enrolment)

    submit_attempt(attempt, RIGHT, now=LATER)

    assert Completion.objects.get().edition == two
    assert verify_records().differences == []


def test_failed_it_takes_none_of_the_attempts_at_the_new_wording(client):
    enrolment = at_quiz(client, attempts=1)
    attempt = begin(enrolment)
    move(enrolment, attempts=1)

    submit_attempt(attempt, WRONG, now=LATER)

    assert "Try again" in page_of(client, f"{attempt.get_absolute_url()}result/")
    assert "0 of 1 made" in page_of(client, quiz_of(enrolment))
    assert take(enrolment, RIGHT, now=LATER).number == 2
    assert met(enrolment) == LATER


def test_in_a_quiz_passed_before_it_is_no_review(client):
    enrolment = at_quiz(client)
    take(enrolment, RIGHT)
    attempt = begin(enrolment)
    move(enrolment)

    submit_attempt(attempt, RIGHT, now=LATER)

    assert met(enrolment) is None
    text = page_of(client, f"{attempt.get_absolute_url()}result/")
    assert "The quiz has changed since you passed it" in text
    assert "Take it again" in text


def test_at_a_quiz_that_is_gone_it_can_still_be_handed_in(client):
    enrolment = at_quiz(client)
    attempt = begin(enrolment)
    move(enrolment, {"page": "old"})
    assert quiz_of(enrolment) in page_of(client, attempt.get_absolute_url())

    client.post(f"{attempt.get_absolute_url()}submit/", {"ask": "b"})

    text = page_of(client, f"{attempt.get_absolute_url()}result/")
    assert "Not passed yet: 0" in text
    assert "Try again" not in text
    assert "What is missing" in text
    back = client.get(quiz_of(enrolment), follow=True)
    assert back.redirect_chain[-1][0] == f"/learn/{enrolment.uuid}/page/"


# A review of a quiz


def test_a_pass_at_the_new_wording_is_the_review_and_a_failure_is_not():
    enrolment = at_quiz()
    take(enrolment, RIGHT)
    move(enrolment)
    assert met(enrolment) is None

    take(enrolment, WRONG, now=LATER)
    assert met(enrolment) is None

    take(enrolment, RIGHT, now=LATER + timedelta(hours=1))
    done = enrolment.progress.get()
    assert (done.satisfied_at, done.met_at) == (NOW, LATER + timedelta(hours=1))


def test_the_limit_counts_for_each_wording(client):
    enrolment = at_quiz(client, attempts=1)
    take(enrolment, RIGHT)
    with pytest.raises(ValidationError):
        begin(enrolment)
    move(enrolment, attempts=1)

    text = page_of(client, quiz_of(enrolment))
    assert "0 of 1 made" in text
    assert "Start the quiz" in text
    assert "Attempt 1: 100" in text
    take(enrolment, WRONG, now=LATER)

    assert "1 of 1 made" in page_of(client, quiz_of(enrolment))
    with pytest.raises(ValidationError) as refusal:
        begin(enrolment, now=LATER)
    assert refusal.value.code == "attempts_exhausted"


def test_used_up_the_result_does_not_offer_another(client):
    enrolment = at_quiz(client, attempts=2)
    results = [f"{take(enrolment, WRONG).get_absolute_url()}result/" for _ in range(2)]

    assert "Try again" not in page_of(client, results[1])
    move(enrolment, attempts=2)
    assert "Try again" in page_of(client, results[1])


def test_a_quiz_that_did_not_change_keeps_its_count(client):
    enrolment = at_quiz(client, attempts=2)
    take(enrolment, WRONG)

    move(enrolment, {"quiz": "old", "page": "new"}, attempts=2)

    assert "1 of 2 made" in page_of(client, quiz_of(enrolment))


def test_whoever_starts_at_the_moment_of_the_move_gets_the_new_wording():
    enrolment = at_quiz()
    seen = enrolment.edition.activities.get(key="quiz")
    two = move(enrolment)

    attempt = start_attempt(enrolment, seen, now=LATER)

    assert attempt.activity.edition == two
    assert attempt.responses.get().question.activity.edition == two


def test_whoever_starts_a_quiz_that_is_gone_is_told():
    enrolment = at_quiz()
    seen = enrolment.edition.activities.get(key="quiz")
    move(enrolment, {"page": "old"})

    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, seen, now=LATER)
    assert refusal.value.code == "quiz_gone"


def test_the_pages_of_a_quiz_take_six_queries_at_most_after_a_move(client):
    from courses.services import kept

    enrolment = at_quiz(client, attempts=2)
    attempt = take(enrolment, WRONG)
    move(enrolment, attempts=2)
    for url, most in ((quiz_of(enrolment), 6), (f"{attempt.get_absolute_url()}result/", 6)):
        kept.clear()
        assert queries_of(client, url) == most


def test_what_is_told_after_closing_waits_for_the_later_closing_of_the_two_editions(client):
    """Who took it before the move may not learn what others are still asked."""
    closes = {"closes_at": (LATER - timedelta(hours=1)).isoformat(), "feedback": "after_close"}
    later = {**closes, "closes_at": (LATER + timedelta(hours=1)).isoformat()}
    enrolment = at_quiz(client, **closes)
    attempt = take(enrolment, WRONG)
    result = f"{attempt.get_absolute_url()}result/"
    assert "Right answer" in page_of(client, result)

    move(enrolment, OLD, **later)

    assert "Right answer" not in page_of(client, result)
    assert "More about this attempt is shown here from" in page_of(client, result)
