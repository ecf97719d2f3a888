"""What must be done before an activity: told in its place, and in nobody's way who has begun it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.models import Activity
from courses.services.outlines import outline
from learning.models import Attempt, Completion, Progress, Reflection
from learning.services.acts import sign_attestation, write_reflection
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.completion import complete_if_met
from learning.services.enrolment import enrol
from learning.services.openings import opening
from learning.services.overview import taken
from learning.services.places import place_in
from learning.services.previewing import Preview, previewing
from learning.services.progress import mark_viewed, satisfy_activity
from tests.factories import NOW, a_learner, a_trainer, an_edition
from tests.integration.learning.editions import an_issue
from tests.integration.learning.helpers import (
    activity_of,
    address,
    page_of,
    queries_of,
    taking,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

KINDS = ("page", "quiz", "reflection", "attestation", "video", "scenario")
DEEDS = {
    "page": "leave",
    "video": "leave",
    "scenario": "leave",
    "reflection": "write",
    "attestation": "sign",
    "quiz": "start_attempt",
}
SENT = {"write": {"text": "Mine"}, "sign": {"agreed": "on"}}
NOTICE = "This is not open yet."


def behind(kind, client=None):
    """Somebody who has begun a course in which an activity of this kind comes after a page."""
    enrolment = taking("page", kind, client=client)
    Activity.objects.filter(kind="video").update(settings={"src": "https://example.org/a.mp4"})
    first, second = enrolment.edition.activities.order_by("position")
    after(second, first)
    return enrolment, first, second


def after(activity, *others):
    """Its secret shows only where its content does; its prerequisites are these."""
    keys = [getattr(each, "key", each) for each in others]
    Activity.objects.filter(pk=activity.pk).update(
        settings={**activity.settings, "after": keys}, body="<p>The secret of it.</p>"
    )
    activity.refresh_from_db()


def done(enrolment, activity):
    satisfy_activity(enrolment, activity, at=NOW)


def message_of(client, response):
    page = client.get(response.url)
    return [str(each) for each in page.context["messages"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_activity_says_what_comes_first_and_shows_nothing_else(client, kind):
    enrolment, first, closed = behind(kind, client)

    text = page_of(client, address("activity", enrolment, closed))

    assert NOTICE in text
    assert text.count(f'<li><a href="{address("activity", enrolment, first)}" lang="en">') == 1
    assert "The secret of it." not in text
    assert address(DEEDS[kind], enrolment, closed) not in text
    assert 'name="opened"' not in text


@pytest.mark.parametrize("kind", KINDS)
def test_once_that_is_done_it_opens(client, kind):
    enrolment, first, closed = behind(kind, client)

    done(enrolment, first)

    text = page_of(client, address("activity", enrolment, closed))
    assert NOTICE not in text
    assert "The secret of it." in text


@pytest.mark.parametrize("kind", KINDS)
def test_before_that_nothing_can_be_done_in_it(client, kind):
    enrolment, first, closed = behind(kind, client)
    deed = DEEDS[kind]

    response = client.post(address(deed, enrolment, closed), SENT.get(deed, {}))

    assert (response.status_code, response.url) == (302, address("activity", enrolment, closed))
    assert message_of(client, response) == [
        f"This opens once what comes before it is done: {first.title}."
    ]
    assert not Progress.objects.exists()
    assert not Attempt.objects.exists()
    assert not Reflection.objects.exists()


def test_what_cannot_be_kept_of_a_form_is_answered_with_the_notice_too(client):
    enrolment, _first, closed = behind("reflection", client)

    response = client.post(address("write", enrolment, closed), {"text": ""})

    assert response.status_code == 422
    assert NOTICE in response.content.decode()


@pytest.mark.parametrize(
    "act",
    [
        lambda row, it: mark_viewed(row, it, now=NOW),
        lambda row, it: write_reflection(row, it, "Mine", now=NOW),
        lambda row, it: sign_attestation(row, it, now=NOW),
        lambda row, it: start_attempt(row, it, now=NOW),
    ],
)
def test_the_services_refuse_it_themselves(act):
    enrolment, _first, closed = behind("quiz")

    with pytest.raises(ValidationError) as refused:
        act(enrolment, closed)

    assert refused.value.code == "comes_after"
    assert not Progress.objects.exists()


def test_the_outline_and_the_course_say_which_are_not_open(client):
    enrolment, _first, closed = behind("reflection", client)

    words = '<span class="fine">(not open yet)</span>'
    assert page_of(client, address("activity", enrolment, closed)).count(words) == 1
    course = " ".join(
        page_of(client, reverse("learning:course", args=[enrolment.course.key])).split()
    )
    assert course.count("not open yet, counts when you have written something") == 1
    assert course.count("(not open yet)") == 1

    done(enrolment, enrolment.edition.activities.get(key="page-1"))

    assert "not open yet" not in page_of(client, address("activity", enrolment, closed))


def test_what_somebody_has_opened_before_stays_open(client):
    enrolment, _first, closed = behind("page", client)
    Progress.objects.create(enrolment=enrolment, activity_key=closed.key, activity=closed)

    text = page_of(client, address("activity", enrolment, closed))
    client.post(address("leave", enrolment, closed))

    assert NOTICE not in text
    assert "not open yet" not in text
    assert Progress.objects.get().satisfied_at == NOW


def test_what_is_done_stays_open(client):
    enrolment, _first, closed = behind("reflection", client)
    done(enrolment, closed)

    text = page_of(client, address("activity", enrolment, closed))
    response = client.post(address("write", enrolment, closed), {"text": "Mine, later"})

    assert NOTICE not in text
    assert response.status_code == 302
    assert Reflection.objects.get().text == "Mine, later"


def test_an_open_attempt_goes_on_whatever_comes_before_the_quiz_since(client):
    enrolment = taking("page", "quiz", client=client)
    quiz = activity_of(enrolment, "quiz")
    attempt = start_attempt(enrolment, quiz, now=NOW)
    after(quiz, "page-1")

    text = page_of(client, address("activity", enrolment, quiz))
    again = client.post(address("start_attempt", enrolment, quiz))
    saved = client.post(
        reverse("learning:save", args=[attempt.uuid]),
        {":question": "q1", ":asked": "q1", "q1": "a", "sequence:q1": 1},
    )
    client.post(reverse("learning:submit", args=[attempt.uuid]), {"q1": "a", "q2": "a"})

    assert "Go on with the quiz" in text
    assert again.url == attempt.get_absolute_url()
    assert saved.status_code == 200
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.score) == (NOW, 1)
    assert [each.activity_key for each in Progress.objects.all()] == [quiz.key]


def test_who_tried_a_quiz_sees_their_attempts_and_may_try_again(client):
    enrolment = taking("page", "quiz", client=client)
    quiz = activity_of(enrolment, "quiz")
    failed = start_attempt(enrolment, quiz, now=NOW)
    submit_attempt(failed, {}, now=NOW)
    after(quiz, "page-1")

    text = page_of(client, address("activity", enrolment, quiz))
    response = client.post(address("start_attempt", enrolment, quiz))

    assert reverse("learning:result", args=[failed.uuid]) in text
    assert response.url == Attempt.objects.get(number=2).get_absolute_url()


def test_what_was_written_on_an_open_page_is_kept_though_it_closed_meanwhile(client):
    enrolment = taking("page", "reflection", client=client)
    page, reflection = enrolment.edition.activities.order_by("position")
    opened = opening(enrolment.uuid, reflection.key, 1, now=NOW - timedelta(minutes=5))
    after(reflection, page)

    response = client.post(
        address("write", enrolment, reflection), {"text": "Mine", "opened": opened}
    )

    assert response.status_code == 302
    assert Reflection.objects.get().text == "Mine"


def test_a_prerequisite_that_changed_since_is_to_be_looked_at_first(client):
    said = {"page-1": "one", "quiz-1": "two"}
    course = an_issue(said, after=["page-1"]).edition.course
    person = a_learner()
    client.force_login(person)
    enrolment = enrol(person, course, now=NOW)
    page, quiz = enrolment.edition.activities.order_by("position")
    done(enrolment, page)
    before = page_of(client, address("activity", enrolment, quiz))

    an_issue({**said, "page-1": "otherwise"}, course, effect="carry_over", after=["page-1"])

    assert NOTICE not in before
    assert NOTICE in page_of(client, address("activity", enrolment, quiz))


def test_who_is_moved_to_an_edition_with_prerequisites_goes_on_with_what_they_began(client):
    said = {"page-1": "one", "quiz-1": "two", "quiz-2": "three"}
    course = an_issue(said).edition.course
    person = a_learner()
    client.force_login(person)
    enrolment = enrol(person, course, now=NOW)
    _page, begun, other = enrolment.edition.activities.order_by("position")
    attempt = start_attempt(enrolment, begun, now=NOW)

    an_issue(said, course, effect="minor", after=["page-1"])
    texts = [page_of(client, address("activity", enrolment, each)) for each in (begun, other)]
    client.post(reverse("learning:submit", args=[attempt.uuid]), {"ask": "a"})

    assert [NOTICE in text for text in texts] == [False, True]
    assert [each.activity_key for each in Progress.objects.all()] == ["quiz-1"]


@pytest.mark.parametrize("deed", ["page", "enrolment", "next", "leave"])
def test_every_way_on_leads_to_what_is_open(client, deed):
    enrolment = taking("page", "video", "page", "page", client=client)
    first, second, third, fourth = enrolment.edition.activities.order_by("position")
    after(second, fourth)
    after(third, second)
    Activity.objects.filter(pk=first.pk).update(required=False)
    leads = {
        "enrolment": lambda: client.get(reverse("learning:enrolment", args=[enrolment.uuid])).url,
        "next": lambda: client.get(reverse("learning:next", args=[enrolment.course.key])).url,
        "leave": lambda: client.post(address("leave", enrolment, first)).url,
        "page": lambda: client.get(address("activity", enrolment, first)).context["at"].after.key,
    }

    on = leads[deed]()

    assert on.rstrip("/").rpartition("/")[2] == fourth.key


def test_with_nothing_open_after_it_the_course_says_what_is_missing(client):
    enrolment = taking("page", "page", "page", client=client)
    first, second, third = enrolment.edition.activities.order_by("position")
    after(third, first)

    response = client.post(address("leave", enrolment, second))

    assert response.url == reverse("learning:course", args=[enrolment.course.key])


def test_an_optional_activity_that_leads_to_a_required_one_comes_before_other_optional_ones():
    enrolment = taking("page", "page", "page")
    _aside, leading, wanted = enrolment.edition.activities.order_by("position")
    enrolment.edition.activities.exclude(pk=wanted.pk).update(required=False)
    after(wanted, leading)
    mine = taken(enrolment.person, enrolment.uuid)

    place = place_in(outline(mine.edition_id, mine.content_hash), mine.satisfied)

    assert place.next.key == leading.key
    assert place.minutes_left == 8
    assert [*place.waits] == [wanted.key]
    assert place.missing.required == (wanted.key,)


def test_a_preview_has_done_what_its_activity_waits_for_wherever_that_stands():
    draft = an_edition(None, "page", "page", "page", "page", number=None)
    first, second, third, fourth = draft.activities.order_by("position")
    after(second, fourth)
    after(fourth, third)
    after(third, third)
    looked_at = Preview(draft, a_trainer(), "plain")

    def done_before(key):
        with previewing(looked_at, key, now=NOW) as enrolment:
            return sorted(taken(looked_at.person, enrolment.uuid).satisfied)

    assert done_before(second.key) == [first.key, third.key, fourth.key]
    assert done_before(third.key) == [first.key, second.key]
    assert not Progress.objects.exists()


def test_completion_never_looks_at_what_comes_before():
    enrolment = taking("page", "page")
    first, second = enrolment.edition.activities.order_by("position")
    Activity.objects.filter(pk=first.pk).update(required=False)
    after(second, first)

    done(enrolment, second)
    complete_if_met(enrolment, now=NOW)

    assert Completion.objects.get().completed_at == NOW


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["page-2"], "One thing comes first."),
        (["gone"], "It comes after something that is not in this course."),
        (["page-1", "gone"], "One thing comes first."),
    ],
)
def test_what_nobody_could_open_is_still_a_calm_page(client, named, said):
    enrolment = taking("page", "page", client=client)
    second = enrolment.edition.activities.get(key="page-2")
    after(second, *named)

    assert said in page_of(client, address("activity", enrolment, second))


@pytest.mark.parametrize(
    ("kind", "is_open", "counts"),
    [("page", False, [5, 4]), ("quiz", False, [5, 4]), ("quiz", True, [6, 5])],
)
def test_a_page_stays_within_its_queries(client, kind, is_open, counts):
    """Session, person, enrolment; what was begun, where something is closed; once, the outline."""
    enrolment = taking("page", kind, "page", client=client)
    first, second, third = enrolment.edition.activities.order_by("position")
    after(second, first)
    after(third, second)
    if is_open:
        done(enrolment, first)
    url = address("activity", enrolment, second)

    found = [queries_of(client, url), queries_of(client, url)]
    assert found[1] <= 5
    assert found == counts


def test_where_nothing_comes_before_anything_nothing_more_is_asked(client):
    enrolment = taking("page", "page", client=client)
    url = address("activity", enrolment, enrolment.edition.activities.first())

    assert [queries_of(client, url), queries_of(client, url)] == [5, 3]
