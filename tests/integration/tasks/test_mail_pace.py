"""Not too fast to one mail domain."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from accounts.models import Mail
from tasks.mail import send_due_mail
from tests.factories import NOW
from tests.integration.tasks.test_mail_refused import owed_to

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def many(domain, count):
    return [f"person{number}@{domain}" for number in range(count)]


def sent_to(server, domain):
    return sum(1 for message in server.messages if message["To"].endswith(f"@{domain}>"))


def test_a_hurried_domain_waits_while_others_go_on(server, settings):
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 3
    owed_to(*many("slow.example", 70), *many("Quick.example", 2))

    send_due_mail(now=NOW)
    send_due_mail(now=NOW + 59 * SECOND)

    assert (sent_to(server, "slow.example"), sent_to(server, "quick.example")) == (3, 2)
    waiting = Mail.objects.filter(sent_at=None)
    assert set(waiting.values_list("claimed_at", "tries")) == {(None, 0)}
    assert waiting.count() == 67


def test_no_minute_holds_more_than_the_limit(server, settings):
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 3
    owed_to(*many("slow.example", 9))

    for seconds in (0, 30, 59, 60, 61, 119, 120):
        send_due_mail(now=NOW + seconds * SECOND)

    moments = Mail.objects.values_list("sent_at", flat=True).order_by("sent_at")
    assert [(moment - NOW).total_seconds() for moment in moments] == [0] * 3 + [60] * 3 + [120] * 3


def test_without_a_limit_nobody_waits(server):
    owed_to(*many("slow.example", 60))

    send_due_mail(now=NOW)

    assert sent_to(server, "slow.example") == 60


@pytest.mark.django_db(transaction=True)
def test_four_workers_keep_to_one_pace_together(server, settings):
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 5
    owed_to(*many("slow.example", 20), *many("other.example", 20))

    def work():
        send_due_mail(now=NOW)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert (sent_to(server, "slow.example"), sent_to(server, "other.example")) == (5, 5)
