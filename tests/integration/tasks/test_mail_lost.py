"""A mail server that is not there, is slow, or hangs up: no try is lost, and nothing is."""

from datetime import timedelta

import pytest

from accounts.models import Bounce, Mail
from accounts.services.mail_addresses import message_id
from tasks.mail import send_due_mail
from tests.factories import NOW
from tests.integration.tasks.test_mail_refused import owed_to

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("pipelines", [False, True], ids=["one by one", "in one go"]),
]
THREE = ("ada@example.org", "ruth@example.org", "sol@example.org")


def untouched():
    return not Mail.objects.exclude(tries=0, claimed_at=None, unanswered=0).exists()


def test_a_server_that_comes_back_gets_everything(server):
    owed_to(*THREE)
    server.stop()
    send_due_mail(now=NOW)
    assert untouched()

    server.start()
    send_due_mail(now=NOW)

    assert sorted(message["To"].partition("<")[2] for message in server.messages) == [
        f"{address}>" for address in THREE
    ]


def test_one_broken_connection_is_followed_by_another(server):
    owed_to(*THREE)
    server.drops_rcpt = 1

    send_due_mail(now=NOW)

    assert len(server.messages) == 3
    assert server.connections == 2
    assert set(Mail.objects.values_list("tries", "unanswered")) == {(1, 0)}


def test_a_server_that_keeps_hanging_up_is_left_alone_and_no_try_is_lost(server):
    owed_to(*THREE)
    server.drops_rcpt = 100

    for minutes in range(20):
        send_due_mail(now=NOW + timedelta(minutes=minutes))

    assert untouched()
    assert server.messages == []
    assert server.connections == 40
    server.drops_rcpt = 0
    send_due_mail(now=NOW + timedelta(hours=1))
    assert len(server.messages) == 3


def test_a_server_that_says_it_is_going_away_costs_no_try(server):
    owed_to(*THREE)
    server.at_rcpt = {address: "421 4.3.2 Closing" for address in THREE}

    send_due_mail(now=NOW)

    assert untouched()


def test_a_server_that_takes_nothing_from_us_marks_nobody_and_costs_no_try(server):
    owed_to(*THREE)
    server.at_mail = "550 5.7.1 You may not send from there"

    send_due_mail(now=NOW)

    assert untouched()
    assert not Bounce.objects.exists()
    assert "You may not send" in Mail.objects.exclude(last_error="").first().last_error


def test_a_mail_that_was_taken_without_an_answer_is_repeated_with_the_same_message_id(server):
    (mail,) = owed_to("ada@example.org")
    server.drops_data = 1

    send_due_mail(now=NOW)
    mail.refresh_from_db()
    assert (mail.tries, mail.unanswered, mail.claimed_at) == (0, 1, None)
    assert mail.not_before == NOW + timedelta(minutes=5)
    send_due_mail(now=mail.not_before)

    assert [message["Message-ID"] for message in server.messages] == [message_id(mail)] * 2
    mail.refresh_from_db()
    assert mail.sent_at == NOW + timedelta(minutes=5)


def test_nobody_is_sent_copy_after_copy(server):
    (mail,) = owed_to("ada@example.org")
    server.drops_data = 1000

    for hours in range(0, 40 * 24, 12):
        send_due_mail(now=NOW + timedelta(hours=hours))

    assert len(server.messages) == 5
    assert list(Mail.objects.parked()) == [mail]


def test_a_slow_server_costs_no_try_and_gives_the_rest_back(server, settings):
    settings.EMAIL_TIMEOUT = 0.1
    owed_to(*THREE)
    server.seconds = 1

    send_due_mail(now=NOW)

    assert set(Mail.objects.values_list("tries", "claimed_at")) == {(0, None)}
    assert sorted(Mail.objects.values_list("unanswered", flat=True)) == [0, 1, 1]


def test_what_there_is_no_time_for_is_given_back(server, monkeypatch):
    monkeypatch.setattr("tasks.mail.MOST_SECONDS", 1.0)
    server.seconds = 0.3
    owed_to(*THREE, *(f"person{number}@example.org" for number in range(20)))

    send_due_mail(now=NOW)

    sent = Mail.objects.exclude(sent_at=None).count()
    assert 0 < sent < 23
    rest = Mail.objects.filter(sent_at=None)
    assert set(rest.values_list("tries", "claimed_at", "unanswered")) == {(0, None, 0)}
