"""Due dates at the edges of the calendar and of the clock: every month end, and the nights on
which five zones change their clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from learning.rules.due_dates import Base, DueFacts, DuePolicy, Unit, due

CHICAGO = ZoneInfo("America/Chicago")


def due_after(months, *, hired):
    facts = DueFacts(datetime(2024, 1, 2, 15, tzinfo=UTC), CHICAGO, hired_on=(hired,))
    return due(DuePolicy(Base.HIRED, offset=months, unit=Unit.MONTHS), facts).due_on


@pytest.mark.parametrize(
    ("hired", "due_on"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 4, 30), date(2026, 5, 30)),
        (date(2026, 5, 31), date(2026, 6, 30)),
        (date(2026, 6, 30), date(2026, 7, 30)),
        (date(2026, 7, 31), date(2026, 8, 31)),
        (date(2026, 8, 31), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 10, 30)),
        (date(2026, 10, 31), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_after_each_month_end_is_the_same_day_or_the_last(hired, due_on):
    assert due_after(1, hired=hired) == due_on


@pytest.mark.parametrize(
    ("hired", "months", "due_on"),
    [
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_29_february_is_kept_in_leap_years_and_clamped_in_others(hired, months, due_on):
    assert due_after(months, hired=hired) == due_on


# The days on which clocks change in 2026, and the UTC instants at which they begin and end.
CHANGES = [
    ("America/Chicago", date(2026, 3, 8), (3, 8, 6, 0), (3, 9, 5, 0)),
    ("America/Chicago", date(2026, 11, 1), (11, 1, 5, 0), (11, 2, 6, 0)),
    ("America/St_Johns", date(2026, 3, 8), (3, 8, 3, 30), (3, 9, 2, 30)),
    ("America/St_Johns", date(2026, 11, 1), (11, 1, 2, 30), (11, 2, 3, 30)),
    ("Europe/Berlin", date(2026, 3, 29), (3, 28, 23, 0), (3, 29, 22, 0)),
    ("Europe/Berlin", date(2026, 10, 25), (10, 24, 22, 0), (10, 25, 23, 0)),
    # Half an hour is all that Lord Howe Island puts its clocks on.
    ("Australia/Lord_Howe", date(2026, 10, 4), (10, 3, 13, 30), (10, 4, 13, 0)),
    ("Australia/Lord_Howe", date(2026, 4, 5), (4, 4, 13, 0), (4, 5, 13, 30)),
    # Havana changes at midnight: one day begins at 01:00, another has two midnights.
    ("America/Havana", date(2026, 3, 8), (3, 8, 5, 0), (3, 9, 4, 0)),
    ("America/Havana", date(2026, 11, 1), (11, 1, 4, 0), (11, 2, 5, 0)),
]


@pytest.mark.parametrize(("zone", "day", "begins", "ends"), CHANGES)
def test_a_due_day_lasts_through_the_change_of_clocks(zone, day, begins, ends):
    facts = DueFacts(datetime(2026, 1, 10, 15, tzinfo=UTC), ZoneInfo(zone))

    last = due(DuePolicy(Base.FIXED, on=day), facts)
    before = due(DuePolicy(Base.FIXED, on=day - timedelta(days=1)), facts)

    assert last.due_at == datetime(2026, *ends, tzinfo=UTC)
    assert before.due_at == datetime(2026, *begins, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day", "begins", "ends"), CHANGES)
def test_days_after_an_assignment_are_days_and_not_24_hours(zone, day, begins, ends):
    """Assigned in the last minute of the day before, it is due on the day of the change."""
    late = datetime(2026, *begins, tzinfo=UTC) - timedelta(minutes=1)

    found = due(DuePolicy(Base.ASSIGNED, offset=1), DueFacts(late, ZoneInfo(zone)))

    assert (found.due_on, found.due_at) == (day, datetime(2026, *ends, tzinfo=UTC))
