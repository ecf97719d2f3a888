from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse

from accounts.models import Mail
from learning.services.marking import mark_response
from tasks.mail import send_due_mail
from tests.essays import FULL, HALF, SAID, a_quiz_with_essays, essay_of, handed_in
from tests.factories import NOW, a_learner, a_trainer

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)


def marked(attempt, *, points=FULL, by=None, key="e1", now=NOW):
    return mark_response(
        essay_of(attempt, key), points, comment="Well heard.", by=by or a_trainer(), now=now
    )


def test_whoever_waited_is_told_and_where_to_look():
    person = a_learner(first="Ada")
    attempt = handed_in(a_quiz_with_essays(), person)
    trainer = a_trainer()

    marked(attempt, by=trainer)
    send_due_mail(LATER)

    [sent] = outbox.outbox
    [html] = [part for part, _kind in sent.alternatives]
    assert sent.to == [f"{person.display_name} <{person.email}>"]
    assert sent.subject == "Your response has been marked"
    for words in (sent.body, html):
        assert f"http://testserver{reverse('learning:result', args=[attempt.uuid])}" in words
        assert "22 November 2026" in words
        assert "UNDEFINED" not in words
        for untold in (trainer.last_name, "Well heard.", SAID, "100\xa0%"):
            assert untold not in words


def test_it_is_told_once_and_only_when_all_of_it_is_marked():
    attempt = handed_in(a_quiz_with_essays(essays=2))
    trainer = a_trainer()

    marked(attempt, by=trainer)
    assert not Mail.objects.exists()
    marked(attempt, by=trainer, key="e2")
    marked(attempt, by=trainer, key="e2", points=HALF, now=LATER)

    assert Mail.objects.get().kind == "marked"


@pytest.mark.parametrize("what", ["deactivated", "withdrawn"])
def test_whoever_is_gone_gets_none(what):
    attempt = handed_in(a_quiz_with_essays())
    marked(attempt)
    person, enrolment = attempt.enrolment.person, attempt.enrolment
    if what == "deactivated":
        person.deactivated_at = NOW
        person.save()
    else:
        enrolment.withdrawn_at = enrolment.closed_at = NOW
        enrolment.save()

    send_due_mail(LATER)

    assert outbox.outbox == []
    assert Mail.objects.get().withdrawn_because == what
