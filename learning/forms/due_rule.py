"""By when it is due, as an admin says it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import RequirementVersion

Base = RequirementVersion.DueBase
Unit = RequirementVersion.OffsetUnit
LEAST_DAYS = 14
FURTHEST = timedelta(days=3650)
COUNTED = (Base.ASSIGNED, Base.HIRED, Base.APPOINTMENT)  # so long after something


class Number(forms.NumberInput):
    """Asked for or not as another field says, so that the browser does not insist."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class Day(forms.DateInput):
    """The same for a day."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class DueRuleForm(forms.Form):
    """A day for everyone, so long after something, or none; and the least time anybody gets."""

    DUE = [
        (Base.ASSIGNED.value, _("So long after it is assigned")),
        (Base.FIXED.value, _("On one day, the same for everyone")),
        (Base.HIRED.value, _("So long after somebody is hired; after the last time, if again")),
        (Base.APPOINTMENT.value, _("So long after their primary appointment begins")),
        (Base.NONE.value, _("There is no due date")),
    ]

    due = forms.ChoiceField(
        label=_("Due"), choices=DUE, widget=forms.RadioSelect, initial=Base.ASSIGNED.value
    )
    due_offset = forms.IntegerField(
        label=_("How long after"),
        min_value=1,
        max_value=FURTHEST.days,
        initial=60,
        widget=Number,
        error_messages={"required": _("Say how long after it is due.")},
    )
    due_unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[(Unit.DAYS.value, _("days")), (Unit.MONTHS.value, _("months"))],
        initial=Unit.DAYS.value,
    )
    due_on = forms.DateField(
        label=_("The due day"),
        widget=Day(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say on which day it is due.")},
    )
    minimum_days = forms.IntegerField(
        label=_("The least time, in days"),
        help_text=_("Who is asked with fewer days left gets these and a week more."),
        min_value=1,
        max_value=365,
        initial=LEAST_DAYS,
        required=False,
        widget=Number,
    )

    today: date

    def ask_what_is_needed(self) -> None:
        """What the chosen rule needs is required; the rest is not looked at."""
        chosen = self["due"].value()
        self.fields["due_offset"].required = chosen in COUNTED
        self.fields["due_unit"].required = chosen in COUNTED
        self.fields["due_on"].required = chosen == Base.FIXED

    def clean(self) -> dict[str, Any]:
        super().clean()
        day = self.cleaned_data.get("due_on")
        if self.cleaned_data.get("due") == Base.FIXED and day:
            if day <= self.today and day != self.initial.get("due_on"):
                self.add_error("due_on", _("Choose a day after today."))
            if day > self.today + FURTHEST:
                self.add_error("due_on", _("Choose a day within the next ten years."))
        return self.cleaned_data

    def due_rule(self) -> dict[str, Any]:
        """What was said, as a policy keeps it."""
        given = self.cleaned_data
        counted, fixed = given["due"] in COUNTED, given["due"] == Base.FIXED
        return {
            "due_base": given["due"],
            "due_on": given["due_on"] if fixed else None,
            "due_offset": given["due_offset"] if counted else None,
            "due_unit": given["due_unit"] or Unit.DAYS.value if counted else Unit.DAYS.value,
            "minimum_days": given["minimum_days"] if counted or fixed else None,
        }


def due_rule_of(version: RequirementVersion) -> dict[str, Any]:
    """The same as the form begins with it."""
    return {
        "due": version.due_base,
        "due_offset": version.due_offset,
        "due_unit": version.due_unit,
        "due_on": version.due_on,
        "minimum_days": version.minimum_days,
    }
