"""How requirements stand, by unit: one definition of every number and of the list behind it.

A person counts once for a requirement, by the newest cycle assigned, in each unit of an
appointment that holds on the day, and once in each unit above. Leavers (nobody's
appointment), people deactivated and test accounts are out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Substr

from accounts.models import Appointment, User
from accounts.models.organisation import SEGMENT, under_any
from learning.models import Assignment, RequirementVersion
from learning.rules.due_dates import local_day
from learning.rules.standing import Standing
from reports.queries.organisation import Organisation, Place

DEFINITION = 1  # raise it whenever a number would come out differently
COMPLIANT = "compliant"  # a count of its own, beside the standings


class Attribution(StrEnum):
    """Which of a person's appointments bring them into a unit."""

    PRIMARY = "primary"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a report is asked for, and by which settings it tells days and what is due soon."""

    now: datetime
    zone: ZoneInfo
    due_soon_days: int

    @property
    def on(self) -> date:
        """The day at the institution."""
        return local_day(self.now, self.zone)


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

    def cells(self, places: Iterable[Place]) -> list[Cell]:
        """A cell for each of these units and each requirement, zeros too.

        One query for each level of the tree, however many units, people or requirements.
        """
        places = list(places)
        found: dict[str, _Tallies] = {}
        for level in sorted({place.level for place in places}):
            found |= self._tallies(level)
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
        first = held.order_by("-primary", "unit__path", "pk").values("unit__path")[:1]
        behind = self._counted().filter(Exists(held)).annotate(unit_path=Subquery(first))
        if figure == COMPLIANT:
            return behind.filter(Q(is_compliant=True))
        return behind.filter(Q(standing_now=Standing(figure).value)) if figure else behind

    def found(self, words: str, figure: str = "") -> QuerySet[Assignment]:
        """The people behind a number whose name, address or HR id holds these words."""
        behind = self.people(figure)
        if words.split():
            behind = behind.filter(person__in=User.objects.search(words).values("pk"))
        return behind

    def _tallies(self, level: int) -> "dict[str, _Tallies]":
        """Path of a unit at that level of the tree (0: all in one) → what is counted there."""
        branch = Substr("person__appointments__unit__path", 1, SEGMENT * level)
        counted = (
            self._counted()
            .filter(self._held_in_view("person__appointments__"))
            .annotate(branch=branch if level else Value(""))
            .order_by()
            .values_list("branch", "requirement_id", "standing_now", "is_compliant")
            .annotate(people=Count("person_id", distinct=True))
        )
        found: dict[str, _Tallies] = defaultdict(_Tallies)
        for path, requirement, standing, compliant, people in counted:
            # Who sits higher up comes out under a shorter path: counted there already.
            if len(path) == SEGMENT * level:
                found[path].add(requirement, standing, people, compliant=compliant)
        return found

    def _counted(self) -> QuerySet[Assignment]:
        """Who is asked what, with how each stands; whichever unit they are in."""
        now = self.moment.now
        asked = Assignment.objects.newest_cycles(by=now).filter(
            Q(person__deactivated_at__isnull=True) | Q(person__deactivated_at__gt=now),
            person__is_test=False,
            requirement__in=[version.requirement_id for version in self.requirements],
        )
        return asked.with_standing(now, self.moment.due_soon_days).annotate(
            is_compliant=Case(
                When(compliant(now, self.moment.on), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )

    def _held_in_view(self, prefix: str = "") -> Q:
        paths = (self.unit.path,) if self.unit else self.organisation.paths
        return held(paths, self.moment.on, self.attribution, prefix)


def held(paths: Sequence[str], on: date, attribution: Attribution, prefix: str = "") -> Q:
    """Appointments known now that hold that day and bring a person into one of these subtrees.

    In one Q, so that under a prefix every condition is on the same appointment.
    """
    now_known = Q(**{f"{prefix}superseded_at__isnull": True})
    begun = Q(**{f"{prefix}from_on__isnull": True}) | Q(**{f"{prefix}from_on__lte": on})
    open_still = Q(**{f"{prefix}to_on__isnull": True}) | Q(**{f"{prefix}to_on__gt": on})
    there = under_any(list(paths), f"{prefix}unit__path") & now_known & begun & open_still
    if attribution == Attribution.PRIMARY:
        there &= Q(**{f"{prefix}primary": True})
    return there


def compliant(now: datetime, on: date) -> Q:
    """A waiver in force, or a completion (this cycle's or the one before) still valid that day."""
    still_valid = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    return (
        Q(waived_until__gt=now)
        | Q(completed_at__lte=now) & still_valid
        | Q(previous_expires_at__gt=now)
    )


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
