from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.standing import Facts, Standing, standing

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
maybe = st.none() | moments
facts = st.builds(Facts, maybe, maybe, maybe, maybe, maybe, maybe, maybe)
lengths = st.integers(0, 90)
COMPLETED = {Standing.COMPLETED_ON_TIME, Standing.COMPLETED_LATE}


@given(due=moments, first=moments, later=moments, soon=lengths)
def test_time_never_improves_an_unfinished_standing(due, first, later, soon):
    order = [Standing.NOT_STARTED, Standing.DUE_SOON, Standing.OVERDUE]
    first, later = sorted([first, later])

    before = standing(Facts(due_at=due), now=first, due_soon_days=soon)
    after = standing(Facts(due_at=due), now=later, due_soon_days=soon)

    assert order.index(before) <= order.index(after)


@given(facts=facts, now=moments, soon=lengths)
def test_what_lies_in_the_future_does_not_show_today(facts, now, soon):
    known = {
        name: at if at is not None and at <= now else None
        for name, at in {
            "withdrawn_at": facts.withdrawn_at,
            "completed_at": facts.completed_at,
            "expires_at": facts.expires_at,
            "started_at": facts.started_at,
        }.items()
    }

    found = standing(facts, now=now, due_soon_days=soon)

    assert standing(replace(facts, **known), now=now, due_soon_days=soon) == found


@given(facts=facts, now=moments, soon=lengths, years=st.integers(1, 50))
def test_completed_stays_completed(facts, now, soon, years):
    facts = replace(facts, waived_until=None, withdrawn_at=None)
    found = standing(facts, now=now, due_soon_days=soon)

    later = standing(facts, now=now + timedelta(days=365 * years), due_soon_days=soon)

    assert later == found or found not in COMPLETED


@given(facts=facts, first=moments, later=moments, soon=lengths)
def test_time_alone_never_improves_what_is_unfinished(facts, first, later, soon):
    """Whatever else is known, where nothing is done, given or taken back between the two."""
    first, later = sorted([first, later])
    done = {"completed_at": None, "withdrawn_at": None, "waived_until": None}
    begun = facts.started_at if facts.started_at and facts.started_at <= first else None
    facts = replace(facts, **done, started_at=begun)
    order = [
        *(Standing.SCHEDULED, Standing.NOT_STARTED, Standing.DUE_SOON),
        *(Standing.IN_PROGRESS, Standing.OVERDUE, Standing.EXPIRED),
    ]

    before = standing(facts, now=first, due_soon_days=soon)
    after = standing(facts, now=later, due_soon_days=soon)

    assert order.index(before) <= order.index(after)
