"""Hours, counted anew: who has begun, who is done, and whether what met it was enough."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from learning.models import Assignment, RequirementVersion
from learning.services.hours import first_earned, hours_of, standing_hours

LATEST = datetime(9000, 1, 1, tzinfo=UTC)
AT_ONCE = 500

Rows = Iterator[tuple[object, object, object]]


def _open_by_version() -> Iterator[tuple[RequirementVersion, QuerySet[Assignment]]]:
    for version in RequirementVersion.objects.filter(hours__isnull=False).order_by("pk"):
        yield version, Assignment.objects.in_force().filter(version=version).order_by("pk")


def begun_hours() -> Rows:
    """Of each that is open: since when its person has earned something."""
    for version, open_ones in _open_by_version():
        first = first_earned(version, now=LATEST)
        rows = open_ones.annotate(first_at=first).values_list("uuid", "started_at", "first_at")
        yield from rows.iterator()


def met_hours() -> Rows:
    """When each was met: not yet, where what was earned is too little; what met it, enough."""
    for _version, open_ones in _open_by_version():
        ids = list(open_ones.values_list("pk", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            yield from _not_met(ids[start : start + AT_ONCE])
    standing = Q(fulfilments__superseded_at__isnull=True)
    met = Assignment.objects.filter(version__hours__isnull=False, completed_at__isnull=False)
    hours_met = Sum("fulfilments__completion__hours", filter=standing)
    total = Coalesce(hours_met, Decimal(0), output_field=DecimalField())
    for uuid, needed, hours in met.annotate(total=total).values_list(
        "uuid", "version__hours", "total"
    ):
        yield uuid, "enough" if hours >= needed else f"{hours} of {needed}", "enough"


def _not_met(ids: list[int]) -> Rows:
    rows = Assignment.objects.filter(pk__in=ids).select_related("version").order_by("pk")
    asked = {row.pk: known for row in rows if (known := hours_of(row)) is not None}
    stand = standing_hours(asked.values(), now=LATEST)
    for row in rows:
        yield row.uuid, row.completed_at, stand[row.pk].balance.met_at
