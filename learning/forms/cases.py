"""What is decided about assignments: until when, why, and for how much of the policy."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import ReasonForm, UnitChoice
from accounts.models import Unit
from learning.forms.due_rule import Day
from learning.forms.requirements import PeopleOfRequirement
from learning.models import Requirement, Waiver
from learning.services.extension_requests import Decision

FURTHEST = timedelta(days=3650)
DAY_ERRORS = {"required": _("Choose a day."), "invalid": _("Write a day like 2026-12-31.")}


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, asked for as the browser knows how."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_ERRORS,
    )


class KnownDayForm(ReasonForm):
    """A day that was missing, and how it is known."""

    day = day_field(_("The day of hire, or on which the appointment began"))
    field_order = ["day", "reason"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day is yet to come."), code="to_come")
        return day


class RequirementChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A requirement, by the title of its newest version."""

    def label_from_instance(self, requirement: Requirement) -> str:
        return getattr(requirement, "title", "") or requirement.key


class DayForm(ReasonForm):
    """A day from today on, and why."""

    day = day_field(_("Until which day"))
    field_order = ["day", "reason"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("Choose a day from today on."), code="past")
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("Choose a day within ten years."), code="too_far")
        return day


class ExtendForm(DayForm):
    day = day_field(_("Due on"), _("Later than the day on which it is due now."))


class WaiveForm(DayForm):
    SCOPES = [
        (Waiver.Scope.ASSIGNMENT.value, _("What is asked of them now, and no renewal")),
        (Waiver.Scope.REQUIREMENT.value, _("The requirement: renewals that open meanwhile, too")),
    ]

    day = day_field(_("Through which day"), _("From the day after, it is asked of them again."))
    scope = forms.ChoiceField(
        label=_("What is waived"),
        choices=SCOPES,
        widget=forms.RadioSelect,
        initial=Waiver.Scope.ASSIGNMENT.value,
    )
    field_order = ["day", "scope", "reason"]


class TakeBackForm(ReasonForm):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class RemindForm(TakeBackForm):
    """Why they are written to now: for the record, not for the mail."""


class ResolveForm(DayForm):
    day = day_field(_("Due on"))


class CaseFilter(PeopleOfRequirement):
    """What a list that goes across requirements is narrowed to; all of it is in the address."""

    requirement = RequirementChoice(
        label=_("Requirement"),
        queryset=Requirement.objects.none(),
        required=False,
        to_field_name="key",
        empty_label=_("All"),
    )
    unit = UnitChoice(
        label=_("Unit and below"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="uuid",
        empty_label=_("All"),
    )
    field_order = ["q", "requirement", "unit"]

    def __init__(self, *args: Any, requirements: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("requirement", requirements), ("unit", units)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


NARROWING = ("q", "requirement", "unit", "standing")


def kept(address: QueryDict) -> list[tuple[str, str]]:
    """What an address narrows a list by, to be sent along with what is ticked in it."""
    return [(name, str(address[name])) for name in NARROWING if address.get(name)]


class AskForm(DayForm):
    """More time, asked for by whoever needs it."""

    day = day_field(_("Until which day do you need it?"))
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("A sentence is enough. Those who answer for your unit read it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(ReasonForm):
    """What is answered to those who asked for more time."""

    DECISIONS = [
        ("asked", _("Give the time that was asked for")),
        ("other", _("Give time until another day")),
        ("refuse", _("Leave the due day as it is")),
    ]

    decision = forms.ChoiceField(
        label=_("What is answered"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
        initial="asked",
        error_messages={"required": _("Choose an answer.")},
    )
    day = forms.DateField(
        label=_("The other day"),
        help_text=_("Only where you give another day than was asked for."),
        widget=Day(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_ERRORS,
    )
    reason = forms.CharField(
        label=_("Your answer in words"),
        help_text=_("Whoever asked reads it, by mail and on their page."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write an answer: whoever asked reads it.")},
    )
    field_order = ["decision", "day", "reason"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].required = self["decision"].value() == "other"

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if self["decision"].value() != "other":
            return None
        if day and not self.today <= day <= self.today + FURTHEST:
            raise forms.ValidationError(_("Choose a day from today on."), code="past")
        return day

    def decision_made(self) -> Decision:
        """What the form says, as the service takes it."""
        said = self.cleaned_data
        return Decision(granted=said["decision"] != "refuse", until_on=said["day"])
