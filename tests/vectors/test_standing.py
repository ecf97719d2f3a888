import pytest

from learning.rules.standing import Facts, standing
from tests.vectors.tables import cases, instant

FACTS = (
    "waived_until",
    "withdrawn_at",
    "completed_at",
    "due_at",
    "expires_at",
    "started_at",
    "scheduled_from",
)


@pytest.mark.parametrize("row", cases("standing.csv"))
def test_standing(row):
    facts = Facts(**{name: instant(row[name]) for name in FACTS})

    found = standing(facts, now=instant(row["now"]), due_soon_days=int(row["due_soon_days"]))

    assert found == row["standing"]
