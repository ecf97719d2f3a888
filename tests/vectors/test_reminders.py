from datetime import time
from zoneinfo import ZoneInfo

import pytest

from learning.rules.due_dates import Leave
from learning.rules.mail_hours import MailHours
from learning.rules.reminders import Anchor, Learner, Plan, Recipient, Verdict, decide
from tests.vectors.tables import cases, day, flag, instant, items

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def mail_hours(row):
    quiet = [time.fromisoformat(text) for text in row["quiet_hours"].split("-") if text]
    return MailHours(frozenset(WEEKDAYS.index(name) for name in items(row["weekend"])), *quiet)


@pytest.mark.parametrize("row", cases("reminders.csv"))
def test_reminders(row):
    plan = Plan(
        anchor=Anchor(row["anchor"]),
        anchor_on=day(row["anchor_on"]),
        offset_days=int(row["offset_days"]),
        offsets=tuple(int(offset) for offset in items(row["offsets"])),
        in_scope_from=instant(row["in_scope_from"]),
        required=flag(row["required"]),
    )
    learner = Learner(
        completed_at=instant(row["completed_at"]),
        waived_until=instant(row["waived_until"]),
        withdrawn_at=instant(row["withdrawn_at"]),
        leave=tuple(Leave(*map(day, spell.split("/"))) for spell in items(row["leave"])),
    )
    recipient = Recipient(
        zone=ZoneInfo(row["zone"]),
        hours=mail_hours(row),
        unsubscribed=flag(row["unsubscribed"]),
        last_sent_at=instant(row["last_sent_at"]),
    )

    assert decide(plan, learner, recipient, now=instant(row["now"])) == Verdict(
        decision=row["decision"],
        planned_at=instant(row["planned_at"]),
        because=row["because"] or None,
        until=instant(row["until"]),
    )
