"""Switching reminder rules on, and ending them. A rule is never edited."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from learning.models import Assignment, ReminderRule, Requirement
from learning.rules.reminders import Anchor
from learning.services.reminder_effect import Effect, effect_of
from learning.services.reminder_plans import Running, as_running
from learning.services.requirements import subject_of

FURTHEST = 730  # days


@dataclass(frozen=True, slots=True)
class NewRule:
    """When to write, to whom, and whether they may switch it off."""

    anchor: str
    offset_days: int
    recipient: str
    optional: bool = False


def rule_effect(requirement: Requirement, rule: NewRule, *, now: datetime) -> Effect:
    """What switching it on now would mean."""
    return effect_of(_running(requirement, rule, now), Assignment.objects.all(), now=now)


@transaction.atomic
def add_rule(
    requirement: Requirement, rule: NewRule, *, agreed: int | None, now: datetime, by: User
) -> ReminderRule:
    """Switch it on for everybody in scope; days already past are suppressed as back-dated.

    Where it would write about more people than the setting allows unasked, `agreed` must be their
    number. Safe to repeat: a rule that runs already is returned as it is.
    """
    requirement = Requirement.objects.select_for_update().get(pk=requirement.pk)
    check_rule(requirement, rule)
    same = _same(requirement, rule)
    if same is not None:
        return same
    effect = rule_effect(requirement, rule, now=now)
    if effect.ahead >= settings.ASK_TWICE_FROM and agreed != effect.ahead:
        raise ValidationError(
            _("It concerns %(n)d people. Write that number to say that you mean it."),
            code="ask_twice",
            params={"n": effect.ahead},
        )
    made = ReminderRule.objects.create(
        requirement=requirement,
        anchor=rule.anchor,
        offset_days=rule.offset_days,
        recipient=rule.recipient,
        optional=rule.optional,
        started_at=now,
        recorded_by=by,
    )
    after = _as_json(made) | {"ahead": effect.ahead, "past": effect.past}
    record(by, "learning.reminder_rule.made", subject_of(requirement), at=now, after=after)
    return made


@transaction.atomic
def end_rule(rule: ReminderRule, *, reason: str, now: datetime, by: User) -> ReminderRule:
    """Remind by it no more; what it decided stays in the ledger. Safe to repeat."""
    rule = ReminderRule.objects.select_for_update().get(pk=rule.pk)
    if rule.ended_at:
        return rule
    if not reason.strip():
        raise ValidationError(_("Say why it ends."), code="reason_missing")
    rule.ended_at = now
    rule.save(update_fields=["ended_at"])
    record(
        by,
        "learning.reminder_rule.ended",
        subject_of(rule.requirement),
        at=now,
        before=_as_json(rule),
        reason=reason.strip(),
    )
    return rule


def check_rule(requirement: Requirement, rule: NewRule) -> None:
    """Refuse what could never remind anybody."""
    if requirement.ended_at:
        raise ValidationError(_("The requirement has ended."), code="requirement_ended")
    if rule.offset_days < 0 and rule.anchor in (Anchor.ASSIGNED, Anchor.WINDOW, Anchor.COMPLETION):
        raise ValidationError(
            _("Nobody knows that day before it comes. Choose days after it."), code="before_known"
        )
    if abs(rule.offset_days) > FURTHEST:
        raise ValidationError(_("Choose at most two years."), code="too_far")


def _same(requirement: Requirement, rule: NewRule) -> ReminderRule | None:
    return requirement.reminder_rules.filter(
        anchor=rule.anchor,
        offset_days=rule.offset_days,
        recipient=rule.recipient,
        ended_at__isnull=True,
    ).first()


def _running(requirement: Requirement, rule: NewRule, now: datetime) -> Running:
    row = ReminderRule(
        pk=0,
        requirement=requirement,
        anchor=rule.anchor,
        offset_days=rule.offset_days,
        recipient=rule.recipient,
        optional=rule.optional,
        started_at=now,
    )
    return as_running([row])[0]


def _as_json(rule: ReminderRule) -> dict[str, object]:
    return {
        "anchor": str(rule.anchor),
        "offset_days": rule.offset_days,
        "recipient": str(rule.recipient),
        "optional": rule.optional,
    }
