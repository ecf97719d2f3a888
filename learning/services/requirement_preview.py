"""What a requirement will bring, before it is switched on and after (UX, journey 6). Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Unit, User
from accounts.rules.audiences import Combine, Group, UnitTerm, parse
from accounts.services.audiences import people_matching
from courses.models import Course
from learning.models import Completion, Requirement
from learning.models.assignment import AssignmentQuerySet
from learning.rules.reminders import Anchor
from learning.services.dates import due_for, first_counts_from, today
from learning.services.requirements import STANDARD_REMINDERS, Policy, version_of

SAMPLE = 5
DAYS_AHEAD = 30

Offsets = Sequence[tuple[str, int]]  # anchor and days


@dataclass(frozen=True, slots=True)
class Mails:
    """How many people a rule writes to on one day."""

    on: date
    anchor: str
    offset_days: int
    people: int

    @property
    def words(self) -> str:
        return when_it_writes(self.anchor, self.offset_days)


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom it is asked of, by when, and what they will be sent in the next 30 days."""

    people: int
    met: int
    due_on: date | None
    sample: tuple[User, ...]
    mails: tuple[Mails, ...]

    @property
    def asked(self) -> int:
        """Those who have something to do."""
        return self.people - self.met


def when_it_writes(anchor: str, days: int) -> str:
    """A rule in words."""
    words = {"n": abs(days)}
    if anchor == Anchor.ASSIGNED:
        if days == 0:
            return _("When it is assigned")
        return (
            ngettext("%(n)d day after it is assigned", "%(n)d days after it is assigned", days)
            % words
        )
    if days == 0:
        return _("On the due day")
    if days < 0:
        return ngettext("%(n)d day before it is due", "%(n)d days before it is due", -days) % words
    return ngettext("%(n)d day after it was due", "%(n)d days after it was due", days) % words


def preview(policy: Policy, *, now: datetime) -> Preview:
    """What switching this policy on now would do."""
    version = version_of(policy)
    people = people_matching(parse(policy.audience), on=today(now))
    since = first_counts_from(version, assigned_at=now)
    count, met = _count(people, version.course_id, since, now=now)
    due_on = due_for(version, assigned_at=now).due_on
    return Preview(
        people=count,
        met=met,
        due_on=due_on,
        sample=tuple(people.order_by("sort_name", "id")[:SAMPLE]),
        mails=_in_order(_planned(STANDARD_REMINDERS, due_on, count - met, now=now)),
    )


def count_audience(
    units: Sequence[Unit], course: Course | None, *, now: datetime
) -> tuple[int, int]:
    """How many people these units hold, and how many of them have completed the course."""
    if not units:
        return 0, 0
    anyone = Group(Combine.ANY, tuple(UnitTerm(str(unit.uuid)) for unit in units))
    return _count(
        people_matching(anyone, on=today(now)), course.pk if course else None, None, now=now
    )


def _count(
    people: QuerySet[User], course_id: int | None, since: datetime | None, *, now: datetime
) -> tuple[int, int]:
    """How many they are, and how many have a completion that counts."""
    done = Completion.objects.valid().filter(
        Q() if since is None else Q(completed_at__gte=since),
        person=OuterRef("pk"),
        course=course_id,
        completed_at__lte=now,
    )
    counted = people.aggregate(all=Count("pk"), met=Count("pk", filter=Q(Exists(done))))
    return counted["all"], counted["met"]


def forecast(
    requirement: Requirement, asked: AssignmentQuerySet, *, now: datetime
) -> tuple[Mails, ...]:
    """What its rules would send to these people from tomorrow on, as everybody stands now."""
    offsets = list(
        requirement.reminder_rules.filter(ended_at__isnull=True).values_list(
            "anchor", "offset_days"
        )
    )
    open_ones = (
        asked.in_force()
        .filter(Q(waived_until__isnull=True) | Q(waived_until__lte=now), requirement=requirement)
        .order_by()
        .values_list("due_on")
        .annotate(people=Count("pk"))
    )
    planned: Counter[tuple[date, str, int]] = Counter()
    for due_on, people in open_ones:
        planned += _planned(
            [each for each in offsets if each[0] == Anchor.DUE], due_on, people, now=now
        )
    return _in_order(planned)


def _planned(
    offsets: Offsets, due_on: date | None, people: int, *, now: datetime
) -> Counter[tuple[date, str, int]]:
    """The days of the next 30 on which these offsets fall; the assignment is today."""
    first = today(now)
    found: Counter[tuple[date, str, int]] = Counter()
    for anchor, offset in offsets:
        base = first if anchor == Anchor.ASSIGNED else due_on
        if base is None:
            continue
        day = base + timedelta(days=offset)
        at_once = anchor == Anchor.ASSIGNED and offset == 0
        if (at_once or first < day) and day <= first + timedelta(days=DAYS_AHEAD):
            found[day, str(anchor), offset] += people
    return found


def _in_order(planned: Counter[tuple[date, str, int]]) -> tuple[Mails, ...]:
    return tuple(Mails(*key, people=planned[key]) for key in sorted(planned) if planned[key])
