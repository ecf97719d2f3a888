"""What stands in a person's calendar: due days, and those called off of late.

Everything about an entry follows from facts that are only ever added, so that the same facts
give the same entry, and a change of date or standing a greater sequence.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from courses.models import Edition
from learning.models import Assignment, CalendarFeed, Waiver

KEPT = timedelta(days=90)  # how long an entry that was called off still says so


@dataclass(frozen=True, slots=True)
class Entry:
    """One due day. `sequence` and `changed_at` never go back."""

    uid: str
    title: str
    url: str
    due_on: date
    is_cancelled: bool
    sequence: int
    changed_at: datetime


class Fact(Protocol):
    recorded_at: datetime
    superseded_at: datetime | None


def entries_of(feed: CalendarFeed, *, now: datetime) -> list[Entry]:
    """The entries of one calendar, earliest first.

    What is completed is gone: a calendar that is subscribed to is replaced whole, and who has
    done a thing need not be shown its day. What was withdrawn or waived since the feed began
    is there for 90 days as cancelled, so that it is also taken out where calendars are merged.
    """
    person = feed.person
    asked = list(_asked(person))
    titles = _titles({one.course_id for one in asked if one.course_id}, person)
    waivers = _waivers(person)
    entries = []
    for one in asked:
        off_since = _off_since(one, waivers[one.requirement_id], now)
        if off_since and (off_since < feed.created_at or now - off_since >= KEPT):
            continue
        moments = _moments(one, waivers[one.requirement_id], now)
        entries.append(
            Entry(
                uid=str(one.uuid),
                title=titles.get(one.course_id or 0, one.version.title),
                url=_url(one),
                due_on=one.due_on or date.max,
                is_cancelled=off_since is not None,
                sequence=len(moments),
                changed_at=max([one.assigned_at, *moments]),
            )
        )
    return sorted(entries, key=lambda entry: (entry.due_on, entry.uid))


def _asked(person: User) -> Iterable[Assignment]:
    """Everything with a due day that is not completed, with the facts behind it."""
    rows = Assignment.objects.made_to(person).newest_cycles()
    rows = rows.filter(due_on__isnull=False, completed_at__isnull=True)
    related = rows.select_related("course", "version")
    return related.prefetch_related("due_dates", "reasons", "fulfilments").order_by("id")


def _waivers(person: User) -> dict[int, list[Waiver]]:
    """By requirement: one may hold for the cycles after its own."""
    found: dict[int, list[Waiver]] = defaultdict(list)
    rows = Waiver.objects.filter(assignment__person=person).select_related("assignment")
    for waiver in rows.order_by("id"):
        found[waiver.assignment.requirement_id].append(waiver)
    return found


def _off_since(asked: Assignment, waivers: list[Waiver], now: datetime) -> datetime | None:
    """Since when nothing is due any more; None while it is."""
    since = []
    if asked.withdrawn_at:
        since.append(asked.withdrawn_at)
    if asked.waived_until and asked.waived_until > now:
        since.append(max((one.recorded_at for one in waivers), default=asked.assigned_at))
    if asked.course and asked.course.retired_at and asked.course.retired_at <= now:
        since.append(asked.course.retired_at)
    return min(since, default=None)


def _moments(asked: Assignment, waivers: list[Waiver], now: datetime) -> list[datetime]:
    """When anything that bears on the day or the standing came to be known, or ran out."""
    facts: list[Fact] = [
        *asked.due_dates.all(),
        *asked.reasons.all(),
        *asked.fulfilments.all(),
        *waivers,
    ]
    moments = [fact.recorded_at for fact in facts]
    moments += [fact.superseded_at for fact in facts if fact.superseded_at]
    moments += [waiver.until_at for waiver in waivers if waiver.until_at <= now]
    if asked.course and asked.course.retired_at and asked.course.retired_at <= now:
        moments.append(asked.course.retired_at)
    return moments


def _titles(courses: Iterable[int], person: User) -> dict[int, str]:
    """Of each course its newest title: in the person's language, else in the course's own."""
    rows = Edition.objects.published().filter(course__in=list(courses))
    own = Q(language=person.language)
    titles: dict[int, str] = {}
    for edition in rows.select_related("course").order_by("number"):
        if edition.language == edition.course.language:
            titles[edition.course_id] = edition.title
    if person.language:
        titles |= {one.course_id: one.title for one in rows.filter(own).order_by("number")}
    return titles


def _url(asked: Assignment) -> str:
    if asked.course is None:
        return f"{settings.SITE_URL}{reverse('learning:assignment', args=[asked.uuid])}"
    return f"{settings.SITE_URL}{reverse('learning:next', args=[asked.course.key])}"
