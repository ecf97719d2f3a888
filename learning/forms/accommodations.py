"""What an admin grants one person on every quiz."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ReasonForm
from learning.services.accommodations import Granted

FURTHEST = timedelta(days=3650)


class AccommodationForm(ReasonForm):
    factor = forms.DecimalField(
        label=_("Time, as a multiple of everybody's"),
        help_text=_("1.5 makes 30 minutes 45; 1 is the time that everybody has."),
        initial=Decimal(1),
        min_value=1,
        max_value=10,
        max_digits=4,
        decimal_places=2,
    )
    no_time_limit = forms.BooleanField(label=_("No time limit at all"), required=False)
    extra_attempts = forms.IntegerField(
        label=_("Attempts on top, where a quiz limits them"),
        initial=0,
        min_value=0,
        max_value=100,
    )
    last_on = forms.DateField(
        label=_("The last day"),
        help_text=_("Leave it empty if there is no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Only admins can read it. No trainer and no marker ever does."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["factor", "no_time_limit", "extra_attempts", "last_on", "reason"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_on(self) -> date | None:
        day: date | None = self.cleaned_data["last_on"]
        if day and not self.today <= day <= self.today + FURTHEST:
            raise forms.ValidationError(
                _("Choose a day from today on, within the next ten years."), code="day_out_of_range"
            )
        return day

    def granted(self) -> Granted:
        said: dict[str, Any] = self.cleaned_data
        return Granted(
            factor=said["factor"],
            no_time_limit=said["no_time_limit"],
            extra_attempts=said["extra_attempts"],
            to_on=said["last_on"] and said["last_on"] + timedelta(days=1),
        )
