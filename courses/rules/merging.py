"""Two people changed the same thing: what of it goes together. Pure: no database, no clock."""

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, Any]


def merged(base: Fields, mine: Fields, theirs: Fields) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields with both changes in them, and the names of those that both changed differently.

    `base` is what both began with. A field that one side left as it was takes the other's change;
    one that both changed to the same is no quarrel. Where there is one, `mine` stands in the
    result, for the caller to decide. A name that one side lacks is None there.
    """
    result: dict[str, Any] = {}
    quarrels = []
    for name in dict.fromkeys([*mine, *theirs]):
        began, ours, others = base.get(name), mine.get(name), theirs.get(name)
        if ours != others and began not in (ours, others):
            quarrels.append(name)
        result[name] = others if ours == began else ours
    return result, tuple(quarrels)
