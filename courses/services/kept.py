"""What never changes is kept in the process: a published edition is asked for once.

Bounded, and the longest unused goes first. Everything is keyed by a row and its content hash,
so that nothing here can ever be out of date.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_all: list["Kept"] = []  # type: ignore[type-arg]
_apart: ContextVar[bool] = ContextVar("apart", default=False)


@contextmanager
def apart() -> Iterator[None]:
    """Inside, nothing is kept and nothing kept is given: for drafts, which may still change."""
    token = _apart.set(True)
    try:
        yield
    finally:
        _apart.reset(token)


class Kept(Generic[K, V]):
    """A few values by key, shared by the threads of one process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        _all.append(self)

    def get(self, key: K) -> V | None:
        with self._lock:
            if key not in self._held or _apart.get():
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: K, value: V) -> V:
        if _apart.get():
            return value
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self.most:
                self._held.popitem(last=False)
        return value

    def clear(self) -> None:
        with self._lock:
            self._held.clear()


def clear() -> None:
    """Forget everything: between tests, whose rows take one another's numbers."""
    for kept in _all:
        kept.clear()
