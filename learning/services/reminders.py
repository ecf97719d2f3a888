"""Which reminders go out: found, decided and written down together with their mail (DOMAIN 6).

Set-based: people by the thousand in one transaction, in a number of statements that does not
depend on how many they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate

from accounts.models import Mail, User
from accounts.services.mail import last_written_to, mails_to_join, owe_mails
from learning.models import Assignment, Reminder, ReminderRule
from learning.rules import reminders as rules
from learning.rules.due_dates import start_of_day
from learning.rules.reminders import Anchor, Decision
from learning.services.dates import institution_zone, today
from lms.celery import wake

KIND = "reminder"
SEND = "tasks.mail.send_due_mail"
MOST_PEOPLE = 25_000  # in one transaction

# What a candidate is read as: see Candidate.
COLUMNS = (
    *("pk", "person_id", "rule_id", "anchor_on", "assigned_at", "completed_at"),
    *("waived_until", "withdrawn_at", "person__deactivated_at"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open assignment for which a rule's day has come, and nothing is decided yet."""

    assignment_id: int
    person_id: int
    rule_id: int
    anchor_on: date
    assigned_at: datetime
    completed_at: datetime | None
    waived_until: datetime | None
    withdrawn_at: datetime | None
    deactivated_at: datetime | None

    @property
    def learner(self) -> rules.Learner:
        left = min(filter(None, (self.withdrawn_at, self.deactivated_at)), default=None)
        return rules.Learner(
            completed_at=self.completed_at, waived_until=self.waived_until, withdrawn_at=left
        )


@dataclass(frozen=True, slots=True)
class Running:
    """A rule that runs, with every offset of its kind: the newest that has come is the one."""

    id: int
    anchor: Anchor
    offset_days: int
    offsets: tuple[int, ...]
    started_at: datetime
    channel: str

    def plan(self, candidate: Candidate) -> rules.Plan:
        at_once = self.anchor == Anchor.ASSIGNED and self.offset_days == 0
        return rules.Plan(
            anchor=self.anchor,
            anchor_on=candidate.anchor_on,
            offset_days=self.offset_days,
            offsets=self.offsets,
            in_scope_from=max(self.started_at, candidate.assigned_at),
            assigned_at=candidate.assigned_at if at_once else None,
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """What one run decided, in numbers."""

    people: int = 0
    sent: int = 0
    suppressed: int = 0
    mails: int = 0

    def __add__(self, other: "Decided") -> "Decided":
        return Decided(
            self.people + other.people,
            self.sent + other.sent,
            self.suppressed + other.suppressed,
            self.mails + other.mails,
        )


def decide_reminders(*, now: datetime) -> Decided:
    """Decide every reminder whose instant has come, once and for good.

    Any number of workers may run it at once, and any of them may die at any line: each
    takes other people, and what one transaction decides stands or falls with its mail.
    """
    total = batch = _decide_some(now=now)
    while batch.people == MOST_PEOPLE and batch.sent + batch.suppressed:
        batch = _decide_some(now=now)
        total += batch
    return total


@transaction.atomic
def _decide_some(*, now: datetime) -> Decided:
    """Lock people for whom something is to be decided; look again; decide; write all of it."""
    running = _running()
    candidates = _candidates(running, now=now)
    people = list(
        User.objects.filter(pk__in=candidates.values("person"))
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .values_list("pk", flat=True)[:MOST_PEOPLE]
    )
    if not people:
        return Decided()
    waiting = mails_to_join(people, KIND, now=now)
    written_to = last_written_to(people, KIND, since=_midnight(now), now=now)
    found = candidates.filter(person__in=people).values_list(*COLUMNS)
    verdicts = _verdicts(
        [Candidate(*row) for row in found],
        running,
        {person: at for person, at in written_to.items() if person not in waiting},
        now=now,
    )
    to_write = {one.person_id for one, verdict in verdicts if verdict.decision == Decision.SENT}
    new = owe_mails(sorted(to_write - waiting.keys()), KIND, now=now)
    rows = _rows(verdicts, running, waiting | new, now=now)
    Reminder.objects.bulk_create(rows)
    if new:
        wake(SEND)
    sent = sum(1 for row in rows if row.mail_id)
    return Decided(len(people), sent=sent, suppressed=len(rows) - sent, mails=len(new))


def _midnight(now: datetime) -> datetime:
    """When the institution's day began: one reminder mail a day is counted in it."""
    return start_of_day(today(now), institution_zone())


def _running() -> dict[int, Running]:
    """The rules that run, by id."""
    rows = list(
        ReminderRule.objects.filter(
            ended_at__isnull=True,
            requirement__ended_at__isnull=True,
            anchor__in=[Anchor.DUE, Anchor.ASSIGNED],
            recipient=ReminderRule.Recipient.LEARNER,
        )
    )
    kin: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows:
        kin[row.requirement_id, row.anchor, row.channel].append(row.offset_days)
    return {
        row.pk: Running(
            id=row.pk,
            anchor=Anchor(row.anchor),
            offset_days=row.offset_days,
            offsets=tuple(kin[row.requirement_id, row.anchor, row.channel]),
            started_at=row.started_at,
            channel=row.channel,
        )
        for row in rows
    }


def _candidates(running: Mapping[int, Running], *, now: datetime) -> QuerySet[Assignment]:
    """Open assignments beside each of their rules whose day has come, and not in the ledger."""
    joined = Assignment.objects.in_force().annotate(
        rule_id=F("requirement__reminder_rules"),
        rule_offset=F("requirement__reminder_rules__offset_days"),
        rule_anchor=F("requirement__reminder_rules__anchor"),
        anchor_on=Case(
            When(requirement__reminder_rules__anchor=Anchor.DUE, then=F("due_on")),
            default=TruncDate("assigned_at", tzinfo=institution_zone()),
            output_field=DateField(),
        ),
    )
    decided = Reminder.objects.filter(
        assignment=OuterRef("pk"), rule=OuterRef("rule_id"), anchor_on=OuterRef("anchor_on")
    )
    return joined.filter(
        _come(running.values(), now=now),
        ~Exists(decided),
        rule_id__in=list(running),
        version__course__retired_at__isnull=True,
    )


def _come(running: Iterable[Running], *, now: datetime) -> Q:
    """Whose planned instant is reached: one condition for each offset in use."""
    come = Q(pk__in=[])
    for anchor, offset in sorted({(rule.anchor, rule.offset_days) for rule in running}):
        last = today(now) - timedelta(days=offset)
        day = Q(due_on__lte=last)
        if anchor == Anchor.ASSIGNED:
            before = start_of_day(last + timedelta(days=1), institution_zone())
            day = Q(assigned_at__lte=now) if offset == 0 else Q(assigned_at__lt=before)
        come |= Q(rule_anchor=anchor, rule_offset=offset) & day
    return come


def _verdicts(
    found: list[Candidate],
    running: Mapping[int, Running],
    written_to: Mapping[int, datetime],
    *,
    now: datetime,
) -> list[tuple[Candidate, rules.Verdict]]:
    """What becomes of each candidate: the rule is asked once for all that are alike."""
    zone = institution_zone()
    decide = lru_cache(maxsize=4096)(_decide)
    return [
        (
            candidate,
            decide(
                running[candidate.rule_id].plan(candidate),
                candidate.learner,
                zone,
                written_to.get(candidate.person_id),
                now,
            ),
        )
        for candidate in found
    ]


def _decide(
    plan: rules.Plan,
    learner: rules.Learner,
    zone: ZoneInfo,
    last_sent_at: datetime | None,
    now: datetime,
) -> rules.Verdict:
    recipient = rules.Recipient(zone=zone, last_sent_at=last_sent_at)
    return rules.decide(plan, learner, recipient, now=now)


def _rows(
    verdicts: list[tuple[Candidate, rules.Verdict]],
    running: Mapping[int, Running],
    mails: Mapping[int, Mail],
    *,
    now: datetime,
) -> list[Reminder]:
    """The ledger's rows; what goes out names the mail that carries it."""
    return [
        Reminder(
            assignment_id=candidate.assignment_id,
            rule_id=candidate.rule_id,
            anchor_on=candidate.anchor_on,
            offset_days=running[candidate.rule_id].offset_days,
            recipient_id=candidate.person_id,
            channel=running[candidate.rule_id].channel,
            planned_at=verdict.planned_at,
            decision=verdict.decision.value,
            because=verdict.because.value if verdict.because else "",
            decided_at=now,
            mail=mails[candidate.person_id] if verdict.decision == Decision.SENT else None,
        )
        for candidate, verdict in verdicts
        if verdict.decision in (Decision.SENT, Decision.SUPPRESSED)
    ]
