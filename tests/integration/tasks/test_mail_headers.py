"""What is on the envelope: for mail programs, and for those who want no more."""

from urllib.parse import urlsplit

import pytest

from accounts.models import Mail
from accounts.services.mail_choices import choose_mail
from learning.models import ReminderRule
from learning.services.reminders import decide_reminders
from tasks.mail import send_due_mail
from tests.factories import NOW, a_learner, a_requirement, an_assignment, an_edition
from tests.integration.learning.test_reminders import with_rules
from tests.integration.tasks.test_mail_refused import owed_to

pytestmark = pytest.mark.django_db


def test_a_required_notice_leads_to_the_profile_and_offers_no_way_out(server):
    owed_to("ada@example.org")

    send_due_mail(now=NOW)

    (message,) = server.messages
    assert message["List-Id"].endswith("<reminder.learn.example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None
    assert "https://learn.example.org/profile/" in message.get_body(["plain"]).get_content()


def test_an_optional_reminder_is_switched_off_by_the_address_in_its_head(server, client, settings):
    settings.MAIL_UNSUBSCRIBE_ADDRESS = "stop@example.org"
    with_rules_that_are_optional = with_rules()
    ReminderRule.objects.update(optional=True)
    person = a_learner()
    an_assignment(person, with_rules_that_are_optional)
    decide_reminders(now=NOW)

    send_due_mail(now=NOW)

    (message,) = server.messages
    page, mailbox = (it.strip(" <>") for it in message["List-Unsubscribe"].split(","))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert page.startswith("https://learn.example.org/mail/stop/reminder.")
    assert mailbox.startswith("mailto:stop@example.org?subject=reminder.")
    text = message.get_body(["plain"]).get_content().replace("=\n", "")
    assert page in text
    client.post(urlsplit(page).path, {"List-Unsubscribe": "One-Click"})
    Mail.objects.update(sent_at=None, claimed_at=None)
    send_due_mail(now=NOW)

    assert len(server.messages) == 1
    assert Mail.objects.get().withdrawn_because == "unsubscribed"


def test_one_rule_that_is_required_makes_it_a_notice(server):
    person = a_learner()
    optional = with_rules()
    ReminderRule.objects.update(optional=True)
    an_assignment(person, optional)
    an_assignment(person, with_rules(a_requirement(an_edition(title="Another").course)))
    choose_mail(person, {"reminder": False}, now=NOW)
    decide_reminders(now=NOW)
    send_due_mail(now=NOW)

    (message,) = server.messages
    assert message["List-Unsubscribe"] is None


def test_without_encryption_no_program_is_asked_to_click(server, settings):
    settings.SITE_URL = "http://learn.example.org"
    an_assignment(version=with_rules())
    ReminderRule.objects.update(optional=True)
    decide_reminders(now=NOW)

    send_due_mail(now=NOW)

    stop = server.messages[0]["List-Unsubscribe"].strip()
    assert stop.startswith("<http://learn.example.org/mail/stop/")
    assert server.messages[0]["List-Unsubscribe-Post"] is None
