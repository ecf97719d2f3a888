from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from learning.models import Completion, Fulfilment
from learning.services.attempts import start_attempt, submit_attempt
from learning.services.progress import satisfy_activity
from tests.factories import NOW, a_learner, a_requirement, an_assignment, an_edition
from tests.integration.learning.helpers import activity_of, four_at_once, page_of, taking

pytestmark = pytest.mark.django_db

FIRST, LAST = NOW, NOW + timedelta(days=2)
RIGHT = {"q1": {"choice": "a"}, "q2": {"choice": "a"}}


def test_the_last_satisfying_fact_dates_the_completion():
    enrolment = taking("page", "attestation")
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=LAST)
    assert not Completion.objects.exists()

    satisfy_activity(enrolment, activity_of(enrolment, "attestation"), at=FIRST, now=LAST)

    completion = Completion.objects.get()
    enrolment.refresh_from_db()
    assert (completion.completed_at, completion.recorded_at) == (LAST, LAST)
    assert enrolment.closed_at == LAST


def test_a_completion_keeps_its_evidence():
    enrolment = taking("page", "quiz")
    quiz = activity_of(enrolment, "quiz")
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=FIRST)
    attempt = start_attempt(enrolment, quiz, now=FIRST)
    submit_attempt(attempt, RIGHT, now=LAST)

    completion = Completion.objects.get()
    assert completion.evidence == {
        "satisfied": {"page-1": FIRST.isoformat(), "quiz-2": LAST.isoformat()},
        "scores": {"quiz-2": "1.0000"},
    }
    assert (completion.edition, completion.hours) == (enrolment.edition, enrolment.edition.hours)
    assert AuditEntry.objects.get(action="learning.completion.recorded").subject == (
        f"completion:{completion.uuid}"
    )


def test_a_later_fact_never_moves_a_completion():
    enrolment = taking("page", "page")
    extra = enrolment.edition.activities.last()
    type(extra).objects.filter(pk=extra.pk).update(required=False)

    satisfy_activity(enrolment, enrolment.edition.activities.first(), at=FIRST)
    satisfy_activity(enrolment, extra, at=LAST)

    assert Completion.objects.get().completed_at == FIRST


def test_so_many_of_a_group_complete_a_course():
    edition = an_edition(None, "page", "page", "page", number=None)
    edition.completion_rule = {"at_least": 2, "of": ["page-1", "page-2", "page-3"]}
    edition.number, edition.published_at, edition.content_hash = 1, NOW, "by-group"
    edition.save()
    enrolment = taking_edition(edition)
    first, second, _third = edition.activities.all()

    satisfy_activity(enrolment, first, at=FIRST)
    assert not Completion.objects.exists()
    satisfy_activity(enrolment, second, at=LAST)

    assert Completion.objects.get().completed_at == LAST


def taking_edition(edition):
    from learning.services.enrolment import enrol

    return enrol(a_learner(), edition.course, now=NOW)


def test_completing_meets_the_assignment():
    person, version = a_learner(), a_requirement(an_edition(None, "page").course)
    assignment = an_assignment(person, version)
    from learning.services.enrolment import enrol

    enrolment = enrol(person, version.course, now=NOW)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=LAST)

    assignment.refresh_from_db()
    assert assignment.completed_at == LAST
    assert Fulfilment.objects.get().completion == Completion.objects.get()


def test_the_page_of_a_completed_course_says_until_when(client):
    version = a_requirement(
        an_edition(None, "page").course, renewal="completion", active_months=12, window_months=2
    )
    person = a_learner()
    an_assignment(person, version)
    from learning.services.enrolment import enrol

    enrolment = enrol(person, version.course, now=NOW)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)
    client.force_login(person)

    text = page_of(client, enrolment.get_absolute_url())

    assert "You are done until November 2027." in text
    assert f"/certificates/of/{Completion.objects.get().uuid}/" in text


def test_without_an_end_one_is_simply_done(client):
    enrolment = taking("page", client=client)
    satisfy_activity(enrolment, activity_of(enrolment, "page"), at=NOW)

    assert "You are done.<br>" in page_of(client, enrolment.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_four_who_finish_at_once_complete_once():
    enrolment = taking("page")
    page = activity_of(enrolment, "page")

    four_at_once(lambda number: satisfy_activity(enrolment, page, at=NOW).pk)

    assert Completion.objects.get().completed_at == NOW
