from decimal import Decimal

import pytest

from learning.rules.attempts import AttemptState
from learning.rules.kept_score import Keep, Tried, kept_score, passed
from tests.vectors.tables import cases, flag, number, structure


@pytest.mark.parametrize("row", cases("kept_score.csv"))
def test_kept_score(row):
    attempts = [
        Tried(AttemptState(made["state"]), tuple(Decimal(score) for score in made["scores"]))
        for made in structure(row["attempts"])
    ]

    assert kept_score(Keep(row["keep"]), attempts) == number(row["score"])
    assert passed(Decimal(row["pass_mark"]), attempts) is flag(row["passed"])
