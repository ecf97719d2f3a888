"""Which course counts for which, on which days, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ReasonForm
from courses.models import Course
from learning.forms.cases import DAY_ERRORS, day_field
from learning.services.equivalents import Counting

Titles = Iterable[tuple[str, str]]


def optional_day(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY_ERRORS,
    )


class EquivalentForm(ReasonForm):
    course = forms.ChoiceField(label=_("Whoever has completed"))
    counts_for = forms.ChoiceField(
        label=_("has met what asks for"),
        help_text=_("Not the other way round: for that, say it again with the two exchanged."),
    )
    from_on = optional_day(
        _("Completed from"), _("The first day on which completions count. Empty: all earlier ones.")
    )
    to_on = optional_day(
        _("Completed before"), _("The first day on which they count no longer. Empty: no end.")
    )
    field_order = ["course", "counts_for", "from_on", "to_on", "reason"]

    def __init__(self, *args: Any, courses: Titles, own: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, titles in (("course", courses), ("counts_for", own)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Choose a course")), *titles]

    def counting(self) -> Counting:
        """What the form says, as the service takes it."""
        said = self.cleaned_data
        keys = [said["course"], said["counts_for"]]
        found = {course.key: course for course in Course.objects.filter(key__in=keys)}
        return Counting(found[keys[0]], found[keys[1]], said["from_on"], said["to_on"])


class EndEquivalentForm(ReasonForm):
    to_on = day_field(
        _("From which day on does it count no longer?"),
        _("What was completed before that day counts, and what was met by it stays met."),
    )
    field_order = ["to_on", "reason"]
