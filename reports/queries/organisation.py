"""The units that a report may speak of, as a tree read in the order of its names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from accounts.models import Unit, UnitPlace
from accounts.models.organisation import SEGMENT, under_any
from accounts.models.user import folded
from reports.queries.clocks import holding_on, known_at
from reports.queries.moments import Moment

EVERYTHING = ("",)  # the paths that hold every unit
BETWEEN = " / "  # School / Department / Division


@dataclass(frozen=True, slots=True)
class Place:
    """A unit where it stands in the tree: `full_name` names it from the root down."""

    uuid: UUID
    path: str
    name: str
    full_name: str

    @property
    def level(self) -> int:
        """1 for a root."""
        return len(self.path) // SEGMENT

    def holds(self, other: "Place") -> bool:
        """Whether `other` is this unit or lies below it."""
        return other.path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Organisation:
    """The units of a scope: parents before their children, siblings by name."""

    paths: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def tops(self) -> tuple[Place, ...]:
        """The units at which the scope begins."""
        known = {place.path for place in self.places}
        return tuple(place for place in self.places if place.path[:-SEGMENT] not in known)

    @property
    def whole(self) -> Place | None:
        """The one unit that holds all the others; none where the scope has several parts."""
        tops = self.tops
        return tops[0] if len(tops) == 1 else None

    def by_uuid(self, uuid: str) -> Place | None:
        return next((place for place in self.places if str(place.uuid) == uuid), None)

    def named(self, full_name: str) -> Place | None:
        """The unit with this path of names, whatever the blanks around its strokes."""
        asked = _parts(full_name)
        return next((place for place in self.places if _parts(place.full_name) == asked), None)

    def below(self, place: Place | None, levels: int | None = None) -> tuple[Place, ...]:
        """The unit (none: the whole scope) with what lies under it, so many levels down."""
        if levels is None:
            return tuple(other for other in self.places if place is None or place.holds(other))
        if place is None:
            return tuple(unit for top in self.tops for unit in self.below(top, levels - 1))
        deepest = place.level + levels
        return tuple(
            other for other in self.places if place.holds(other) and other.level <= deepest
        )

    def above(self, place: Place) -> tuple[Place, ...]:
        """The units of the scope above this one, from the top down."""
        return tuple(other for other in self.places if other.holds(place) and other != place)


def organisation_at(paths: Sequence[str], moment: Moment) -> Organisation:
    """The units of these subtrees, given by their present paths, where they stood at that moment.

    Of the present, what is kept ready; else the tree of that day, as then (or later) known: who
    answers for a unit today answers for what lay below it then. One query, or two.
    """
    if moment.known is None:
        return organisation_under(paths, moment.on)
    places = UnitPlace.objects.filter(known_at(moment.known), holding_on(moment.on))
    then = tuple(paths)
    if then != EVERYTHING:
        then = tuple(_widest(places.filter(unit__path__in=paths).values_list("path", flat=True)))
    rows = places.order_by("path").values_list("unit__uuid", "path", "name")
    units = [Unit(uuid=uuid, path=path, name=name) for uuid, path, name in rows]
    return _organised(units, then, moment.on)


def paths_of_units(uuids: Iterable[str]) -> tuple[str, ...]:
    """The present paths of units by their uuids: what a scope is given by. One query."""
    found = Unit.objects.filter(uuid__in=list(uuids)).order_by("path")
    return tuple(found.values_list("path", flat=True))


def _widest(paths: Iterable[str]) -> list[str]:
    """These without those that another of them holds."""
    widest: list[str] = []
    for path in sorted(paths):
        if not widest or not path.startswith(widest[-1]):
            widest.append(path)
    return widest


def organisation_under(paths: Sequence[str], on: date) -> Organisation:
    """The units of these subtrees that have not ended by that day. One query.

    The units above them come along for their names only.
    """
    above = {path[:end] for path in paths for end in range(SEGMENT, len(path), SEGMENT)}
    units = list(
        Unit.objects.filter(under_any(list(paths)) | Q(path__in=above))
        .in_order()
        .only("uuid", "path", "name", "ended_on")
    )
    return _organised(units, paths, on)


def _organised(units: Sequence[Unit], paths: Sequence[str], on: date) -> Organisation:
    names = _full_names(units)
    children: dict[str, list[Place]] = defaultdict(list)
    for unit in units:
        within = any(unit.path.startswith(path) for path in paths)
        if within and (unit.ended_on is None or unit.ended_on > on):
            place = Place(unit.uuid, unit.path, unit.name, names[unit.path])
            children[unit.path[:-SEGMENT]].append(place)
    return Organisation(tuple(paths), tuple(_in_reading_order(children)))


def _parts(full_name: str) -> list[str]:
    return [part.strip() for part in full_name.split("/")]


def _full_names(units: Sequence[Unit]) -> dict[str, str]:
    """Path → names from the root down. Units come parents first."""
    names: dict[str, str] = {}
    for unit in units:
        above = names.get(unit.path[:-SEGMENT])
        names[unit.path] = f"{above}{BETWEEN}{unit.name}" if above else unit.name
    return names


def _in_reading_order(children: dict[str, list[Place]]) -> list[Place]:
    """Depth first; a unit whose parent is out of the scope (or ended) begins a tree of its own."""
    known = {place.path for places in children.values() for place in places}
    tops = [place for above, places in children.items() if above not in known for place in places]
    ordered: list[Place] = []
    waiting = _last_first(tops)
    while waiting:
        place = waiting.pop()
        ordered.append(place)
        waiting += _last_first(children.get(place.path, []))
    return ordered


def _last_first(places: list[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (folded(place.full_name), place.path), reverse=True)
