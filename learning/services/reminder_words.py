"""Reminder rules in words, as admins and recipients read them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.models import ReminderRule
from learning.rules.reminders import Anchor

Recipient = ReminderRule.Recipient


def occasion(anchor: str, days: int) -> str:
    """When a rule writes, as the end of a sentence: 3 days before it is due."""
    on_the_day = {
        Anchor.DUE: _("on the due day"),
        Anchor.ASSIGNED: _("when it is assigned"),
        Anchor.WINDOW: _("when it may be renewed"),
        Anchor.EXPIRY: _("on the last day on which it is valid"),
        Anchor.COMPLETION: _("when it is completed"),
        Anchor.BY_HAND: _("because those who answer for the unit asked for it"),
    }
    if days == 0:
        return on_the_day[Anchor(anchor)]
    return (_before if days < 0 else _after)(Anchor(anchor), abs(days)) % {"n": abs(days)}


def _before(anchor: Anchor, n: int) -> str:
    words = {
        Anchor.DUE: ngettext("%(n)d day before it is due", "%(n)d days before it is due", n),
        Anchor.ASSIGNED: ngettext(
            "%(n)d day before it is assigned", "%(n)d days before it is assigned", n
        ),
        Anchor.WINDOW: ngettext(
            "%(n)d day before it may be renewed", "%(n)d days before it may be renewed", n
        ),
        Anchor.EXPIRY: ngettext(
            "%(n)d day before its validity ends", "%(n)d days before its validity ends", n
        ),
        Anchor.COMPLETION: ngettext(
            "%(n)d day before it is completed", "%(n)d days before it is completed", n
        ),
    }
    return words[anchor]


def _after(anchor: Anchor, n: int) -> str:
    words = {
        Anchor.DUE: ngettext("%(n)d day after it was due", "%(n)d days after it was due", n),
        Anchor.ASSIGNED: ngettext(
            "%(n)d day after it is assigned", "%(n)d days after it is assigned", n
        ),
        Anchor.WINDOW: ngettext(
            "%(n)d day after it may be renewed", "%(n)d days after it may be renewed", n
        ),
        Anchor.EXPIRY: ngettext(
            "%(n)d day after its validity ended", "%(n)d days after its validity ended", n
        ),
        Anchor.COMPLETION: ngettext(
            "%(n)d day after it was completed", "%(n)d days after it was completed", n
        ),
    }
    return words[anchor]


def recipient_words(recipient: str) -> str:
    """Whom a rule writes to."""
    return {
        str(Recipient.LEARNER): _("the learner"),
        str(Recipient.SUPERVISOR): _("their supervisor"),
        str(Recipient.COORDINATOR): _("the coordinator of their unit"),
    }[recipient]


def rule_words(rule: ReminderRule) -> str:
    """A rule as a list names it: 7 days after it was due, to their supervisor."""
    when = capfirst(occasion(rule.anchor, rule.offset_days))
    if rule.recipient == Recipient.LEARNER:
        return when
    return _("%(when)s, to %(whom)s") % {"when": when, "whom": recipient_words(rule.recipient)}
