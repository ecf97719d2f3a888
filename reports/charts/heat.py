"""Numbers in, a picture out: the table of units and requirements, which is also a picture."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from learning.rules.standing import Standing
from reports.addresses import Addresses
from reports.queries.completion import COMPLIANT, Cell
from reports.queries.organisation import Place
from reports.wording import FIGURES

LEVELS = (0.25, 0.60, 0.80, 0.95)  # from these shares on, the moon fills further
AMOUNTS: tuple[str | Promise, ...] = (
    _lazy("few"),
    _lazy("some"),
    _lazy("most"),
    _lazy("a great many"),
    _lazy("nearly all"),
)
DEEPEST = 2  # further down, rows are set in no more


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people, their share of all, and the address of the list behind it; or, where
    there was nothing to count, why (`absent`)."""

    number: int
    of: int
    url: str
    all_url: str
    overdue: int = 0
    overdue_url: str = ""
    absent: str = ""

    @property
    def share(self) -> float | None:
        return self.number / self.of if self.of else None

    @property
    def is_trace(self) -> bool:
        """Somebody, yet not one in a hundred."""
        return 0 < self.number * 100 < self.of

    @property
    def level(self) -> str:
        """How far the moon is filled, 1 to 5; none where nobody is asked."""
        return str(level(self.share)) if self.share is not None else "none"

    @property
    def word(self) -> str:
        """What the picture says of the share, in a word."""
        if not self.number:
            return _("nobody")
        if self.number == self.of:
            return _("all")
        return str(AMOUNTS[level(self.number / self.of) - 1])


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit and its figures, one for each column. `within` names the units above it where
    rows are not in the order of the tree."""

    unit: Place
    depth: int
    url: str
    figures: list[Figure]
    within: str = ""


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A standing (or all, or the compliant) and its figures, one for each column."""

    figure: str
    word: str
    is_standing: bool
    figures: list[Figure]


def level(share: float) -> int:
    """1 under 25 %, 2 from there, 3 from 60, 4 from 80, 5 from 95 %."""
    return 1 + sum(share >= edge for edge in LEVELS)


def heat(cells: Iterable[Cell], addresses: Addresses, *, in_tree: bool) -> Iterator[HeatRow]:
    """A row for each unit; its cells stand together. Out of the order of the tree, those below the
    whole are not set in."""
    shown = addresses.figure or COMPLIANT
    top = None
    for unit, of_unit in groupby(cells, key=lambda cell: cell.unit):
        assert unit is not None
        top = unit.level if top is None else min(top, unit.level)
        figures = [figure_of(cell, shown, addresses) for cell in of_unit]
        row = HeatRow(unit, min(unit.level - top, DEEPEST), addresses.overview(unit), figures)
        yield row if in_tree or unit == addresses.report.unit else flat(row)


def flat(row: HeatRow) -> HeatRow:
    """Not set in below its parent, which is named instead."""
    above = row.unit.full_name.removesuffix(row.unit.name).rstrip(" /")
    return replace(row, depth=0, within=above)


def figure_of(cell: Cell, shown: str, addresses: Addresses) -> Figure:
    key = cell.requirement.requirement.key
    return Figure(
        number=cell.count(shown) if shown else cell.people,
        of=cell.people,
        url=addresses.people(cell.unit, key, shown),
        all_url=addresses.people(cell.unit, key),
        overdue=0 if shown == Standing.OVERDUE else cell.overdue,
        overdue_url=addresses.people(cell.unit, key, Standing.OVERDUE.value),
    )


def standings(totals: Sequence[Cell], addresses: Addresses) -> list[StandingRow]:
    """One unit's people by standing: all of them, the ten, and beside these the compliant."""
    return standing_rows(lambda shown: [figure_of(cell, shown, addresses) for cell in totals])


def standing_rows(figures: Callable[[str], list[Figure]]) -> list[StandingRow]:
    """A row for each of them, of what `figures` has of it in each column."""
    words = {"": _("Everyone"), **FIGURES}
    return [
        StandingRow(figure, str(words[figure]), figure in list(Standing), figures(figure))
        for figure in ("", *(standing.value for standing in Standing), COMPLIANT)
    ]
