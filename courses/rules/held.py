"""Reading settings that may hold anything: what is of another shape is left out.

Pure: no database, no clock.
"""

from collections.abc import Mapping


def tables(value: object) -> list[Mapping[str, object]]:
    """The tables in a list; none where it is no list."""
    listed = value if isinstance(value, list | tuple) else []
    return [each for each in listed if isinstance(each, Mapping)]


def text(held: Mapping[str, object], name: str) -> str:
    """The text under this name; empty where there is none."""
    value = held.get(name)
    return value if isinstance(value, str) else ""
