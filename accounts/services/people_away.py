"""What a roster says of leave and tags: compared with what is known, and written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Leave, Tag, User
from accounts.models.facts import successor
from accounts.rules.roster import Entry, Remark
from accounts.services.people_facts import end_rows, replace_facts
from accounts.services.people_known import chunks


@dataclass(slots=True)
class Held:
    """The leave and the tags of people, as now known."""

    leaves: dict[int, list[Leave]] = field(default_factory=dict)
    tags: dict[int, list[Tag]] = field(default_factory=dict)


@dataclass(slots=True)
class AwayPlan:
    """What changes about one person: leave (and which one it corrects), tags given and ended."""

    leave: tuple[date, date | None] | None = None
    corrects: Leave | None = None
    given: tuple[str, ...] = ()
    ended: tuple[Tag, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.leave or self.given or self.ended)


def held_by(people: Iterable[int]) -> Held:
    """What these people have; a few queries, however many they are."""
    held = Held()
    for part in chunks(people):
        for leave in Leave.objects.standing().filter(person__in=part):
            held.leaves.setdefault(leave.person_id, []).append(leave)
        for tag in Tag.objects.standing().filter(person__in=part, to_on__isnull=True):
            held.tags.setdefault(tag.person_id, []).append(tag)
    return held


def compare_away(
    entry: Entry, leaves: Sequence[Leave], tags: Sequence[Tag], warnings: list[Remark]
) -> AwayPlan:
    """What the row changes. An empty leave says nothing; tags that are told are all."""
    plan = AwayPlan()
    if entry.leave_from is not None:
        _compare_leave(plan, entry, leaves, warnings)
    if entry.tags is not None:
        carried = {tag.tag for tag in tags}
        plan.given = tuple(tag for tag in entry.tags if tag not in carried)
        plan.ended = tuple(tag for tag in tags if tag.tag not in entry.tags)
    return plan


def _compare_leave(
    plan: AwayPlan, entry: Entry, leaves: Sequence[Leave], warnings: list[Remark]
) -> None:
    """The leave that begins that day is corrected; one that overlaps with another is left out."""
    assert entry.leave_from is not None
    known = next((leave for leave in leaves if leave.from_on == entry.leave_from), None)
    if known is not None and known.to_on == entry.leave_to:
        return
    others = [leave for leave in leaves if leave is not known]
    if any(_overlaps(leave, entry.leave_from, entry.leave_to) for leave in others):
        words = _("Another leave is known that holds some of these days; this one was left out.")
        warnings.append(Remark(entry.row, "leave_from", words))
        return
    plan.leave, plan.corrects = (entry.leave_from, entry.leave_to), known


def _overlaps(leave: Leave, from_on: date, to_on: date | None) -> bool:
    begins_before_end = to_on is None or leave.from_on < to_on
    return begins_before_end and (leave.to_on is None or leave.to_on > from_on)


def write_away(
    plans: Iterable[tuple[User, AwayPlan]], *, today: date, now: datetime, by: User | None
) -> None:
    """Write it down: leave corrected or new, tags given and ended from today on."""
    leaves, tags, corrected = [], [], []
    over: list[Tag] = []
    for person, plan in plans:
        if plan.leave:
            from_on, to_on = plan.leave
            leave = plan.corrects or Leave(person=person, from_on=from_on)
            leaves.append(successor(leave, now=now, recorded_by=by, to_on=to_on))
            corrected += [plan.corrects.pk] if plan.corrects else []
        over += plan.ended
        tags += [
            Tag(person=person, tag=tag, from_on=today, recorded_at=now, recorded_by=by)
            for tag in plan.given
        ]
    replace_facts(Leave, corrected, leaves, now=now)
    end_rows(Tag, over, ("to_on", "from_on"), on=today, now=now, by=by)
    Tag.objects.bulk_create(tags, batch_size=1000)
