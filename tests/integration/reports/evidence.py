"""What lies behind the rows of a list of people: completions, moves and reminders, as facts."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Appointment, Mail
from courses.models import Edition
from learning.models import Attempt, Completion, Reminder, Score
from learning.services.fulfilment import fulfil
from tests.factories import LONG_AGO, NOW, an_enrolment

THEN = NOW - timedelta(days=20)


def completed(person, version, *, scores, at=THEN):
    """Twenty days ago or `at`, with an attempt for each score, marked as it was handed in."""
    edition = Edition.objects.get(course=version.course)
    enrolment = an_enrolment(person, edition, started_at=at - timedelta(days=1))
    enrolment.closed_at = at
    enrolment.save()
    quiz = edition.activities.get(kind="quiz")
    for number, score in enumerate(scores, 1):
        attempt = Attempt.objects.create(
            enrolment=enrolment,
            activity=quiz,
            activity_key=quiz.key,
            number=number,
            seed="00",
            started_at=at - timedelta(hours=2),
            submitted_at=at - timedelta(hours=1),
            score=Decimal(score),
        )
        Score.objects.create(
            attempt=attempt,
            score=attempt.score,
            cause="submitted",
            edition=edition,
            recorded_at=attempt.submitted_at,
        )
    told = Completion.objects.create(
        person=person,
        course=version.course,
        enrolment=enrolment,
        edition=edition,
        completed_at=at,
        source="enrolment",
        recorded_at=at,
    )
    fulfil(told, now=at)


def moved(person, unit):
    """Five days ago, as was known then: what was known before stays on record."""
    at = NOW - timedelta(days=5)
    held = Appointment.objects.get(person=person)
    Appointment.objects.filter(pk=held.pk).update(superseded_at=at)
    held.pk, held.to_on, held.recorded_at = None, at.date(), at
    held.save()
    Appointment.objects.create(person=person, unit=unit, from_on=at.date(), recorded_at=at)


def reminded(person, version, at):
    mail = Mail.objects.create(
        recipient=person, kind="reminder", created_at=at, not_before=at, sent_at=at
    )
    rule = version.requirement.reminder_rules.create(
        anchor="due", offset_days=-3, started_at=LONG_AGO
    )
    Reminder.objects.create(
        assignment=person.assignments.get(),
        rule=rule,
        anchor_on=at.date(),
        offset_days=-3,
        recipient=person,
        planned_at=at,
        decision="sent",
        decided_at=at,
        mail=mail,
    )
