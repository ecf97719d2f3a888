"""Facts about many people at once: put in the place of others, or ended (DOMAIN 10)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Model, Q

from accounts.models import Appointment, Employment, Grant, User
from accounts.models.facts import successor
from accounts.services.people_known import chunks

BATCH = 1000
Fact = Employment | Appointment | Grant


def replace_facts(
    model: type[Model], replaced: Sequence[int], rows: Sequence[Model], *, now: datetime
) -> None:
    """Supersede the rows with these ids, then write the new ones; each id stands once."""
    objects = model._default_manager
    for part in chunks(replaced, BATCH):
        objects.filter(pk__in=part, superseded_at__isnull=True).update(superseded_at=now)
    objects.bulk_create(rows, batch_size=BATCH)


def end_facts(people: Iterable[int], *, on: date, now: datetime, by: User | None) -> None:
    """End employments, appointments and grants of these people as of that day.

    What had not begun by then never holds. A second time there is nothing left to end.
    """
    for part in chunks(people, BATCH):
        for model, end, start in (
            (Employment, "left_on", "hired_on"),
            (Appointment, "to_on", "from_on"),
            (Grant, "to_on", "from_on"),
        ):
            lasting = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": on})
            held = model._default_manager.filter(
                lasting, superseded_at__isnull=True, person__in=part
            )
            end_rows(model, list(held), (end, start), on=on, now=now, by=by)


def end_rows(
    model: type[Model],
    rows: Sequence[Model],
    columns: tuple[str, str],
    *,
    on: date,
    now: datetime,
    by: User | None,
) -> None:
    """End these rows as of that day; `columns` name the end and the start of the fact."""
    end, start = columns
    ends = {row.pk: max(on, getattr(row, start) or on) for row in rows}
    lasting = [row for row in rows if getattr(row, end) != ends[row.pk]]
    ended = [successor(row, now=now, recorded_by=by, **{end: ends[row.pk]}) for row in lasting]
    replace_facts(model, [row.pk for row in lasting], ended, now=now)
