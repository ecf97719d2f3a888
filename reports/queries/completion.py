"""How requirements stand, by unit: one definition of every number and of the list behind it.

A person counts once for a requirement, by the newest cycle assigned, in each unit of an
appointment that holds on the day, and once in each unit above. Leavers (nobody's
appointment), people deactivated and test accounts are out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Substr, TruncDate

from accounts.models import Appointment, User
from accounts.models.organisation import SEGMENT, under_any
from learning.models import Assignment, RequirementVersion
from learning.models.assignment import AssignmentQuerySet
from learning.rules.standing import Standing
from reports.queries.clocks import holding_on, known_at
from reports.queries.facts import assignments_at
from reports.queries.moments import Moment
from reports.queries.organisation import Organisation, Place

DEFINITION = 2  # raise it whenever a number, or a column of a file, would come out differently
COMPLIANT = "compliant"  # a count of its own, beside the standings

# Path of a unit; asked, completed and due on these days; how they stand; how many they are.
ByDays = tuple[str, date, date | None, date | None, str, int]


class Attribution(StrEnum):
    """Which of a person's appointments bring them into a unit."""

    PRIMARY = "primary"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cell:
    """One requirement in one unit and below it (no unit: in the whole scope)."""

    unit: Place | None
    requirement: RequirementVersion
    counts: Mapping[Standing, int]  # all ten
    compliant: int

    @property
    def people(self) -> int:
        return sum(self.counts.values())

    @property
    def overdue(self) -> int:
        return self.counts[Standing.OVERDUE]

    def count(self, figure: str) -> int:
        """The number of one standing, or of those who are compliant."""
        return self.compliant if figure == COMPLIANT else self.counts[Standing(figure)]


@dataclass(frozen=True, slots=True)
class CompletionReport:
    """A question about units and requirements; every number and every list comes from here."""

    organisation: Organisation  # what may be seen
    moment: Moment
    requirements: tuple[RequirementVersion, ...]
    unit: Place | None = None  # none: the whole scope
    attribution: Attribution = Attribution.PRIMARY

    def of_only(self, keys: Collection[str]) -> "CompletionReport":
        """The same of these requirements only, by key; where none of them is there, of all."""
        found = tuple(one for one in self.requirements if one.requirement.key in keys)
        return replace(self, requirements=found or self.requirements)

    def cells(self, places: Iterable[Place]) -> list[Cell]:
        """A cell for each of these units and each requirement, zeros too.

        Two queries, however many units, people or requirements; where somebody is brought in
        twice, one for each level of the tree.
        """
        places = list(places)
        levels = sorted({place.level for place in places})
        found: Mapping[str, _Tallies]
        if len(levels) > 1 and self._held_once():
            found = self._rolled_up(levels[-1])
        else:
            found = {path: it for level in levels for path, it in self._tallies(level).items()}
        return [
            found.get(place.path, _Tallies()).cell(place, requirement)
            for place in places
            for requirement in self.requirements
        ]

    def totals(self) -> list[Cell]:
        """A cell for each requirement over everyone in view; in several parts, once each."""
        if self.unit:
            return self.cells([self.unit])
        tallies = self._tallies(level=0).get("", _Tallies())
        return [tallies.cell(None, requirement) for requirement in self.requirements]

    def people(self, figure: str = "") -> QuerySet[Assignment]:
        """The assignments behind a number: of one standing, of the compliant, or all of them.

        With one requirement, a row is a person. `unit_path` is the unit that brings them in.
        """
        held = Appointment.objects.filter(self._held_in_view(), person=OuterRef("person"))
        path = path_of(self.moment, "")
        first = held.order_by("-primary", path, "pk").values(path)[:1]
        behind = self._counted().filter(Exists(held)).annotate(unit_path=Subquery(first))
        return _standing_so(behind, figure)

    def found(self, words: str, figure: str = "") -> QuerySet[Assignment]:
        """The people behind a number whose name, address or HR id holds these words."""
        return _with_words(self.people(figure), words)

    def found_anywhere(self, words: str, figure: str = "") -> QuerySet[Assignment]:
        """The same wherever they are: to be joined with `brought_in` where there are many."""
        return _with_words(_standing_so(self._counted(), figure), words)

    def brought_in(self) -> QuerySet[Appointment, tuple[Any, ...]]:
        """Who is in view, and the path of the unit that brings them in: each person once.

        As `unit_path` of `people` says it; PostgreSQL alone can.
        """
        path = path_of(self.moment, "")
        held = Appointment.objects.filter(self._held_in_view())
        first = held.order_by("person_id", "-primary", path, "pk").distinct("person_id")
        return first.values_list("person_id", path)

    def by_days(self, level: int) -> Iterator[ByDays]:
        """Who was asked, completed and is due on which day, by unit at that level of the tree.

        In level 0 all are in one. Days are the institution's. One query.
        """
        zone = self.moment.zone
        place = path_of(self.moment, "person__appointments__")
        counted = (
            self._in_view()
            .annotate(
                branch=Substr(place, 1, SEGMENT * level) if level else Value(""),
                asked_on=TruncDate("assigned_at", tzinfo=zone),
                done_on=TruncDate("stood_completed_at", tzinfo=zone),
            )
            .order_by()
            .values_list("branch", "asked_on", "done_on", "stood_due_on", "standing_now")
            .annotate(people=Count("person_id", distinct=True))
        )
        return (row for row in counted if len(row[0]) == SEGMENT * level)

    def _held_once(self) -> bool:
        """Whether nobody is brought in by two appointments: then units add up to those above."""
        if self.attribution == Attribution.ALL:
            return False
        held = Appointment.objects.filter(self._held_in_view()).order_by().values("person_id")
        return not held.annotate(times=Count("pk")).filter(times__gt=1).exists()

    def _rolled_up(self, level: int) -> "dict[str, _Tallies]":
        """As `_tallies`, down to that level of the tree, in one query; of people held once."""
        one = Count("person_id", distinct=self.moment.reads_facts)  # facts may match twice
        found: dict[str, _Tallies] = defaultdict(_Tallies)
        for path, requirement, standing, compliant, people in self._by_branch(level, one):
            for end in range(SEGMENT, len(path) + 1, SEGMENT):
                found[path[:end]].add(requirement, standing, people, compliant=compliant)
        return found

    def _tallies(self, level: int) -> "dict[str, _Tallies]":
        """Path of a unit at that level of the tree (0: all in one) → what is counted there."""
        found: dict[str, _Tallies] = defaultdict(_Tallies)
        counted = self._by_branch(level, Count("person_id", distinct=True))
        for path, requirement, standing, compliant, people in counted:
            # Who sits higher up comes out under a shorter path: counted there already.
            if len(path) == SEGMENT * level:
                found[path].add(requirement, standing, people, compliant=compliant)
        return found

    def _by_branch(self, level: int, people: Count) -> QuerySet[Assignment, tuple[Any, ...]]:
        """Branch of the tree, requirement, standing, whether compliant, and how many people."""
        place = path_of(self.moment, "person__appointments__")
        return (
            self._in_view()
            .annotate(branch=Substr(place, 1, SEGMENT * level) if level else Value(""))
            .order_by()
            .values_list("branch", "requirement_id", "standing_now", "is_compliant")
            .annotate(people=people)
        )

    def _counted(self) -> QuerySet[Assignment]:
        """Who is asked what, with how each stands; whichever unit they are in.

        Few are in no figure: they are looked for, where otherwise each person would be read.
        """
        uncounted = User.objects.uncounted(self.moment.now).filter(pk=OuterRef("person_id"))
        return assignments_at(self.moment, self._asked().filter(~Exists(uncounted)))

    def _in_view(self) -> QuerySet[Assignment]:
        """The same of those in view, once for each appointment: to count distinct people by it.

        Whom it is about is joined first: of a small unit, no other facts are read. As people are
        joined anyway, those in no figure are told by it.
        """
        now = self.moment.now
        counted = Q(person__deactivated_at__isnull=True) | Q(person__deactivated_at__gt=now)
        there = self._asked().filter(
            counted, self._held_in_view("person__appointments__"), person__is_test=False
        )
        return assignments_at(self.moment, there, as_sets=True)

    def _asked(self) -> AssignmentQuerySet:
        asked = [version.requirement_id for version in self.requirements]
        return Assignment.objects.filter(requirement__in=asked)

    def _held_in_view(self, prefix: str = "") -> Q:
        paths = (self.unit.path,) if self.unit else self.organisation.paths
        return held(paths, self.moment, self.attribution, prefix)


def _standing_so(behind: QuerySet[Assignment], figure: str) -> QuerySet[Assignment]:
    """Those of one standing, or the compliant; without a figure, all of them."""
    if figure == COMPLIANT:
        return behind.filter(Q(is_compliant=True))
    return behind.filter(Q(standing_now=Standing(figure).value)) if figure else behind


def _with_words(behind: QuerySet[Assignment], words: str) -> QuerySet[Assignment]:
    if words.split():
        return behind.filter(person__in=User.objects.search(words).values("pk"))
    return behind


def held(paths: Sequence[str], moment: Moment, attribution: Attribution, prefix: str = "") -> Q:
    """Appointments that hold that day and bring a person into one of these subtrees, as both are
    known at the moment's knowledge.

    In one Q, so that under a prefix every condition is on the same appointment.
    """
    on, known = moment.on, moment.known
    there = known_at(known, prefix) & holding_on(on, prefix)
    there &= under_any(list(paths), path_of(moment, prefix))
    if known is not None:
        places = f"{prefix}unit__places__"
        there &= known_at(known, places) & holding_on(on, places)
    if attribution == Attribution.PRIMARY:
        there &= Q(**{f"{prefix}primary": True})
    return there


def path_of(moment: Moment, prefix: str) -> str:
    """Where an appointment's unit stands: as now known, or as it then was."""
    return f"{prefix}unit__path" if moment.known is None else f"{prefix}unit__places__path"


class _Tallies:
    """What is counted in one unit, by requirement."""

    def __init__(self) -> None:
        self.counts: dict[tuple[int, str], int] = defaultdict(int)
        self.compliant: dict[int, int] = defaultdict(int)

    def add(self, requirement: int, standing: str, people: int, *, compliant: bool) -> None:
        self.counts[requirement, standing] += people
        if compliant:
            self.compliant[requirement] += people

    def cell(self, unit: Place | None, version: RequirementVersion) -> Cell:
        number = version.requirement_id
        counts = {standing: self.counts.get((number, standing), 0) for standing in Standing}
        return Cell(unit, version, counts, self.compliant.get(number, 0))
