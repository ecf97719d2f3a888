from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from learning.rules.due_dates import (
    Base,
    Due,
    DueException,
    DueFacts,
    DuePolicy,
    Leave,
    Unit,
    add_months,
    due,
    end_of_day,
    local_day,
    start_of_day,
)

CHICAGO = ZoneInfo("America/Chicago")
ASSIGNED_AT = datetime(2026, 1, 10, 15, tzinfo=UTC)
FACTS = DueFacts(assigned_at=ASSIGNED_AT, zone=CHICAGO)


def test_a_fixed_due_day_ends_at_the_midnight_after_it():
    found = due(DuePolicy(Base.FIXED, on=date(2026, 6, 30)), FACTS)

    assert found == Due(date(2026, 6, 30), datetime(2026, 7, 1, 5, tzinfo=UTC))


def test_days_count_from_the_local_day_of_the_assignment():
    late_evening = DueFacts(assigned_at=datetime(2026, 2, 22, 5, 30, tzinfo=UTC), zone=CHICAGO)

    found = due(DuePolicy(Base.ASSIGNED, offset=14), late_evening)

    assert found.due_on == date(2026, 3, 7)


def test_a_missing_base_is_an_exception_and_not_no_deadline():
    missing = Due(exception=DueException.BASE_MISSING)

    assert due(DuePolicy(Base.FIXED), FACTS) == missing
    assert due(DuePolicy(Base.HIRED, offset=30), FACTS) == missing
    assert due(DuePolicy(Base.APPOINTMENT, offset=30), FACTS) == missing


def test_the_latest_hire_date_counts_and_months_are_clamped():
    hired = (date(2023, 3, 1), date(2024, 2, 29), date(2020, 1, 1))
    facts = DueFacts(assigned_at=ASSIGNED_AT, zone=CHICAGO, hired_on=hired)

    found = due(DuePolicy(Base.HIRED, offset=12, unit=Unit.MONTHS), facts)

    assert found.due_on == date(2025, 2, 28)


def test_less_than_the_minimum_time_gives_the_realistic_date():
    enough = DuePolicy(Base.FIXED, on=date(2026, 1, 24), minimum_days=14)
    too_soon = DuePolicy(Base.FIXED, on=date(2026, 1, 23), minimum_days=14)

    assert due(enough, FACTS).due_on == date(2026, 1, 24)
    assert due(too_soon, FACTS).due_on == date(2026, 1, 31)


def test_leave_moves_the_due_day_and_each_day_counts_once():
    leave = (
        Leave(date(2026, 1, 20), date(2026, 1, 30)),
        Leave(date(2026, 1, 15), date(2026, 1, 25)),
        Leave(date(2026, 3, 7), date(2026, 3, 20)),
    )
    facts = DueFacts(assigned_at=ASSIGNED_AT, zone=CHICAGO, leave=leave)

    found = due(DuePolicy(Base.FIXED, on=date(2026, 2, 19)), facts)

    assert found.due_on == date(2026, 3, 6)


def test_leave_without_a_known_return_moves_nothing_yet():
    facts = DueFacts(assigned_at=ASSIGNED_AT, zone=CHICAGO, leave=(Leave(date(2026, 1, 20)),))

    assert due(DuePolicy(Base.ASSIGNED, offset=30), facts).due_on == date(2026, 2, 9)


def test_a_day_ends_with_the_first_instant_of_a_later_one_whatever_the_clock_does():
    ends = {
        ("America/Asuncion", date(2022, 10, 1)): datetime(2022, 10, 2, 4, tzinfo=UTC),
        ("Africa/Cairo", date(2024, 10, 31)): datetime(2024, 10, 31, 22, tzinfo=UTC),
        ("America/Havana", date(2023, 11, 4)): datetime(2023, 11, 5, 4, tzinfo=UTC),
        ("Pacific/Apia", date(2011, 12, 29)): datetime(2011, 12, 30, 10, tzinfo=UTC),
        ("Pacific/Apia", date(2011, 12, 30)): datetime(2011, 12, 30, 10, tzinfo=UTC),
    }

    assert {(zone, day): end_of_day(day, ZoneInfo(zone)) for zone, day in ends} == ends


def test_midnight_within_a_gap_is_the_jump_itself():
    jump = datetime(1919, 3, 31, 4, 30, tzinfo=UTC)  # 23:30 became 00:30

    assert start_of_day(date(1919, 3, 31), ZoneInfo("America/Toronto")) == jump


def test_a_day_that_was_skipped_starts_where_the_next_one_does():
    apia = ZoneInfo("Pacific/Apia")

    assert start_of_day(date(2011, 12, 30), apia) == start_of_day(date(2011, 12, 31), apia)


def test_local_days_and_months():
    assert local_day(datetime(2026, 1, 1, 5, 59, tzinfo=UTC), CHICAGO) == date(2025, 12, 31)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -13) == date(2025, 2, 28)
