"""Moving, joint appointments, leaving, coming back, leave and lapsing, as tables of days."""

# ruff: noqa: E501 -- a line of a table is a day, however wide
import pytest

from tests.integration.learning.lives import Life, lines_of

pytestmark = pytest.mark.django_db

PLAIN = {"due_days": 60}
YEARLY = {
    "renewal": "expiry",
    "active_months": 12,
    "window_months": 2,
    "minimum_months": 6,
    "due_days": 60,
}
FROM_HIRE = {"base": "hired", "due_days": 30}
FROM_APPOINTMENT = {"base": "appointment", "due_days": 30}

HEADING = "on | works in | hired | leave | does | medicine | surgery"

# name: (what Medicine asks, what Surgery asks, the table)
SCENARIOS = {
    "a transfer between units": (
        PLAIN,
        PLAIN,
        """
        2026-03-02 | Medicine | 2026-03-02 | |                    | not_started by 2026-05-01 | -
        2026-03-10 |          |            | | begins medicine    | in_progress by 2026-05-01 | -
        2026-04-01 | Surgery  |            | |                    | withdrawn by 2026-05-01   | not_started by 2026-05-31
        2026-04-20 |          |            | | completes medicine | withdrawn by 2026-05-01   | not_started by 2026-05-31
        2026-05-20 |          |            | |                    | withdrawn by 2026-05-01   | due_soon by 2026-05-31
        2026-06-01 |          |            | |                    | withdrawn by 2026-05-01   | overdue by 2026-05-31
        2026-06-02 | Medicine |            | |                    | completed_on_time by 2026-05-01 | withdrawn by 2026-05-31
        """,
    ),
    "a transfer takes along what would still be valid": (
        YEARLY,
        YEARLY | {"same_course": True},
        """
        2026-03-02 | Medicine | 2026-03-02 | | completes medicine | completed_on_time by 2026-05-01 to 2027-05-01 | -
        2026-09-01 | Surgery  |            | |                    | withdrawn by 2026-05-01 to 2027-05-01 | completed_on_time by 2026-10-31 to 2027-10-31
        2027-03-02 |          |            | |                    | withdrawn by 2026-05-01 to 2027-05-01 | completed_on_time by 2026-10-31 to 2027-10-31
        2027-09-01 | Medicine |            | |                    | 2: expired by 2027-05-01 | withdrawn by 2026-10-31 to 2027-10-31
        """,
    ),
    "a joint appointment: one ends, the other stays": (
        PLAIN,
        PLAIN,
        """
        2026-03-02 | Medicine, Surgery | 2026-03-02 | |                   | not_started by 2026-05-01 | not_started by 2026-05-01
        2026-03-10 |                   |            | | begins surgery    | not_started by 2026-05-01 | in_progress by 2026-05-01
        2026-04-01 | Surgery           |            | |                   | withdrawn by 2026-05-01   | in_progress by 2026-05-01
        2026-04-15 | Surgery, Library  |            | |                   | withdrawn by 2026-05-01   | in_progress by 2026-05-01
        2026-04-20 | Library           |            | |                   | withdrawn by 2026-05-01   | withdrawn by 2026-05-01
        2026-04-25 | Library, Surgery  |            | | completes surgery | withdrawn by 2026-05-01   | completed_on_time by 2026-05-01
        """,
    ),
    "two appointments under one requirement: one ends, nothing changes": (
        PLAIN | {"of": "School"},
        PLAIN,
        """
        2026-03-02 | Medicine, Surgery | 2026-03-02 | |                 | not_started by 2026-05-01 | not_started by 2026-05-01
        2026-03-10 |                   |            | | begins medicine | in_progress by 2026-05-01 | not_started by 2026-05-01
        2026-04-01 | Medicine          |            | |                 | in_progress by 2026-05-01 | withdrawn by 2026-05-01
        2026-04-02 | Surgery           |            | |                 | in_progress by 2026-05-01 | not_started by 2026-05-01
        2026-05-02 |                   |            | |                 | overdue by 2026-05-01     | overdue by 2026-05-01
        """,
    ),
    "two appointments under one requirement that counts from the primary one": (
        FROM_APPOINTMENT | {"of": "School"},
        FROM_APPOINTMENT,
        """
        2026-03-02 | Medicine          | 2026-03-02 | | | not_started by 2026-04-01 | -
        2026-03-10 | Medicine, Surgery |            | | | not_started by 2026-04-01 | not_started by 2026-04-01
        2026-03-20 | Surgery           |            | | | due_soon by 2026-04-01    | due_soon by 2026-04-01
        """,
    ),
    "leaving": (
        PLAIN,
        YEARLY,
        """
        2026-03-02 | Medicine, Surgery | 2026-03-02 | |                   | not_started by 2026-05-01 | not_started by 2026-05-01
        2026-03-10 |                   |            | | completes surgery | not_started by 2026-05-01 | completed_on_time by 2026-05-01 to 2027-05-01
        2026-04-01 | -                 |            | |                   | withdrawn by 2026-05-01   | withdrawn by 2026-05-01 to 2027-05-01
        2026-05-02 | -                 |            | |                   | withdrawn by 2026-05-01   | withdrawn by 2026-05-01 to 2027-05-01
        2027-03-02 | -                 |            | |                   | withdrawn by 2026-05-01   | withdrawn by 2026-05-01 to 2027-05-01
        """,
    ),
    "hired again": (
        FROM_HIRE,
        PLAIN,
        """
        2026-03-02 | Medicine, Surgery | 2026-03-02 | | begins medicine | in_progress by 2026-04-01 | not_started by 2026-05-01
        2026-03-20 | -                 |            | |                 | withdrawn by 2026-04-01   | withdrawn by 2026-05-01
        2026-06-01 | Medicine, Surgery | 2026-06-01 | |                 | in_progress by 2026-07-01 | overdue by 2026-05-01
        2026-06-05 | -                 |            | |                 | withdrawn by 2026-07-01   | withdrawn by 2026-05-01
        2026-09-01 | Medicine          | 2026-09-01 | |                 | in_progress by 2026-10-01 | withdrawn by 2026-05-01
        2026-09-02 |                   |            | | completes medicine | completed_on_time by 2026-10-01 | withdrawn by 2026-05-01
        """,
    ),
    "left and hired again before the next roster": (
        FROM_HIRE,
        PLAIN,
        """
        2026-03-02 | Medicine | 2026-03-02 | |                    | not_started by 2026-04-01 | -
        2026-03-20 |          | 2026-03-02 to 2026-03-25 | |      | due_soon by 2026-04-01 | -
        2026-03-25 |          |            | |                    | withdrawn by 2026-04-01 | -
        2026-06-01 |          | 2026-05-25 | |                    | not_started by 2026-06-24 | -
        """,
    ),
    "an appointment that is known ahead": (
        FROM_APPOINTMENT | {"of": "School"},
        FROM_APPOINTMENT,
        """
        2026-03-02 | Medicine          | 2026-03-02 | |           | not_started by 2026-04-01 | -
        2026-03-10 | Medicine, Surgery | 2026-03-02 to 2026-03-12 | | | not_started by 2026-04-01 | not_started by 2026-04-01
        2026-03-20 | Surgery           | 2026-05-01 | |           | withdrawn by 2026-04-01   | withdrawn by 2026-04-01
        2026-05-01 | Surgery           |            | |           | not_started by 2026-05-31 | not_started by 2026-05-31
        """,
    ),
    "hired, and not there yet": (
        FROM_HIRE,
        PLAIN,
        """
        2026-03-02 | Medicine | 2026-04-01 | |                    | - | -
        2026-04-01 |          |            | |                    | not_started by 2026-05-01 | -
        """,
    ),
    "leave": (
        PLAIN,
        FROM_HIRE,
        """
        2026-03-02 | Medicine, Surgery | 2026-03-02 |                          | | not_started by 2026-05-01 | not_started by 2026-04-01
        2026-03-10 |                   |            | 2026-03-16 to            | | not_started by 2026-05-01 | not_started by 2026-04-01
        2026-04-06 |                   |            | 2026-03-16 to            | | not_started by 2026-05-01 | overdue by 2026-04-01
        2026-04-20 |                   |            | 2026-03-16 to 2026-04-20 | | not_started by 2026-06-05 | not_started by 2026-05-06
        2026-05-07 |                   |            |                          | | not_started by 2026-06-05 | overdue by 2026-05-06
        2026-06-06 |                   |            |                          | | overdue by 2026-06-05     | overdue by 2026-05-06
        """,
    ),
    "leave across a renewal": (
        YEARLY,
        PLAIN,
        """
        2026-03-02 | Medicine | 2026-03-02 |                          | completes medicine | completed_on_time by 2026-05-01 to 2027-05-01 | -
        2027-03-01 |          |            |                          |                    | 2: not_started by 2027-05-01 | -
        2027-04-01 |          |            | 2027-04-01 to 2027-06-01 |                    | 2: not_started by 2027-07-01 | -
        2027-05-02 |          |            |                          |                    | 2: expired by 2027-07-01     | -
        2027-06-20 |          |            |                          | completes medicine | 2: completed_on_time by 2027-07-01 to 2028-06-20 | -
        """,
    ),
    "lapsed, and renewed late": (
        YEARLY,
        PLAIN,
        """
        2026-03-02 | Medicine | 2026-03-02 | | completes medicine | completed_on_time by 2026-05-01 to 2027-05-01 | -
        2027-02-28 |          |            | |                    | completed_on_time by 2026-05-01 to 2027-05-01 | -
        2027-03-01 |          |            | |                    | 2: not_started by 2027-05-01 | -
        2027-04-20 |          |            | |                    | 2: due_soon by 2027-05-01    | -
        2027-04-21 |          |            | | begins medicine    | 2: in_progress by 2027-05-01 | -
        2027-05-01 |          |            | |                    | 2: in_progress by 2027-05-01 | -
        2027-05-02 |          |            | |                    | 2: expired by 2027-05-01     | -
        2027-08-01 |          |            | | completes medicine | 2: completed_late by 2027-05-01 to 2028-08-01 | -
        2028-06-01 |          |            | |                    | 3: not_started by 2028-08-01 | -
        """,
    ),
    "lapsed while away, and back": (
        YEARLY,
        YEARLY | {"minimum_days": 30},
        """
        2026-03-02 | Medicine, Surgery | 2026-03-02 | | completes medicine | completed_on_time by 2026-05-01 to 2027-05-01    | not_started by 2026-05-01
        2026-03-03 |                   |            | | completes surgery  | completed_on_time by 2026-05-01 to 2027-05-01    | completed_on_time by 2026-05-01 to 2027-05-01
        2026-09-01 | -                 |            | |                    | withdrawn by 2026-05-01 to 2027-05-01    | withdrawn by 2026-05-01 to 2027-05-01
        2027-09-01 | Medicine, Surgery | 2027-09-01 | |                    | 2: expired by 2027-05-01 | 2: expired by 2027-10-08
        2027-09-10 |                   |            | | completes surgery  | 2: expired by 2027-05-01 | 2: completed_on_time by 2027-10-08 to 2028-09-10
        """,
    ),
    "left in an open renewal, and back before it lapses": (
        YEARLY,
        PLAIN,
        """
        2026-03-02 | Medicine | 2026-03-02 | | completes medicine | completed_on_time by 2026-05-01 to 2027-05-01 | -
        2027-03-05 |          |            | | begins medicine    | 2: in_progress by 2027-05-01 | -
        2027-03-10 | -        |            | |                    | 2: withdrawn by 2027-05-01 | -
        2027-04-10 | Medicine | 2027-04-10 | |                    | 2: in_progress by 2027-05-01 | -
        2027-04-11 |          |            | | completes medicine | 2: completed_on_time by 2027-05-01 to 2028-05-01 | -
        """,
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_working_life(name, tmp_path):
    medicine, surgery, table = SCENARIOS[name]
    lines = lines_of(HEADING + table)
    life = Life(tmp_path, medicine=dict(medicine), surgery=dict(surgery))

    found = {line.on: life.walk(line) for line in lines}

    assert found == {line.on: [line.medicine, line.surgery] for line in lines}
    assert {line.on: life.standings_told_later(line.on) for line in lines} == found
