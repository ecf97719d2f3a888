"""Delivery status notifications, out of mailboxes of three kinds, among rubbish."""

import json
import mailbox
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Bounce, Mail
from accounts.services.bounces import marked_people
from accounts.services.mail import owe_mail
from accounts.services.mail_addresses import message_id
from accounts.services.mail_choices import kinds_refused_by, stop_token
from tests.factories import NOW, a_learner

pytestmark = pytest.mark.django_db

NOTICE = """From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: office@example.org
Subject: Undelivered Mail Returned to Sender
Date: Tue, 24 Nov 2026 09:30:00 -0600
{reply}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry to have to tell you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Tue, 24 Nov 2026 09:29:00 -0600

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
{last}
{returned}
--b--
"""
RETURNED = """--b
Content-Type: {kind}

Message-ID: {id}
Subject: Due Friday

Hello
"""


def notice(mail, *, status="5.1.1", action="failed", said="550 5.1.1 Nobody", last="", how="head"):
    named = {
        "head": RETURNED.format(kind="text/rfc822-headers", id=message_id(mail)),
        "whole": RETURNED.format(kind="message/rfc822", id=message_id(mail)),
        "reply": "",
        "nothing": "",
    }[how]
    reply = f"In-Reply-To: {message_id(mail)}\n" if how == "reply" else ""
    return NOTICE.format(
        address=mail.recipient.email,
        action=action,
        status=status,
        said=said,
        last=f"Last-Attempt-Date: {last}\n" if last else "",
        returned=named,
        reply=reply,
    ).encode()


def sent():
    mail = owe_mail(a_learner(), "reminder", now=NOW)
    mail.sent_at, mail.address = NOW, mail.recipient.email
    mail.save()
    return mail


def read(place):
    out = StringIO()
    call_command("read_bounces", str(place), "--json", stdout=out)
    return json.loads(out.getvalue())


def a_folder(tmp_path, *letters):
    for number, letter in enumerate(letters):
        (tmp_path / f"{number}.eml").write_bytes(letter)
    return tmp_path


def a_maildir(tmp_path, *letters):
    box = mailbox.Maildir(tmp_path / "Maildir", create=True)
    for letter in letters:
        box.add(letter)
    box.close()
    return tmp_path / "Maildir"


def an_mbox(tmp_path, *letters):
    box = mailbox.mbox(tmp_path / "mbox", create=True)
    for letter in letters:
        box.add(letter)
    box.close()
    return tmp_path / "mbox"


@pytest.mark.parametrize("put", [a_folder, a_maildir, an_mbox])
def test_what_came_back_is_noted_once_however_often_it_is_read(tmp_path, put):
    mail = sent()
    place = put(tmp_path, notice(mail), b"Subject: Lunch\n\nToday?\n")

    first, second = read(place), read(place)

    assert first == {"letters": 2, "noted": 1, "known": 0, "unknown": 0, "stopped": 0}
    assert second == {"letters": 2, "noted": 0, "known": 1, "unknown": 0, "stopped": 0}
    bounce = Bounce.objects.get()
    assert (bounce.mail, bounce.person, bounce.permanent) == (mail, mail.recipient, True)
    assert (bounce.code, bounce.said) == ("5.1.1", "550 5.1.1 Nobody")
    assert bounce.happened_at == datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("how", ["head", "whole", "reply"])
def test_the_mail_is_known_by_what_is_returned_of_it(tmp_path, how):
    mail = sent()

    assert read(a_folder(tmp_path, notice(mail, how=how)))["noted"] == 1


@pytest.mark.parametrize(
    ("fields", "code", "permanent"),
    [
        ({"status": "5.2.2", "said": "552 5.2.2 Full"}, "5.2.2", True),
        ({"status": "5.0.0", "said": "550 5.1.1 Nobody"}, "5.1.1", True),
        ({"status": "5.7.1", "said": "550 5.7.1 Spam"}, "5.7.1", False),
        ({"status": "4.4.7", "said": "451 4.4.7 Tried for five days"}, "4.4.7", False),
        ({"status": "5.1.1 (bad address)"}, "5.1.1", True),
    ],
)
def test_what_the_code_says_decides_whether_the_address_is_marked(
    tmp_path, fields, code, permanent
):
    mail = sent()
    read(a_folder(tmp_path, notice(mail, **fields)))

    assert Bounce.objects.values_list("code", "permanent").get() == (code, permanent)
    assert marked_people([mail.recipient]) == ({mail.recipient_id} if permanent else set())


def test_the_last_attempt_dates_the_bounce(tmp_path):
    read(a_folder(tmp_path, notice(sent(), last="Tue, 24 Nov 2026 15:10:00 +0000")))

    assert Bounce.objects.get().happened_at == NOW + timedelta(minutes=10)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_is_left_alone(tmp_path, action):
    said = read(a_folder(tmp_path, notice(sent(), action=action)))

    assert said["noted"] == said["unknown"] == 0
    assert not Bounce.objects.exists()


def test_nobody_can_have_a_colleague_marked_without_knowing_a_mail(tmp_path):
    said = read(a_folder(tmp_path, notice(sent(), how="nothing")))

    assert (said["noted"], said["unknown"]) == (0, 1)
    assert not Bounce.objects.exists()


def test_an_address_that_changed_since_is_not_marked(tmp_path):
    mail = sent()
    letter = notice(mail)
    mail.recipient.email = "new@example.org"
    mail.recipient.save()

    assert read(a_folder(tmp_path, letter))["noted"] == 1
    assert marked_people([mail.recipient]) == set()


def test_rubbish_stops_nothing(tmp_path):
    mail = sent()
    whole = notice(mail)
    cut = [whole[:length] for length in range(0, len(whole), 97)]
    odd = [
        b"",
        b"\x00\xff\xfe" * 500,
        b"Content-Type: multipart/report; boundary=\n\n--\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5\n\n",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status"
        b"\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWlsZWQ=\n--b--",
        b"Date: =?utf-8?q?=ff?=\nSubject: =?nonsense?x?y?=\n\n",
        whole.replace(b"Tue, 24 Nov 2026", b"Sometime"),
        whole.replace(b"5.1.1", b"\xff\xff"),
        whole.replace(b"rfc822;", b"").replace(b"smtp;", b""),
        whole.replace(b"550", "\u0665\u0665\u0660".encode()),
    ]

    said = read(a_folder(tmp_path, *cut, *odd))

    assert said["letters"] == len(cut) + len(odd)
    assert Mail.objects.get().sent_at == NOW


def test_who_unsubscribes_by_mail_is_sent_no_more(tmp_path):
    person = a_learner()
    token = stop_token(person, "reminder")
    letters = [f"Subject: {token}\n\n".encode(), b"Subject: reminder.me.please\n\n"]

    for _ in range(2):
        assert read(a_folder(tmp_path, *letters))["stopped"] == 1

    assert kinds_refused_by(person) == {"reminder"}


def test_a_mailbox_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="There is no mailbox"):
        call_command("read_bounces", str(tmp_path / "nothing"))
