"""What a reminder mail says of other people: to their supervisor, to their coordinator.

Asked at the moment of sending, in a number of statements that does not depend on how many
mails or people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from accounts.models import Grant
from accounts.models.organisation import under_any
from accounts.rules.roles import Role
from learning.models import Assignment, Reminder
from learning.services.dates import today
from learning.services.reminder_plans import Recipient, primary_place
from learning.services.reminder_recipients import Coordinators

Of = tuple[int, str]  # a recipient, and the kind of it

COLUMNS = (
    *("id", "person_id", "person__first_name", "person__last_name", "person__preferred_name"),
    *("person__email", "requirement__key", "version__title", "due_on", "completed_at"),
    *("place__supervisor_id", "place__unit__path"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """How one person of theirs stands in one requirement."""

    name: str
    due_on: date | None
    completed_on: date | None


@dataclass(frozen=True)
class Group:
    """Those of theirs of whom one requirement is still asked, and who just completed it."""

    key: str
    title: str
    members: tuple[Member, ...]
    today: date
    may_open: bool

    @cached_property
    def overdue(self) -> list[Member]:
        return [each for each in self._open if each.due_on and each.due_on < self.today]

    @cached_property
    def due(self) -> list[Member]:
        return [each for each in self._open if not each.due_on or each.due_on >= self.today]

    @cached_property
    def completed(self) -> list[Member]:
        return [each for each in self.members if each.completed_on]

    @cached_property
    def _open(self) -> list[Member]:
        return [each for each in self.members if not each.completed_on]


@dataclass(slots=True)
class _Row:
    """One assignment with the place of its person."""

    pk: int
    person_id: int
    key: str
    title: str
    member: Member
    supervisor_id: int | None
    path: str | None


def teams(carried: Mapping[Of, list[Reminder]], *, now: datetime) -> dict[Of, tuple[Group, ...]]:
    """Of each recipient: their people by requirement, as far as overdue, due soon, or written of.

    Nothing of one for whom nothing remains of what the mail was to tell.
    """
    day = today(now)
    coordinators = Coordinators.on(day)
    told: dict[Of, list[_Row]] = defaultdict(list)
    for row in _rows(carried, coordinators, now=now):
        whom = [(row.supervisor_id or 0, str(Recipient.SUPERVISOR))]
        for one in coordinators.of(row.path, row.person_id):
            whom.append((one, str(Recipient.COORDINATOR)))
        for of in whom:
            if of in carried:
                told[of].append(row)
    readers = _readers({person for person, _ in carried}, day)
    return {
        of: _grouped(rows, day, may_open=of[0] in readers)
        for of, rows in told.items()
        if not carried[of]
        or {row.pk for row in rows} & {each.assignment_id for each in carried[of]}
    }


def _rows(
    carried: Mapping[Of, list[Reminder]], coordinators: Coordinators, *, now: datetime
) -> Iterable[_Row]:
    """Everything that may have to be said; one query."""
    people = {person for person, _ in carried}
    paths = [path for path, held in coordinators.by_path.items() if people & set(held)]
    theirs = Q(place__supervisor__in=people) | under_any(paths, "place__unit__path")
    found = _sayable(carried, now=now).annotate(
        place=primary_place("person__appointments", today(now))
    )
    for row in (
        found.filter(theirs).order_by("due_on", "person__sort_name", "id").values_list(*COLUMNS)
    ):
        yield _row(*row)


def _sayable(carried: Mapping[Of, list[Reminder]], *, now: datetime) -> "QuerySet[Any]":
    """Open, and overdue or due soon or written of; or completed, and that is what is told."""
    of_open = {r.assignment_id for held in carried.values() for r in held if not _is_done(r)}
    of_done = {r.assignment_id for held in carried.values() for r in held if _is_done(r)}
    soon = now + timedelta(days=settings.DUE_SOON_DAYS)
    spared = Q(waived_until__gt=now) | Q(scheduled_from__gt=now)
    still = Q(completed_at__isnull=True) & (Q(due_at__lte=soon) | Q(pk__in=of_open)) & ~spared
    done = Q(completed_at__isnull=False, pk__in=of_done)
    return Assignment.objects.filter(
        still | done,
        withdrawn_at__isnull=True,
        person__deactivated_at__isnull=True,
        person__is_test=False,
        course__retired_at__isnull=True,
    )


def _is_done(reminder: Reminder) -> bool:
    return reminder.rule.anchor == "completion"


def _row(
    pk: int,
    person: int,
    first: str,
    last: str,
    preferred: str,
    *rest: Any,
) -> _Row:
    email, key, title, due_on, completed_at, supervisor, path = rest
    name = f"{preferred or first} {last}".strip() or email
    member = Member(name, due_on, completed_at and today(completed_at))
    return _Row(pk, person, key, title, member, supervisor, path)


def _grouped(rows: list[_Row], day: date, *, may_open: bool) -> tuple[Group, ...]:
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for row in rows:
        groups[row.key, row.title].append(row.member)
    return tuple(
        Group(key, title, tuple(members), day, may_open) for (key, title), members in groups.items()
    )


def _readers(people: Iterable[int], day: date) -> set[int]:
    """Those who may open the page of a requirement."""
    held = Grant.objects.standing().holding_on(day)
    roles = [Role.COORDINATOR, Role.ADMIN]
    return set(
        held.filter(person__in=list(people), role__in=roles).values_list("person_id", flat=True)
    )
