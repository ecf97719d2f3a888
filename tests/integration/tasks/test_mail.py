from datetime import date
from threading import Thread

import pytest
from django.core import mail as django_mail
from django.db import connection

from accounts.models import Mail
from accounts.services.mail import claim_mails, owe_mail, owe_mails
from accounts.services.mail_addresses import message_id
from learning.models import Progress
from learning.services.fulfilment import fulfil
from learning.services.reminders import decide_reminders
from learning.services.waivers import waive
from tasks.mail import send_due_mail
from tests.factories import (
    NOW,
    a_learner,
    a_requirement,
    an_admin,
    an_assignment,
    an_edition,
    an_enrolment,
)
from tests.integration.learning.test_fulfilment import completed
from tests.integration.learning.test_reminders import with_rules

pytestmark = pytest.mark.django_db


def reminded(person=None, version=None, **fields):
    """An assignment whose first reminder is decided, and its mail owed."""
    assignment = an_assignment(person, with_rules(version), **fields)
    decide_reminders(now=NOW)
    return assignment


def test_a_reminder_arrives_with_a_link_to_the_next_step(server):
    edition = an_edition(None, "page", "page", "quiz", title="Restorative Practice")
    person = a_learner(first="Ada", last="Okafor", email="ada@example.org")
    enrolment = an_enrolment(person, edition)
    page = edition.activities.first()
    Progress.objects.create(
        enrolment=enrolment, activity_key=page.key, activity=page, satisfied_at=NOW
    )
    version = a_requirement(edition.course)
    reminded(person, version, due_on=date(2026, 11, 27))

    send_due_mail(now=NOW)

    (message,) = server.messages
    mail = Mail.objects.get()
    assert message["To"] == "Ada Okafor <ada@example.org>"
    assert message["Subject"] == "Due Friday: 8 minutes of Restorative Practice"
    assert message["Message-ID"] == f"<{mail.uuid}@learn.example.org>" == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert mail.sent_at == NOW
    text = message.get_body(["plain"]).get_content()
    unit = version.requirement.unit.name
    link = f"https://learn.example.org/courses/{edition.course.key}/next/"
    assert text.splitlines()[:8] == [
        "Hello Ada Okafor,",
        "",
        "You are 8 minutes from done.",
        "",
        "Restorative Practice",
        "Due Friday 27 November, in 3 days",
        "You left off at “Page 2”. Still to do: 8 minutes.",
        link,
    ]
    assert f"Restorative Practice: It is required of everyone in {unit}." in text
    assert "We write when it is assigned." in text
    assert "https://learn.example.org/profile/" in text
    html = message.get_body(["html"]).get_content()
    assert f'href="{link}"' in html
    assert "<script" not in html


def test_titles_are_text_in_a_mail(server):
    edition = an_edition(title="Repair <b>& rest</b>")
    reminded(version=a_requirement(edition.course))

    send_due_mail(now=NOW)

    (message,) = server.messages
    assert message["Subject"].endswith("of Repair <b>& rest</b>")
    assert "Repair &lt;b&gt;&amp; rest&lt;/b&gt;" in message.get_body(["html"]).get_content()


def test_one_mail_lists_everything_due_what_it_is_about_first(server):
    person = a_learner()
    far = an_edition(title="Far away").course
    an_assignment(person, a_requirement(an_edition(title="Sooner").course), due_on=NOW.date())
    reminded(person, a_requirement(far))

    send_due_mail(now=NOW)

    (message,) = server.messages
    text = message.get_body(["plain"]).get_content()
    assert message["Subject"] == "Due 23 January 2027: 8 minutes of Far away"
    assert "2 courses are waiting." in text
    assert text.index("Far away") < text.index("Sooner")


@pytest.mark.parametrize("because", ["completed", "waived", "leaver", "withdrawn"])
def test_what_happened_meanwhile_withdraws_the_mail(server, because):
    assignment = reminded()
    if because == "completed":
        fulfil(completed(assignment.person, assignment.version.course), now=NOW)
    elif because == "waived":
        until = date(2027, 3, 31)
        waive(assignment, until_on=until, reason="Away", approver=an_admin(), now=NOW)
    elif because == "withdrawn":
        assignment.withdrawn_at = NOW
        assignment.save()
    else:
        assignment.person.deactivated_at = NOW
        assignment.person.save()

    send_due_mail(now=NOW)

    mail = Mail.objects.get()
    assert server.messages == []
    assert mail.sent_at is None
    assert mail.withdrawn_because == ("leaver" if because == "withdrawn" else because)


def test_one_line_less_is_still_a_mail(server):
    person = a_learner()
    met = an_assignment(person, with_rules(a_requirement(an_edition(title="Met").course)))
    reminded(person, a_requirement(an_edition(title="Open").course))
    fulfil(completed(person, met.version.course), now=NOW)

    send_due_mail(now=NOW)

    (message,) = server.messages
    assert "Met" not in message.get_body(["plain"]).get_content()


def test_a_server_that_is_not_there_costs_no_try(server, settings):
    reminded()
    settings.EMAIL_PORT = 1

    send_due_mail(now=NOW)

    mail = Mail.objects.get()
    assert (mail.tries, mail.claimed_at) == (0, None)


def test_a_batch_goes_through_one_connection(server):
    for _ in range(30):
        reminded()

    send_due_mail(now=NOW)

    assert len(server.messages) == 30
    assert server.connections == 1


def test_a_kind_that_nobody_writes_does_not_hold_up_the_others(server):
    owe_mail(a_learner(), "forgotten", now=NOW)
    reminded()

    send_due_mail(now=NOW)

    assert len(server.messages) == 1
    assert "KeyError" in Mail.objects.get(kind="forgotten").last_error


def test_a_mail_leased_to_another_worker_is_left_alone(server):
    reminded()
    claim_mails(now=NOW)

    send_due_mail(now=NOW)

    assert server.messages == []


def test_mails_to_many_are_owed_at_once_and_like_one_owed_alone(django_assert_num_queries):
    people = [a_learner().pk for _ in range(3)]
    owe_mail(a_learner(), "reminder", now=NOW)

    with django_assert_num_queries(1):
        owed = owe_mails(people, "reminder", now=NOW)

    rows = list(Mail.objects.order_by("recipient").values())
    assert owed == {row["recipient_id"]: row["id"] for row in rows if row["recipient_id"] in people}
    assert len({row["uuid"] for row in rows}) == 4
    its_own = ("id", "uuid", "recipient_id")
    alike = [[value for name, value in row.items() if name not in its_own] for row in rows]
    assert alike == [alike[0]] * 4
    assert owe_mails([], "reminder", now=NOW) == {}


def test_a_batch_asks_no_more_for_many_than_for_few(django_assert_num_queries, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    version = with_rules()
    an_assignment(version=version)
    decide_reminders(now=NOW)
    send_due_mail(now=NOW)  # the outline is kept from now on

    for people in (5, 20):
        for _ in range(people):
            an_assignment(version=version)
        decide_reminders(now=NOW)
        settled = people
        with django_assert_num_queries(15 + settled):
            send_due_mail(now=NOW)

    assert len(django_mail.outbox) == 26


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_mail_once(server):
    version = with_rules()
    for _ in range(25):
        an_assignment(version=version)
    decide_reminders(now=NOW)

    def work():
        send_due_mail(now=NOW)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    ids = [message["Message-ID"] for message in server.messages]
    assert sorted(ids) == sorted(message_id(mail) for mail in Mail.objects.all())
    assert len(ids) == 25
