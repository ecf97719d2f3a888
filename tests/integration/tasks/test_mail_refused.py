"""What the mail server refuses, for good or for now."""

from datetime import timedelta

import pytest
from django.core.mail import get_connection

from accounts.models import Bounce, Mail
from accounts.services.delivery import deliver
from accounts.services.mail import Letter, claim_mails, owe_mail
from accounts.services.mail_addresses import message_id
from learning.models import Reminder
from learning.services.reminders import decide_reminders
from tasks.mail import send_due_mail
from tests.factories import NOW, a_learner, an_assignment
from tests.integration.learning.test_reminders import with_rules
from tests.smtp import NOBODY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("pipelines", [False, True], ids=["one by one", "in one go"]),
]
LATER = "450 4.2.0 Come back in a while"
HOUR = timedelta(hours=1)


def owed_to(*addresses):
    """One reminder owed to each; the mails in that order."""
    version = with_rules()
    people = [a_learner(email=address) for address in addresses]
    for person in people:
        an_assignment(person, version)
    decide_reminders(now=NOW)
    return [Mail.objects.get(recipient=person) for person in people]


def test_an_address_that_is_nobodys_is_settled_at_once_and_marked(server):
    server.refused.add("nobody@example.org")
    mail, *others = owed_to("nobody@example.org", "ada@example.org", "ruth@example.org")

    send_due_mail(now=NOW)
    send_due_mail(now=NOW + 9 * HOUR)

    mail.refresh_from_db()
    assert (mail.sent_at, mail.withdrawn_at, mail.tries) == (None, NOW, 1)
    assert mail.withdrawn_because == "undeliverable"
    assert mail.last_error == NOBODY
    bounce = Bounce.objects.get()
    assert (bounce.person, bounce.address) == (mail.recipient, "nobody@example.org")
    assert (bounce.mail, bounce.permanent, bounce.code) == (mail, True, "5.1.1")
    assert (bounce.happened_at, bounce.recorded_at, bounce.superseded_at) == (NOW, NOW, None)
    assert len(server.messages) == len(others) == 2
    assert [entry.answer for entry in server.log].count(NOBODY) == 1


def test_a_refusal_after_the_whole_mail_is_final_too(server):
    server.at_data["ada@example.org"] = "554 No"
    (mail,) = owed_to("ada@example.org")

    send_due_mail(now=NOW)

    mail.refresh_from_db()
    assert mail.withdrawn_because == "undeliverable"
    assert mail.last_error == "554 No"
    assert Bounce.objects.values_list("permanent", "code").get() == (True, "554")


def test_a_policy_of_the_server_marks_nobody(server):
    server.at_rcpt["ada@example.org"] = "550 5.7.1 Relaying denied"
    (mail,) = owed_to("ada@example.org")

    send_due_mail(now=NOW)

    mail.refresh_from_db()
    assert mail.withdrawn_because == "undeliverable"
    assert Bounce.objects.values_list("permanent", "code").get() == (False, "5.7.1")


def test_nothing_more_is_sent_to_a_marked_address(server):
    server.refused.add("nobody@example.org")
    (mail,) = owed_to("nobody@example.org")
    send_due_mail(now=NOW)
    server.refused.clear()
    Mail.objects.create(recipient=mail.recipient, kind="reminder", created_at=NOW, not_before=NOW)
    version = with_rules()
    an_assignment(mail.recipient, version)

    decide_reminders(now=NOW + 30 * HOUR)
    send_due_mail(now=NOW + 30 * HOUR)

    assert server.messages == []
    reasons = Mail.objects.filter(recipient=mail.recipient).values_list("withdrawn_because")
    assert {because for (because,) in reasons} <= {"undeliverable", "bounced", "leaver"}
    assert Reminder.objects.latest("id").because == "bounced"


def test_a_new_address_is_not_marked(server):
    server.refused.add("nobody@example.org")
    mail, again = owed_to("nobody@example.org", "ada@example.org")
    send_due_mail(now=NOW)
    person = mail.recipient
    person.email = "somebody@example.org"
    person.save()
    Mail.objects.filter(pk=again.pk).update(recipient=person, sent_at=None, kind="invitation")
    again.reminders.update(recipient=person)

    send_due_mail(now=NOW + HOUR)

    assert server.messages[-1]["To"].endswith("<somebody@example.org>")


def test_what_is_refused_for_now_is_tried_later_and_later_still(server, settings):
    server.at_rcpt["late@example.org"] = LATER
    (mail,) = owed_to("late@example.org")
    waits = []

    moment = NOW
    for _ in range(4):
        send_due_mail(now=moment)
        mail.refresh_from_db()
        assert (mail.claimed_at, mail.last_error) == (None, LATER)
        waits.append(mail.not_before - moment)
        send_due_mail(now=mail.not_before - timedelta(seconds=1))  # too early: nobody asks
        moment = mail.not_before

    minute = timedelta(minutes=1)
    assert waits == [5 * minute, 20 * minute, 80 * minute, 320 * minute]
    assert len(server.log) == 4
    server.at_rcpt.clear()
    send_due_mail(now=moment)
    assert [message["Message-ID"] for message in server.messages] == [message_id(mail)]
    assert not Bounce.objects.exists()


def test_five_refusals_for_now_park_a_mail(server):
    server.at_data["late@example.org"] = "451 4.3.0 Busy"
    (mail,) = owed_to("late@example.org")

    for days in range(9):
        send_due_mail(now=NOW + timedelta(days=days))

    mail.refresh_from_db()
    assert (mail.tries, mail.sent_at, mail.withdrawn_at) == (5, None, None)
    assert list(Mail.objects.parked()) == [mail]
    assert len(server.log) == 5


def test_a_refusal_does_not_cost_the_connection(server):
    server.refused.add("nobody@example.org")
    server.at_data["late@example.org"] = LATER
    owed_to("nobody@example.org", "late@example.org", "ada@example.org", "ruth@example.org")

    send_due_mail(now=NOW)

    assert len(server.messages) == 2
    assert server.connections == 1


def test_an_address_that_no_server_could_take_holds_up_nobody(server):
    mail, _ = owed_to("ünknown@example.org", "ada@example.org")

    send_due_mail(now=NOW)

    mail.refresh_from_db()
    assert (mail.tries, mail.claimed_at) == (1, None)
    assert len(server.messages) == 1


def test_a_full_stop_at_the_beginning_of_a_line_arrives(server):
    owe_mail(a_learner(), "reminder", now=NOW)
    (mail,) = claim_mails(now=NOW)
    with get_connection() as connection:
        letter = Letter("Dots", ".\n..one\n.two\nthree.\n")
        deliver(mail, letter, now=NOW, connection=connection)

    assert server.messages[0].get_content().splitlines() == [".", "..one", ".two", "three."]
