from zoneinfo import ZoneInfo

import pytest

from learning.rules.due_dates import Base, Due, DueFacts, DuePolicy, Leave, Unit, due
from tests.vectors.tables import cases, day, instant, items, whole


@pytest.mark.parametrize("row", cases("due_dates.csv"))
def test_due_dates(row):
    policy = DuePolicy(
        base=Base(row["base"]),
        on=day(row["fixed_on"]),
        offset=whole(row["offset"]) or 0,
        unit=Unit(row["unit"] or "days"),
        minimum_days=whole(row["minimum_days"]),
    )
    facts = DueFacts(
        assigned_at=instant(row["assigned_at"]),
        zone=ZoneInfo(row["zone"]),
        hired_on=tuple(day(text) for text in items(row["hired_on"])),
        appointment_from=day(row["appointment_from"]),
        leave=tuple(Leave(*map(day, spell.split("/"))) for spell in items(row["leave"])),
    )

    assert due(policy, facts) == Due(
        due_on=day(row["due_on"]),
        due_at=instant(row["due_at"]),
        exception=row["exception"] or None,
    )
