"""Why a reminder went out, waits or never goes: a sentence each, as learner and admin read it."""

from django.utils.translation import gettext as _

from learning.models import Reminder
from learning.rules.reminders import Because

Decision = Reminder.Decision


def decision_words(reminder: Reminder) -> str:
    """What was decided about it, and why. Its mail came along, if it has one."""
    if reminder.decision == Decision.SENT:
        return _sent(reminder)
    if reminder.decision == Decision.DEFERRED:
        return _waits(reminder.because)
    return _suppressed(reminder.because)


def _sent(reminder: Reminder) -> str:
    mail = reminder.mail
    if mail is None or mail.sent_at:
        return _("Sent.")
    if mail.withdrawn_at:
        return _("Not sent after all: %(why)s") % {"why": _suppressed(mail.withdrawn_because)}
    return _("On its way.")


def _waits(because: str) -> str:
    words = {
        Because.LEAVE.value: _("It waits until they are back from leave."),
        Because.WEEKEND.value: _("It waits until the days without mail are over."),
        Because.QUIET_HOURS.value: _("It waits until the quiet hours are over."),
    }
    return words.get(because) or _("It waits.")


def _suppressed(because: str) -> str:
    words = {
        Because.COMPLETED.value: _("It had been completed."),
        Because.WAIVED.value: _("It was waived."),
        Because.LEAVER.value: _("It was asked of them no longer."),
        Because.ON_LEAVE.value: _("They were on leave, and nobody knew until when."),
        Because.BACK_DATED.value: _("Its day had passed before it was asked, or before the rule."),
        Because.STALE.value: _("Its day had passed, and a later one had come or two days gone by."),
        Because.UNSUBSCRIBED.value: _("They do not want optional mail."),
        Because.DIGEST.value: _("A mail had gone to them that day, and it listed this."),
        Because.BOUNCED.value: _("Their address refuses mail."),
        Because.MOVED.value: _("The day it counts from was moved while it waited."),
        Because.RULE_ENDED.value: _("Its rule, or the requirement, ended while it waited."),
        Because.RETIRED.value: _("The course was retired while it waited."),
        Because.RECIPIENT_CHANGED.value: _("Somebody else was to be told by then."),
    }
    return words.get(because) or _("It was not wanted any more (%(why)s).") % {"why": because}
