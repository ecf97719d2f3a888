"""Disclosure control against the table of expected results."""

import pytest

from learning.rules.suppression import leaking, protected
from tests.vectors.tables import cases, structure


def named(table, cell):
    """r1c2, as the table of results names cells; totals by a T."""
    row, column = cell
    of_row = "T" if row and row == len(table) - 1 else row + 1
    of_column = "T" if column == len(table[0]) - 1 else column + 1
    return f"r{of_row}c{of_column}"


@pytest.mark.parametrize("row", cases("suppression.csv"))
def test_what_is_given_away_is_what_the_table_says(row):
    table, k = structure(row["counts"]), int(row["k"])
    told = tuple(tuple(line) for line in structure(row["published"]))

    found = leaking(table, told, k)

    assert {named(table, cell) for cell in found} == set(row["leaks"].split())
    assert {named(table, cell) for cell, exact in found.items() if exact} == set(
        row["exact"].split()
    )
    assert (row["verdict"] == "leaks") == bool(found)


@pytest.mark.parametrize("row", cases("suppression.csv"))
def test_what_we_would_tell_gives_nothing_away(row):
    table, k = structure(row["counts"]), int(row["k"])

    told = protected(table, k)

    hidden = {
        named(table, (at, place))
        for at, line in enumerate(told)
        for place, value in enumerate(line)
        if value is None
    }
    assert set(row["must_hide"].split()) <= hidden
    assert leaking(table, told, k) == {}
