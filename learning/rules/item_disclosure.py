"""What may be shown of a question: no count under five, and none by subtraction (DOMAIN 8).

Pure: no database, no clock. Nothing is hidden: what is rare is counted together, until every count
is five or more. So whatever is shown adds up, and nothing can be subtracted from anything to find a
smaller number.

Attempts come in parts (an edition's first attempts, say). Whatever is said of several is the sum of
what each of them shows by itself: so subtracting one view from another finds nothing new either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from learning.rules.item_analysis import (
    FEWEST,
    OPEN,
    Taken,
    Third,
    by_thirds,
    correlation,
    frequencies,
)
from learning.rules.suppression import K

Groups = tuple[tuple[str, ...], ...]  # choices that are counted together; empty: all of them
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be known of a question to count its choices.

    `right` are those of full worth. `several` may be picked at once. `in_order`: only neighbours
    are counted together, as on a scale. `scored` is false where there is nothing to be right about.
    `worth` is what a choice brings of the score (0 if it is not named); None where the choice does
    not decide it: there `apart` are those that others are best not counted with.
    """

    choices: tuple[str, ...]
    right: frozenset[str] = frozenset()
    several: bool = False
    in_order: bool = False
    scored: bool = True
    worth: Mapping[str, float] | None = None
    apart: frozenset[str] = frozenset()

    @property
    def nearness(self) -> Mapping[str, float]:
        """What is counted together best: choices of the same number."""
        return dict.fromkeys(self.apart, 1.0) if self.worth is None else self.worth

    def ordered(self, group: Iterable[str]) -> tuple[str, ...]:
        """These choices in the question's order, what was left open last."""
        wanted = set(group)
        return tuple(key for key in (*self.choices, OPEN) if key in wanted)


@dataclass(frozen=True, slots=True)
class Between:
    """A mean score as far as it may be told; exact where low is high."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Line:
    """How many picked one of these choices, of how many; in `thirds` the same of each third."""

    choices: tuple[str, ...]
    count: int
    of: int
    thirds: Mapping[Third, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        return self.count / self.of

    def share_of(self, third: Third) -> float:
        count, of = self.thirds[third]
        return count / of


@dataclass(frozen=True, slots=True)
class Shown:
    """A question's figures as anyone may see them; n is 0 where no part has ten attempts.

    `lines` are as fine as the whole allows, `thirds` as each third allows: coarser, or none.
    """

    n: int
    facility: Between | None = None
    discrimination: float | None = None
    lines: tuple[Line, ...] = ()
    thirds: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Attempts that are told of by themselves, and which of their choices are counted together."""

    taken: Sequence[Taken]
    groups: Groups


def shown(question: Question, parts: Iterable[Sequence[Taken]]) -> Shown:
    """What may be shown of a question once; parts under ten attempts are left out."""
    return shown_of(question, [Part(part, grouped(question, part)) for part in parts])


def shown_of(question: Question, parts: Iterable[Part]) -> Shown:
    """The same, where it is settled what each part counts together."""
    told = [part for part in parts if len(part.taken) >= FEWEST]
    taken = [one for part in told for one in part.taken]
    if not taken:
        return Shown(0)
    facility = _facility(question, told) if question.scored else None
    discrimination = None
    if facility and facility.exact:
        discrimination = correlation([one.score for one in taken], [one.rest for one in taken])
    lines = tuple(_lines(question, told))
    thirds = tuple(_by_thirds(question, lines, taken)) if question.scored else ()
    return Shown(len(taken), facility, discrimination, lines, thirds)


def together(
    groups: Groups,
    tables: Sequence[Counts],
    *,
    near: Mapping[str, float] | None = None,
    in_order: bool = False,
) -> Groups:
    """The groups, joined until each counts K or more in every table; none if only one would remain.

    The rarest group is joined to the one nearest to it in what it is worth (`near`), of these to
    the rarest; in order, to the rarer of its neighbours. Of equals the first is taken.
    """
    joined = list(groups)
    while len(joined) > 1:
        counts = [min(_sum(group, table) for table in tables) for group in joined]
        rare = counts.index(min(counts))
        if counts[rare] >= K:
            return tuple(joined)
        of_rare = _most(joined[rare], near)
        others = [
            (abs(_most(group, near) - of_rare), counts[place], place)
            for place, group in enumerate(joined)
            if place != rare and (not in_order or abs(place - rare) == 1)
        ]
        first, second = sorted((rare, min(others)[2]))
        joined[first] += joined.pop(second)
    return ()


def _most(group: Iterable[str], near: Mapping[str, float] | None) -> float:
    return max((near or {}).get(key, 0.0) for key in group)


def finest(partitions: Iterable[Groups]) -> Groups:
    """The groups that are whole in every one of these partitions; none if one of them has none."""
    known: Groups | None = None
    for groups in partitions:
        known = groups if known is None else _joined(known, groups)
    return known or ()


def _joined(first: Groups, second: Groups) -> Groups:
    if not first or not second:
        return ()
    joined = [list(group) for group in first]
    for group in second:
        touched = [have for have in joined if set(have) & set(group)]
        touched[0] += [key for have in touched[1:] for key in have]
        joined = [have for have in joined if have is touched[0] or have not in touched]
    return tuple(map(tuple, joined)) if len(joined) > 1 else ()


def _sum(group: Iterable[str], table: Counts) -> int:
    return sum(table.get(key, 0) for key in group)


def grouped(question: Question, part: Sequence[Taken]) -> Groups:
    """What one part shows by itself. Who left it open stands at no place of a scale: at its end."""
    return parted(question, (*question.choices, OPEN), frequencies(part, question.choices))


def parted(question: Question, group: Iterable[str], counted: Counts) -> Groups:
    """These choices, counted together as far as they must be; none where all of them must be."""
    singly = tuple((key,) for key in question.ordered(group))
    return together(singly, [counted], near=question.nearness, in_order=question.in_order)


def _lines(question: Question, told: Sequence[Part]) -> Iterable[Line]:
    taken = [one for part in told for one in part.taken]
    counted = frequencies(taken, question.choices)
    if question.several:
        for key in question.choices:
            if all(may_be_told(_picked(part.taken, key), len(part.taken)) for part in told):
                yield Line((key,), counted[key], len(taken))
        return
    for group in finest(part.groups for part in told):
        yield Line(question.ordered(group), _sum(group, counted), len(taken))


def may_be_told(count: int, of: int) -> bool:
    """Of several that may be picked at once: K made it, and K did not."""
    return K <= count <= of - K


def _picked(part: Sequence[Taken], key: str) -> int:
    return sum(key in one.chosen for one in part)


def _by_thirds(question: Question, lines: Sequence[Line], taken: Sequence[Taken]) -> Iterable[Line]:
    """The same lines by third, together until each third counts enough of each."""
    thirds = by_thirds(taken)
    tables = {third: frequencies(part, question.choices) for third, part in thirds.items() if part}
    if not tables:
        return
    sizes = {third: len(thirds[third]) for third in tables}
    if question.several:
        groups = tuple(line.choices for line in lines if _fits(line.choices[0], tables, sizes))
    else:
        groups = together(
            tuple(line.choices for line in lines),
            list(tables.values()),
            near=question.nearness,
            in_order=question.in_order,
        )
    for group in groups:
        counts = {third: (_sum(group, tables[third]), sizes[third]) for third in tables}
        count = sum(n for n, _ in counts.values())
        yield Line(question.ordered(group), count, len(taken), counts)


def _fits(key: str, tables: Mapping[Third, Counts], sizes: Mapping[Third, int]) -> bool:
    return all(may_be_told(tables[third][key], sizes[third]) for third in tables)


def _facility(question: Question, told: Sequence[Part]) -> Between:
    """The mean score, told of each part by itself and put together by the size of each."""
    n = sum(len(part.taken) for part in told)
    found = [(_facility_of(question, part), len(part.taken)) for part in told]
    return Between(
        fsum(one.low * size for one, size in found) / n,
        fsum(one.high * size for one, size in found) / n,
    )


def _facility_of(question: Question, part: Part) -> Between:
    """Never told nearer to 0 or 1 than K attempts: all but a few right would count the few."""
    n = len(part.taken)
    earned = fsum(one.score for one in part.taken)
    if question.worth is not None:
        low, high = _earned(question, part, earned)
    elif earned < K:
        low, high = 0, K
    elif n - earned < K:
        low, high = n - K, n
    else:
        low, high = earned, earned
    return Between(low / n, high / n)


def _earned(question: Question, part: Part, earned: float) -> tuple[float, float]:
    """The sum of the scores, as far as it leaves open that every choice was made by K.

    It is told exactly unless choices of different worth are counted together: how many made each of
    them is what the exact sum would give away.
    """
    assert question.worth is not None
    worth = {**dict.fromkeys((*question.choices, OPEN), 0.0), **question.worth}
    counted = frequencies(part.taken, question.choices)
    groups = part.groups or (tuple(worth),)
    ends = [
        (min(worth[key] for key in group), max(worth[key] for key in group)) for group in groups
    ]
    if all(low == high for low, high in ends):
        return earned, earned
    sizes = [_sum(group, counted) for group in groups]
    least = fsum(low * size for (low, _), size in zip(ends, sizes, strict=True))
    most = fsum(high * size for (_, high), size in zip(ends, sizes, strict=True))
    with_k = [
        (least + K * (worth[key] - low), most - K * (high - worth[key]))
        for (low, high), group in zip(ends, groups, strict=True)
        for key in group
    ]
    low, high = min(high for _, high in with_k), max(low for low, _ in with_k)
    return low if low < earned else least, high if high > earned else most
