"""What an admin says of a saved audience."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AudienceRule
from accounts.rules.audience_lines import lines_of
from accounts.rules.audiences import inside, parse
from accounts.services.audience_offers import Offers
from learning.forms.requirements import AFRESH, Written
from learning.forms.whom import EXACTLY, WhomForm
from learning.services.audience_change import AudienceEdit


class AudienceForm(WhomForm):
    """What it is called, and who belongs to it, in lines."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As requirements and the mails about them name it: “Preceptors”."),
        max_length=200,
    )

    def __init__(
        self, *args: Any, offers: Offers, written: Written = AFRESH, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_whom(offers, written.lines, written.turn_to)
        whom = self.fields["whom"]
        whom.label, whom.initial, whom.widget = _("Who belongs to it"), EXACTLY, forms.HiddenInput()

    def way(self) -> str:
        return EXACTLY

    def as_sent(self) -> list[tuple[str, str]]:
        """Name and value of everything that was sent, to be sent once more."""
        return [(name, value) for name, value in self.data.items() if name not in NOT_AGAIN]

    def edit(self, owner: str) -> AudienceEdit:
        """What was said, for the service."""
        given = self.cleaned_data
        return AudienceEdit(
            name=given["name"],
            expression=self.expression(owner),
            reason=given.get("reason", ""),
            based_on=given.get("based_on", 0),
        )


class ChangeAudienceForm(AudienceForm):
    """The same of one that there is, and why it changes."""

    reason = forms.CharField(
        label=_("Why it is changed"),
        help_text=_("Kept with what was done; whoever audits it reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is changed.")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def begin(rule: AudienceRule, offers: Offers) -> tuple[dict[str, Any], Written]:
        """What it says now, as the form begins with it."""
        said = parse(rule.expression)
        if not offers.whole_site:
            said = inside(str(rule.audience.unit.uuid), said)
        return {"name": rule.name, "based_on": rule.pk}, Written(lines_of(said))


NOT_AGAIN = {"csrfmiddlewaretoken", "step", "do"}
