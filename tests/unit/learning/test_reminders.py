from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from learning.rules.due_dates import Leave
from learning.rules.mail_hours import MailHours
from learning.rules.reminders import (
    Anchor,
    Because,
    Decision,
    Learner,
    Plan,
    Recipient,
    Verdict,
    decide,
    planned_at,
)

CHICAGO = ZoneInfo("America/Chicago")
DUE_ON = date(2026, 6, 18)  # a Thursday
PLANNED = datetime(2026, 6, 15, 5, tzinfo=UTC)  # three days before, as that day begins
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = PLANNED + 9 * HOUR
NIGHTS_AND_WEEKENDS = MailHours(frozenset({5, 6}), time(20), time(8))

PLAN = Plan(
    anchor=Anchor.DUE,
    anchor_on=DUE_ON,
    offset_days=-3,
    offsets=(-14, -3, 0, 7),
    in_scope_from=PLANNED - 30 * DAY,
)
LEARNER = Learner()
RECIPIENT = Recipient(zone=CHICAGO)


def decided(now=MORNING, plan=PLAN, learner=LEARNER, recipient=RECIPIENT):
    verdict = decide(plan, learner, recipient, now=now)
    return verdict.decision, verdict.because


def test_it_goes_from_the_first_instant_of_the_planned_day():
    before = decide(PLAN, LEARNER, RECIPIENT, now=PLANNED - timedelta(seconds=1))

    assert before == Verdict(Decision.NOT_DUE, PLANNED)
    assert decide(PLAN, LEARNER, RECIPIENT, now=PLANNED) == Verdict(Decision.SENT, PLANNED)


def test_on_assignment_it_is_planned_at_the_assignments_own_instant():
    assigned_at = datetime(2026, 6, 1, 16, 20, tzinfo=UTC)
    plan = Plan(
        anchor=Anchor.ASSIGNED,
        anchor_on=date(2026, 6, 1),
        offset_days=0,
        offsets=(0, 7),
        in_scope_from=assigned_at,
        own_instant=assigned_at,
    )

    assert planned_at(plan, CHICAGO) == assigned_at
    assert planned_at(plan, CHICAGO, 7) == datetime(2026, 6, 8, 5, tzinfo=UTC)
    assert decided(assigned_at, plan) == (Decision.SENT, None)


@pytest.mark.parametrize(
    ("learner", "because"),
    [
        (Learner(completed_at=MORNING), Because.COMPLETED),
        (Learner(waived_until=MORNING + HOUR), Because.WAIVED),
        (Learner(withdrawn_at=MORNING), Because.LEAVER),
        (Learner(leave=(Leave(date(2026, 6, 15)),)), Because.ON_LEAVE),
    ],
)
def test_it_does_not_go_to_one_who_need_not_or_cannot(learner, because):
    assert decided(learner=learner) == (Decision.SUPPRESSED, because)


def test_what_was_past_when_the_rule_was_switched_on_is_back_dated():
    switched_on = replace(PLAN, in_scope_from=PLANNED + timedelta(seconds=1))

    assert decided(plan=switched_on) == (Decision.SUPPRESSED, Because.BACK_DATED)
    assert decided(plan=replace(PLAN, in_scope_from=PLANNED)) == (Decision.SENT, None)


def test_after_48_hours_it_is_stale():
    assert decided(PLANNED + 48 * HOUR) == (Decision.SENT, None)
    assert decided(PLANNED + 49 * HOUR) == (Decision.SUPPRESSED, Because.STALE)


def test_a_later_offset_makes_the_earlier_one_stale():
    plan = replace(PLAN, offsets=(-3, -2))

    assert decided(PLANNED + DAY, plan) == (Decision.SUPPRESSED, Because.STALE)


def test_one_mail_a_day():
    this_morning = replace(RECIPIENT, last_sent_at=MORNING - HOUR)
    last_night = replace(RECIPIENT, last_sent_at=PLANNED - HOUR)

    assert decided(recipient=this_morning) == (Decision.SUPPRESSED, Because.DIGEST)
    assert decided(recipient=last_night) == (Decision.SENT, None)


def test_only_optional_notices_can_be_unsubscribed():
    gone = replace(RECIPIENT, unsubscribed=True)

    assert decided(recipient=gone) == (Decision.SENT, None)
    assert decided(plan=replace(PLAN, required=False), recipient=gone) == (
        Decision.SUPPRESSED,
        Because.UNSUBSCRIBED,
    )


def test_at_night_it_waits_for_the_morning():
    recipient = replace(RECIPIENT, hours=NIGHTS_AND_WEEKENDS)

    verdict = decide(PLAN, LEARNER, recipient, now=PLANNED)

    assert verdict == Verdict(
        Decision.DEFERRED, PLANNED, Because.QUIET_HOURS, until=PLANNED + 8 * HOUR
    )


def test_leave_is_named_before_the_weekend_and_waited_out():
    plan = replace(PLAN, offset_days=-5, offsets=(-5,))  # a Saturday
    learner = Learner(leave=(Leave(date(2026, 6, 10), date(2026, 6, 14)),))  # back on Sunday
    recipient = replace(RECIPIENT, hours=NIGHTS_AND_WEEKENDS)

    verdict = decide(plan, learner, recipient, now=PLANNED - 2 * DAY)

    assert (verdict.because, verdict.until) == (Because.LEAVE, PLANNED + 8 * HOUR)


def test_a_week_of_weekends_is_refused():
    with pytest.raises(ValueError, match="some weekday must allow mail"):
        MailHours(frozenset(range(7)))
