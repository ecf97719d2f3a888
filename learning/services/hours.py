"""Hours earned from menus: how they stand, and the assignments that they meet.

What completions are worth is computed in Python, for all people of a version at once: the number
of statements does not depend on how many they are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol

from django.db import transaction
from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from learning.models import Assignment, Completion, Fulfilment, RequirementVersion
from learning.rules.hours import Balance, Earned, Part, balance, parts
from learning.services.caches import keep
from learning.services.counting import counting_for
from learning.services.dates import expiry, today
from learning.services.menus import Known, Menu, menu_of, menus

MOMENT_OF_AN_HOUR = Decimal("0.005")
EVER = datetime(1900, 1, 1, tzinfo=UTC)  # before anything that could count


@dataclass(frozen=True, slots=True)
class AskedHours:
    """An assignment that asks for hours; once it is met, what came `until` then is looked at."""

    id: int
    person: int
    requirement: int
    version: Known
    needed: Decimal
    counts_from: datetime | None
    until: datetime | None = None


@dataclass(slots=True)
class Found:
    """A completion: which courses it is of or counts for, and what it has met already."""

    id: int
    course: int
    at: datetime
    hours: Decimal
    counts_for: list[tuple[int, date | None, date | None]] = field(default_factory=list)
    met: set[tuple[int, int]] = field(default_factory=set)  # requirement and assignment

    def category(self, menu: Menu) -> str | None:
        """Where it counts: in its own course's category, else in an equivalent's."""
        if (own := menu.category_of.get(self.course)) is not None:
            return own
        day = today(self.at)
        for course, from_on, to_on in self.counts_for:
            holds = (from_on is None or from_on <= day) and (to_on is None or day < to_on)
            if holds and course in menu.category_of:
                return menu.category_of[course]
        return None


@dataclass(frozen=True, slots=True)
class Hours:
    """How an assignment's hours stand: the balance, and what each completion adds to it."""

    menu: Menu
    balance: Balance
    entries: tuple[tuple[Found, Part], ...]


def hours_of(assignment: Assignment) -> AskedHours | None:
    """What an assignment asks, if it asks for hours; its version came along."""
    version = assignment.version
    if version.hours is None:
        return None
    return AskedHours(
        id=assignment.pk,
        person=assignment.person_id,
        requirement=assignment.requirement_id,
        version=(version.pk, version.recorded_at),
        needed=version.hours,
        counts_from=assignment.counts_from,
        until=assignment.completed_at,
    )


class Asks(Protocol):
    """Whatever tells of an assignment that may ask for hours."""

    @property
    def id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def requirement_id(self) -> int: ...
    @property
    def version_id(self) -> int: ...
    @property
    def version_recorded_at(self) -> datetime: ...
    @property
    def hours(self) -> Decimal | None: ...
    @property
    def counts_from(self) -> datetime | None: ...
    @property
    def completed_at(self) -> datetime | None: ...


def asking_hours(asked: Iterable[Asks]) -> list[AskedHours]:
    """Those of them that ask for hours."""
    return [
        AskedHours(
            id=each.id,
            person=each.person_id,
            requirement=each.requirement_id,
            version=(each.version_id, each.version_recorded_at),
            needed=each.hours,
            counts_from=each.counts_from,
            until=each.completed_at,
        )
        for each in asked
        if each.hours is not None
    ]


def standing_hours(asked: Collection[AskedHours], *, now: datetime) -> dict[int, Hours]:
    """How each stands, by its assignment's id: one query, and one for menus not kept."""
    if not asked:
        return {}
    known = menus(each.version for each in asked)
    courses = {course for menu in known.values() for course in menu.category_of}
    found = _completions({each.person for each in asked}, courses, now=now)
    return {
        each.id: _hours(each, known[each.version[0]], found.get(each.person, ())) for each in asked
    }


def _hours(asked: AskedHours, menu: Menu, found: Iterable[Found]) -> Hours:
    """From a person's completions, the earliest first; what met another cycle is spent."""
    counted: list[tuple[Found, Earned]] = []
    for each in found:
        is_in_time = (asked.counts_from or EVER) <= each.at and (
            asked.until is None or each.at <= asked.until
        )
        is_spent = any(
            requirement == asked.requirement and assignment != asked.id
            for requirement, assignment in each.met
        )
        category = each.category(menu) if is_in_time and not is_spent else None
        if category is not None:
            counted.append((each, Earned(category, each.hours, each.at)))
    earned = [each for _, each in counted]
    worth = parts(menu.categories, earned)
    return Hours(
        menu=menu,
        balance=balance(asked.needed, menu.categories, earned),
        entries=tuple((found, part) for (found, _), part in zip(counted, worth, strict=True)),
    )


def _completions(
    people: Collection[int] | QuerySet[Assignment, int], courses: Collection[int], *, now: datetime
) -> Mapping[int, list[Found]]:
    """What these people completed that may count for these courses, by person; one query."""
    rows = (
        Completion.objects.valid()
        .annotate(
            equal=FilteredRelation(
                "course__equivalents", condition=Q(course__equivalents__superseded_at__isnull=True)
            ),
            spent=FilteredRelation(
                "fulfilments", condition=Q(fulfilments__superseded_at__isnull=True)
            ),
        )
        .filter(
            Q(course__in=courses) | Q(equal__counts_for__in=courses),
            person__in=people,
            completed_at__lte=now,
        )
        .order_by("completed_at", "id", "equal__id", "spent__id")
        .values_list(
            *("person_id", "id", "course_id", "completed_at", "hours"),
            *("equal__counts_for_id", "equal__from_on", "equal__to_on"),
            *("spent__assignment__requirement_id", "spent__assignment_id"),
        )
    )
    held: dict[int, dict[int, Found]] = defaultdict(dict)
    for person, pk, course, at, hours, counts_for, from_on, to_on, *met in rows.iterator():
        found = held[person].setdefault(pk, Found(pk, course, at, hours))
        if counts_for is not None:
            found.counts_for.append((counts_for, from_on, to_on))
        if met[0] is not None:
            found.met.add((met[0], met[1]))
    return {person: list(each.values()) for person, each in held.items()}


@transaction.atomic
def meet_hours(version: RequirementVersion, *, now: datetime, person: int | None = None) -> int:
    """Meet the version's open assignments whose hours suffice: everybody's, or one person's.

    Each is met at the time of the last completion that it took; every completion that counted is
    its fulfilment. Who has earned something has started. Safe to repeat, and at once: the rows are
    locked before what they rest on is read.
    """
    open_ones = Assignment.objects.in_force().filter(version=version)
    if person is not None:
        open_ones = open_ones.filter(person=person)
    likely = open_ones if person is not None else _likely(version, open_ones, now=now)
    list(likely.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    show_begun(version, open_ones, now=now)
    enough = list(_enough(version, likely, now=now))
    Fulfilment.objects.bulk_create(
        (
            Fulfilment(
                assignment_id=assignment.pk,
                completion_id=found.id,
                expires_on=expires_on,
                recorded_at=now,
            )
            for assignment, hours, expires_on in enough
            for found, part in hours.entries
            if part.counts and hours.balance.met_at and found.at <= hours.balance.met_at
        ),
        ignore_conflicts=True,
    )
    return len(enough)


def _likely(
    version: RequirementVersion, open_ones: QuerySet[Assignment], *, now: datetime
) -> QuerySet[Assignment]:
    """Those whose hours would be enough without any limit: of the others nothing need be read."""
    assert version.hours is not None
    hours = _earned(version, now=now).order_by().values("person").annotate(all=Sum("hours"))
    almost = version.hours - MOMENT_OF_AN_HOUR  # SQLite adds decimals as floats
    return open_ones.annotate(earned=Subquery(hours.values("all"))).filter(earned__gte=almost)


def _enough(
    version: RequirementVersion, open_ones: QuerySet[Assignment], *, now: datetime
) -> Iterable[tuple[Assignment, Hours, date | None]]:
    """Those that their hours meet, and until when that is valid."""
    assert version.hours is not None
    menu = menu_of(version)
    completions = _completions(
        open_ones.order_by().values_list("person", flat=True), menu.category_of, now=now
    )
    before = Assignment.objects.filter(
        person=OuterRef("person"), requirement=OuterRef("requirement"), completed_at__isnull=False
    )
    first = Subquery(before.order_by("completed_at").values("completed_at")[:1])
    known = (version.pk, version.recorded_at)
    for assignment in open_ones.annotate(first_at=first).order_by("pk"):
        found = completions.get(assignment.person_id)
        if not found:
            continue
        asked = AskedHours(
            *(assignment.pk, assignment.person_id, assignment.requirement_id),
            version=known,
            needed=version.hours,
            counts_from=assignment.counts_from,
        )
        hours = _hours(asked, menu, found)
        if hours.balance.met_at is None:
            continue
        expires_on = expiry(
            version,
            completed_at=hours.balance.met_at,
            due_on=assignment.due_on,
            previous_expires_at=assignment.previous_expires_at,
            first_completed_at=assignment.first_at,
        )
        yield assignment, hours, expires_on


def show_begun(
    version: RequirementVersion, open_ones: QuerySet[Assignment], *, now: datetime
) -> None:
    """Show as started those who have earned something, since the first of it; the others not."""
    first = first_earned(version, now=now)
    begun = open_ones.annotate(first_at=first)
    not_begun = begun.filter(started_at__isnull=False, first_at__isnull=True)
    keep(not_begun, now=now, started_at=None)
    other = Q(started_at__isnull=True) | ~Q(started_at=F("first_at"))
    keep(begun.filter(other, first_at__isnull=False), now=now, started_at=first)


def first_earned(version: RequirementVersion, *, now: datetime) -> Subquery:
    """Of an assignment of the version: when its person completed the first that counts for it."""
    earned = _earned(version, now=now).order_by("completed_at")
    return Subquery(earned.values("completed_at")[:1])


def _earned(version: RequirementVersion, *, now: datetime) -> QuerySet[Completion]:
    """What counts for an assignment of the version that a query is about."""
    elsewhere = (
        Fulfilment.objects.standing()
        .filter(
            completion=OuterRef("pk"), assignment__requirement=OuterRef(OuterRef("requirement"))
        )
        .exclude(assignment=OuterRef(OuterRef("pk")))
    )
    return Completion.objects.valid().filter(
        ~Exists(elsewhere),
        counting_for(menu_of(version).category_of),
        person=OuterRef("person"),
        completed_at__gte=Coalesce(OuterRef("counts_from"), Value(EVER)),
        completed_at__lte=now,
    )
