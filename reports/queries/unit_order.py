"""The table of units and requirements in the order asked for: one for the page and for files."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from accounts.models.user import folded
from reports.queries.completion import Cell
from reports.queries.organisation import Place

UNIT = "unit"  # the column of the units' names
DOWN = "-"  # in front of a column's name: from the last, or the most, down

Unit = list[Cell]  # the cells of one, a requirement each


def in_tree(sort: str, keys: Iterable[str]) -> bool:
    """Whether nothing that is there is to be sorted by, so that the tree's order stays."""
    return sort.removeprefix(DOWN) not in (UNIT, *keys)


def sorted_units(cells: Sequence[Cell], sort: str, figure: str, top: Place | None) -> list[Cell]:
    """The cells, unit by unit, by a requirement's share of `figure` or by the units' names.

    `sort` is `unit` or the key of a requirement, with a hyphen in front to turn it round. Anything
    else is the order of the tree. The whole (`top`) stays first, where nobody is asked comes last
    either way, and equals stay in the order of the tree. The cells of a unit stand together.
    """
    units = [list(of_unit) for _, of_unit in groupby(cells, key=lambda cell: cell.unit)]
    keys = [cell.requirement.requirement.key for cell in units[0]] if units else []
    name, down = sort.removeprefix(DOWN), sort.startswith(DOWN)
    if in_tree(sort, keys):
        return list(cells)
    whole = [unit for unit in units if top and unit[0].unit == top]
    parts = [unit for unit in units if not (top and unit[0].unit == top)]
    if name == UNIT:
        parts.sort(key=_name, reverse=down)
    else:
        parts = _by_share(parts, keys.index(name), figure, down=down)
    return [cell for unit in (*whole, *parts) for cell in unit]


def _name(unit: Unit) -> str:
    place = unit[0].unit
    return folded(place.name) if place else ""


def _by_share(units: list[Unit], column: int, figure: str, *, down: bool) -> list[Unit]:
    asked = [unit for unit in units if unit[column].people]
    sign = -1 if down else 1
    asked.sort(key=lambda unit: sign * unit[column].count(figure) / unit[column].people)
    return [*asked, *(unit for unit in units if not unit[column].people)]
