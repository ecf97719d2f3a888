"""What must be done before an activity. Pure: no database, no clock.

An activity names others by their keys; it opens once each of them is done. `needs` maps every
activity's key to those keys, in the order of the course.
"""

from collections.abc import Collection, Mapping, Sequence

AFTER = "after"  # the setting that names what must be done before

Needs = Mapping[str, Sequence[str]]


def named_in(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that an activity's settings name, each once; of anything but texts, none."""
    named = settings.get(AFTER, ())
    if not isinstance(named, list | tuple):
        return ()
    return tuple(dict.fromkeys(key for key in named if isinstance(key, str)))


def unmet(named: Sequence[str], done: Collection[str]) -> tuple[str, ...]:
    """Which of these are still to be done; a key that no activity has can never be."""
    return tuple(key for key in named if key not in done)


def all_before(key: str, needs: Needs) -> frozenset[str]:
    """All that must be done before it, of whatever it names too; itself only in a circle."""
    found: set[str] = set()
    waiting = [*needs.get(key, ())]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += needs.get(each, ())
    return frozenset(found)


def never_open(needs: Needs) -> tuple[str, ...]:
    """The activities that nobody can come to, in order.

    They wait for themselves, for one another, for what no activity is, or for one that waits so.
    """
    open_: set[str] = set()
    before = -1
    while before != len(open_):
        before = len(open_)
        open_ |= {key for key, named in needs.items() if open_.issuperset(named)}
    return tuple(key for key in needs if key not in open_)


def circles(needs: Needs) -> list[tuple[str, ...]]:
    """Those that wait for one another, together, each in one circle at most; alone, for itself."""
    before = {key: all_before(key, needs) for key in never_open(needs)}
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for key, mine in before.items():
        if key in mine and key not in seen:
            circle = tuple(it for it in before if it in mine and key in before[it])
            seen.update(circle)
            found.append(circle)
    return found
