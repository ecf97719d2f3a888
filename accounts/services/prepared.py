"""Queries of the pages that everybody opens, written by the ORM once in a process.

Composing such a query costs more than the database's answer to it. So its SQL is kept, and only
the values change: rows come as tuples, converted as the ORM would.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

Row = tuple[Any, ...]
Convert = Callable[..., Any]
M = TypeVar("M", bound=Model)

# Values that stand for the real ones while the SQL is written; none is ever a row's.
FAR = 9_007_199_254_740_000
STAND_IN: dict[type, Callable[[int], object]] = {
    int: lambda nth: FAR + nth,
    str: lambda nth: f"\N{SECTION SIGN}{nth}",
    UUID: lambda nth: UUID(int=FAR + nth),
    date: lambda nth: date(9_000 + nth, 1, 1),
}


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL with the places of the values in it, and how each column is read."""

    sql: str
    params: Row
    names: dict[int, str]
    converters: list[tuple[int, Any, list[Convert]]]


class Columns(Generic[M]):
    """All columns of a model, or of the one that `path` leads to, and the instance they make."""

    def __init__(self, model: type[M], path: str = "", without: Sequence[str] = ()) -> None:
        self.model = model
        fields = [each for each in model._meta.concrete_fields if each.name not in without]
        self.names = [each.attname for each in fields]
        self.paths = [f"{path}__{name}" if path else name for name in self.names]

    def made(self, columns: Iterator[Any]) -> M:
        """The instance, of as many of the coming columns as are its own."""
        return self.model.from_db(
            connection.alias, self.names, list(islice(columns, len(self.names)))
        )


class Prepared:
    """A QuerySet of `values_list`, as a function of named values: int, str, UUID or date."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **types: type) -> None:
        self.build = build
        self.types = types
        self._written: dict[str, _Written] = {}

    def rows(self, **values: object) -> list[Row]:
        """The rows for these values: one query."""
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write()
        params = list(written.params)
        for place, name in written.names.items():
            params[place] = _adapted(values[name])
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            found = cursor.fetchall()
        return _converted(found, written.converters)

    def _write(self) -> _Written:
        stand_ins = {
            name: STAND_IN[kind](nth) for nth, (name, kind) in enumerate(self.types.items())
        }
        compiler = self.build(**stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        adapted = {name: _adapted(value) for name, value in stand_ins.items()}
        names = {
            place: name
            for place, param in enumerate(params)
            for name, value in adapted.items()
            if param == value and type(param) is type(value)
        }
        if set(names.values()) != set(stand_ins):
            raise RuntimeError("a value does not reach the SQL as it is")
        expressions = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = [
            (place, expression, list(convert))
            for place, (convert, expression) in compiler.get_converters(expressions).items()
        ]
        return _Written(sql, tuple(params), names, converters)


def _adapted(value: object) -> object:
    """As the database's driver takes it: SQLite keeps a UUID as its digits, a date as text."""
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _converted(found: list[Row], converters: list[tuple[int, Any, list[Convert]]]) -> list[Row]:
    if not converters:
        return found
    rows = [list(row) for row in found]
    for place, expression, convert in converters:
        for row in rows:
            for each in convert:
                row[place] = each(row[place], expression, connection)
    return [tuple(row) for row in rows]
