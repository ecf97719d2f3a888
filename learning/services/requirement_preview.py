"""What a requirement will bring, before it is switched on and after (UX, journey 6). Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.text import capfirst

from accounts.models import User
from accounts.rules.audiences import Expression
from accounts.services.audiences import people_matching
from courses.models import Course
from learning.models import Completion
from learning.rules.reminders import Anchor
from learning.services.dates import due_for, today
from learning.services.reminder_words import occasion
from learning.services.requirements import STANDARD_REMINDERS, Policy, version_of

DAYS_AHEAD = 30
SAMPLE = 10

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
    mails: tuple[Mails, ...]


def when_it_writes(anchor: str, days: int) -> str:
    """A rule in words."""
    return capfirst(occasion(anchor, days))


def preview(policy: Policy, *, people: int, met: int, now: datetime) -> Preview:
    """What switching this policy on now brings, as a try has told how many it asks and are met."""
    due_on = due_for(version_of(policy), assigned_at=now).due_on
    mails = _in_order(_planned(STANDARD_REMINDERS, due_on, people - met, now=now))
    return Preview(people=people, met=met, due_on=due_on, mails=mails)


def count_audience(
    expression: Expression, course: Course | None, *, now: datetime
) -> tuple[int, int]:
    """How many people an audience holds, and how many of them have completed the course."""
    done = Completion.objects.valid().filter(
        person=OuterRef("pk"), course=course and course.pk, modules="", completed_at__lte=now
    )
    counted = people_matching(expression, on=today(now)).aggregate(
        all=Count("pk"), met=Count("pk", filter=Q(Exists(done)))
    )
    return counted["all"], counted["met"]


def sample_of(expression: Expression, *, now: datetime) -> list[User]:
    """The first of them by name, with their places."""
    day = today(now)
    return list(people_matching(expression, on=day).for_list(day).by_name()[:SAMPLE])


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
