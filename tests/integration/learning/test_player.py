from datetime import timedelta

import pytest

from courses.models import Activity
from learning.models import Completion, Progress
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.openings import opening
from learning.services.progress import satisfy_activity
from tests.factories import NOW, a_learner, an_edition
from tests.integration.learning.helpers import (
    activity_of,
    address,
    page_of,
    queries_of,
    taking,
)
from tests.integration.learning.quizzes import A, a_draw, at_quiz, granted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def leave(client, enrolment, activity, **sent):
    return client.post(address("leave", enrolment, activity), sent)


def test_reading_writes_nothing(client):
    enrolment = taking("page", "video", client=client)
    Activity.objects.filter(kind="video").update(settings={"src": "/assets/a/talk.mp4"})

    page_of(client, address("activity", enrolment, activity_of(enrolment, "page")))
    page_of(client, address("activity", enrolment, activity_of(enrolment, "video")))

    assert not Progress.objects.exists()


def test_next_counts_the_page_with_its_opening_and_leads_on(client):
    enrolment = taking("page", "quiz", client=client)
    page = activity_of(enrolment, "page")
    opened = NOW - timedelta(minutes=3)

    response = leave(
        client, enrolment, page, opened=opening(enrolment.uuid, page.key, 1, now=opened)
    )

    assert response.url == f"/learn/{enrolment.uuid}/quiz-2/"
    progress = Progress.objects.get()
    assert (progress.opened_at, progress.satisfied_at) == (opened, NOW)


def test_the_page_itself_carries_its_opening(client):
    enrolment = taking("page", "page", client=client)
    first = enrolment.edition.activities.first()

    text = page_of(client, address("activity", enrolment, first))

    assert f'name="opened" value="{opening(enrolment.uuid, first.key, 1, now=NOW)}"' in text


def test_too_early_stays_on_the_page_and_says_so(client):
    enrolment = taking("page", "page", client=client)
    first = enrolment.edition.activities.first()
    Activity.objects.filter(pk=first.pk).update(
        criterion="minimum_time", settings={"minimum_minutes": 3}
    )

    response = client.post(address("leave", enrolment, first), follow=True)

    assert response.redirect_chain == [(address("activity", enrolment, first), 302)]
    assert "counts as read after 3 minutes" in response.content.decode()


def test_the_last_next_leads_to_the_page_that_says_done(client):
    enrolment = taking("page", client=client)

    response = leave(client, enrolment, activity_of(enrolment, "page"))

    assert response.url == enrolment.get_absolute_url()
    assert Completion.objects.get().completed_at == NOW


def test_the_last_next_with_something_missing_leads_to_what_is_missing(client):
    enrolment = taking("quiz", "page", client=client)

    response = leave(client, enrolment, activity_of(enrolment, "page"))

    assert response.url == f"/courses/{enrolment.course.key}/"


def test_the_outline_says_what_is_done_where_one_is_and_what_is_left(client):
    enrolment = taking("page", "quiz", "reflection", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    text = page_of(client, address("activity", enrolment, activity_of(enrolment, "quiz")))

    assert text.count("(completed)") == 1
    assert text.count("(you are here)") == 1
    assert text.count("(not done yet)") == 1
    assert 'aria-current="page"' in text


def test_an_open_enrolment_leads_to_its_next_activity(client):
    enrolment = taking("page", "quiz", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    response = client.get(enrolment.get_absolute_url())

    assert response.url == f"/learn/{enrolment.uuid}/quiz-2/"


def test_what_is_completed_stays_readable_on_its_own_edition(client):
    enrolment = taking("page", client=client)
    page = activity_of(enrolment, "page")
    satisfy_activity(enrolment, page, at=NOW)
    an_edition(enrolment.course, "page", number=2, title="Quite another")

    text = page_of(client, address("activity", enrolment, page))

    assert "You have completed this course" in text
    assert "Whoever holds the piece may speak." in text
    assert "Quite another" not in text


def test_another_persons_course_is_not_there(client):
    enrolment = taking("page", "attestation")
    page = activity_of(enrolment, "page")
    client.force_login(a_learner())

    assert client.get(enrolment.get_absolute_url()).status_code == 404
    assert client.get(address("activity", enrolment, page)).status_code == 404
    assert leave(client, enrolment, page).status_code == 404
    signed = address("sign", enrolment, activity_of(enrolment, "attestation"))
    assert client.post(signed, {"agreed": "on"}).status_code == 404
    assert not Progress.objects.exists()


def test_an_activity_that_is_not_in_the_edition_is_not_there(client):
    enrolment = taking("page", client=client)

    assert client.get(f"/learn/{enrolment.uuid}/nowhere/").status_code == 404


def test_signing_needs_the_tick_and_then_stands(client):
    enrolment = taking("page", "attestation", client=client)
    statement = activity_of(enrolment, "attestation")

    refused = client.post(address("sign", enrolment, statement))
    assert refused.status_code == 422
    assert "Tick the box to sign" in refused.content.decode()

    client.post(address("sign", enrolment, statement), {"agreed": "on"})
    text = page_of(client, address("activity", enrolment, statement))
    assert f"Signed by {enrolment.person.display_name}, 24 November 2026, 09:00" in text


@pytest.mark.parametrize("name", ["sign", "write", "start_attempt"])
def test_a_page_is_not_signed_written_or_tried(client, name):
    enrolment = taking("page", "quiz", client=client)
    page = activity_of(enrolment, "page")

    sent = {"agreed": "on", "text": "x"}
    assert client.post(address(name, enrolment, page), sent).status_code == 404
    assert not Progress.objects.exists()


def test_what_is_stored_is_cleaned_once_more_before_it_is_shown(client):
    enrolment = taking("page", client=client)
    page = activity_of(enrolment, "page")
    body = '<p onclick="x()">Speak.</p><script>x()</script><a href="javascript:x()">y</a>'
    Activity.objects.filter(pk=page.pk).update(body=body)

    text = page_of(client, address("activity", enrolment, page))

    assert "<p>Speak.</p>" in text
    assert "x()" not in text


def test_a_link_to_another_activity_stays_within_the_enrolment(client):
    enrolment = taking("page", "quiz", client=client)
    page = activity_of(enrolment, "page")
    body = '<p><a href="#activity-quiz-2">The quiz</a></p>'
    Activity.objects.filter(pk=page.pk).update(body=body)

    text = page_of(client, address("activity", enrolment, page))

    assert f'<a href="/learn/{enrolment.uuid}/quiz-2/">The quiz</a>' in text


def test_a_text_lists_the_works_it_cites(client):
    edition = an_edition(None, "page", number=None)
    edition.sources = {
        "zehr2015": {"authors": ["Zehr, H."], "title": "The little book", "year": "2015"}
    }
    edition.number, edition.published_at, edition.content_hash = 1, NOW, "cited"
    edition.save()
    body = '<p>So it is <a class="citation" href="#source-zehr2015"></a>.</p>'
    edition.activities.update(body=body)
    person = a_learner()
    client.force_login(person)
    client.post(f"/courses/{edition.course.key}/start/")

    enrolment = person.enrolments.get()
    text = page_of(client, address("activity", enrolment, edition.activities.get()))

    assert '<a class="citation" href="#source-zehr2015">(Zehr 2015)</a>' in text
    assert '<li id="source-zehr2015">Zehr, H. (2015). The little book' in text


def test_a_video_has_its_captions_and_its_transcript(client):
    enrolment = taking("video", client=client)
    Activity.objects.update(settings={"src": "/assets/a/talk.mp4", "captions": "/assets/b/t.vtt"})

    text = page_of(client, address("activity", enrolment, activity_of(enrolment, "video")))

    assert '<source src="/assets/a/talk.mp4">' in text
    assert '<track kind="captions" src="/assets/b/t.vtt" srclang="en"' in text
    assert "Whoever holds the piece may speak." in text


def test_a_video_that_lies_elsewhere_is_linked(client):
    enrolment = taking("video", client=client)
    Activity.objects.update(settings={"src": "https://example.org/watch/7"})

    text = page_of(client, address("activity", enrolment, activity_of(enrolment, "video")))

    assert '<a href="https://example.org/watch/7" rel="noopener">' in text
    assert "<video" not in text


@pytest.mark.parametrize("number", [1, 50])
@pytest.mark.parametrize(
    ("kind", "counts"), [("page", [5, 3]), ("quiz", [6, 4]), ("reflection", [6, 4])]
)
def test_an_activity_takes_six_queries_at_most_whatever_there_is(client, kind, counts, number):
    person = a_learner()
    for _ in range(number - 1):
        taking("page", person=person)
    enrolment = taking(kind, *["page"] * number, person=person, client=client)

    url = address("activity", enrolment, enrolment.edition.activities.first())

    assert [queries_of(client, url), queries_of(client, url)] == counts


def test_the_pages_of_a_quiz_take_six_queries_at_most(client):
    enrolment = taking("quiz", "page", client=client)
    attempt = start_attempt(enrolment, activity_of(enrolment, "quiz"), now=NOW)
    from courses.services import kept

    for page in ("", "review/"):
        kept.clear()
        assert queries_of(client, f"{attempt.get_absolute_url()}{page}") == 4
    submit_attempt(attempt, {}, now=NOW)
    kept.clear()
    assert queries_of(client, f"{attempt.get_absolute_url()}result/") == 6


def test_the_pages_of_a_quiz_with_everything_take_six_queries_at_most(client):
    """Drawn questions, a case, an accommodation, several attempts, one question a page."""
    enrolment, quiz = at_quiz(client, one_at_a_time=True, time_limit_minutes=60, keep="average")
    granted(enrolment.person, factor=2, extra_attempts=3)
    a_draw(quiz, 3, ["p1", "p2", "p3", "p4"], case="clinic")
    for _ in range(3):
        submit_attempt(start_attempt(enrolment, quiz, now=NOW), {"q1": A}, now=NOW)
    attempt = start_attempt(enrolment, quiz, now=NOW)
    result = f"{submit_attempt(attempt, {}, now=NOW).get_absolute_url()}result/"
    attempt = start_attempt(enrolment, quiz, now=NOW)
    url = attempt.get_absolute_url()
    from courses.services import kept

    counts = []
    for page in (
        address("activity", enrolment, quiz),
        f"{url}?question=2",
        f"{url}review/",
        result,
    ):
        kept.clear()
        counts.append(queries_of(client, page))

    assert counts == [6, 4, 4, 6]
