"""Hours from a menu: what was earned, what of it counts, what is missing, since when nothing is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

NO_HOURS = Decimal(0)


@dataclass(frozen=True, slots=True)
class Category:
    """A part of a menu: at most so many hours of it count, and at least so many are to be done.

    `most_hours` None is no limit; `least_count` counts completions, whatever their hours.
    """

    key: str
    most_hours: Decimal | None = None
    least_count: int = 0


@dataclass(frozen=True, slots=True)
class Earned:
    """A completion: its hours in one category of the menu, at its instant."""

    category: str
    hours: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What of a completion counts; one without hours `counts` where its category asks for it."""

    earned: Earned
    hours: Decimal
    counts: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How one category stands; `missing_count` is how many of it are still to be done."""

    category: Category
    earned: Decimal
    counted: Decimal
    number: int

    @property
    def missing_count(self) -> int:
        return max(0, self.category.least_count - self.number)

    @property
    def is_full(self) -> bool:
        """Whether more of it would add no hours."""
        return self.category.most_hours is not None and self.counted >= self.category.most_hours


@dataclass(frozen=True, slots=True)
class Balance:
    """How the hours stand: by category, and since when nothing is missing (None: something is)."""

    needed: Decimal
    shares: tuple[Share, ...]
    met_at: datetime | None = None

    @property
    def counted(self) -> Decimal:
        """All that counts; it may be more than what is needed."""
        return sum((share.counted for share in self.shares), NO_HOURS)

    @property
    def missing_hours(self) -> Decimal:
        return max(NO_HOURS, self.needed - self.counted)

    @property
    def is_complete(self) -> bool:
        return not self.missing_hours and not any(share.missing_count for share in self.shares)


def balance(needed: Decimal, menu: Sequence[Category], earned: Iterable[Earned]) -> Balance:
    """How what was earned stands against the menu; in whichever order it is given.

    Met at the time of the last fact that it took: the first instant by which what had been earned
    was enough, what was earned at that very instant included. What comes later moves it no more.
    What is of no category of the menu does not count.
    """
    in_time = sorted(earned, key=lambda each: each.at)
    whole = _Tally(needed, menu)
    for each in in_time:
        whole.add(each)
    found = whole.balance()
    return replace(found, met_at=_met_at(needed, menu, in_time)) if found.is_complete else found


def _met_at(needed: Decimal, menu: Sequence[Category], in_time: Sequence[Earned]) -> datetime:
    """When those, the earliest first, were enough: they are, in the end."""
    so_far = _Tally(needed, menu)
    for _, together in groupby(in_time, key=lambda each: each.at):
        last = [so_far.add(each) for each in together][-1]
        if so_far.balance().is_complete:
            return last.at
    raise AssertionError("what is enough was enough at the latest with the last")


def parts(menu: Sequence[Category], earned: Iterable[Earned]) -> list[Part]:
    """What of each counts, the earliest first: a limit lets in what came before it was reached."""
    hours: dict[str, Decimal] = defaultdict(Decimal)
    number: dict[str, int] = defaultdict(int)
    by_key = {category.key: category for category in menu}
    found = []
    for each in sorted(earned, key=lambda each: each.at):
        category = by_key.get(each.category)
        if category is None:
            continue
        room = _room(category, hours[each.category])
        counted = each.hours if room is None else min(each.hours, room)
        hours[each.category] += counted
        number[each.category] += 1
        is_asked = number[each.category] <= category.least_count
        found.append(Part(each, counted, counts=counted > 0 or is_asked))
    return found


def _room(category: Category, counted: Decimal) -> Decimal | None:
    """How many hours more it may take; None: any number."""
    return None if category.most_hours is None else max(NO_HOURS, category.most_hours - counted)


def can_be_met(needed: Decimal, menu: Sequence[Category]) -> bool:
    """Whether its limits leave room for the hours needed."""
    limits = [category.most_hours for category in menu]
    if None in limits:
        return True
    return sum((limit for limit in limits if limit is not None), NO_HOURS) >= needed


class _Tally:
    """Hours and completions by category, added up."""

    def __init__(self, needed: Decimal, menu: Sequence[Category]) -> None:
        self.needed = needed
        self.menu = menu
        self.hours: dict[str, Decimal] = defaultdict(Decimal)
        self.number: dict[str, int] = defaultdict(int)

    def add(self, one: Earned) -> Earned:
        self.hours[one.category] += one.hours
        self.number[one.category] += 1
        return one

    def balance(self) -> Balance:
        return Balance(self.needed, tuple(map(self._share, self.menu)))

    def _share(self, category: Category) -> Share:
        earned = self.hours[category.key]
        most = category.most_hours
        counted = earned if most is None else min(earned, most)
        return Share(category, earned, counted, self.number[category.key])
