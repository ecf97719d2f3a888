"""An order drawn from a seed. Pure: no database, no clock, no chance."""

from collections.abc import Collection, Sequence
from hashlib import sha256


def shuffled(
    keys: Sequence[str], *, seed: str | int, question: str, fixed: Collection[str] = ()
) -> tuple[str, ...]:
    """The keys in an order drawn from the seed and the question's key; `fixed` ones stay in place.

    The same seed gives the same order on every machine and in every release of Python.
    """
    moving = [key for key in keys if key not in fixed]
    drawn = iter(sorted(moving, key=lambda key: _draw(seed, question, key)))
    return tuple(key if key in fixed else next(drawn) for key in keys)


def _draw(seed: str | int, question: str, key: str) -> str:
    return sha256("\x1f".join((str(seed), question, key)).encode()).hexdigest()
