"""Many rows in one statement: an INSERT … SELECT built from a QuerySet's own SQL (STYLE 2.8),
and a filter by thousands of ids."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    BigIntegerField,
    BooleanField,
    F,
    Func,
    Model,
    Q,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.expressions import Combinable


class NewUuid(Func):
    """A random UUID, made by the database: one for each row."""

    output_field = UUIDField()

    def as_postgresql(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return "gen_random_uuid()", ()

    def as_sqlite(
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """As Django stores them there: 32 digits, with the bits that make it a version 4."""
        variant = "substr('89ab', 1 + (random() & 3), 1)"
        parts = (
            "hex(randomblob(6))",
            "'4'",
            "substr(hex(randomblob(2)), 2)",
            variant,
            "substr(hex(randomblob(2)), 2)",
            "hex(randomblob(6))",
        )
        return f"lower({' || '.join(parts)})", ()


class _Among(Func):
    """column = ANY(list)"""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


def among(column: str, ids: Iterable[int]) -> Q:
    """Whose column is one of these, thousands though they are.

    PostgreSQL takes them as one value; else each would be a parameter of its own, and there is an
    end to those (65,535).
    """
    listed = list(ids)
    if connection.vendor != "postgresql" or not listed:  # of nobody nothing is asked at all
        return Q(**{f"{column}__in": listed})
    return Q(_Among(F(column), Value(listed, output_field=ArrayField(BigIntegerField()))))


MANY = 1_000


def insert_select(
    model: type[Model],
    found: QuerySet[Any],
    columns: Mapping[str, Combinable],
    *,
    may_exist: bool = True,
) -> int:
    """Insert one row of `model` for each row found; how many went in.

    `columns` says what each column gets. A row that a unique constraint forbids is left
    out, so that any number of workers may do the same at once, and it may be done again.
    Where none of them `may_exist` yet, nothing is looked for, and one that does is an error.
    """
    leave_out = "ON CONFLICT DO NOTHING" if may_exist else ""
    with connection.cursor() as cursor:
        _insert(cursor, model, found, columns, leave_out)
        inserted = max(0, int(cursor.rowcount))
    tell_planner(model, inserted)
    return inserted


def insert_and_name(
    model: type[Model], found: QuerySet[Any], columns: Mapping[str, Combinable], named: str
) -> dict[int, int]:
    """The same for rows of which none is there yet; their ids, by one of their columns."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        _insert(cursor, model, found, columns, f"RETURNING {quote(named)}, id")
        return dict(cursor.fetchall()) if cursor.description else {}


def _insert(
    cursor: CursorWrapper,
    model: type[Model],
    found: QuerySet[Any],
    columns: Mapping[str, Combinable],
    ending: str,
) -> None:
    new = {f"new_{name}": expression for name, expression in columns.items()}
    # In this order, so that what indexes get lies together and not all over the new rows.
    rows = found.order_by("pk").annotate(**new).values_list(*new)
    try:
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # a condition that nothing can meet: an audience without units
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {sql} {ending}", params)


def tell_planner(model: type[Model], inserted: int) -> None:
    """Of many rows just inserted; safe to call of few, and where the database does not mind."""
    if connection.vendor == "postgresql" and inserted >= MANY:
        with connection.cursor() as cursor:
            _count_afresh(cursor, model, inserted)


def _count_afresh(cursor: CursorWrapper, model: type[Model], inserted: int) -> None:
    """All of the table where this insert is most of it, else what it is joined by.

    Until its transaction commits, PostgreSQL's planner knows nothing of rows just inserted: it
    expects one row of a new requirement, finds twenty thousand, and joins them by as many scans.
    """
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    most = inserted * 2 >= cursor.fetchone()[0]
    joined_by = (field.attname for field in model._meta.concrete_fields if field.is_relation)
    columns = "" if most else f" ({', '.join(map(quote, joined_by))})"
    cursor.execute(f"ANALYZE {table}{columns}")
