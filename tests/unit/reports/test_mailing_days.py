"""When a report that is mailed goes out next."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from reports.rules.mailings import Every, next_mailing

CHICAGO = ZoneInfo("America/Chicago")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("every", "now", "expected"),
    [
        (Every.WEEK, "2026-11-24T09:00", "2026-11-30T07:00"),
        (Every.WEEK, "2026-11-30T06:59", "2026-11-30T07:00"),
        (Every.WEEK, "2026-11-30T07:00", "2026-12-07T07:00"),
        (Every.MONTH, "2026-11-24T09:00", "2026-12-01T07:00"),
        (Every.MONTH, "2026-12-01T07:00", "2027-01-01T07:00"),
        (Every.WEEK, "2026-03-07T12:00", "2026-03-09T07:00"),  # clocks go forward between
        (Every.WEEK, "2026-10-31T12:00", "2026-11-02T07:00"),  # and back
    ],
)
def test_at_seven_by_the_clock_of_the_institution(every, now, expected):
    found = next_mailing(every, at(now), CHICAGO)

    assert found == at(expected)
    assert found.tzinfo == UTC
