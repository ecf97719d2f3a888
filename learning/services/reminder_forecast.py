"""What the coming days would send, if nobody did anything meanwhile. Reads only.

The same rules decide as will decide then, moment after moment for each recipient, so that the
forecast agrees with what happens. A constant number of statements.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.services.mail import last_written_to
from learning.models import Reminder, ReminderRule, RequirementVersion
from learning.rules import reminders as rules
from learning.rules.due_dates import start_of_day
from learning.rules.reminders import Decision
from learning.services.dates import institution_zone, today, zone_of
from learning.services.deferred_reminders import asked_again
from learning.services.reminder_plans import (
    COLUMNS,
    WITH_PLACE,
    Candidate,
    LocalDays,
    Recipient,
    Running,
    candidates,
    running_rules,
)
from learning.services.reminder_recipients import (
    KIND,
    LONGEST_DAY,
    Coordinators,
    Known,
    bounced,
    recipients_of,
    spells,
    unsubscribed,
)
from learning.services.reminder_verdicts import Asked
from learning.services.reminder_words import rule_words

DAYS_AHEAD = 30
DAYS_AHEAD_OF_ONE = 800  # a validity of two years, and what comes after it


@dataclass(frozen=True, slots=True)
class Coming:
    """One decision to come: when, by which rule, about whom, to whom."""

    at: datetime
    on: date
    rule_id: int
    requirement_id: int
    assignment_id: int
    person_id: int
    recipient_id: int
    decision: Decision
    because: rules.Because | None


def forecast(
    people: "QuerySet[User]", *, now: datetime, requirement: int | None = None
) -> list[Coming]:
    """Every final decision of the next 30 days about these people, in the order of deciding.

    Of one requirement, or of all. Whatever else their recipients are to be sent is reckoned
    with: it may take the place of a mail.
    """
    ends = start_of_day(today(now) + timedelta(days=DAYS_AHEAD + 1), institution_zone())
    asked = _asked(people, ends=ends, now=now)
    known = _known({one.recipient for one in asked}, now=now)
    told = set(people.values_list("pk", flat=True))
    found = [
        each
        for each in _decided(asked, known, now=now, ends=ends)
        if each.person_id in told and requirement in (None, each.requirement_id)
    ]
    return sorted(found, key=lambda each: (each.at, each.rule_id, each.assignment_id))


def forecast_to(person: "User", *, now: datetime) -> list[Coming]:
    """Every final decision to come about what is asked of a person, to them, in that order.

    As things stand: also of what is due or expires long after the next 30 days. What they are
    sent about others is not reckoned with.
    """
    ends = start_of_day(today(now) + timedelta(days=DAYS_AHEAD_OF_ONE), institution_zone())
    last = LocalDays(ends, today(ends), {})
    waiting = Reminder.objects.filter(decision=Reminder.Decision.DEFERRED, recipient=person)
    asked = [
        *_own(running_rules(), last, Q(person=person)),
        *(
            one
            for one in asked_again(waiting, now=now)
            if one.gone is None and one.candidate.person_id == person.pk
        ),
    ]
    known = _known({person.pk}, now=now)
    found = _decided(asked, known, now=now, ends=ends)
    return sorted(found, key=lambda each: (each.at, each.rule_id, each.assignment_id))


def _own(running: Mapping[int, Running], last: LocalDays, whose: Q) -> list[Asked]:
    """What is to be decided to learners about themselves."""
    own = {pk: rule for pk, rule in running.items() if rule.recipient == Recipient.LEARNER}
    if not own:
        return []
    rows = candidates(own, last).filter(whose).values_list(*COLUMNS)
    each = (Candidate(*row) for row in rows)
    return [Asked(one, own[one.rule_id], one.person_id) for one in each]


def _asked(people: "QuerySet[User]", *, ends: datetime, now: datetime) -> list[Asked]:
    """What is to be decided until then, and was not; who waits already is asked again."""
    running = running_rules()
    last = LocalDays(ends, today(ends), {})
    coordinators = Coordinators.on(today(now))
    waiting = asked_again(Reminder.objects.filter(decision=Reminder.Decision.DEFERRED), now=now)
    others = list(_of_others(running, last, coordinators, day=today(now)))
    told = {one.recipient for one in [*others, *waiting]}
    theirs = Q(person__in=people.values("pk")) | Q(person__in=told)
    learners = _own(running, last, theirs)
    return [*learners, *others, *(one for one in waiting if one.gone is None)]


def _of_others(
    running: Mapping[int, Running], last: LocalDays, coordinators: Coordinators, *, day: date
) -> Iterator[Asked]:
    those = {pk: rule for pk, rule in running.items() if rule.recipient != Recipient.LEARNER}
    if not those:
        return
    reachable = Q(
        place__supervisor__deactivated_at__isnull=True,
        place__supervisor__is_test=False,
    ) | Q(place__supervisor__isnull=True)
    found = candidates(those, last, place_on=day).filter(reachable)
    for row in found.values_list(*WITH_PLACE):
        one = Candidate(*row)
        rule = those[one.rule_id]
        for recipient in recipients_of(one, rule.recipient, coordinators):
            yield Asked(one, rule, recipient)


def _known(recipients: set[int], *, now: datetime) -> Known:
    zones = dict(
        User.objects.filter(pk__in=recipients).exclude(time_zone="").values_list("pk", "time_zone")
    )
    return Known(
        zones={pk: zone_of(zones.get(pk, "")) for pk in recipients},
        unsubscribed=unsubscribed(),
        bounced=bounced(),
        written_to=last_written_to(recipients, KIND, since=now - LONGEST_DAY, now=now),
        waiting={},
        leave=spells(now=now),
    )


def _decided(
    asked: list[Asked], known: Known, *, now: datetime, ends: datetime
) -> Iterator[Coming]:
    """Recipient after recipient, each from moment to moment."""
    decide = lru_cache(maxsize=20_000)(_decide)
    theirs: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        theirs[one.recipient].append(one)
    for recipient, held in theirs.items():
        start = known.recipient(recipient)
        yield from _of_one(held, known, start, decide, now=now, ends=ends)


def _decide(
    plan: rules.Plan, learner: rules.Learner, recipient: rules.Recipient, at: datetime
) -> rules.Verdict:
    return rules.decide(plan, learner, recipient, now=at)


def _of_one(
    held: list[Asked],
    known: Known,
    recipient: rules.Recipient,
    decide: Any,
    *,
    now: datetime,
    ends: datetime,
) -> Iterator[Coming]:
    """What one recipient is sent: whatever falls on one moment goes in one mail."""
    plans = [one.rule.plan(one.candidate) for one in held]
    queue = [
        (max(now, one.until or rules.planned_at(plan, recipient.zone)), place)
        for place, (one, plan) in enumerate(zip(held, plans, strict=True))
    ]
    heapify(queue)
    while queue and queue[0][0] < ends:
        at, sent = queue[0][0], False
        while queue and queue[0][0] == at:
            _, place = heappop(queue)
            one = held[place]
            verdict = decide(plans[place], known.learner(one.candidate), recipient, at)
            if verdict.decision == Decision.DEFERRED:
                heappush(queue, (verdict.until, place))
            elif verdict.decision != Decision.NOT_DUE:
                sent = sent or verdict.decision == Decision.SENT
                yield _coming(one, verdict, at)
        if sent:
            recipient = _written_to(recipient, at)


def _written_to(recipient: rules.Recipient, at: datetime) -> rules.Recipient:
    return rules.Recipient(
        zone=recipient.zone,
        hours=recipient.hours,
        unsubscribed=recipient.unsubscribed,
        last_sent_at=at,
        bounced=recipient.bounced,
    )


def _coming(one: Asked, verdict: rules.Verdict, at: datetime) -> Coming:
    return Coming(
        at=at,
        on=today(at),
        rule_id=one.rule.id,
        requirement_id=one.rule.requirement_id,
        assignment_id=one.candidate.assignment_id,
        person_id=one.candidate.person_id,
        recipient_id=one.recipient,
        decision=verdict.decision,
        because=verdict.because,
    )


@dataclass(frozen=True, slots=True)
class ByDay:
    """How many reminders a rule sends on one day."""

    on: date
    rule: ReminderRule
    title: str
    people: int

    @property
    def words(self) -> str:
        return rule_words(self.rule)


def by_day(coming: Iterable[Coming]) -> list[ByDay]:
    """What is sent of it, by day and rule; two statements."""
    counted = Counter((each.on, each.rule_id) for each in coming if each.decision == Decision.SENT)
    rules_sent = ReminderRule.objects.in_bulk({rule for _, rule in counted})
    newest = RequirementVersion.objects.newest().filter(
        requirement__in={rule.requirement_id for rule in rules_sent.values()}
    )
    titles = dict(newest.values_list("requirement_id", "title"))
    return [
        ByDay(on, rules_sent[pk], titles[rules_sent[pk].requirement_id], counted[on, pk])
        for on, pk in sorted(counted)
    ]
