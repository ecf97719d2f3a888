"""What an admin says of reminders, and how a ledger is narrowed."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from learning.models import Reminder, ReminderRule
from learning.rules.reminders import Because
from learning.services.reminder_rules import FURTHEST, NewRule

Anchor, Recipient = ReminderRule.Anchor, ReminderRule.Recipient
ANCHORS = [
    (Anchor.DUE.value, _("the due day")),
    (Anchor.ASSIGNED.value, _("the assignment")),
    (Anchor.WINDOW.value, _("the opening of the renewal window")),
    (Anchor.EXPIRY.value, _("the last day of validity")),
    (Anchor.COMPLETION.value, _("the completion")),
]
RECIPIENTS = [
    (Recipient.LEARNER.value, _("The learner")),
    (Recipient.SUPERVISOR.value, _("Their supervisor")),
    (Recipient.COORDINATOR.value, _("The coordinator of their unit")),
]
BEFORE, AFTER = "before", "after"


class RuleForm(forms.Form):
    """So many days before or after which day, and to whom."""

    days = forms.IntegerField(
        label=_("Days (0: the day itself)"),
        min_value=0,
        max_value=FURTHEST,
        initial=7,
    )
    side = forms.ChoiceField(
        label=_("Before or after"), choices=[(BEFORE, _("before")), (AFTER, _("after"))]
    )
    anchor = forms.ChoiceField(label=_("Which day"), choices=ANCHORS)
    recipient = forms.ChoiceField(label=_("To whom"), choices=RECIPIENTS)
    optional = forms.BooleanField(
        label=_("They may switch it off"),
        required=False,
        help_text=_("Its mails then carry a way out by one click."),
    )
    agreed = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def rule(self) -> NewRule:
        said: dict[str, Any] = self.cleaned_data
        days = said["days"] if said["side"] == AFTER else -said["days"]
        return NewRule(said["anchor"], days, said["recipient"], said["optional"])


class LedgerFilter(forms.Form):
    """By decision, by reason, by rule, by day, by the person it is about."""

    q = forms.CharField(label=_("Name"), required=False)
    decision = forms.ChoiceField(
        label=_("What was decided"),
        required=False,
        choices=[
            ("", _("Anything")),
            (Reminder.Decision.SENT.value, _("Sent")),
            (Reminder.Decision.DEFERRED.value, _("Waits")),
            (Reminder.Decision.SUPPRESSED.value, _("Not sent")),
        ],
    )
    because = forms.ChoiceField(label=_("Why"), required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    rule = forms.UUIDField(required=False, widget=forms.HiddenInput)

    WORDS = {
        Because.COMPLETED: _("completed"),
        Because.WAIVED: _("waived"),
        Because.LEAVER: _("no longer asked"),
        Because.ON_LEAVE: _("on leave, return unknown"),
        Because.BACK_DATED: _("its day was past"),
        Because.STALE: _("too late, or a later one came"),
        Because.UNSUBSCRIBED: _("unsubscribed"),
        Because.BOUNCED: _("the address refuses mail"),
        Because.DIGEST: _("a mail that day already"),
        Because.MOVED: _("its day moved"),
        Because.RULE_ENDED: _("the rule ended"),
        Because.RETIRED: _("the course is retired"),
        Because.RECIPIENT_CHANGED: _("somebody else is to be told"),
        Because.LEAVE: _("waits for the return"),
        Because.WEEKEND: _("waits for a day with mail"),
        Because.QUIET_HOURS: _("waits for the end of quiet hours"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["because"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Whatever the reason")),
            *((because.value, capfirst(words)) for because, words in self.WORDS.items()),
        ]
