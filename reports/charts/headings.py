"""The heads of a table's columns: each a link that sorts by it, and words that say if it does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.queries.unit_order import DOWN

UP, DOWNWARDS = "ascending", "descending"
NUMBER, TEXT, DAY, STATE = "number", "text", "day", "state"
SORTED: dict[tuple[str, str], str | Promise] = {
    (NUMBER, UP): _("lowest first"),
    (NUMBER, DOWNWARDS): _("highest first"),
    (TEXT, UP): _("from A to Z"),
    (TEXT, DOWNWARDS): _("from Z to A"),
    (DAY, UP): _("earliest first"),
    (DAY, DOWNWARDS): _("latest first"),
    (STATE, UP): _("in their order"),
    (STATE, DOWNWARDS): _("in their order, from the end"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its words, where sorting by it leads, and how the table is sorted by it now.

    `sorted` is what `aria-sort` says: ascending, descending, or nothing.
    """

    name: str
    words: str
    url: str = ""
    sorted: str = ""
    kind: str = NUMBER
    meaning_url: str = ""

    @property
    def sorted_words(self) -> str:
        """What the arrow says."""
        return str(SORTED[self.kind, self.sorted]) if self.sorted else ""


def heading(
    name: str,
    words: str,
    address: Callable[[str], str],
    *,
    sort: str,
    kind: str = NUMBER,
    down_first: bool = False,
) -> Heading:
    """A column to sort by; asked again it turns round. `down_first`: from the most at first."""
    up, down = name, DOWN + name
    first, second = (down, up) if down_first else (up, down)
    how = {up: UP, down: DOWNWARDS}.get(sort, "")
    return Heading(name, words, address(second if sort == first else first), how, kind)
