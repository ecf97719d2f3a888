from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.models import Activity, Choice
from learning.models import Attempt, Progress, Score
from learning.services.attempts import (
    end_expired,
    save_response,
    start_attempt,
    submit_attempt,
)
from tests.factories import NOW, a_learner, a_question
from tests.integration.learning.helpers import (
    activity_of,
    address,
    at_now,
    page_of,
    taking,
)

pytestmark = pytest.mark.django_db

A, B = {"choice": "a"}, {"choice": "b"}  # of the two, "a" is right
LATER = NOW + timedelta(minutes=5)


def at_quiz(client=None, **settings):
    """Somebody before a quiz of two questions, pass mark 0.8."""
    enrolment = taking("quiz", "page", client=client)
    Activity.objects.filter(edition=enrolment.edition, kind="quiz").update(settings=settings)
    return enrolment, activity_of(enrolment, "quiz")


def an_open_attempt(client=None, **settings):
    enrolment, quiz = at_quiz(client, **settings)
    return start_attempt(enrolment, quiz, now=NOW)


def at(name, attempt):
    return reverse(f"learning:{name}", args=[attempt.uuid])


def kept(attempt):
    return list(attempt.responses.order_by("place").values_list("value", flat=True))


# Starting


def test_an_attempt_holds_its_questions_in_order_from_the_start():
    attempt = an_open_attempt()

    assert [each.question.key for each in attempt.responses.all()] == ["q1", "q2"]
    assert (attempt.number, attempt.deadline, len(attempt.seed)) == (1, None, 16)


def test_starting_again_goes_on_with_the_open_attempt():
    attempt = an_open_attempt()

    assert start_attempt(attempt.enrolment, attempt.activity, now=LATER) == attempt


def test_after_the_last_attempt_allowed_none_starts():
    attempt = an_open_attempt(attempts=1)
    submit_attempt(attempt, {}, now=NOW)

    with pytest.raises(ValidationError) as refusal:
        start_attempt(attempt.enrolment, attempt.activity, now=LATER)
    assert refusal.value.code == "attempts_exhausted"


def test_the_delay_runs_from_handing_in():
    attempt = an_open_attempt(delay_minutes=60)
    submit_attempt(attempt, {}, now=NOW)
    hour = timedelta(hours=1)

    with pytest.raises(ValidationError) as refusal:
        start_attempt(
            attempt.enrolment, attempt.activity, now=NOW + hour - timedelta(microseconds=1)
        )
    assert refusal.value.code == "attempt_too_soon"
    assert start_attempt(attempt.enrolment, attempt.activity, now=NOW + hour).number == 2


def test_a_time_limit_sets_the_deadline_and_binds_the_server():
    attempt = an_open_attempt(time_limit_minutes=20)
    save_response(attempt, "q1", A, sequence=1, now=LATER)
    over = NOW + timedelta(minutes=20, seconds=10)
    assert attempt.deadline == NOW + timedelta(minutes=20)

    assert save_response(attempt, "q2", A, sequence=1, now=over).stale
    handed_in = submit_attempt(attempt, {"q2": A}, now=over)

    assert handed_in.submitted_at == attempt.deadline
    assert kept(attempt) == [A, None]
    assert attempt.scores.get().cause == "expired"


def test_what_is_saved_is_handed_in_when_time_is_over_and_the_browser_gone():
    attempt = an_open_attempt(time_limit_minutes=20)
    unlimited = an_open_attempt()
    save_response(attempt, "q1", A, sequence=1, now=LATER)
    save_response(attempt, "q2", A, sequence=1, now=LATER)
    over = NOW + timedelta(minutes=20, seconds=10)

    assert end_expired(now=over - timedelta(microseconds=1)) == 0
    assert end_expired(now=over) == 1
    assert end_expired(now=over) == 0

    attempt.refresh_from_db()
    unlimited.refresh_from_db()
    assert (attempt.submitted_at, attempt.score) == (attempt.deadline, 1)
    assert Progress.objects.get().satisfied_at == attempt.deadline
    assert unlimited.submitted_at is None


@at_now
def test_a_time_limit_is_said_on_the_page(client):
    attempt = an_open_attempt(client, time_limit_minutes=20)

    assert "You have until 09:20" in page_of(client, at("attempt", attempt))


# Saving


def test_the_highest_sequence_wins():
    attempt = an_open_attempt()

    newer = save_response(attempt, "q1", B, sequence=5, now=NOW)
    older = save_response(attempt, "q1", A, sequence=4, now=LATER)

    assert (newer.stale, newer.saved_at) == (False, NOW)
    assert (older.stale, older.value, older.sequence, older.saved_at) == (True, B, 5, NOW)


def test_the_same_count_with_something_else_is_stale():
    attempt = an_open_attempt()
    save_response(attempt, "q1", B, sequence=5, now=NOW)

    assert save_response(attempt, "q1", A, sequence=5, now=LATER).stale


def test_what_was_sent_twice_gets_its_first_receipt():
    attempt = an_open_attempt()
    first = save_response(attempt, "q1", B, sequence=5, now=NOW)

    assert save_response(attempt, "q1", B, sequence=5, now=LATER) == first


def test_nothing_gets_into_an_attempt_handed_in():
    attempt = an_open_attempt()
    submit_attempt(attempt, {"q1": A}, now=NOW)

    assert save_response(attempt, "q1", B, sequence=9, now=LATER).stale
    assert kept(attempt) == [A, None]


@at_now
def test_a_saved_response_brings_its_receipt(client):
    attempt = an_open_attempt(client)

    response = client.post(at("save", attempt), {":question": "q1", "sequence:q1": "1", "q1": "b"})

    assert response.json() == {"sequence": 1, "saved_at": "09:00"}
    assert kept(attempt) == [B, None]


@at_now
def test_an_old_tab_is_told_so(client):
    attempt = an_open_attempt(client)
    save_response(attempt, "q1", B, sequence=3, now=NOW)

    response = client.post(at("save", attempt), {":question": "q1", "sequence:q1": "3", "q1": "a"})

    assert response.status_code == 409
    kept_instead = {"sequence": 3, "saved_at": "09:00"}
    assert response.json() == {**kept_instead, "refused": "older"}


@at_now
@pytest.mark.parametrize(
    "sent",
    [
        {":question": "q9", "sequence:q9": "1", "q9": "a"},
        {":question": "q1", "q1": "a"},
        {":question": "q1", "sequence:q1": "-1", "q1": "a"},
        {":question": "q1", "sequence:q1": "1", "q1": "zebra"},
    ],
)
def test_what_makes_no_sense_is_not_saved(client, sent):
    attempt = an_open_attempt(client)

    assert client.post(at("save", attempt), sent).status_code == 422
    assert kept(attempt) == [None, None]


@at_now
def test_a_plain_form_saves_all_it_shows(client):
    attempt = an_open_attempt(client)
    save_response(attempt, "q2", A, sequence=1, now=NOW)
    shown = {":asked": ["q1", "q2"], "sequence:q1": "0", "sequence:q2": "1"}

    response = client.post(at("save", attempt), shown | {"q1": "b"}, follow=True)

    assert kept(attempt) == [B, None]
    assert "Saved at 09:00." in response.content.decode()


@at_now
def test_a_plain_form_older_than_what_is_kept_is_refused(client):
    attempt = an_open_attempt(client)
    save_response(attempt, "q1", B, sequence=2, now=NOW)
    old = {":asked": ["q1", "q2"], "sequence:q1": "0", "sequence:q2": "0", "q1": "a"}

    for name in ("save", "submit"):
        response = client.post(at(name, attempt), old)

        assert response.status_code == 409
        assert "open in another window" in response.content.decode()
    assert kept(attempt) == [B, None]


# The page


@at_now
def test_the_page_shows_what_is_saved_and_never_what_is_right(client):
    enrolment, quiz = at_quiz(client)
    a_question(quiz, key="several", kind="multiple", position=3)
    Choice.objects.filter(key="a").update(text="The right one", feedback="<p>SECRET</p>")
    attempt = start_attempt(enrolment, quiz, now=NOW)
    save_response(attempt, "q1", B, sequence=1, now=NOW)

    text = page_of(client, at("attempt", attempt))

    assert '<input type="radio" name="q1" value="b" checked>' in text
    assert text.count("checked") == 1
    assert "Saved 09:00" in text
    assert "1 of 3 answered" in text
    for secret in ("SECRET", "Why b", "Listening comes first", "weight", "right-answer", '"right"'):
        assert secret not in text
    assert "SECRET" in page_of(
        client, at("result", submit_attempt(attempt, {}, now=NOW)), status=200
    )


@at_now
def test_choices_are_shuffled_by_the_attempts_seed_and_fixed_ones_stay(client):
    enrolment, quiz = at_quiz(client, shuffle=True)
    Choice.objects.filter(question__key="q1", key="c").update(fixed=True)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    orders = set()

    for number in range(20):
        Attempt.objects.filter(pk=attempt.pk).update(seed=str(number))
        text = page_of(client, at("attempt", attempt))
        orders.add(tuple(sorted("abc", key=lambda key: text.index(f'name="q1" value="{key}"'))))

    assert orders == {("a", "b", "c"), ("b", "a", "c")}


@at_now
def test_another_persons_attempt_is_not_there(client):
    attempt = an_open_attempt()
    client.force_login(a_learner())

    for name in ("attempt", "result"):
        assert client.get(at(name, attempt)).status_code == 404
    for name in ("save", "submit"):
        assert client.post(at(name, attempt), {"q1": "a"}).status_code == 404
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


@at_now
def test_a_quiz_is_started_from_its_page(client):
    enrolment, quiz = at_quiz(client)
    assert "Start the quiz" in page_of(client, address("activity", enrolment, quiz))
    assert not Attempt.objects.exists()

    response = client.post(address("start_attempt", enrolment, quiz))

    assert response.url == Attempt.objects.get().get_absolute_url()
    assert "Go on with the quiz" in page_of(client, address("activity", enrolment, quiz))


@at_now
def test_a_page_is_no_quiz_to_start(client):
    enrolment, _quiz = at_quiz(client)
    page = activity_of(enrolment, "page")

    assert client.post(address("start_attempt", enrolment, page)).status_code == 404


# Handing in


@at_now
def test_handing_in_twice_keeps_the_first_result(client):
    attempt = an_open_attempt(client)

    client.post(at("submit", attempt), {"q1": "a", "q2": "a"})
    client.post(at("submit", attempt), {"q1": "b", "q2": "b"})

    attempt.refresh_from_db()
    assert attempt.score == 1
    assert [each.activity for each in Progress.objects.all()] == [attempt.activity]
    assert Score.objects.count() == 1


def test_handing_in_keeps_what_was_saved_where_the_form_says_nothing():
    attempt = an_open_attempt()
    save_response(attempt, "q1", A, sequence=1, now=NOW)

    submit_attempt(attempt, {"q2": B}, now=LATER)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.5")
    assert kept(attempt) == [A, B]


def test_exactly_the_pass_mark_passes():
    attempt = an_open_attempt()
    Activity.objects.filter(pk=attempt.activity_id).update(pass_mark=Decimal("0.5"))
    attempt.activity.refresh_from_db()

    submit_attempt(attempt, {"q1": A}, now=LATER)

    assert Progress.objects.get().satisfied_at == LATER


def test_a_worse_attempt_does_not_undo_a_pass():
    attempt = an_open_attempt()
    submit_attempt(attempt, {"q1": A, "q2": A}, now=NOW)
    second = start_attempt(attempt.enrolment, attempt.activity, now=LATER)

    submit_attempt(second, {"q1": B, "q2": B}, now=LATER)

    assert Progress.objects.get().satisfied_at == NOW


def test_a_quiz_to_hand_in_counts_whatever_its_score():
    attempt = an_open_attempt()
    Activity.objects.filter(pk=attempt.activity_id).update(criterion="quiz_submitted")

    submit_attempt(Attempt.objects.get(), {}, now=NOW)

    assert Progress.objects.get().satisfied_at == NOW


@at_now
def test_the_result_says_what_was_chosen_what_is_right_and_why(client):
    attempt = an_open_attempt(client)
    submit_attempt(attempt, {"q1": A, "q2": B}, now=NOW)

    text = page_of(client, at("result", attempt))

    assert "Not passed yet: 50" in text
    assert "Your response, and right" in text
    assert "Your response, and not right" in text
    assert text.count("Right answer") == 1
    assert "Why b." in text
    assert "Listening comes first." in text
    assert "Try again" in text


@at_now
def test_the_result_waits_for_handing_in_and_the_quiz_is_over_after_it(client):
    attempt = an_open_attempt(client)
    assert client.get(at("result", attempt)).url == at("attempt", attempt)

    submit_attempt(attempt, {"q1": A, "q2": A}, now=NOW)

    assert client.get(at("attempt", attempt)).url == at("result", attempt)
    assert "You passed, with 100" in page_of(client, at("result", attempt))
