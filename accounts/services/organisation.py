"""The tree of units: adding to it; and the institution's day."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Unit, UnitPlace, User
from accounts.models.organisation import path_segment


@transaction.atomic
def add_unit(
    name: str,
    *,
    parent: Unit | None,
    now: datetime,
    by: User | None = None,
    from_on: date | None = None,
) -> Unit:
    """A new unit under `parent` (None: a root), with its place known from `now` on.

    Called twice, it makes two: look for the name first.
    """
    unit = Unit.objects.create(name=name, parent=parent)
    unit.path = (parent.path if parent else "") + path_segment(unit.pk)
    unit.save(update_fields=["path"])
    UnitPlace.objects.create(
        unit=unit,
        parent=parent,
        name=name,
        path=unit.path,
        from_on=from_on,
        recorded_at=now,
        recorded_by=by,
    )
    return unit


Path = tuple[str, ...]


@transaction.atomic
def add_units(paths: Iterable[Path], *, now: datetime, by: User | None = None) -> dict[Path, Unit]:
    """New units by their paths of names, with every unit on the way that is missing.

    Set-based, one level of the tree at a time. A path that is there already (whatever its
    case) is left alone, and not in the answer.
    """
    missing = list(dict.fromkeys(path[:end] for path in paths for end in range(1, len(path) + 1)))
    if not missing:
        return {}
    there = {(unit.parent_id, unit.name.casefold()): unit for unit in Unit.objects.current()}
    at: dict[Path, Unit] = {}  # by folded path
    made: dict[Path, Unit] = {}
    for depth in range(1, max(map(len, missing)) + 1):
        new: dict[Path, Unit] = {}
        for path in (each for each in missing if len(each) == depth):
            folded = tuple(name.casefold() for name in path)
            parent = at.get(folded[:-1])
            known = there.get((parent.pk if parent else None, folded[-1]))
            if known:
                at[folded] = known
            elif folded not in new:
                new[folded] = Unit(name=path[-1], parent=parent)
                made[path] = new[folded]
        _place(list(new.values()), now=now, by=by)
        at |= new
    return made


def _place(units: list[Unit], *, now: datetime, by: User | None) -> None:
    """Write new units of one level, whose parents are written, with their places."""
    Unit.objects.bulk_create(units)
    for unit in units:
        unit.path = (unit.parent.path if unit.parent else "") + path_segment(unit.pk)
    Unit.objects.bulk_update(units, ["path"])
    UnitPlace.objects.bulk_create(
        UnitPlace(
            unit=unit,
            parent=unit.parent,
            name=unit.name,
            path=unit.path,
            recorded_at=now,
            recorded_by=by,
        )
        for unit in units
    )


def institution_day(now: datetime) -> date:
    """Which day it is where the institution is."""
    return now.astimezone(ZoneInfo(settings.INSTITUTION_TIME_ZONE)).date()


def root_unit(*, name: str, now: datetime) -> Unit:
    """The first root of the tree; made, with this name, where there is none yet."""
    root = Unit.objects.current().filter(parent=None).in_order().first()
    return root or add_unit(name, parent=None, now=now)
