"""Which reminders have come: rules that run, beside the assignments whose day is reached.

Reads only, in a number of statements that does not depend on how many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from accounts.models import User
from learning.models import Assignment, Reminder, ReminderRule, Requirement
from learning.rules import reminders as rules
from learning.rules.due_dates import start_of_day
from learning.rules.reminders import OF_AN_INSTANT, Anchor, Because
from learning.services.dates import MOMENT, institution_zone, today, zone_of

Recipient = ReminderRule.Recipient
EVER = datetime.min.replace(tzinfo=UTC)

# What a candidate is read as: see Candidate.
COLUMNS = (
    *("pk", "person_id", "rule_id", "anchor_on", "assigned_at", "completed_at"),
    *("waived_until", "withdrawn_at", "person__deactivated_at"),
)
WITH_PLACE = (*COLUMNS, "place__supervisor_id", "place__unit__path")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An assignment for which a rule's day has come, and nothing is decided yet."""

    assignment_id: int
    person_id: int
    rule_id: int
    anchor_on: date
    assigned_at: datetime
    completed_at: datetime | None
    waived_until: datetime | None
    withdrawn_at: datetime | None
    deactivated_at: datetime | None
    supervisor_id: int | None = None
    path: str | None = None  # of the unit of the primary appointment


@dataclass(frozen=True, slots=True)
class Running:
    """A rule that runs, with every offset of its kind: the newest that has come is the one."""

    id: int
    requirement_id: int
    anchor: Anchor
    offset_days: int
    offsets: tuple[int, ...]
    recipient: str
    required: bool
    started_at: datetime
    channel: str

    def plan(self, candidate: Candidate) -> rules.Plan:
        completion = self.anchor == Anchor.COMPLETION
        by_hand = self.anchor == Anchor.BY_HAND
        own = candidate.completed_at if completion else candidate.assigned_at
        return rules.Plan(
            anchor=self.anchor,
            anchor_on=candidate.anchor_on,
            offset_days=self.offset_days,
            offsets=self.offsets,
            # Who asks by hand asks today: nothing was planned before it.
            in_scope_from=EVER if by_hand else max(self.started_at, candidate.assigned_at),
            own_instant=own if self.offset_days == 0 and self.anchor in OF_AN_INSTANT else None,
            required=self.required,
        )


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Which day it is now: the institution's, and that of the zones where it is another."""

    now: datetime
    day: date
    elsewhere: Mapping[date, tuple[str, ...]]

    @classmethod
    def of(cls, now: datetime) -> "LocalDays":
        """One query, for the zones that people have chosen."""
        chosen = User.objects.active().exclude(time_zone="")
        elsewhere: dict[date, tuple[str, ...]] = {}
        for name in chosen.order_by().values_list("time_zone", flat=True).distinct():
            day = now.astimezone(zone_of(name)).date()
            if day != today(now):
                elsewhere[day] = (*elsewhere.get(day, ()), name)
        return cls(now, today(now), elsewhere)

    @property
    def latest(self) -> date:
        return max([self.day, *self.elsewhere])


def running_rules(of: Requirement | None = None) -> dict[int, Running]:
    """The rules that run, of all requirements or of one, by id."""
    those = Q() if of is None else Q(requirement=of)
    rows = ReminderRule.objects.planned().filter(
        those, ended_at__isnull=True, requirement__ended_at__isnull=True
    )
    return as_running(rows)


def as_running(rows: Iterable[ReminderRule]) -> dict[int, Running]:
    """Each of these rules, beside the others of its kind."""
    rows = list(rows)
    kin: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows:
        kin[row.requirement_id, row.anchor, row.recipient, row.channel].append(row.offset_days)
    return {
        row.pk: Running(
            id=row.pk,
            requirement_id=row.requirement_id,
            anchor=Anchor(row.anchor),
            offset_days=row.offset_days,
            offsets=tuple(kin[row.requirement_id, row.anchor, row.recipient, row.channel]),
            recipient=row.recipient,
            required=not row.optional,
            started_at=row.started_at,
            channel=row.channel,
        )
        for row in rows
    }


def anchor_day(anchor: str, prefix: str = "") -> Combinable:
    """The institution's day that an assignment's reminders count from, as an expression."""
    zone = institution_zone()
    before = ExpressionWrapper(F(f"{prefix}previous_expires_at") - MOMENT, DateTimeField())
    days: dict[Anchor, Combinable] = {
        Anchor.DUE: F(f"{prefix}due_on"),
        Anchor.ASSIGNED: TruncDate(f"{prefix}assigned_at", tzinfo=zone),
        Anchor.WINDOW: TruncDate(f"{prefix}counts_from", tzinfo=zone),
        Anchor.EXPIRY: TruncDate(before, tzinfo=zone),
        Anchor.COMPLETION: TruncDate(f"{prefix}completed_at", tzinfo=zone),
        Anchor.BY_HAND: Value(None, output_field=DateField()),  # its reminders alone know
    }
    return days[Anchor(anchor)]


def anchor_on(field: str, prefix: str = "") -> Case:
    """The same, as the anchor named in a column says."""
    whens = [When(**{field: each.value}, then=anchor_day(each, prefix)) for each in Anchor]
    return Case(*whens, output_field=DateField())


def open_to(anchor: str) -> Q:
    """Which assignments an anchor is asked of: open ones; of completion, those completed."""
    if anchor == Anchor.COMPLETION:
        return Q(completed_at__isnull=False, withdrawn_at__isnull=True)
    still = Q(completed_at__isnull=True, withdrawn_at__isnull=True)
    if anchor == Anchor.WINDOW:
        return still & Q(cycle__gt=1, counts_from__isnull=False)
    return still


def candidates(
    running: Mapping[int, Running],
    days: LocalDays,
    *,
    zone_field: str = "",
    place_on: date | None = None,
) -> QuerySet[Assignment]:
    """Assignments beside each of these rules whose day has come, and not in the ledger.

    `zone_field` leads to the recipient's zone; without one, the latest day there is anywhere.
    The place is the primary appointment of the day `place_on`.
    """
    place = {"place": primary_place("person__appointments", place_on)} if place_on else {}
    joined = Assignment.objects.filter(
        withdrawn_at__isnull=True, person__is_test=False, course__retired_at__isnull=True
    ).annotate(
        **place,
        rule_id=F("requirement__reminder_rules"),
        rule_offset=F("requirement__reminder_rules__offset_days"),
        rule_anchor=F("requirement__reminder_rules__anchor"),
        anchor_on=anchor_on("requirement__reminder_rules__anchor"),
    )
    decided = Reminder.objects.filter(
        assignment=OuterRef("pk"), rule=OuterRef("rule_id"), anchor_on=OuterRef("anchor_on")
    ).exclude(because=Because.RECIPIENT_CHANGED)
    found = joined.filter(
        _come(running.values(), days, zone_field), ~Exists(decided), rule_id__in=list(running)
    )
    if any(rule.anchor == Anchor.COMPLETION for rule in running.values()):
        found = found.filter(Q(completed_at__isnull=True) | ~Exists(_later_cycles()))
    return found


def _later_cycles() -> QuerySet[Assignment]:
    """Of the same person and requirement: what was renewed since is not spoken of."""
    return Assignment.objects.filter(
        person=OuterRef("person"),
        requirement=OuterRef("requirement"),
        cycle__gt=OuterRef("cycle"),
    )


def primary_place(path: str, day: date) -> FilteredRelation:
    """The primary appointment that holds that day, as now known."""
    return FilteredRelation(
        path,
        condition=Q(**{f"{path}__primary": True, f"{path}__superseded_at__isnull": True})
        & (Q(**{f"{path}__from_on__isnull": True}) | Q(**{f"{path}__from_on__lte": day}))
        & (Q(**{f"{path}__to_on__isnull": True}) | Q(**{f"{path}__to_on__gt": day})),
    )


def _come(running: Iterable[Running], days: LocalDays, zone_field: str) -> Q:
    """Whose planned instant may be reached: one condition for each offset in use."""
    come = Q(pk__in=[])
    for anchor, offset in sorted({(rule.anchor, rule.offset_days) for rule in running}):
        reached = _reached(anchor, offset, days, zone_field)
        come |= Q(rule_anchor=anchor, rule_offset=offset) & open_to(anchor) & reached
    return come


def _reached(anchor: Anchor, offset: int, days: LocalDays, zone_field: str) -> Q:
    if offset == 0 and anchor in (Anchor.ASSIGNED, Anchor.WINDOW):
        return Q(assigned_at__lte=days.now)
    if offset == 0 and anchor == Anchor.COMPLETION:
        return Q(completed_at__lte=days.now)
    past = timedelta(days=offset)
    if not zone_field:
        return _on_or_before(anchor, days.latest - past)
    others = [name for names in days.elsewhere.values() for name in names]
    here = _on_or_before(anchor, days.day - past)
    if not others:
        return here
    found = ~Q(**{f"{zone_field}__in": others}) & here
    for day, names in days.elsewhere.items():
        found |= Q(**{f"{zone_field}__in": names}) & _on_or_before(anchor, day - past)
    return found


def _on_or_before(anchor: Anchor, last: date) -> Q:
    """Whose anchor day is not later than this; told by the columns themselves, for the indexes."""
    ends = start_of_day(last + timedelta(days=1), institution_zone())
    return {
        Anchor.DUE: Q(due_on__lte=last),
        Anchor.ASSIGNED: Q(assigned_at__lt=ends),
        Anchor.WINDOW: Q(counts_from__lt=ends),
        Anchor.EXPIRY: Q(previous_expires_at__lte=ends),
        Anchor.COMPLETION: Q(completed_at__lt=ends),
    }[anchor]
