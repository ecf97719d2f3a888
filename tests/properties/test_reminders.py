from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.due_dates import Leave
from learning.rules.mail_hours import MailHours, next_allowed, obstacle
from learning.rules.reminders import Anchor, Decision, Learner, Plan, Recipient, decide

zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/Chicago",
            "America/Havana",
            "America/St_Johns",
            "Africa/Cairo",
            "Asia/Kathmandu",
            "Pacific/Apia",
        )
    ]
)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2012, 12, 31), timezones=st.just(UTC))
days = st.dates(date(2010, 1, 1), date(2012, 12, 31))
clock = st.times().map(lambda at: time(at.hour, at.minute))
hours = st.builds(
    MailHours,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.none() | clock,
    st.none() | clock,
)
leave = st.lists(
    st.builds(
        lambda first, length: Leave(first, length and first + timedelta(days=length)),
        days,
        st.none() | st.integers(1, 60),
    ),
    max_size=3,
).map(tuple)
maybe = st.none() | moments
learners = st.builds(Learner, maybe, maybe, maybe, leave)
recipients = st.builds(Recipient, zones, hours, st.booleans(), maybe)
plans = st.builds(
    Plan,
    st.sampled_from(Anchor),
    days,
    st.integers(-30, 30),
    st.lists(st.integers(-30, 30)).map(tuple),
    moments,
    st.none() | moments,
    st.booleans(),
)


@given(at=moments, zone=zones, hours=hours, leave=leave, back=st.floats(0, 1))
def test_the_next_allowed_instant_is_allowed_and_none_before_it_is(at, zone, hours, leave, back):
    found = next_allowed(at, zone, hours, leave)
    between = at + (found - at) * back

    assert found >= at
    assert obstacle(found, zone, hours, leave) is None
    assert between == found or obstacle(between, zone, hours, leave) is not None


@given(plan=plans, learner=learners, recipient=recipients, now=moments)
def test_every_decision_but_sent_and_not_due_says_why(plan, learner, recipient, now):
    verdict = decide(plan, learner, recipient, now=now)

    silent = verdict.decision in (Decision.SENT, Decision.NOT_DUE)
    assert (verdict.because is None) is silent
    assert (verdict.until is not None) is (verdict.decision == Decision.DEFERRED)
    assert (now < verdict.planned_at) is (verdict.decision == Decision.NOT_DUE)
    assert verdict.until is None or verdict.until > now


@given(plan=plans, learner=learners, recipient=recipients, now=moments)
def test_what_is_suppressed_or_sent_is_never_deferred_for_ever(plan, learner, recipient, now):
    for _ in range(5):
        verdict = decide(plan, learner, recipient, now=now)
        if verdict.decision != Decision.DEFERRED:
            break
        now = verdict.until

    assert verdict.decision != Decision.DEFERRED
