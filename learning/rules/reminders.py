"""Whether one reminder goes out, waits or never goes, and why (DOMAIN 6).

Pure: no database, no clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from learning.rules.due_dates import Leave, local_day, start_of_day
from learning.rules.mail_hours import AT_ANY_HOUR, MailHours, Obstacle, next_allowed, obstacle

STALE_AFTER = timedelta(hours=48)


class Anchor(StrEnum):
    """What a reminder's offset is counted from."""

    DUE = "due"
    ASSIGNED = "assigned"
    WINDOW = "window"
    EXPIRY = "expiry"
    COMPLETION = "completion"
    BY_HAND = "by_hand"  # the recipient's day on which somebody asked for it


class Decision(StrEnum):
    """What is decided about a reminder; sent and suppressed are final."""

    NOT_DUE = "not_due"
    SENT = "sent"
    DEFERRED = "deferred"
    SUPPRESSED = "suppressed"


class Because(StrEnum):
    """Why a reminder was suppressed, in the order in which reasons are named; then what took the
    ground from one that waited; then why it waits.
    """

    COMPLETED = "completed"
    WAIVED = "waived"
    LEAVER = "leaver"
    ON_LEAVE = "on_leave"
    BACK_DATED = "back_dated"
    STALE = "stale"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    DIGEST = "digest"
    MOVED = "moved"
    RULE_ENDED = "rule_ended"
    RETIRED = "retired"
    RECIPIENT_CHANGED = "recipient_changed"
    LEAVE = "leave"
    WEEKEND = "weekend"
    QUIET_HOURS = "quiet_hours"


@dataclass(frozen=True, slots=True)
class Plan:
    """One reminder of a rule: so many days after its anchor's local day as it now stands.

    `offsets` are all those of the rule. `own_instant` is that of the assignment for the anchors
    `assigned` and `window`, of the completion for `completion`: what offset 0 is planned at.
    `in_scope_from` is the later of the rule being switched on and the assignment being made.
    """

    anchor: Anchor
    anchor_on: date
    offset_days: int
    offsets: tuple[int, ...]
    in_scope_from: datetime
    own_instant: datetime | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Learner:
    """What is known of the one whose assignment it is, whoever the recipient."""

    completed_at: datetime | None = None
    waived_until: datetime | None = None
    withdrawn_at: datetime | None = None
    leave: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would get the mail, where and when they take mail, and when the last reminder went."""

    zone: ZoneInfo
    hours: MailHours = AT_ANY_HOUR
    unsubscribed: bool = False
    last_sent_at: datetime | None = None
    bounced: bool = False  # mail to their address comes back


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision; when it was planned for; until when it waits; why it waits or never goes."""

    decision: Decision
    planned_at: datetime
    because: Because | None = None
    until: datetime | None = None


def planned_at(plan: Plan, zone: ZoneInfo, offset_days: int | None = None) -> datetime:
    """The first instant (UTC) of the planned local day, or of that of another offset of the rule.

    On the day of the assignment it is the assignment's own instant: else it would be back-dated;
    so it is on the day of the window's opening, which makes one, and of the completion.
    """
    offset = plan.offset_days if offset_days is None else offset_days
    if offset == 0 and plan.own_instant is not None and plan.anchor in OF_AN_INSTANT:
        return plan.own_instant
    return start_of_day(plan.anchor_on + timedelta(days=offset), zone)


OF_AN_INSTANT = (Anchor.ASSIGNED, Anchor.WINDOW, Anchor.COMPLETION)


def decide(plan: Plan, learner: Learner, recipient: Recipient, *, now: datetime) -> Verdict:
    """What becomes of the reminder at `now`: it may be asked again until it is sent or suppressed.

    Not due before its planned instant. Reasons never to send are looked at before reasons to wait,
    so that what is final is decided at once, also at night.
    """
    planned = planned_at(plan, recipient.zone)
    if now < planned:
        return Verdict(Decision.NOT_DUE, planned)
    if because := _suppressed(plan, learner, recipient, now):
        return Verdict(Decision.SUPPRESSED, planned, because)
    in_the_way = obstacle(now, recipient.zone, recipient.hours, learner.leave)
    if in_the_way is None:
        return Verdict(Decision.SENT, planned)
    until = next_allowed(now, recipient.zone, recipient.hours, learner.leave)
    return Verdict(Decision.DEFERRED, planned, _WAITS[in_the_way], until)


_WAITS = {
    Obstacle.LEAVE: Because.LEAVE,
    Obstacle.WEEKEND: Because.WEEKEND,
    Obstacle.QUIET_HOURS: Because.QUIET_HOURS,
}


def _suppressed(
    plan: Plan, learner: Learner, recipient: Recipient, now: datetime
) -> Because | None:
    """The first reason that holds, in the order of `Because`."""
    today = local_day(now, recipient.zone)
    planned = planned_at(plan, recipient.zone)
    last = recipient.last_sent_at
    reasons = {
        Because.COMPLETED: plan.anchor != Anchor.COMPLETION and _has_completed(learner, now),
        Because.WAIVED: learner.waived_until is not None and now < learner.waived_until,
        Because.LEAVER: learner.withdrawn_at is not None and learner.withdrawn_at <= now,
        Because.ON_LEAVE: any(
            spell.to_on is None and spell.from_on <= today for spell in learner.leave
        ),
        Because.BACK_DATED: planned < plan.in_scope_from,
        Because.STALE: _stale(plan, learner, recipient, now),
        Because.UNSUBSCRIBED: recipient.unsubscribed and not plan.required,
        Because.BOUNCED: recipient.bounced,
        Because.DIGEST: last is not None and local_day(last, recipient.zone) == today,
    }
    return next((because for because, holds in reasons.items() if holds), None)


def _has_completed(learner: Learner, now: datetime) -> bool:
    return learner.completed_at is not None and learner.completed_at <= now


def _stale(plan: Plan, learner: Learner, recipient: Recipient, now: datetime) -> bool:
    """A later offset of the rule has come, or it might have gone more than 48 hours ago."""
    later = [offset for offset in plan.offsets if offset > plan.offset_days]
    if any(planned_at(plan, recipient.zone, offset) <= now for offset in later):
        return True
    planned = planned_at(plan, recipient.zone)
    might_go = next_allowed(planned, recipient.zone, recipient.hours, learner.leave)
    return now - might_go > STALE_AFTER
