import pytest

from learning.rules.renewal import Completed, Mode, Renewal, RenewalPolicy, renewal
from tests.vectors.tables import cases, day


@pytest.mark.parametrize("row", cases("renewal.csv"))
def test_renewal(row):
    month_and_day = tuple(int(part) for part in row["anniversary"].split("-") if part)
    policy = RenewalPolicy(
        mode=Mode(row["mode"]),
        active_months=int(row["active_months"]),
        window_months=int(row["window_months"]),
        minimum_months=int(row["minimum_months"]),
        anniversary=month_and_day or None,
    )
    completed = Completed(
        completed_on=day(row["completed_on"]),
        due_on=day(row["due_on"]),
        previous_expires_on=day(row["previous_expires_on"]),
    )

    assert renewal(policy, completed) == Renewal(
        expires_on=day(row["expires_on"]),
        window_opens_on=day(row["window_opens_on"]),
        error=row["error"] or None,
    )
