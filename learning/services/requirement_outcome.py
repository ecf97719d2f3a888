"""What was done to the people of a requirement at one instant: in numbers, and by name."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import User
from learning.models import (
    Assignment,
    AssignmentReason,
    DueDate,
    Fulfilment,
    Reminder,
    Requirement,
)

MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose assignment changed: due then, and due now; None where there is no day."""

    person: User
    before: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """How many people, and the first of them by name."""

    number: int
    people: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of policy does to people, and what it sends them at once.

    `gained` are asked from now on, `lost` no longer, `re_dated` by another day, `met` by what they
    have completed; `mails` are the people who are written to, and why others are not.
    """

    gained: Group
    lost: Group
    re_dated: Group
    met: Group
    mails: Group
    not_sent: tuple[tuple[str, int], ...]


def outcome(requirement: Requirement, *, now: datetime) -> Outcome:
    """What was done to a requirement's people at exactly this instant."""
    mine = Assignment.objects.filter(requirement=requirement)
    reasons = AssignmentReason.objects.filter(assignment=OuterRef("pk"))
    asked_before = Exists(reasons.filter(from_at__lt=now, superseded_at__isnull=True))
    replaced = Exists(reasons.filter(to_at=now))
    gained = mine.newest_cycles().filter(
        ~asked_before & ~replaced, Exists(reasons.filter(from_at=now)), withdrawn_at__isnull=True
    )
    afresh = DueDate.objects.filter(recorded_at=now, cause=DueDate.Cause.RE_DATED)
    undated = DueDate.objects.filter(superseded_at=now, assignment__due_on__isnull=True)
    re_dated = mine.filter(
        Exists(afresh.filter(assignment=OuterRef("pk")))
        | Exists(undated.filter(assignment=OuterRef("pk"))),
        assigned_at__lt=now,
    )
    met = Fulfilment.objects.filter(recorded_at=now, assignment=OuterRef("pk"))
    decided = Reminder.objects.filter(decided_at=now, assignment__requirement=requirement)
    return Outcome(
        gained=_group(gained),
        lost=_group(mine.filter(withdrawn_at=now)),
        re_dated=_group(re_dated, since=now),
        met=_group(mine.filter(Exists(met))),
        mails=_recipients(decided.filter(decision=Reminder.Decision.SENT)),
        not_sent=_suppressed(decided),
    )


def _group(rows: QuerySet[Assignment], *, since: datetime | None = None) -> Group:
    found = rows.select_related("person")
    if since is not None:
        stood = DueDate.objects.filter(assignment=OuterRef("pk"), superseded_at=since)
        found = found.annotate(before=Subquery(stood.order_by("-id").values("due_on")[:1]))
    else:
        found = found.annotate(before=F("due_on"))
    first = found.order_by("person__sort_name", "person_id")[:MOST_NAMES]
    people = tuple(Moved(one.person, one.before, one.due_on) for one in first)
    return Group(len(people) if len(people) < MOST_NAMES else rows.count(), people)


def _recipients(sent: QuerySet[Reminder]) -> Group:
    people = User.objects.filter(pk__in=sent.values("recipient"))
    first = people.order_by("sort_name", "id")[:MOST_NAMES]
    return Group(people.count(), tuple(Moved(one, None, None) for one in first))


def _suppressed(decided: QuerySet[Reminder]) -> tuple[tuple[str, int], ...]:
    rows = decided.exclude(decision=Reminder.Decision.SENT)
    counted = rows.order_by().values_list("because").annotate(n=Count("pk")).order_by("because")
    return tuple(counted)
