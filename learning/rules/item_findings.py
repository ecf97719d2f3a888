"""What is noticeable about a question, from what is shown of it and nothing else.

Pure: no database, no clock. A finding reads `Shown`, so it never says what a page would not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from learning.rules.item_analysis import OPEN, Third
from learning.rules.item_disclosure import Line, Question, Shown

# Ours: from nine in ten on, right answers tell hardly anybody from anybody.
EASY = 0.90
# Ours: where nothing can be guessed, fewer than one in five right are few.
HARD = 0.20
# Ebel (1965), Measuring Educational Achievement: an index of discrimination under 0.20 is poor.
WEAK = 0.20
# Tarrant, Ware & Mohammed (2009), BMC Medical Education 9:40: a distractor chosen by fewer than 5 %
# does not work.
IDLE = 0.05
# Ours: one in ten is more than have nothing to say.
LEFT_OPEN = 0.10


class Noticed(StrEnum):
    """What a sentence is about; those that ask for a look come first."""

    RIVAL_MORE = "rival_more"  # the strongest third chose another more often than the right one
    RIVAL_EQUAL = "rival_equal"  # … just as often
    HALF_WRONG = "half_wrong"  # of the strongest third, half or more were not right
    REVERSED = "reversed"  # who did well overall did worse here
    CHANCE = "chance"  # no more were right than by guessing
    HARD = "hard"  # few were right, and nothing could be guessed
    WEAK = "weak"  # who did well overall did hardly better here
    EASY = "easy"  # almost everyone was right
    IDLE = "idle"  # hardly anybody chose these
    LEFT_OPEN = "left_open"  # many chose nothing


TO_LOOK_AT = frozenset(
    {
        Noticed.RIVAL_MORE,
        Noticed.RIVAL_EQUAL,
        Noticed.HALF_WRONG,
        Noticed.REVERSED,
        Noticed.CHANCE,
        Noticed.HARD,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed; `choices` are those it speaks of, `right` the one marked right."""

    noticed: Noticed
    choices: tuple[str, ...] = ()
    right: str = ""


def findings(question: Question, shown: Shown) -> list[Finding]:
    """What is noticeable, what matters most first; nothing of a question that is not shown."""
    if not shown.n:
        return []
    return [
        *_rival(question, shown),
        *_discrimination(shown),
        *_facility(question, shown),
        *_idle(question, shown),
        *_left_open(shown),
    ]


def is_easy(shown: Shown) -> bool:
    return shown.facility is not None and shown.facility.low >= EASY


def _rival(question: Question, shown: Shown) -> Iterator[Finding]:
    """In the strongest third, a choice picked as often as the right one, or more often.

    Where the right one is counted with others, only more often than all of these is certain. Where
    the rival is, nobody can say which of them it was: only that half of the strongest were wrong.
    """
    if question.several or len(question.right) != 1:
        return
    (right,) = question.right
    holder = next((line for line in shown.thirds if right in line.choices), None)
    others = [line for line in shown.thirds if line is not holder]
    if holder is None or not others:
        return
    at_least = 0 if holder.choices == (right,) else 1
    alone = [line for line in others if len(line.choices) == 1 and line.choices != (OPEN,)]
    rival = max(alone, key=_strongest, default=None)
    ahead = _strongest(rival) - _strongest(holder) if rival else -1
    if rival and ahead >= at_least:
        yield Finding(Noticed.RIVAL_MORE if ahead else Noticed.RIVAL_EQUAL, rival.choices, right)
    elif sum(map(_strongest, others)) >= _strongest(holder):
        yield Finding(Noticed.HALF_WRONG)


def _strongest(line: Line) -> int:
    count, _of = line.thirds[Third.STRONGEST]
    return count


def _discrimination(shown: Shown) -> Iterator[Finding]:
    if shown.discrimination is None:
        return
    if shown.discrimination < 0:
        yield Finding(Noticed.REVERSED)
    elif shown.discrimination < WEAK and not is_easy(shown):
        yield Finding(Noticed.WEAK)


def _facility(question: Question, shown: Shown) -> Iterator[Finding]:
    if shown.facility is None:
        return
    guessed = 1 / len(question.choices) if len(question.right) == 1 else 0
    if is_easy(shown):
        yield Finding(Noticed.EASY)
    elif shown.facility.high <= guessed and not question.several:
        yield Finding(Noticed.CHANCE)
    elif shown.facility.high <= HARD and not question.right:
        yield Finding(Noticed.HARD)


def _idle(question: Question, shown: Shown) -> Iterator[Finding]:
    """Wrong choices that hardly anybody made; of two, or where almost all are right, that is so."""
    if not question.right or len(question.choices) < 3 or is_easy(shown):
        return
    rare = [line for line in shown.lines if line.share < IDLE]
    counted = {
        key for line in rare if not set(line.choices) & question.right for key in line.choices
    }
    choices = tuple(key for key in question.choices if key in counted)
    if choices:
        yield Finding(Noticed.IDLE, choices)


def _left_open(shown: Shown) -> Iterator[Finding]:
    alone = next((line for line in shown.lines if line.choices == (OPEN,)), None)
    if alone and alone.share >= LEFT_OPEN:
        yield Finding(Noticed.LEFT_OPEN)
