"""How long a completion is valid and when it may be renewed, as an admin says it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from learning.forms.due_rule import Number
from learning.models import RequirementVersion
from learning.rules.renewal import LEAP_YEAR, Mode, RenewalPolicy
from learning.services.shorter import as_column, newest_outline

Renewal = RequirementVersion.Renewal
MOST_MONTHS = 120


class RenewalRuleForm(forms.Form):
    """Once for all, or again and again in one of four ways."""

    RENEWAL = [
        (Renewal.NONE.value, _("Once: a completion is valid for good")),
        (Renewal.COMPLETION.value, _("So long after each completion")),
        (
            Renewal.EXPIRY.value,
            _("So long after the last validity ended: who renews early loses nothing"),
        ),
        (Renewal.FIXED.value, _("On days fixed by the first due day, the same distance apart")),
        (Renewal.ANNIVERSARY.value, _("On one day of the year, the same for everyone")),
    ]

    renewal = forms.ChoiceField(
        label=_("How often"),
        choices=RENEWAL,
        widget=forms.RadioSelect,
        initial=Renewal.NONE.value,
        required=False,
    )
    active_months = forms.IntegerField(
        label=_("Valid for, in months"),
        min_value=1,
        max_value=MOST_MONTHS,
        initial=12,
        widget=Number,
        error_messages={"required": _("Say for how many months a completion is valid.")},
    )
    window_months = forms.IntegerField(
        label=_("May be renewed from, in months before the end"),
        min_value=0,
        max_value=MOST_MONTHS,
        initial=2,
        widget=Number,
        error_messages={"required": _("Say how many months before the end it may be renewed.")},
    )
    minimum_months = forms.IntegerField(
        label=_("The least time it is valid, in months"),
        help_text=_(
            "Where dates are fixed: who completes with less than this left until the next date is"
            " valid until the one after."
        ),
        min_value=0,
        max_value=MOST_MONTHS,
        required=False,
        widget=Number,
    )
    anniversary = forms.CharField(
        label=_("The day of the year"),
        help_text=_("Month and day, as 12-01 for 1 December."),
        max_length=5,
        required=False,
        error_messages={"required": _("Say on which day of the year.")},
    )
    renewal_course = forms.ChoiceField(
        label=_("What a renewal asks for"),
        help_text=_("A shorter course, if there is one. The whole course always counts, too."),
        required=False,
    )

    renewal_modules = forms.MultipleChoiceField(
        label=_("Or only some of its modules"),
        help_text=_("None ticked: all of them. The others stay there for whoever likes."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer_modules(self) -> None:
        """Those of the course that is chosen; none before one is."""
        key, offered_them = self["course"].value(), self.fields["course"].choices  # type: ignore[attr-defined]
        is_offered = bool(key) and key in dict(offered_them)
        chosen = Course.objects.filter(key=key).first() if is_offered else None
        known = newest_outline(chosen) if chosen else None
        offered = [(each.key, each.title) for each in known.modules] if known else []
        before = self.initial.get("course"), self.initial.get("renewal_modules") or ()
        gone = set(before[1]) - dict(offered).keys() if chosen and chosen.key == before[0] else ()
        offered += [(key, key) for key in sorted(gone)]  # named once, and in no edition since
        self.fields["renewal_modules"].choices = offered  # type: ignore[attr-defined]

    def offers_modules(self) -> bool:
        """Whether there is a choice: the course is known, and has several."""
        return len(self.fields["renewal_modules"].choices) > 1  # type: ignore[attr-defined]

    def ask_how_often(self) -> None:
        """What the chosen way needs is required."""
        chosen = self["renewal"].value() or Renewal.NONE
        renews = chosen != Renewal.NONE
        self.fields["active_months"].required = renews and chosen != Renewal.ANNIVERSARY
        self.fields["window_months"].required = renews
        self.fields["anniversary"].required = chosen == Renewal.ANNIVERSARY
        self.fields["anniversary"].widget.use_required_attribute = lambda initial: False

    def clean_anniversary(self) -> str:
        """A day that every year has, 29 February counting as the 28th where there is none."""
        said: str = self.cleaned_data["anniversary"]
        if said:
            try:
                month, day = (int(part) for part in said.split("-"))
                date(LEAP_YEAR, month, day)
            except ValueError:
                raise forms.ValidationError(
                    _("Write month and day with two digits each, as 12-01."), code="no_day"
                ) from None
            return f"{month:02}-{day:02}"
        return said

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and self._unsound():
            self.add_error(
                "window_months",
                _(
                    "The window must be shorter than the time a completion is valid, and the least"
                    " time it is valid must lie between the two."
                ),
            )
        return self.cleaned_data

    def _shorter(self) -> dict[str, Any]:
        """Another course, or some modules of it; a course that is chosen leaves none of them."""
        given = self.cleaned_data
        course = Course.objects.filter(key=given["renewal_course"]).first()
        itself = course is None and not self.asks_hours()  # type: ignore[attr-defined]
        modules = given["renewal_modules"] if itself else []
        if len(modules) == len(self.fields["renewal_modules"].choices):  # type: ignore[attr-defined]
            modules = []
        return {"renewal_course": course, "renewal_modules": as_column(modules)}

    def _unsound(self) -> bool:
        said = self.renewal_rule()
        if said["renewal"] == Renewal.NONE:
            return False
        window, least = said["window_months"], said["minimum_months"]
        day = said["anniversary"].split("-") if said["anniversary"] else None
        return not RenewalPolicy(
            mode=Mode(said["renewal"]),
            active_months=said["active_months"],
            window_months=window,
            minimum_months=window if least is None else least,
            anniversary=(int(day[0]), int(day[1])) if day else None,
        ).is_sound

    def renewal_rule(self) -> dict[str, Any]:
        """What was said, as a policy keeps it."""
        given = self.cleaned_data
        chosen = given["renewal"] or Renewal.NONE.value
        if chosen == Renewal.NONE:
            return {
                "renewal": chosen,
                "active_months": None,
                "window_months": None,
                "minimum_months": None,
                "anniversary": "",
                "renewal_course": None,
                "renewal_modules": "",
            }
        yearly = chosen == Renewal.ANNIVERSARY
        return {
            "renewal": chosen,
            "active_months": 12 if yearly else given["active_months"],
            "window_months": given["window_months"],
            "minimum_months": given["minimum_months"],
            "anniversary": given["anniversary"] if yearly else "",
            **self._shorter(),
        }


def renewal_rule_of(version: RequirementVersion) -> dict[str, Any]:
    """The same as the form begins with it; where nothing renews, what is usual stands ready."""
    if version.renewal == Renewal.NONE:
        return {"renewal": version.renewal}
    return {
        "renewal": version.renewal,
        "active_months": version.active_months,
        "window_months": version.window_months,
        "minimum_months": version.minimum_months,
        "anniversary": version.anniversary,
        "renewal_course": version.renewal_course.key if version.renewal_course else "",
        "renewal_modules": version.renewal_modules.split(),
    }
