"""How PostgreSQL plans what reports ask."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_by_values() -> Iterator[None]:
    """What is asked in here is planned by its values, each time anew.

    A short question that a page asks again and again is planned once (docs/decisions/0016), blind
    to its values. How many a unit holds, only its path tells: planned blind, a count over a school
    takes three to ten times as long, and is still believed to be the cheaper one.
    """
    connection.ensure_connection()
    asked = connection.connection
    if connection.vendor != "postgresql" or asked.prepare_threshold is None:
        yield
        return
    threshold, asked.prepare_threshold = asked.prepare_threshold, None
    try:
        yield
    finally:
        asked.prepare_threshold = threshold
