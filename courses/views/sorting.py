"""Lists that are sorted by what stands in the address: where each column's heading leads."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict


def sorts(
    query: QueryDict, orders: Mapping[str, Sequence[str]], sort: str
) -> dict[str, dict[str, str]]:
    """For each column where its heading leads, and which way it is sorted, if it is.

    `orders` are the fields that each is sorted by; a minus before its name turns them round.
    """
    found = {}
    for name, fields in orders.items():
        turned = f"-{name}" if sort == name else name
        falls = fields[0].startswith("-") != sort.startswith("-")
        is_sorted = sort.removeprefix("-") == name
        direction = ("descending" if falls else "ascending") if is_sorted else ""
        found[name] = {"url": f"?{address(query, sort=turned)}", "direction": direction}
    return found


def address(query: QueryDict, **changed: str) -> str:
    """The filters as they stand in the address, from the first page."""
    kept = query.copy()
    kept.pop("page", None)
    for name, value in changed.items():
        kept[name] = value
    return kept.urlencode()
