"""Which counts may be told, and what could be found out from those that are (DOMAIN 8).

Pure: no database, no clock. For what people declared of themselves, surveys and question
statistics; counts by unit are not suppressed for those who may open them to the people behind.

A table's last column holds totals; so does its last row, unless it has one row only (a list). Its
sums make it a circulation: each count is an arc, each sum a node. How large a hidden count could be
is then a question of flow, with an exact answer in whole numbers, found without solving anything.
"""

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import count as numbers

K = 5  # the smallest count told
FLOOR = 3  # what an institution may lower K to
COMMENTS = 10  # responses below which no comment is shown

Table = Sequence[Sequence[int]]
Told = tuple[tuple[int | None, ...], ...]  # None: not told
Cell = tuple[int, int]  # row and column, from 0
Arc = tuple[int, int]  # the nodes that a count leads from and to
Steps = list[
    tuple[Cell, int]
]  # counts that change together: +1 those that grow, -1 those that fall


def protected(table: Table, k: int = K) -> Told:
    """The table without its counts below k (zeros too), and without what would give them away.

    What is told is safe: `leaking` finds nothing in it. Of the ways to cover a small count the one
    that hides least is taken, so more may be hidden than the least possible altogether.
    """
    _checked(table, k)
    flow = _Flow(table)
    small = [cell for cell in flow.arcs if flow.counts[cell] < k]
    hidden = set(small)
    for cell in sorted(small, key=lambda cell: (flow.counts[cell], cell)):
        hidden |= flow.cover(cell, k, hidden)
    return tuple(
        tuple(None if (row, column) in hidden else value for column, value in enumerate(values))
        for row, values in enumerate(table)
    )


def leaking(table: Table, told: Told, k: int = K) -> dict[Cell, bool]:
    """The counts that what is told proves to be below k; True where their number follows too.

    The attacker knows the sums, and that counts are whole and not negative; not why one is hidden.
    """
    _checked(table, k)
    flow = _Flow(table)
    hidden = {
        (row, column)
        for row, values in enumerate(told)
        for column, value in enumerate(values)
        if value is None
    }
    found = {}
    for cell, number in flow.arcs.items():
        if flow.counts[cell] >= k:
            continue  # what is so could not be ruled out
        if cell not in hidden:
            found[cell] = True
        elif flow.most(cell, hidden, k) < k:
            found[cell] = not flow.moves(cell, number, hidden)
    return found


def in_batches(days: Sequence[Table], k: int = K) -> list[Table | None]:
    """What each day adds to what is told: the answers since the batch before, or None, to wait.

    A batch has at least 2k answers, and telling it takes nothing away that is told already. So of
    the difference between two days no more is known than each batch shows by itself.
    """
    found: list[Table | None] = []
    waiting: Table | None = None
    open_to_all: set[Cell] | None = None
    for day in days:
        waiting = day if waiting is None else added(waiting, day)
        shown = _shown(protected(waiting, k))
        if waiting[-1][-1] >= 2 * k and (open_to_all is None or open_to_all <= shown):
            open_to_all = shown if open_to_all is None else open_to_all
            found.append(waiting)
            waiting = None
        else:
            found.append(None)
    return found


def summed(batches: Sequence[Told], rows: Sequence[int], columns: Sequence[int]) -> int | None:
    """What is told of these rows and columns in all of these batches; None where one hides some.

    Every filter and every day is answered so: by adding up what is told, never by counting anew.
    """
    values = [told[row][column] for told in batches for row in rows for column in columns]
    return None if None in values or not values else sum(value or 0 for value in values)


def added(first: Table, second: Table) -> Table:
    """Two tables of the same shape, count by count."""
    return [
        [one + other for one, other in zip(*both, strict=True)]
        for both in zip(first, second, strict=True)
    ]


def _shown(told: Told) -> set[Cell]:
    return {
        (row, column)
        for row, values in enumerate(told)
        for column, value in enumerate(values)
        if value is not None
    }


def _checked(table: Table, k: int) -> None:
    """A table that does not add up would be protected against the wrong sums."""
    if k < FLOOR:
        raise ValueError(f"k is at least {FLOOR}")
    lines = list(table) if len(table) == 1 else [*table, *zip(*table, strict=True)]
    if any(sum(line[:-1]) != line[-1] for line in lines):
        raise ValueError("the totals of a table are the sums of its counts")


class _Flow:
    """A table as a circulation: column → row → all rows → all columns → column."""

    def __init__(self, table: Table) -> None:
        self.counts = {
            (row, column): value
            for row, values in enumerate(table)
            for column, value in enumerate(values)
        }
        last_row, last_column = len(table) - 1, len(table[0]) - 1
        is_list = last_row == 0

        def arc(row: int, column: int) -> Arc:
            of_row = 0 if is_list else row
            of_column = last_row + 1 + (0 if is_list else column)
            turned = (column == last_column) != (row == last_row and not is_list)
            return (of_row, of_column) if turned else (of_column, of_row)

        self.arcs: dict[Cell, Arc] = {cell: arc(*cell) for cell in self.counts}
        assert last_column or is_list

    def cover(self, cell: Cell, k: int, hidden: set[Cell]) -> set[Cell]:
        """What else to hide so that this count could be k, at the least cost in what is hidden."""
        values = dict(self.counts)
        covered: set[Cell] = set()
        while values[cell] < k:
            price = {
                each: 0 if each in hidden or each in covered else self.counts[each] + 1
                for each in self.arcs
            }
            steps = self._cheapest(cell, values, price)
            assert steps is not None, "with everything hidden every count could be anything"
            self._take(steps, values, k - values[cell])
            covered |= {each for each, _sign in steps}
        return covered

    def most(self, cell: Cell, hidden: set[Cell], k: int) -> int:
        """How large a hidden count could be, as far as k."""
        values = dict(self.counts)
        price = dict.fromkeys(hidden, 0)
        while values[cell] < k:
            steps = self._cheapest(cell, values, price)
            if steps is None:
                break
            self._take(steps, values, k - values[cell])
        return values[cell]

    def moves(self, cell: Cell, arc: Arc, hidden: set[Cell]) -> bool:
        """Whether a hidden count could be anything else than it is."""
        price = dict.fromkeys(hidden, 0)
        if self._cheapest(cell, self.counts, price):
            return True
        smaller = self._path(arc[0], arc[1], cell, self.counts, price)
        return bool(self.counts[cell] and smaller)

    def _cheapest(
        self, cell: Cell, values: dict[Cell, int], price: dict[Cell, int]
    ) -> Steps | None:
        """A way for this count to grow: others change so that every sum still holds."""
        tail, head = self.arcs[cell]
        steps = self._path(head, tail, cell, values, price)
        return None if steps is None else [*steps, (cell, 1)]

    def _take(self, steps: Steps, values: dict[Cell, int], most: int) -> None:
        room = min([most, *(values[each] for each, sign in steps if sign < 0)])
        for each, sign in steps:
            values[each] += sign * room

    def _path(
        self, start: int, end: int, but: Cell, values: dict[Cell, int], price: dict[Cell, int]
    ) -> Steps | None:
        """The cheapest way from node to node: along counts that grow, against those that fall."""
        ways: dict[int, list[tuple[int, Cell, int]]] = {}
        for each, (tail, head) in self.arcs.items():
            if each == but or each not in price:
                continue
            ways.setdefault(tail, []).append((head, each, 1))
            if values[each] > 0:
                ways.setdefault(head, []).append((tail, each, -1))
        turn = numbers()
        open_ways: list[tuple[int, int, int, Steps]] = [(0, next(turn), start, [])]
        reached: set[int] = set()
        while open_ways:
            cost, _turn, node, steps = heappop(open_ways)
            if node == end:
                return steps
            if node in reached:
                continue
            reached.add(node)
            for to, each, sign in ways.get(node, ()):
                if to not in reached:
                    entry = (cost + price[each], next(turn), to, [*steps, (each, sign)])
                    heappush(open_ways, entry)
        return None
