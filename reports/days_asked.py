"""The filters by which a table has the ends of months or quarters for its columns."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.templatetags.ui import full_date
from reports.queries.completion import CompletionReport
from reports.queries.over_time import OverTime
from reports.receipts import scope_of
from reports.rules.period_ends import MOST, By, ends_shown, last_ends, period_ends


class DaysAsked(forms.Form):
    """Which days, if any. What is wrong with `since` is said beside it, and the table goes without
    it; it is there only where it says something."""

    by = forms.ChoiceField(
        label=_("Columns"),
        required=False,
        choices=[
            ("", _("Requirements")),
            (By.MONTHS.value, _("Ends of months")),
            (By.QUARTERS.value, _("Ends of quarters")),
        ],
    )
    since = forms.DateField(
        label=_("Columns from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Choose a day, as in 2026-01-31.")},
    )
    scope: CompletionReport
    told_beside = frozenset({"since"})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.data.get("by"):
            del self.fields["since"]

    def clean_since(self) -> date | None:
        """Before the last day, and not so long before that there are too many columns."""
        since: date | None = self.cleaned_data["since"]
        by, on = self.cleaned_data.get("by"), self.scope.moment.on
        if since is None or not by:
            return since
        if since >= on:
            raise ValidationError(
                gettext("Choose a day before %(day)s, the last one shown.") % {"day": full_date(on)}
            )
        number = len(period_ends(By(by), since, on))
        if number > MOST:
            raise ValidationError(
                gettext(
                    "That would be %(number)s columns before the last. Choose %(day)s or later."
                )
                % {"number": number, "day": full_date(last_ends(By(by), on, MOST)[0])}
            )
        return since

    def days(self) -> tuple[date, ...]:
        """The days that are columns before the last."""
        by, on = By(self.cleaned_data["by"]), self.scope.moment.on
        return tuple(ends_shown(by, on, self.cleaned_data.get("since")))

    def known_by(self) -> datetime | None:
        """By what is known of those days; None: each by what was known at its end."""
        moment = self.scope.moment
        return (moment.known or moment.now) if self.cleaned_data["known"] == "now" else None

    def over_time(self, report: CompletionReport) -> OverTime | None:
        """The days that the table has columns for; None where they are requirements."""
        if not self.cleaned_data["by"]:
            return None
        return OverTime(report, self.days(), scope_of(report), self.known_by())

    def said(self) -> tuple[tuple[str, str], ...]:
        """The same in an address."""
        since: date | None = self.cleaned_data.get("since")
        return ("by", self.cleaned_data["by"]), ("since", since.isoformat() if since else "")
