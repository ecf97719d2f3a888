"""What an admin says of a requirement, turned into a policy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.models.organisation import SEGMENT
from accounts.rules.audiences import MOST_TERMS
from courses.models import Course
from learning.models import RequirementVersion
from learning.rules.standing import Standing
from learning.services.requirements import Policy

Base = RequirementVersion.DueBase
LEAST_DAYS = 14
FURTHEST = timedelta(days=3650)


@dataclass(slots=True)
class Branch:
    """A unit that may be ticked, with those below it."""

    unit: Unit
    is_ticked: bool
    below: list["Branch"] = field(default_factory=list)


class Number(forms.NumberInput):
    """Asked for or not as another field says, so that the browser does not insist."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class Day(forms.DateInput):
    """The same for a day."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class RequirementForm(forms.Form):
    """Which course, of whom, by when, and why."""

    DUE = [
        (Base.ASSIGNED.value, _("So many days after it is assigned")),
        (Base.FIXED.value, _("On one day, the same for everyone")),
        (Base.NONE.value, _("There is no due date")),
    ]

    course = forms.ChoiceField(label=_("Course"))
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As reports and reminders name it: “Repair, all faculty”."),
        max_length=200,
    )
    units = forms.MultipleChoiceField(
        label=_("Required of everyone in"),
        help_text=_("A unit brings along everything below it, and whoever joins it later."),
        error_messages={"required": _("Tick at least one unit.")},
    )
    due = forms.ChoiceField(
        label=_("Due"), choices=DUE, widget=forms.RadioSelect, initial=Base.ASSIGNED.value
    )
    due_days = forms.IntegerField(
        label=_("Days after it is assigned"),
        min_value=1,
        max_value=FURTHEST.days,
        initial=60,
        widget=Number,
        error_messages={"required": _("Say after how many days it is due.")},
    )
    due_on = forms.DateField(
        label=_("The due day"),
        help_text=_("Whoever is asked with less than two weeks left gets three."),
        widget=Day(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say on which day it is due.")},
    )
    purpose = forms.CharField(
        label=_("Why it is asked"),
        help_text=_("A sentence or two. Those of whom it is asked read it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        courses: Iterable[tuple[str, str]],
        units: Iterable[Unit],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(units)
        self.today = today
        self.fields["due_days"].required = self["due"].value() == Base.ASSIGNED
        self.fields["due_on"].required = self["due"].value() == Base.FIXED
        self._choices("course", [("", _("Choose a course")), *courses])
        self._choices("units", [(str(unit.uuid), unit.name) for unit in self.offered])

    def _choices(self, name: str, choices: list[Any]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def branches(self) -> list[Branch]:
        """The units as a tree, each with whether it is ticked."""
        ticked = set(self["units"].value() or [])
        roots: list[Branch] = []
        by_path: dict[str, Branch] = {}
        for unit in self.offered:
            branch = Branch(unit, str(unit.uuid) in ticked)
            above = by_path.get(unit.path[:-SEGMENT])
            (above.below if above else roots).append(branch)
            by_path[unit.path] = branch
        return roots

    def as_sent(self) -> list[tuple[str, str]]:
        """Name and value of everything that was sent, to be sent once more."""
        data = cast(QueryDict, self.data)
        return [(name, value) for name in self.fields for value in data.getlist(name)]

    def clean_units(self) -> list[str]:
        units: list[str] = self.cleaned_data["units"]
        if len(units) > MOST_TERMS:
            raise forms.ValidationError(
                _("Tick at most %(most)d units: one above them brings them all along."),
                code="too_many",
                params={"most": MOST_TERMS},
            )
        return units

    def clean(self) -> dict[str, Any]:
        day = self.cleaned_data.get("due_on")
        if day and day <= self.today and self.cleaned_data.get("due") == Base.FIXED:
            self.add_error("due_on", _("Choose a day after today."))
        if day and day > self.today + FURTHEST:
            self.add_error("due_on", _("Choose a day within the next ten years."))
        return self.cleaned_data

    def ticked(self) -> list[Unit]:
        """The units that were ticked, without those that another of them brings along."""
        chosen = set(self.cleaned_data.get("units", []))
        widest: list[Unit] = []
        for unit in self.offered:  # in the order of the tree: what is above comes first
            if str(unit.uuid) in chosen and not _is_below(unit, widest):
                widest.append(unit)
        return widest

    def owner_path(self) -> str:
        """The path of the nearest unit that holds all of them: the requirement belongs there."""
        paths = [unit.path for unit in self.ticked()]
        first, last = min(paths), max(paths)
        common = 0
        while common < len(first) and first[: common + SEGMENT] == last[: common + SEGMENT]:
            common += SEGMENT
        return first[:common]

    def policy(self, course: Course, unit: Unit) -> Policy:
        """What was asked, for the service."""
        given = self.cleaned_data
        fixed, assigned = given["due"] == Base.FIXED, given["due"] == Base.ASSIGNED
        return Policy(
            title=given["title"],
            course=course,
            unit=unit,
            audience={"any": [{"unit": str(each.uuid)} for each in self.ticked()]},
            purpose=given["purpose"],
            due_base=given["due"],
            due_on=given["due_on"] if fixed else None,
            due_offset=given["due_days"] if assigned else None,
            minimum_days=LEAST_DAYS if fixed else None,
        )


def _is_below(unit: Unit, widest: list[Unit]) -> bool:
    return bool(widest) and unit.path.startswith(widest[-1].path)


class PeopleOfRequirement(forms.Form):
    """What the people of a requirement are narrowed to; all of it is in the address."""

    q = forms.CharField(
        label=_("Name, e-mail address or HR id"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("All"))] + [(each.value, each.value) for each in Standing],
    )
