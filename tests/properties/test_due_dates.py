from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.due_dates import (
    Base,
    DueFacts,
    DuePolicy,
    Leave,
    add_months,
    due,
    end_of_day,
    first_instant,
    local_day,
    moved_by_leave,
    start_of_day,
)

days = st.dates(date(1990, 1, 1), date(2037, 12, 31))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/Chicago",
            "America/Asuncion",
            "America/Havana",
            "America/St_Johns",
            "Africa/Cairo",
            "Africa/Casablanca",
            "Asia/Kathmandu",
            "Atlantic/Azores",
            "Australia/Lord_Howe",
            "Europe/Berlin",
            "Pacific/Apia",
            "UTC",
        )
    ]
)
leaves = st.lists(
    st.builds(
        lambda first, length: Leave(first, first + timedelta(days=length)),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.integers(0, 40),
    ),
    max_size=5,
)


@given(days, zones)
def test_a_day_ends_with_the_first_instant_of_a_later_day(day, zone):
    ends = end_of_day(day, zone)

    assert local_day(ends, zone) > day
    assert local_day(ends - timedelta(seconds=1), zone) <= day
    assert ends == start_of_day(day + timedelta(days=1), zone)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)), zones)
def test_the_first_instant_shows_the_time_or_has_just_jumped_over_it(wall, zone):
    wall = wall.replace(microsecond=0)

    first = first_instant(wall, zone)

    assert first.astimezone(zone).replace(tzinfo=None) >= wall
    assert (first - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wall


@given(days, moments, zones)
def test_work_is_overdue_only_after_its_due_day_has_begun(on, assigned_at, zone):
    found = due(DuePolicy(Base.FIXED, on=on), DueFacts(assigned_at, zone))

    assert found.due_at > start_of_day(found.due_on, zone) or local_day(found.due_at, zone) > on
    assert found.due_at.tzinfo is UTC


@given(days, moments, zones, st.integers(0, 60), leaves)
def test_the_minimum_time_is_always_given(on, assigned_at, zone, minimum, leave):
    facts = DueFacts(assigned_at, zone, leave=tuple(leave))

    found = due(DuePolicy(Base.FIXED, on=on, minimum_days=minimum), facts)

    assert (found.due_on - local_day(assigned_at, zone)).days >= minimum


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    leaves,
)
def test_leave_moves_the_due_day_just_as_counting_day_by_day_does(day, assigned_on, leave):
    away = {
        spell.from_on + timedelta(days=n)
        for spell in leave
        for n in range((spell.to_on - spell.from_on).days)
    }
    expected = day
    for gone in sorted(away):
        if assigned_on <= gone <= expected:
            expected += timedelta(days=1)

    assert moved_by_leave(day, assigned_on, leave) == expected


@given(days, st.integers(-600, 600))
def test_months_keep_the_day_or_clamp_to_the_end_of_the_month(day, months):
    found = add_months(day, months)

    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (
        found.day < day.day and (found + timedelta(days=1)).month != found.month
    )


@given(days, zones)
def test_most_days_begin_at_midnight(day, zone):
    start = start_of_day(day, zone).astimezone(zone)

    assert start.time() == time.min or start.replace(tzinfo=None) > datetime.combine(day, time.min)
