from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from learning.models import HandMark
from learning.services.marking import mark_response
from tests.essays import FULL, HALF, HANDED_IN, SAID, a_quiz_with_essays, essay_of, handed_in
from tests.factories import NOW, a_learner, a_trainer, a_unit, an_admin
from tests.integration.learning.helpers import page_of, queries_of

pytestmark = pytest.mark.django_db

QUEUE = reverse("learning:marking")
GIVEN = {"points:listens": "1.5", "points:repairs": "1", "comment": "Well heard.", "seen": "0"}


@pytest.fixture
def unit():
    return a_unit("Surgery")


@pytest.fixture
def trainer(client, unit):
    person = a_trainer(unit)
    client.force_login(person)
    return person


def place_of(attempt, key="e1"):
    return reverse("learning:mark", args=[attempt.uuid, essay_of(attempt, key).place])


def said(response):
    return " ".join(response.content.decode().split())


def linked(page):
    """The responses that a page of the queue leads to, in order."""
    return [
        part.partition('"')[0].partition("?")[0]
        for part in page.split('href="')[1:]
        if part.startswith("/marking/") and part[9] not in '"?'
    ]


def test_a_trainer_marks_what_waits_one_after_the_other(client, trainer, unit):
    quiz = a_quiz_with_essays(unit)
    newer, older = handed_in(quiz), handed_in(quiz)
    older.submitted_at = HANDED_IN - timedelta(minutes=20)
    older.save()

    page = page_of(client, QUEUE)
    assert "2 responses wait for you." in page
    assert linked(page) == [place_of(older), place_of(newer)]

    page = page_of(client, place_of(older))
    assert SAID in page
    assert "What do you do, e1?" in page
    assert "The criterion listens" in page
    assert "From 0 to 3 points." in page

    reply = client.post(place_of(older), GIVEN)
    assert (reply.status_code, reply.url) == (302, place_of(newer))
    kept = HandMark.objects.get()
    assert (kept.by, kept.comment) == (trainer, "Well heard.")
    older.refresh_from_db()
    assert older.score == Decimal("0.75")

    reply = client.post(place_of(newer), GIVEN, follow=True)
    assert reply.redirect_chain == [(QUEUE, 302)]
    assert "Nothing waits for you." in said(reply)


def test_the_queue_is_narrowed_by_its_address_and_stays_so(client, trainer, unit):
    quiz, other = a_quiz_with_essays(unit), a_quiz_with_essays(unit)
    first, second = handed_in(quiz), handed_in(quiz)
    elsewhere = handed_in(other)
    course = quiz.edition.course.key

    for chosen in (course, f"{course}/quiz-1"):
        page = page_of(client, f"{QUEUE}?of={chosen}")
        assert linked(page) == [place_of(first), place_of(second)]
    assert len(linked(page_of(client, QUEUE))) == 3
    assert "Nothing waits there." in page_of(client, f"{QUEUE}?of={course}/quiz-9")

    of = f"?of={course}/quiz-1"
    reply = client.post(place_of(first) + of, GIVEN)
    assert reply.url == place_of(second) + f"?of={course}%2Fquiz-1"
    reply = client.post(place_of(second) + of, GIVEN)
    assert reply.url == f"{QUEUE}?of={course}%2Fquiz-1"
    assert linked(page_of(client, QUEUE)) == [place_of(elsewhere)]


def test_skipping_leads_round_the_queue(client, trainer, unit):
    quiz = a_quiz_with_essays(unit, essays=2)
    attempt, other = handed_in(quiz), handed_in(quiz)
    places = [place_of(attempt), place_of(attempt, "e2"), place_of(other), place_of(other, "e2")]

    for here, there in zip(places, places[1:] + places[:1], strict=True):
        assert f'<a href="{there}">Skip it for now</a>' in page_of(client, here)


def test_only_courses_of_the_trainers_units_wait(client, trainer, unit):
    below = handed_in(a_quiz_with_essays(a_unit("Trauma", parent=unit)))
    elsewhere = handed_in(a_quiz_with_essays(a_unit("Medicine")))

    assert linked(page_of(client, QUEUE)) == [place_of(below)]
    assert client.get(place_of(elsewhere)).status_code == 404
    assert client.post(place_of(elsewhere), GIVEN).status_code == 404
    assert not HandMark.objects.exists()


def test_nobody_finds_their_own_response_waiting(client, trainer, unit):
    mine = handed_in(a_quiz_with_essays(unit), trainer)

    assert linked(page_of(client, QUEUE)) == []
    assert client.get(place_of(mine)).status_code == 404


def test_what_needs_two_markers_waits_for_another_person(client, trainer, unit):
    attempt = handed_in(a_quiz_with_essays(unit, markers=2))
    assert "0 of 2" in page_of(client, QUEUE)

    client.post(place_of(attempt), GIVEN)

    assert linked(page_of(client, QUEUE)) == []
    client.force_login(a_trainer(unit))
    assert "1 of 2" in page_of(client, QUEUE)
    page = page_of(client, place_of(attempt))
    assert "1.5" not in page
    assert "Well heard." not in page
    client.post(place_of(attempt), GIVEN | {"seen": "1"})
    assert linked(page_of(client, QUEUE)) == []


def test_a_response_left_open_waits_for_nobody(client, trainer, unit):
    handed_in(a_quiz_with_essays(unit), said=None)

    assert linked(page_of(client, QUEUE)) == []


def test_points_beyond_the_rubric_are_refused_and_nothing_typed_is_lost(client, trainer, unit):
    attempt = handed_in(a_quiz_with_essays(unit))

    reply = client.post(place_of(attempt), GIVEN | {"points:listens": "4"})

    assert reply.status_code == 422
    assert "Give from 0 to 3 points." in said(reply)
    assert "Well heard." in said(reply)
    assert not HandMark.objects.exists()


def test_a_page_older_than_anothers_marks_says_so_and_keeps_what_was_given(client, trainer, unit):
    attempt = handed_in(a_quiz_with_essays(unit))
    mark_response(essay_of(attempt), FULL, comment="", by=a_trainer(unit), now=NOW)

    reply = client.post(place_of(attempt), GIVEN)

    assert reply.status_code == 409
    assert "Somebody else has marked this response meanwhile." in said(reply)
    assert 'name="seen" value="1"' in said(reply)
    assert "Well heard." in said(reply)
    assert client.post(place_of(attempt), GIVEN | {"seen": "1"}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.875")


def test_ones_own_marks_stand_in_the_form_to_be_changed(client, trainer, unit):
    attempt = handed_in(a_quiz_with_essays(unit))
    client.post(place_of(attempt), GIVEN)

    page = page_of(client, place_of(attempt))

    assert "What you save now counts instead." in page
    assert 'value="1.5"' in page
    assert "Well heard." in page


def test_what_one_has_marked_is_found_again_the_last_first(client, trainer, unit):
    quiz = a_quiz_with_essays(unit)
    first, second, another = handed_in(quiz), handed_in(quiz), handed_in(quiz)
    mark_response(essay_of(another), FULL, comment="", by=a_trainer(unit), now=NOW)
    for attempt in (first, second):
        client.post(place_of(attempt), GIVEN)

    assert linked(page_of(client, f"{QUEUE}?show=marked")) == [place_of(second), place_of(first)]


def names_of(person, *rows):
    """Everything by which a person could be known."""
    return [
        person.first_name,
        person.last_name,
        person.full_name,
        person.display_name,
        person.sort_name,
        person.email,
        person.hr_id,
        str(person.uuid),
        person.uuid.hex,
        *(str(row.uuid) for row in rows),
        *(row.uuid.hex for row in rows),
    ]


def test_no_page_of_a_marker_tells_whose_response_it_is(client, unit):
    learner = a_learner(
        unit,
        first="Zebulon",
        last="Quux",
        preferred_name="Zeb",
        hr_id="00417-Z",
        email="z@example.org",
    )
    attempt = handed_in(a_quiz_with_essays(unit), learner)
    client.force_login(an_admin(unit))
    course = attempt.activity.edition.course.key

    replies = [
        client.get(QUEUE),
        client.get(f"{QUEUE}?of={course}"),
        client.get(place_of(attempt)),
        client.post(place_of(attempt), GIVEN | {"points:listens": "9"}),
        client.post(place_of(attempt), GIVEN, follow=True),
        client.get(place_of(attempt)),
    ]

    shown = "".join(said(reply) for reply in replies)
    assert f"Response {attempt.uuid.hex[:4]}" in shown
    for name in names_of(learner, attempt.enrolment):
        assert name not in shown


@pytest.mark.parametrize(("url", "queries"), [("queue", 6), ("one", 6)])
@pytest.mark.parametrize("responses", [1, 5])
def test_the_statements_do_not_grow_with_what_waits(client, trainer, unit, url, queries, responses):
    quiz = a_quiz_with_essays(unit)
    attempts = [handed_in(quiz) for _ in range(responses)]
    address = QUEUE if url == "queue" else place_of(attempts[0])
    page_of(client, address)

    assert queries_of(client, address) == queries


def test_the_learner_reads_each_markers_points_and_words_once_there_is_a_score(client, unit):
    attempt = handed_in(a_quiz_with_essays(unit, markers=2))
    client.force_login(attempt.enrolment.person)
    result = reverse("learning:result", args=[attempt.uuid])
    essay, markers = essay_of(attempt), [a_trainer(unit, last="Marker") for _ in range(2)]
    mark_response(essay, FULL, comment="You listen first.", by=markers[0], now=NOW)
    waiting = said(client.get(result))

    mark_response(essay, HALF, comment="And the repair?", by=markers[1], now=NOW)
    text = said(client.get(result))

    assert "You listen first." not in waiting
    assert "You listen first." in text
    assert "And the repair?" in text
    assert "3 of 3" in text
    assert "1.5 of 3" in text
    assert "Marker" not in text
