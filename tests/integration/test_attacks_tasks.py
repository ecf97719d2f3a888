"""One bad row in a queue, and several workers at it at once."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Mail
from accounts.services.invitations import INVITATION
from accounts.services.mail import owe_mail
from credentials.models import Certificate
from learning.models import Assignment, AssignmentReason, Completion, DueDate, Enrolment, Reminder
from learning.services.reminders import decide_reminders
from learning.services.requirements import Policy, require_course
from tasks.certificates import issue_certificates
from tasks.mail import send_due_mail
from tasks.reminders import decide_due_reminders
from tasks.requirements import reconcile_requirements
from tests import factories as make
from tests.integration.learning.helpers import activity_of, address, at_now, four_at_once, taking


def a_policy(title, unit, **more):
    course = make.an_edition(make.a_course(unit)).course
    audience = {"any": [{"unit": str(unit.uuid)}]}
    return Policy(title=title, course=course, unit=unit, audience=audience, **more)


@pytest.mark.django_db
def test_a_requirement_that_cannot_be_reckoned_keeps_no_other_waiting():
    unit = make.a_unit()
    person, admin = make.a_person(unit), make.an_admin(unit)
    odd = a_policy("In too long a time", unit, due_base="assigned", due_offset=3_000_000)
    require_course(odd, now=make.NOW, by=admin)
    require_course(a_policy("After it", unit), now=make.NOW, by=admin)

    reconcile_requirements(now=make.NOW)

    assert Assignment.objects.filter(person=person, version__title="After it").count() == 1


@pytest.mark.django_db
def test_the_longest_name_gets_a_certificate(client):
    with at_now:
        person = make.a_person(first="F" * 150, last="L" * 150)
        enrolment = taking("page", person=person, client=client)
        client.post(address("leave", enrolment, activity_of(enrolment, "page")))
        issue_certificates(now=make.NOW)

        assert Certificate.objects.get().name == f"{'F' * 150} {'L' * 150}"
        assert client.get(Certificate.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_ask_decide_write_and_certify_once():
    unit = make.a_unit()
    admin = make.an_admin(unit)
    for _ in range(8):
        make.a_person(unit)
    require_course(
        a_policy("Once", unit, due_base="assigned", due_offset=60), now=make.NOW, by=admin
    )

    def work(_number):
        reconcile_requirements(now=make.NOW)
        decide_due_reminders(now=make.NOW)
        send_due_mail(now=make.NOW)

    assert four_at_once(work) == [None] * 4
    work(0)

    people = 9
    assert Assignment.objects.count() == people
    assert AssignmentReason.objects.count() == people
    assert DueDate.objects.count() == people
    assert Reminder.objects.filter(decision="sent").count() == people
    assert Mail.objects.filter(sent_at__isnull=False).count() == people
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted({s.to[0] for s in mail.outbox})
    assert decide_reminders(now=make.NOW).people == 0


@pytest.mark.django_db(transaction=True)
def test_a_course_started_and_left_four_times_at_once_is_taken_and_completed_once(client):
    with at_now:
        person = make.a_person()
        edition = make.an_edition(None, "page")
        client.force_login(person)
        cookies = client.cookies

        def start(_number):
            mine = client.__class__()
            mine.cookies = cookies
            mine.post(reverse("learning:start", args=[edition.course.key]))
            enrolment = Enrolment.objects.get(person=person, closed_at=None)
            leave = address("leave", enrolment, edition.activities.get())
            return mine.post(leave).status_code

        done = four_at_once(start)
        issue_certificates(now=make.NOW)

    assert Completion.objects.count() == Enrolment.objects.filter(completions__isnull=False).count()
    assert {status for status in done if isinstance(status, int)} <= {302}
    assert Certificate.objects.count() == Completion.objects.count()


@pytest.mark.django_db
def test_a_mail_to_nobody_who_can_have_one_keeps_no_other_waiting():
    bad, good = make.a_person(), make.a_person()
    type(bad).objects.filter(pk=bad.pk).update(email="no address at all\n")
    for person in (bad, good):
        owe_mail(person, INVITATION, now=make.LONG_AGO)

    send_due_mail(now=make.NOW)

    assert [sent.to for sent in mail.outbox] == [[f"{good} <{good.email}>"]]
