"""Which attempts the figures of a question tell of: whole releases, never each as it comes.

Pure: no database, no clock. The attempts of a part stand in the order in which they came to be
counted, so what is released is always a beginning of them, and stays one whatever comes after it.

The first release is of ten. The next is due when those that wait are ten, and a tenth of what is
released (so there are few releases, however many attempts); and it waits further until whatever
counted K or more at the last release, and was told then, counts K or more among the new ones, too.

So take any two days. If they show the same release, the difference is nothing. If not, what the
later shows divides what the earlier showed: groups are only ever parted. The difference in a group
that was told is therefore a sum of releases, each of which counts K or more in it; and a group that
is told for the first time was, before, part of one that differs by sums of K and more. A mean is
held to the same: what was earned counts like a choice, and so does what was missed.

Where nothing but "at least" or "at most" is told of a mean, few are known to have made a choice.
Then a group that is parted later could tell how many of the new ones did: it is parted only where
its pieces that counted K or more before count K or more among the new ones.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from learning.rules.item_analysis import FEWEST, OPEN, Taken
from learning.rules.item_disclosure import Groups, Part, Question, may_be_told, parted
from learning.rules.suppression import K

TENTH = 10  # a release is at least this part of what was released before it
EXACTLY = 10_000  # scores have four places: so they add up in whole numbers


@dataclass(slots=True)
class _Counted:
    """Some attempts: how many, how often each choice was made, and what was earned."""

    n: int = 0
    earned: int = 0
    picked: Counter[str] = field(default_factory=Counter)

    def add(self, one: Taken) -> None:
        self.n += 1
        self.earned += round(one.score * EXACTLY)
        self.picked.update(one.chosen or (OPEN,))

    def with_all(self, other: "_Counted") -> "_Counted":
        return _Counted(self.n + other.n, self.earned + other.earned, self.picked + other.picked)

    def of(self, group: Iterable[str]) -> int:
        return sum(self.picked[key] for key in group)

    @property
    def missed(self) -> int:
        return self.n * EXACTLY - self.earned


def released(question: Question, taken: Sequence[Taken]) -> Part:
    """The beginning of these attempts that figures tell of, and what is counted together in it.

    Empty below ten attempts. One walk: each attempt is looked at once, however many there are.
    """
    told, new = _Counted(), _Counted()
    groups: Groups = ()
    for one in taken:
        new.add(one)
        if new.n >= max(FEWEST, told.n / TENTH) and _is_enough(question, groups, told, new):
            groups = _groups(question, groups, told, new)
            told, new = told.with_all(new), _Counted()
    return Part(taken[: told.n], groups)


def _is_enough(question: Question, groups: Groups, told: _Counted, new: _Counted) -> bool:
    """Whether the new ones hide each other in everything that is told of the others."""
    if question.scored and question.worth is None:  # the mean does not follow from the choices
        of_scores = (told.earned, new.earned), (told.missed, new.missed)
        if not all(_hide(old, more, K * EXACTLY) for old, more in of_scores):
            return False
    if question.several:
        return all(may_be_told(new.of(group), new.n) for group in groups)
    return all(new.of(group) >= K for group in groups)


def _hide(old: int, more: int, k: int = K) -> bool:
    """What counted enough before counts enough among the new ones, too."""
    return old < k or more >= k


def _groups(question: Question, groups: Groups, told: _Counted, new: _Counted) -> Groups:
    """What the whole counts together from now on: the groups of before, or parts of them."""
    whole = told.with_all(new)
    if question.several:
        return tuple(
            (key,)
            for key in question.choices
            if may_be_told(whole.picked[key], whole.n)
            and _hide(told.picked[key], new.picked[key])
            and _hide(told.n - told.picked[key], new.n - new.picked[key])
        )
    found: list[tuple[str, ...]] = []
    for group in groups or ((*question.choices, OPEN),):
        pieces = parted(question, group, whole.picked)
        if _is_mixed(question, group) and not all(
            _hide(told.of(piece), new.of(piece)) for piece in pieces
        ):
            pieces = ()
        found += pieces or (group,)
    return tuple(found) if len(found) > 1 else ()


def _is_mixed(question: Question, group: Iterable[str]) -> bool:
    """Whether the mean can tell one of these choices from another."""
    return question.scored and len({question.nearness.get(key, 0.0) for key in group}) > 1
