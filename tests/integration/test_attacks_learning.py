"""A learner who sends what no page of ours would send."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from learning.models import Attempt, Completion, Progress, Response
from learning.services.attempts import start_attempt
from learning.services.openings import opening
from tests import factories as make
from tests.integration.learning.helpers import activity_of, address, at_now, taking

pytestmark = pytest.mark.django_db

LARGEST = 10**15 - 1  # that a browser counts to


@pytest.fixture(autouse=True)
def now():
    with at_now:
        yield


def attempting(client, *kinds):
    enrolment = taking(*(kinds or ("page", "quiz")), client=client)
    return start_attempt(enrolment, activity_of(enrolment, "quiz"), now=make.NOW)


def save(client, attempt, key="q1", **sent):
    data = {":question": key, f"sequence:{key}": "1", key: "a"}
    data.update({name.replace("__", ":"): value for name, value in sent.items()})
    return client.post(reverse("learning:save", args=[attempt.uuid]), data)


def kept(attempt, key="q1"):
    row = Response.objects.get(attempt=attempt, question__key=key)
    return row.sequence, row.value


@pytest.mark.parametrize(
    "count",
    [str(LARGEST + 1), str(2**63), "9" * 25, "9" * 5_000, "-1", "1e9", "\u0661", "", "0x1", " 1"],
)
def test_a_count_that_is_none_of_ours_saves_nothing(client, count):
    attempt = attempting(client)

    reply = save(client, attempt, sequence__q1=count)

    assert reply.status_code == 422
    assert kept(attempt) == (0, None)


def test_the_largest_count_shuts_nobody_out_of_the_plain_form(client):
    attempt = attempting(client)
    save(client, attempt, sequence__q1=str(LARGEST))

    plain = {":asked": "q1", "q1": "b"}
    reply = client.post(reverse("learning:save", args=[attempt.uuid]), plain)
    done = client.post(reverse("learning:submit", args=[attempt.uuid]), plain)

    assert reply.status_code < 500
    assert done.status_code == 302


@pytest.mark.parametrize("count", ["9" * 25, "9" * 5_000])
@pytest.mark.parametrize("name", ["save", "submit"])
def test_a_plain_form_with_an_impossible_count_is_no_error_of_ours(client, name, count):
    attempt = attempting(client)

    sent = {":asked": "q1", "q1": "b", "sequence:q1": count}
    reply = client.post(reverse(f"learning:{name}", args=[attempt.uuid]), sent)

    assert reply.status_code < 500


@pytest.mark.parametrize("value", ["d", "a\0", "q2", "A", "x" * 100_000, "__proto__"])
def test_a_choice_that_the_question_does_not_have_saves_nothing(client, value):
    attempt = attempting(client)

    reply = save(client, attempt, q1=value)

    assert reply.status_code == 422
    assert kept(attempt) == (0, None)


@pytest.mark.parametrize("key", ["q9", "", "csrfmiddlewaretoken", ":asked", "q1\0"])
def test_a_question_that_the_quiz_does_not_ask_saves_nothing(client, key):
    assert save(client, attempting(client), key).status_code == 422


def test_nothing_about_what_is_right_is_on_the_page_of_an_attempt_or_in_a_receipt(client):
    attempt = attempting(client)

    page = client.get(attempt.get_absolute_url()).content.decode()
    receipt = save(client, attempt).content.decode()

    for word in ("Listening comes first", "Why a", "Why b", "right", "weight", "correct"):
        assert word not in receipt
    for word in ("Listening comes first", "Why a", "Why b", "weight", "correct"):
        assert word not in page


def test_the_result_of_an_open_attempt_shows_nothing(client):
    attempt = attempting(client)

    reply = client.get(reverse("learning:result", args=[attempt.uuid]))

    assert reply.status_code == 302


@pytest.mark.parametrize("kind", ["quiz", "reflection", "attestation"])
def test_leaving_satisfies_only_what_is_read(client, kind):
    enrolment = taking(kind, client=client)
    activity = activity_of(enrolment, kind)

    client.post(address("leave", enrolment, activity), {"ticked": "on", "agreed": "on"})

    assert not Progress.objects.filter(satisfied_at__isnull=False).exists()
    assert not Completion.objects.exists()


@pytest.mark.parametrize("name", ["write", "sign", "start_attempt"])
def test_a_page_is_neither_written_nor_signed_nor_attempted(client, name):
    enrolment = taking("page", client=client)

    sent = {"text": "I listened.", "agreed": "on"}
    reply = client.post(address(name, enrolment, activity_of(enrolment, "page")), sent)

    assert reply.status_code == 404
    assert not Progress.objects.exists()


def test_an_activity_of_another_course_is_not_there(client):
    enrolment = taking("page", client=client)
    other = make.an_edition()
    make.an_activity(other.modules.get(), key="elsewhere", position=9)

    reply = client.post(reverse("learning:leave", args=[enrolment.uuid, "elsewhere"]))

    assert reply.status_code == 404
    assert not Progress.objects.exists()


def timed(client):
    enrolment = taking("page", client=client)
    page = activity_of(enrolment, "page")
    page.criterion, page.minutes = "minimum_time", 4
    page.save()
    return enrolment, page


@pytest.mark.parametrize("whose", ["another's", "another page's", "forged", "cut", "a NUL"])
def test_the_opening_of_another_page_is_no_opening(client, whose):
    enrolment, page = timed(client)
    other = make.an_enrolment(edition=enrolment.edition)
    hour_ago = make.NOW - timedelta(hours=1)
    mine = opening(enrolment.uuid, page.key, 1, now=hour_ago)
    token = {
        "another's": opening(other.uuid, page.key, 1, now=hour_ago),
        "another page's": opening(enrolment.uuid, "page-2", 1, now=hour_ago),
        "forged": mine[:-1] + ("A" if mine[-1] != "A" else "B"),
        "cut": mine[5:],
        "a NUL": mine + "\0\u00e9",
    }[whose]

    reply = client.post(address("leave", enrolment, page), {"opened": token})

    assert reply.status_code == 302
    assert not Progress.objects.filter(satisfied_at__isnull=False).exists()


def withdrawn(enrolment):
    enrolment.withdrawn_at = enrolment.closed_at = make.NOW
    enrolment.save()


@pytest.mark.parametrize("name", ["save", "submit"])
def test_an_attempt_of_somebody_withdrawn_takes_nothing_and_breaks_nothing(client, name):
    attempt = attempting(client, "quiz")
    withdrawn(attempt.enrolment)

    reply = client.post(
        reverse(f"learning:{name}", args=[attempt.uuid]),
        {":asked": ["q1", "q2"], "q1": "a", "q2": "a"},
    )

    assert reply.status_code == 404
    assert kept(attempt) == (0, None)
    assert not Completion.objects.exists()
    assert Attempt.objects.get(pk=attempt.pk).submitted_at is None


def test_nobody_completes_by_a_quiz_alone_what_asks_for_a_page_as_well(client):
    attempt = attempting(client)

    both = {":asked": ["q1", "q2"], "q1": "a", "q2": "a"}
    client.post(reverse("learning:submit", args=[attempt.uuid]), both)

    attempt.refresh_from_db()
    assert attempt.score == 1
    assert not Completion.objects.exists()


def test_what_is_handed_in_cannot_be_changed_or_handed_in_again(client):
    attempt = attempting(client)
    submit = reverse("learning:submit", args=[attempt.uuid])
    client.post(submit, {":asked": ["q1", "q2"], "q1": "b", "q2": "b"})

    client.post(submit, {":asked": ["q1", "q2"], "q1": "a", "q2": "a"})
    late = save(client, attempt, sequence__q1="99")

    attempt.refresh_from_db()
    assert late.status_code == 409
    assert attempt.score == 0
    assert attempt.scores.count() == 1


def test_a_response_after_the_deadline_does_not_count(client):
    enrolment = taking("quiz", client=client)
    quiz = activity_of(enrolment, "quiz")
    quiz.settings = {"time_limit_minutes": 5}
    quiz.save()
    attempt = start_attempt(enrolment, quiz, now=make.NOW)

    with time_machine.travel(make.NOW + timedelta(minutes=6), tick=False):
        late = save(client, attempt)
        both = {":asked": ["q1", "q2"], "q1": "a", "q2": "a"}
        client.post(reverse("learning:submit", args=[attempt.uuid]), both)

    attempt.refresh_from_db()
    assert late.status_code == 409
    assert attempt.score == 0


@pytest.mark.parametrize("text", ["a\0b", " \n ", "\u200b" * 3, "x" * 20_001])
def test_a_reflection_that_cannot_be_kept_is_refused_with_a_sentence(client, text):
    enrolment = taking("reflection", client=client)
    reflection = activity_of(enrolment, "reflection")

    reply = client.post(address("write", enrolment, reflection), {"text": text})

    assert reply.status_code in ((302, 422) if "\u200b" in text else (422,))
