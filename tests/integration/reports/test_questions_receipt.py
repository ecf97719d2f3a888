"""The figures of a quiz made again from their receipt, whatever was handed in and marked since."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError
from django.urls import reverse

from accounts.models import Job, User
from learning.models import Attempt
from learning.services.attempts import end_expired
from learning.services.marking import mark_response
from reports.receipts import read_receipt
from tasks.jobs import do_due_jobs
from tests.essays import FULL, HALF, an_open_attempt, essay_of, handed_in, submitted
from tests.essays import a_quiz_with_essays as a_quiz_of_essays
from tests.factories import (
    NOW,
    a_coordinator,
    a_course,
    a_trainer,
    a_unit,
    an_admin,
    an_edition,
)
from tests.integration.reports.answers import a_quiz, hand_in, many_hand_in, people
from tests.integration.reports.receipts import made_up, opened, printed, sent

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
TWENTY = ["aa"] * 8 + ["ab"] * 6 + ["ba"] * 6


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return a_unit("Medicine")


@pytest.fixture
def quiz(unit):
    made = a_quiz(an_edition(a_course(unit, key="words"), "page"), "single", "single")
    many_hand_in(made, TWENTY)
    return made


@pytest.fixture
def trainer(client, unit):
    person = a_trainer(unit)
    client.force_login(person)
    return person


def told(client, quiz, **asked):
    """The file and the code of its receipt."""
    address = reverse("reports:questions_csv", args=[quiz.edition.course.key, quiz.key])
    response = client.get(address, asked)
    return sent(response), response["Receipt"]


@pytest.mark.parametrize(
    "asked", [{}, {"attempts": "all"}, {"wording": "same"}, {"edition": "1"}, {"bom": "1"}]
)
def test_the_same_bytes_come_again_whatever_is_handed_in_since(client, quiz, trainer, asked):
    hand_in(quiz, Attempt.objects.first().enrolment.person, ["b", "b"])
    waits = hand_in(quiz, people(1)[0], ["a", "b"], score=False)
    file, code = told(client, quiz, **asked)

    many_hand_in(quiz, ["bb"] * 12, at=LATER)
    hand_in(quiz, Attempt.objects.last().enrolment.person, ["a", "b"], at=LATER)
    waits.scores.create(score=1, cause="by_hand", edition=quiz.edition, recorded_at=LATER)
    Attempt.objects.filter(pk=waits.pk).update(score=1)
    newer = a_quiz(an_edition(quiz.edition.course, "page", number=2), "single")
    with time_machine.travel(LATER, tick=False):
        many_hand_in(newer, ["a"] * 10, at=LATER)
        changed, _ = told(client, quiz, **asked)
        again, on_page = printed(code), sent(opened(client, code))

    assert changed != file
    assert again == file
    assert on_page == file


def test_an_essay_marked_once_more_scores_there_what_it_scored_then(client, unit, trainer):
    quiz = a_quiz_of_essays(unit, essays=2, markers=1)
    attempts = [handed_in(quiz, right=number % 2 == 0) for number in range(10)]
    by = a_trainer(unit)
    for number, attempt in enumerate(attempts):
        for key in ("e1", "e2"):
            given = FULL if number % 3 else HALF
            mark_response(essay_of(attempt, key), given, comment="", by=by, seen=0, now=NOW)
    file, code = told(client, quiz)

    for attempt in attempts[:5]:
        mark_response(essay_of(attempt), HALF, comment="", by=by, seen=0, now=LATER)
    with time_machine.travel(LATER, tick=False):
        changed, _ = told(client, quiz)
        again = printed(code)

    assert changed != file
    assert again == file


def test_what_had_run_out_of_time_and_nobody_had_handed_in_was_not_there_then(
    client, unit, trainer
):
    quiz = a_quiz_of_essays(unit, essays=0, time_limit_minutes=20)
    for right in "ab" * 9 + "a":  # with one more there would be 20
        submitted(quiz, q1=right, q2=right)
    left_open = an_open_attempt(quiz)
    person = left_open.enrolment.person
    file, code = told(client, quiz)

    end_expired(now=LATER)
    with time_machine.travel(LATER, tick=False):
        changed, _ = told(client, quiz)
        again = printed(code)

    assert Attempt.objects.get(enrolment__person=person).submitted_at < NOW
    assert changed != file
    assert again == file


def test_a_worker_writes_it_too_or_says_why_not(client, quiz, unit):
    client.force_login(an_admin(unit))
    file, code = told(client, quiz)

    for shape in ("csv", "csv-bom"):
        client.post(reverse("reports:ask_file"), {"code": code, "shape": shape})
        if shape == "csv-bom":
            User.objects.filter(enrolments__course__key="words").update(is_test=True)
        do_due_jobs()
    first, second = Job.objects.order_by("pk")

    with first.file.open() as written:
        assert written.read().decode() == file
    assert second.error.startswith("These figures cannot be made again")
    assert not second.file


@pytest.mark.parametrize("shape", ["json", "xlsx"])
def test_it_comes_in_every_shape(client, quiz, trainer, shape):
    receipt = read_receipt(told(client, quiz)[1]).shaped(format=shape)

    first, second = opened(client, receipt.code), opened(client, receipt.code)

    assert first["Content-Disposition"] == (
        f'attachment; filename="questions-words-quiz-1-en-2026-11-24.{shape}"'
    )
    assert list(first.streaming_content) == list(second.streaming_content)


def test_what_was_written_over_since_is_refused_and_not_answered_otherwise(client, quiz, trainer):
    _file, code = told(client, quiz)
    first = Attempt.objects.order_by("pk").first().enrolment.person_id
    User.objects.filter(pk=first).update(is_test=True)

    with pytest.raises(CommandError, match="cannot be made again") as refused:
        printed(code)

    assert "\n" not in str(refused.value)
    response = opened(client, code)
    assert response.status_code == 422
    assert "These figures cannot be made again" in response.content.decode()


def test_a_receipt_that_was_made_up_is_refused_in_one_sentence(client, quiz, trainer):
    _file, code = told(client, quiz)
    known = read_receipt(code)
    earlier = (NOW - timedelta(hours=1)).isoformat()
    others = [
        replace(known, at=earlier, known=earlier),
        replace(known, sha256="0" * 64),
        replace(known, all_attempts=True, sha256="0" * 64),
        replace(known, edition="9-en"),
        replace(known, activity="none"),
    ]

    for one in others:
        with pytest.raises(CommandError) as refused:
            printed(one.code)
        assert "\n" not in str(refused.value)
        assert opened(client, one.code).status_code == 422


def test_nobody_finds_out_from_made_up_receipts_when_somebody_handed_in(client, quiz, trainer):
    _file, code = told(client, quiz)
    with time_machine.travel(LATER, tick=False):
        hand_in(quiz, people(1)[0], ["a", "b"], at=NOW + timedelta(hours=5))

        for hours in (1, 4, 6):  # as long as they are answered, nobody else had
            then = (NOW + timedelta(hours=hours)).isoformat()
            response = opened(client, made_up(read_receipt(code), at=then, known=then))
            assert response.status_code == 422
            assert "This is not the code of a receipt" in response.content.decode()


@pytest.mark.parametrize("key", ["SECRET_KEY", "SECRET_KEY_FALLBACKS"])
def test_a_receipt_outlives_its_secret_key_where_that_is_still_told(
    client, quiz, trainer, settings, key
):
    file, code = told(client, quiz)
    if key == "SECRET_KEY_FALLBACKS":
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another, which is long enough to be one, too" * 2

    if key == "SECRET_KEY_FALLBACKS":
        assert printed(code) == file
    else:
        with pytest.raises(CommandError, match="not the code of a receipt"):
            printed(code)


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": ""},
        {"sha256": 5},
        {"course": "../x"},
        {"course": ["words"]},
        {"edition": "1"},
        {"edition": "0-en"},
        {"activity": ""},
        {"activity": 'x"\r\n'},
        {"pooled": 1},
        {"batches": -1},
        {"batches": True},
        {"known": NOW.replace(year=2025).isoformat()},
        {"definition": "1"},
        {"at": "0001-01-02T00:00:00+00:00", "known": "0001-01-02T00:00:00+00:00"},
        {"batches": 1},
        {"attribution": "\ud800"},
        {"scope": ("x",)},
        {"words": "Ada"},
    ],
)
def test_what_no_page_could_have_asked_is_no_receipt(client, quiz, trainer, changed):
    known = read_receipt(told(client, quiz)[1])

    response = opened(client, replace(known, **changed).code)

    assert response.status_code == 422
    assert "This is not the code of a receipt" in response.content.decode()


def test_it_opens_only_for_who_may_see_what_it_says_today(client, quiz, trainer, unit):
    _file, code = told(client, quiz)

    for person in (a_trainer(a_unit("Law")), a_coordinator(unit)):
        client.force_login(person)
        response = opened(client, code)
        assert response.status_code == 422
        assert "You do not write this course." in response.content.decode()


def test_a_moment_to_come_is_refused(client, quiz, trainer):
    known = read_receipt(told(client, quiz)[1])

    response = opened(client, replace(known, at=LATER.isoformat(), known=LATER.isoformat()).code)

    assert "This day is yet to come." in response.content.decode()


def test_the_page_says_its_receipt_and_the_file_of_it_is_that_of_the_link(client, quiz, trainer):
    page = client.get(reverse("reports:questions", args=["words", "quiz"]))

    code = page.context["receipt"].code
    assert f'<code class="code">{code}</code>' in page.content.decode()
    assert printed(code) == told(client, quiz)[0]
    assert reverse("reports:receipt") in page.content.decode()


def test_a_past_instant_asks_as_many_queries_however_many_attempts(
    client, quiz, trainer, django_assert_num_queries
):
    code = told(client, quiz)[1]
    with django_assert_num_queries(4):
        printed(code)
    many_hand_in(quiz, TWENTY * 2, at=LATER)
    with django_assert_num_queries(4):
        printed(code)
