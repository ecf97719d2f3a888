"""What differs between two wordings of a text, word by word. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from courses.rules.richtext_blocks import blocks_of

AROUND = 8  # words that are shown of what stayed, beside what did not
ALIKE = 0.4  # of the words, from which on two blocks are the same one, worded anew
MOST = 4_000_000  # pairs of words that are compared; a longer block is shown as another one
NEAR = 40  # blocks that are looked at for the one that is most like
DOTS = "\N{HORIZONTAL ELLIPSIS}"


class Fate(StrEnum):
    """What became of some words, or of a block of them."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    CHANGED = "changed"  # of a block: some of it went, some came


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together and share their fate; never CHANGED."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or the like, as runs in the order of reading: gone before new."""

    runs: tuple[Run, ...]

    @property
    def fate(self) -> Fate:
        fates = {run.fate for run in self.runs}
        return fates.pop() if len(fates) == 1 else Fate.CHANGED

    def as_it(self, fate: Fate) -> str:
        """As it was, of GONE; as it is now, of NEW."""
        return " ".join(run.text for run in self.runs if run.fate in (Fate.SAME, fate))


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A text that differs, whole: the blocks that stayed are among them.

    Where no word differs, it is set differently: in bold, as a list, with another address or
    picture.
    """

    blocks: tuple[Block, ...]

    @property
    def has_other_words(self) -> bool:
        return any(block.fate != Fate.SAME for block in self.blocks)

    @property
    def shown(self) -> tuple[Block, ...]:
        """What changed and a few words around it; what stayed for longer is three dots."""
        return tuple(_shown(self.blocks)) if self.has_other_words else ()


def html_difference(before: str, after: str) -> TextDifference | None:
    """Of two stored rich texts; None between equals."""
    if before == after:
        return None
    return TextDifference(tuple(_blocks(blocks_of(before), blocks_of(after))))


def text_difference(before: str, after: str) -> TextDifference | None:
    """Of two texts without marks, a block in each line; None between equals."""
    if before == after:
        return None
    return TextDifference(tuple(_blocks(_lines(before), _lines(after))))


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """The blocks of both, aligned: those that are the same, worded anew, gone, new."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, from_1, to_1, from_2, to_2 in matcher.get_opcodes():
        if tag == "equal":
            yield from _whole(Fate.SAME, before[from_1:to_1])
        else:
            yield from _replaced(before[from_1:to_1], after[from_2:to_2])


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """Each old block beside the next new one that is most like it, if one is like it at all."""
    next_one = 0
    for old in before:
        near = range(next_one, min(next_one + NEAR, len(after)))
        likest = max(near, key=lambda place: _likeness(old, after[place]), default=None)
        if likest is None or _likeness(old, after[likest]) < ALIKE:
            yield from _whole(Fate.GONE, [old])
            continue
        yield from _whole(Fate.NEW, after[next_one:likest])
        yield Block(tuple(_runs(old.split(" "), after[likest].split(" "))))
        next_one = likest + 1
    yield from _whole(Fate.NEW, after[next_one:])


def _whole(fate: Fate, blocks: Iterable[str]) -> Iterator[Block]:
    for block in blocks:
        yield Block((Run(fate, block),))


def _likeness(one: str, other: str) -> float:
    """The share of words that both have, in whatever order."""
    first, second = Counter(one.split(" ")), Counter(other.split(" "))
    return 2 * (first & second).total() / (first.total() + second.total())


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    if len(before) * len(after) > MOST:
        yield from _said(Fate.GONE, before)
        yield from _said(Fate.NEW, after)
        return
    for is_same, old, new in _joined(before, after):
        if is_same:
            yield from _said(Fate.SAME, old)
        else:
            yield from _said(Fate.GONE, old)
            yield from _said(Fate.NEW, new)


def _said(fate: Fate, words: Sequence[str]) -> Iterator[Run]:
    if words:
        yield Run(fate, " ".join(words))


def _joined(before: list[str], after: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Stretches that are the same or not; one word alone between two changes belongs to them.

    Else one would read a new sentence with an `of` and an `and` of the old one left in it.
    """
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    codes = matcher.get_opcodes()
    joined: list[tuple[bool, list[str], list[str]]] = []
    for place, (tag, from_1, to_1, from_2, to_2) in enumerate(codes):
        is_alone = to_1 - from_1 == 1 and 0 < place < len(codes) - 1
        is_same = tag == "equal" and not is_alone
        old, new = before[from_1:to_1], after[from_2:to_2]
        if joined and not is_same and not joined[-1][0]:
            joined[-1] = (False, joined[-1][1] + old, joined[-1][2] + new)
        else:
            joined.append((is_same, old, new))
    return joined


def _shown(blocks: Sequence[Block]) -> Iterator[Block]:
    has_dots = False
    for block in blocks:
        if block.fate != Fate.SAME:
            yield Block(tuple(_shortened(block.runs)))
            has_dots = False
        elif not has_dots:
            yield Block((Run(Fate.SAME, DOTS),))
            has_dots = True


def _shortened(runs: Sequence[Run]) -> Iterator[Run]:
    for place, run in enumerate(runs):
        words = run.text.split(" ")
        before = AROUND if place else 0  # after what came before
        after = AROUND if place < len(runs) - 1 else 0
        if run.fate != Fate.SAME or len(words) <= before + after + 2:
            yield run
        else:
            kept = [*words[:before], DOTS, *words[len(words) - after :]]
            yield Run(Fate.SAME, " ".join(kept))
