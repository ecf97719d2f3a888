"""Facts with two clocks: when they held, and when that was known (DOMAIN 10).

A row of such a table is never changed: not to correct it, not even to end it. The
new row says what is now known; the old one gets `superseded_at`, once, in the same
transaction (`supersede`).
"""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class FactQuerySet(models.QuerySet[Row]):
    """Reads that every table of facts shares. Columns: recorded_at, superseded_at."""

    def standing(self) -> "FactQuerySet[Row]":
        """What is known now."""
        return self.filter(superseded_at__isnull=True)

    def known_at(self, known: datetime | models.F) -> "FactQuerySet[Row]":
        """What was known at that instant: recorded by then and not superseded by then.

        It may be a column of the row that a subquery is about.
        """
        return self.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known), recorded_at__lte=known
        )

    def holding_on(self, day: date) -> "FactQuerySet[Row]":
        """Facts whose half-open interval [from_on, to_on) holds that day; null is open."""
        return self.filter(
            Q(from_on__isnull=True) | Q(from_on__lte=day), Q(to_on__isnull=True) | Q(to_on__gt=day)
        )

    def supersede(self, now: datetime) -> int:
        """Mark the rows that still stand as replaced at `now`; how many there were."""
        return self.filter(superseded_at__isnull=True).update(superseded_at=now)


def successor(row: Row, *, now: datetime, **changed: Any) -> Row:
    """An unsaved copy of a fact with `changed` columns, recorded at `now`, to put in its place."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    copy = type(row)(**kept | {"recorded_at": now, "superseded_at": None})
    for name, value in changed.items():
        setattr(copy, name, value)
    return copy
