"""A draft as a learner meets it: the player's own pages, and no trace of it anywhere."""

import pytest
from django.apps import apps
from django.urls import reverse

from learning.models import Enrolment
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signed_in")]
KINDS = ("page", "quiz", "reflection", "attestation")


@pytest.fixture
def draft(trainer):
    course = make.a_course(trainer.appointments.get().unit, key="repair")
    return make.an_edition(course, *KINDS, number=None)


def at(draft, name, *more, learner="plain"):
    args = [draft.course.key, draft.language, learner, *more]
    return reverse(f"learning:preview_{name}", args=args)


def counts():
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def test_every_activity_is_shown_and_nothing_is_written(client, draft):
    before = counts()
    for key in ("page-1", "quiz-2", "reflection-3", "attestation-4"):
        page = client.get(at(draft, "activity", key))
        assert page.status_code == 200
        assert "Preview." in page.content.decode()
        assert "/learn/" not in page.content.decode()
    assert counts() == before


def test_next_leads_on_within_the_preview_and_the_end_is_shown(client, draft):
    before = counts()
    step = client.post(at(draft, "act", "page-1", "leave"))
    assert step["Location"] == at(draft, "activity", "quiz-2")
    kept = client.post(at(draft, "act", "reflection-3", "write"), {"text": "I listened."})
    assert kept["Location"] == at(draft, "activity", "attestation-4")
    done = client.post(at(draft, "act", "attestation-4", "sign"), {"agreed": "on"})
    assert done.status_code == 302
    assert client.get(at(draft, "end")).status_code == 200
    assert counts() == {**before, "Session": counts()["Session"]}


def test_a_quiz_is_taken_with_its_result_and_no_attempt_is_made(client, draft):
    before = counts()
    started = client.post(at(draft, "start_quiz", "quiz-2"))
    sheet = client.get(started["Location"])
    assert sheet.status_code == 200
    assert "What do you do first, q1?" in sheet.content.decode()
    names = [name for name in ("q1", "q2") if name in sheet.content.decode()]
    assert names == ["q1", "q2"]
    result = client.post(f"{started['Location']}submit/", {"q1": "a", "q2": "a"})
    assert result.status_code == 200
    assert "You passed, with 100" in result.content.decode()
    wrong = client.post(f"{started['Location']}submit/", {"q1": "b", "q2": "b"})
    assert "with 100" not in wrong.content.decode()
    assert counts() == before


def test_more_time_is_what_an_accommodation_would_give(client, draft):
    quiz = draft.activities.get(key="quiz-2")
    quiz.settings = {"time_limit_minutes": 20}
    quiz.save()
    plain = client.get(at(draft, "activity", "quiz-2")).content.decode()
    more = client.get(at(draft, "activity", "quiz-2", learner="more-time")).content.decode()
    none = client.get(at(draft, "activity", "quiz-2", learner="no-limit")).content.decode()
    assert ("20 minutes" in plain, "30 minutes" in more) == (True, True)
    assert ("20 minutes" in none, "30 minutes" in none) == (False, False)


def test_whoever_takes_the_course_themselves_keeps_their_place(client, draft, trainer):
    mine = make.an_enrolment(trainer, make.publish(draft))
    draft = make.an_edition(draft.course, *KINDS, number=None)
    client.post(at(draft, "act", "page-1", "leave"))
    mine.refresh_from_db()
    assert (mine.closed_at, mine.progress.count(), Enrolment.objects.count()) == (None, 0, 1)


def test_what_was_changed_is_seen_at_once(client, draft):
    client.get(at(draft, "activity", "page-1"))
    draft.activities.filter(key="page-1").update(body="<p>New words.</p>")
    assert "New words." in client.get(at(draft, "activity", "page-1")).content.decode()


def test_it_is_for_those_who_write_the_course(client, draft):
    client.force_login(make.a_learner())
    assert client.get(at(draft, "activity", "page-1")).status_code == 403
    client.force_login(make.a_trainer(make.a_unit("Elsewhere")))
    assert client.get(at(draft, "activity", "page-1")).status_code == 404
