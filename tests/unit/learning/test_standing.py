from datetime import UTC, datetime, timedelta

import pytest

from learning.rules.standing import Facts, Standing, standing

DUE = datetime(2026, 5, 9, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def stands(now, **facts):
    return standing(Facts(**facts), now=now, due_soon_days=14)


def test_the_due_instant_is_the_first_one_overdue():
    assert stands(DUE - SECOND, due_at=DUE) == Standing.DUE_SOON
    assert stands(DUE, due_at=DUE) == Standing.OVERDUE


def test_work_done_at_the_due_instant_is_late():
    assert stands(DUE + DAY, due_at=DUE, completed_at=DUE - SECOND) == Standing.COMPLETED_ON_TIME
    assert stands(DUE + DAY, due_at=DUE, completed_at=DUE) == Standing.COMPLETED_LATE


def test_without_a_due_date_nothing_is_late():
    assert stands(DUE) == Standing.NOT_STARTED
    assert stands(DUE, completed_at=DUE) == Standing.COMPLETED_ON_TIME


def test_a_fact_of_tomorrow_does_not_count_today():
    facts = {"due_at": DUE + 100 * DAY, "withdrawn_at": DUE, "completed_at": DUE}

    assert stands(DUE - SECOND, **facts) == Standing.NOT_STARTED
    assert stands(DUE, **facts) == Standing.WITHDRAWN


def test_a_waiver_ends_at_its_instant():
    assert stands(DUE - SECOND, waived_until=DUE) == Standing.WAIVED
    assert stands(DUE, waived_until=DUE) == Standing.NOT_STARTED


def test_what_opens_later_is_scheduled_unless_it_was_started():
    opens = DUE - 30 * DAY

    assert stands(opens - SECOND, due_at=DUE, scheduled_from=opens) == Standing.SCHEDULED
    assert stands(opens, due_at=DUE, scheduled_from=opens) == Standing.NOT_STARTED
    assert (
        stands(opens - DAY, due_at=DUE, scheduled_from=opens, started_at=opens - 2 * DAY)
        == Standing.IN_PROGRESS
    )


LADDER = {
    "waived_until": (DUE + DAY, Standing.WAIVED),
    "withdrawn_at": (DUE - DAY, Standing.WITHDRAWN),
    "completed_at": (DUE - DAY, Standing.COMPLETED_ON_TIME),
    "expires_at": (DUE - DAY, Standing.EXPIRED),
    "due_at": (DUE, Standing.OVERDUE),
    "started_at": (DUE - DAY, Standing.IN_PROGRESS),
}


@pytest.mark.parametrize("rung", range(len(LADDER)))
def test_standings_go_before_one_another_in_their_order(rung):
    below = list(LADDER.items())[rung:]

    found = stands(DUE, **{name: at for name, (at, _) in below})

    assert found == below[0][1][1]
