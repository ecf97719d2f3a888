"""Which questions an attempt asks, and in which order: all of it follows from its seed.

Pure: no database, no clock, no chance. The same seed draws the same on every machine and in
every release of Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

Block = tuple["Asked", ...]  # questions that stand together


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by its key, and the key of the case it is about, if there is one."""

    key: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """`count` of these questions are to be drawn, all of them where there are fewer."""

    count: int
    questions: tuple[Asked, ...]


def asked_in_order(
    own: Sequence[Asked], pools: Sequence[Pool], *, seed: str, shuffle: bool
) -> tuple[str, ...]:
    """The keys of all that an attempt asks: the quiz's own questions, then what is drawn.

    What is drawn from one pool stands in the pool's order, the questions of a case together.
    Shuffled, all change places; the questions of a case stay together and in order.
    """
    blocks: list[Block] = [(question,) for question in own]
    for number, pool in enumerate(pools, start=1):
        blocks += together(drawn(pool, seed=seed, number=number))
    if shuffle:
        blocks = together(list(chain.from_iterable(blocks)))
        blocks.sort(key=lambda block: _lot(seed, "order", block[0].key))
    return tuple(question.key for question in chain.from_iterable(blocks))


def drawn(pool: Pool, *, seed: str, number: int) -> tuple[Asked, ...]:
    """The questions that this seed takes from a quiz's pool of this number, in the pool's order.

    Each is as likely as any other, whatever the order in which they are written.
    """
    by_lot = sorted(pool.questions, key=lambda each: _lot(seed, f"draw {number}", each.key))
    taken = set(by_lot[: pool.count])
    return tuple(question for question in pool.questions if question in taken)


def together(questions: Sequence[Asked]) -> list[Block]:
    """Those about one case as one block, where the first of them stands; each other by itself."""
    blocks: dict[tuple[str, str], list[Asked]] = {}
    for question in questions:
        known = ("case", question.case) if question.case else ("alone", question.key)
        blocks.setdefault(known, []).append(question)
    return [tuple(block) for block in blocks.values()]


def _lot(seed: str, about: str, key: str) -> str:
    return sha256("\x1f".join((seed, about, key)).encode()).hexdigest()
