"""What becomes of reminders, written into the ledger together with the mails that carry them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache

from accounts.services.mail import owe_mails
from learning.models import Reminder
from learning.rules import reminders as rules
from learning.rules.reminders import Because, Decision
from learning.services.reminder_plans import Candidate, Running
from learning.services.reminder_recipients import KIND, Known

KEY = ("assignment", "rule", "anchor_on", "offset_days", "recipient", "channel")
DECIDED = ("planned_at", "decision", "because", "until", "decided_at", "mail")


@dataclass(frozen=True, slots=True)
class Decided:
    """What one run decided, in numbers."""

    people: int = 0
    sent: int = 0
    suppressed: int = 0
    deferred: int = 0
    mails: int = 0

    def __add__(self, other: "Decided") -> "Decided":
        names = [field.name for field in fields(self)]
        return Decided(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def reminders(self) -> int:
        return self.sent + self.suppressed + self.deferred


@dataclass(frozen=True, slots=True)
class Asked:
    """One reminder to decide: about whom, by which rule, to whom.

    Of one that waited: when it was planned, until when, and why its ground is gone, if it is.
    """

    candidate: Candidate
    rule: Running
    recipient: int
    planned_at: datetime | None = None
    until: datetime | None = None
    gone: Because | None = None


def settle(asked: list[Asked], known: Known, *, now: datetime) -> Decided:
    """Decide each, write the rows and owe the mails. The caller holds the recipients' rows.

    A row that is there already waited, or told somebody who no longer was the one to tell.
    """
    verdicts = [pair for pair in _verdicts(asked, known, now=now) if _is_decided(pair[1])]
    to_write = {one.recipient for one, each in verdicts if each.decision == Decision.SENT}
    new = owe_mails(sorted(to_write - known.waiting.keys()), KIND, now=now)
    mails = {**known.waiting, **new}
    rows = [_row(one, each, mails, now=now) for one, each in verdicts]
    Reminder.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=KEY, update_fields=DECIDED
    )
    counted = {
        decision.value: sum(1 for _, each in verdicts if each.decision == decision)
        for decision in (Decision.SENT, Decision.SUPPRESSED, Decision.DEFERRED)
    }
    return Decided(len(known.zones), **counted, mails=len(new))


def _is_decided(verdict: rules.Verdict) -> bool:
    return verdict.decision != Decision.NOT_DUE


def _verdicts(
    asked: Iterable[Asked], known: Known, *, now: datetime
) -> list[tuple[Asked, rules.Verdict]]:
    """What becomes of each: the rule is asked once for all that are alike."""
    decide = lru_cache(maxsize=4096)(_decide)
    people = {one: known.recipient(one) for one in known.zones}
    return [
        (
            one,
            rules.Verdict(Decision.SUPPRESSED, one.planned_at or now, one.gone)
            if one.gone
            else decide(
                one.rule.plan(one.candidate),
                known.learner(one.candidate),
                people[one.recipient],
                now,
            ),
        )
        for one in asked
    ]


def _decide(
    plan: rules.Plan, learner: rules.Learner, recipient: rules.Recipient, now: datetime
) -> rules.Verdict:
    return rules.decide(plan, learner, recipient, now=now)


def _row(
    one: Asked, verdict: rules.Verdict, mails: Mapping[int, int], *, now: datetime
) -> Reminder:
    """The ledger's row; what goes out names the mail that carries it."""
    return Reminder(
        assignment_id=one.candidate.assignment_id,
        rule_id=one.rule.id,
        anchor_on=one.candidate.anchor_on,
        offset_days=one.rule.offset_days,
        recipient_id=one.recipient,
        channel=one.rule.channel,
        planned_at=verdict.planned_at,
        decision=verdict.decision.value,
        because=verdict.because.value if verdict.because else "",
        until=verdict.until,
        decided_at=now,
        mail_id=mails[one.recipient] if verdict.decision == Decision.SENT else None,
    )
