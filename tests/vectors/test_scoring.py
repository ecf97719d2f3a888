from decimal import Decimal

import pytest

from courses.rules.marking import KINDS, mark
from tests.vectors.tables import cases, structure


def of_a_kind_we_have(row):
    return row["kind"] in KINDS


@pytest.mark.parametrize("row", cases("scoring.csv", only=of_a_kind_we_have))
def test_scoring(row):
    marked = mark(row["kind"], structure(row["definition"]), structure(row["response"]))

    assert marked.score == Decimal(row["score"])
    assert marked.score.as_tuple().exponent == -4
