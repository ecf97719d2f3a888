"""The tree of units: adding to it."""

from datetime import date, datetime

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


def root_unit(*, name: str, now: datetime) -> Unit:
    """The first root of the tree; made, with this name, where there is none yet."""
    root = Unit.objects.current().filter(parent=None).in_order().first()
    return root or add_unit(name, parent=None, now=now)
