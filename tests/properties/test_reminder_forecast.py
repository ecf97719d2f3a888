"""What is forecast is what happens: deciding hour by hour for 30 days comes to the same."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Leave, Mail, OptOut, User
from learning.models import Reminder
from learning.services.reminder_forecast import DAYS_AHEAD, forecast
from tests.factories import LONG_AGO, a_coordinator, a_learner, a_unit, an_assignment
from tests.integration.learning.reminding import (
    a_reminded_requirement,
    a_rule,
    at,
    decide,
    supervised_by,
)

START = date(2027, 2, 22)  # the clocks change within the month
NOW = at(START, 10)
ZONES = [ZoneInfo(name) for name in ("America/Chicago", "Asia/Tokyo", "Europe/Berlin")]
HOURS = (0, 8, 14)  # when days begin and quiet hours end: nothing is decided at any other
FINAL = [Reminder.Decision.SENT, Reminder.Decision.SUPPRESSED]

rules = st.lists(
    st.tuples(
        st.sampled_from(["due", "due", "assigned", "window", "expiry"]),
        st.integers(-6, 6),
        st.sampled_from(["learner", "learner", "supervisor", "coordinator"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda rule: rule[:3],
)
days = st.integers(-8, 34).map(lambda n: START + timedelta(days=n))
people = st.lists(
    st.fixed_dictionaries(
        {
            "zone": st.sampled_from(["", "", "Asia/Tokyo", "Europe/Berlin"]),
            "due": st.lists(days, min_size=1, max_size=2),
            "leave": st.none() | st.tuples(days, st.none() | st.integers(1, 9)),
            "waived": st.none() | days,
            "out": st.booleans(),
        }
    ),
    min_size=1,
    max_size=3,
)
quiet = st.sampled_from([None, (time(20), time(8)), (time(12), time(14))])
free = st.sampled_from([frozenset(), frozenset({5, 6})])


def a_world(rows, *, rule_sets):
    unit = a_unit()
    chief = a_coordinator(unit)
    versions = [a_reminded_requirement() for _ in rule_sets]
    for version, held in zip(versions, rule_sets, strict=True):
        for anchor, offset, recipient, optional in held:
            a_rule(version, anchor, offset, recipient, optional=optional)
    for row in rows:
        person = supervised_by(a_learner(unit, time_zone=row["zone"]), chief)
        for version, due_on in zip(versions, row["due"], strict=False):
            an_assignment(
                person,
                version,
                due_on=due_on,
                cycle=2,
                assigned_at=at(START - timedelta(days=2), 9),
                counts_from=at(START + timedelta(days=1)),
                previous_expires_at=at(due_on),
                waived_until=row["waived"] and at(row["waived"]),
            )
        if row["leave"]:
            first, length = row["leave"]
            back = length and first + timedelta(days=length)
            Leave.objects.create(person=person, from_on=first, to_on=back, recorded_at=LONG_AGO)
        if row["out"]:
            OptOut.objects.create(person=person, kind="reminder", recorded_at=LONG_AGO)


def what_happens():
    """Each final decision, from the ledger after 30 days of rounds."""
    now = NOW
    while now < at(START + timedelta(days=DAYS_AHEAD + 1)):
        if any(now.astimezone(zone).hour in HOURS for zone in ZONES):
            decide(now)
        now += timedelta(hours=1)
    rows = Reminder.objects.filter(decision__in=FINAL, decided_at__gte=NOW)
    return sorted(
        (r.decided_at, r.rule_id, r.assignment_id, r.recipient_id, r.decision, r.because)
        for r in rows
    )


@pytest.mark.django_db
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=people, one=rules, two=rules, quiet=quiet, free=free)
def test_deciding_day_by_day_comes_to_what_was_forecast(rows, one, two, quiet, free):
    before = site.QUIET_HOURS, site.MAIL_FREE_DAYS
    site.QUIET_HOURS, site.MAIL_FREE_DAYS = quiet, free
    with transaction.atomic():
        a_world(rows, rule_sets=[one, two])
        decide(NOW - timedelta(hours=1))
        Mail.objects.update(sent_at=NOW - timedelta(hours=1))
        foretold = sorted(
            (c.at, c.rule_id, c.assignment_id, c.recipient_id, c.decision, c.because or "")
            for c in forecast(User.objects.all(), now=NOW)
        )
        happened = what_happens()
        transaction.set_rollback(True)
    site.QUIET_HOURS, site.MAIL_FREE_DAYS = before
    assert foretold == happened
