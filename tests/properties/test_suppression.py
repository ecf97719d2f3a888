"""Nobody finds a count below k by sums: not in one table, not over all filters and two dates."""

from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rules.item_analysis import OPEN, Taken
from learning.rules.item_disclosure import Question, shown
from learning.rules.suppression import (
    FLOOR,
    K,
    added,
    in_batches,
    leaking,
    protected,
    summed,
)


def with_totals(rows):
    """A table from its counts; a single row is a list."""
    wide = [[*row, sum(row)] for row in rows]
    return wide if len(wide) == 1 else [*wide, [sum(column) for column in zip(*wide, strict=True)]]


def tables(most, rows=(1, 3), columns=(1, 4)):
    return st.tuples(st.integers(*rows), st.integers(*columns)).flatmap(
        lambda shape: st.lists(
            st.lists(st.integers(0, most), min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        ).map(with_totals)
    )


@settings(max_examples=300)
@given(table=tables(12), k=st.sampled_from([FLOOR, K, 10]))
def test_what_is_told_of_a_table_gives_nothing_away(table, k):
    told = protected(table, k)

    assert leaking(table, told, k) == {}
    assert all(
        value is None or value == known >= k
        for line, counts in zip(told, table, strict=True)
        for value, known in zip(line, counts, strict=True)
    )


@given(table=tables(40).filter(lambda table: min(map(min, table)) >= K))
def test_a_table_without_small_counts_is_told_whole(table):
    assert protected(table) == tuple(map(tuple, table))


def cells_of(table):
    return [(row, column) for row in range(len(table)) for column in range(len(table[0]))]


@settings(max_examples=60)
@given(data=st.data(), table=tables(4, rows=(1, 2), columns=(2, 2)))
def test_the_attack_finds_what_trying_every_table_finds(data, table):
    hidden = data.draw(st.sets(st.sampled_from(cells_of(table))))
    told = [
        [None if (row, column) in hidden else value for column, value in enumerate(line)]
        for row, line in enumerate(table)
    ]
    inner = (len(table) - 1 or 1, len(table[0]) - 1)
    most = 8  # twice what any count is: what could be larger than k is found below it
    possible = [
        guess
        for values in product(range(most + 1), repeat=inner[0] * inner[1])
        if agrees(guess := with_totals(in_rows(values, inner[1])), told)
    ]

    expected = {
        (row, column): len({guess[row][column] for guess in possible}) == 1
        for row, column in cells_of(table)
        if max(guess[row][column] for guess in possible) < FLOOR
    }

    assert leaking(table, tuple(map(tuple, told)), FLOOR) == expected


def in_rows(values, width):
    return [list(values[at : at + width]) for at in range(0, len(values), width)]


def agrees(guess, told):
    return all(
        value is None or value == number
        for line, numbers in zip(told, guess, strict=True)
        for value, number in zip(line, numbers, strict=True)
    )


ROWS, COLUMNS = 2, 3  # what people declared, and what they answered
days = st.lists(
    st.lists(
        st.lists(st.integers(0, 9), min_size=COLUMNS, max_size=COLUMNS),
        min_size=ROWS,
        max_size=ROWS,
    ).map(with_totals),
    min_size=1,
    max_size=4,
)


def filters(size):
    """Every choice of values, and no filter at all (the totals)."""
    chosen = [list(some) for n in range(1, size + 1) for some in combinations(range(size), n)]
    return [*chosen, [size]]


def atoms(chosen, size):
    return range(size) if chosen == [size] else chosen


def every_view(batches):
    """All filters on all days, as told: which counts went into a number, and the number."""
    told = [protected(batch) for batch in batches]
    for day in range(1, len(told) + 1):
        for rows, columns in product(filters(ROWS), filters(COLUMNS)):
            value = summed(told[:day], rows, columns)
            if value is not None:
                yield vector(range(day), rows, columns, len(told)), value


def vector(of_batches, rows, columns, total):
    found = [Fraction(0)] * (total * ROWS * COLUMNS)
    for batch, row, column in product(of_batches, atoms(rows, ROWS), atoms(columns, COLUMNS)):
        found[(batch * ROWS + row) * COLUMNS + column] = Fraction(1)
    return found


class Solved:
    """What follows from numbers by adding and subtracting them."""

    def __init__(self):
        self.lines = {}  # place of the first coefficient → coefficients and value

    def reduced(self, coefficients, value):
        row = [*coefficients, Fraction(value)]
        for place, line in sorted(self.lines.items()):
            if row[place]:
                share = row[place]
                row = [one - share * other for one, other in zip(row, line, strict=True)]
        return row

    def learn(self, coefficients, value):
        row = self.reduced(coefficients, value)
        place = next((at for at, one in enumerate(row[:-1]) if one), None)
        if place is not None:
            self.lines[place] = [one / row[place] for one in row]

    def value_of(self, coefficients):
        """The number that this sum has to have; None where it is open."""
        row = self.reduced(coefficients, 0)
        return None if any(row[:-1]) else -row[-1]


@settings(max_examples=60)
@given(days=days)
def test_differencing_all_filters_and_two_dates_recovers_no_count_below_k(days):
    batches = [batch for batch in in_batches(days) if batch]
    solved = Solved()
    for coefficients, value in every_view(batches):
        solved.learn(coefficients, value)

    for first, last in combinations(range(len(batches) + 1), 2):
        for rows, columns in product(filters(ROWS), filters(COLUMNS)):
            wanted = vector(range(first, last), rows, columns, len(batches))
            found = solved.value_of(wanted)
            assert found is None or found >= K


@given(days=days)
def test_what_is_told_once_stays_told(days):
    told = [protected(batch) for batch in in_batches(days) if batch]

    for day in range(1, len(told)):
        for rows, columns in product(filters(ROWS), filters(COLUMNS)):
            if summed(told[:1], rows, columns) is not None:
                assert summed(told[: day + 1], rows, columns) is not None


@given(days=days)
def test_no_answer_is_lost_or_told_twice(days):
    batches = in_batches(days)
    told = [batch for batch in batches if batch]
    waiting = 1 + max((at for at, batch in enumerate(batches) if batch), default=-1)

    total = with_totals([[0] * COLUMNS] * ROWS)
    for table in (*told, *days[waiting:]):
        total = added(total, table)

    assert total == with_totals(
        [
            [sum(day[row][column] for day in days) for column in range(COLUMNS)]
            for row in range(ROWS)
        ]
    )


@given(picked=st.dictionaries(st.sampled_from(["a", "b", "c", OPEN]), st.integers(0, 9)))
def test_questions_counted_together_pass_the_same_attack(picked):
    """Item analysis counts together what it does not show: to this attack each of its groups is a
    list of hidden counts with their sum told (decision 0014)."""
    drawn = [key for key, number in picked.items() for _one in range(number)]
    part = [Taken(float(key == "a"), 0, 0, (key,) if key else ()) for key in drawn]

    found = shown(Question(("a", "b", "c"), frozenset("a"), worth={"a": 1.0}), [part])

    for line in found.lines:
        counts = [picked.get(key, 0) for key in line.choices]
        alone = len(counts) == 1
        told = [*(counts if alone else [None] * len(counts)), line.count]
        assert leaking([[*counts, line.count]], (tuple(told),)) == {}
