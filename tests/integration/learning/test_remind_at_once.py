"""Four who ask for a reminder at the same moment, and the round beside them: one mail."""

from datetime import timedelta

import pytest

from accounts.models import Mail
from learning.models import Reminder, ReminderRule
from learning.services.remind_now import remind_now
from learning.services.reminders import decide_reminders
from tests.factories import LONG_AGO, NOW, a_coordinator, a_person, a_requirement, a_unit
from tests.factories import an_assignment as make_assignment
from tests.integration.learning.helpers import four_at_once
from tests.integration.learning.reminding import a_rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked():
    unit = a_unit()
    version = a_requirement(unit=unit, now=LONG_AGO)
    due_on = NOW.date() + timedelta(days=3)
    row = make_assignment(a_person(unit), version, due_on=due_on, assigned_at=LONG_AGO)
    return row, a_coordinator(unit)


def test_four_who_ask_at_once_make_one_mail_and_one_decision(asked):
    row, coordinator = asked

    results = four_at_once(
        lambda _number: remind_now([row], reason="Ask", now=NOW, by=coordinator).good
    )

    assert [[each.pk for each in good] for good in results] == [[row.pk]] * 4
    assert Mail.objects.count() == Reminder.objects.count() == ReminderRule.objects.count() == 1


def test_beside_the_round_there_is_still_one_mail(asked):
    row, coordinator = asked
    a_rule(row.version, "due", -3)

    def one(number):
        if number % 2:
            return decide_reminders(now=NOW)
        return remind_now([row], reason="Ask", now=NOW, by=coordinator)

    results = four_at_once(one)

    assert [each for each in results if isinstance(each, Exception)] == []
    assert Mail.objects.count() == 1
