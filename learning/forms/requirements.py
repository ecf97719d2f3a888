"""What an admin says of a requirement, turned into a policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.rules.audience_lines import FIRST, ROOT, Lines
from accounts.services.audience_offers import Offers
from learning.forms.due_rule import DueRuleForm, due_rule_of
from learning.forms.menu import MenuForm, what_is_asked_by
from learning.forms.renewal_rule import RenewalRuleForm, renewal_rule_of
from learning.forms.whom import WhomForm
from learning.models import RequirementVersion
from learning.rules.standing import Standing
from learning.services.requirements import Policy


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of an audience that a form shows unjudged, and which of them to turn to."""

    lines: Lines = FIRST
    turn_to: str = ""


AFRESH = Written()


class Choice(forms.Select):
    """Asked for or not as another field says, so that the browser does not insist."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class RequirementForm(WhomForm, MenuForm, DueRuleForm, RenewalRuleForm):
    """Which course, or hours of which; of whom, by when, how often, and why."""

    course = forms.ChoiceField(label=_("Course"), widget=Choice)
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As reports and reminders name it: “Repair, all faculty”."),
        max_length=200,
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
        offers: Offers,
        today: date,
        written: Written = AFRESH,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.offer_whom(offers, written.lines, written.turn_to)
        self.ask_what_is_needed()
        self.ask_how_often()
        offered = list(courses)
        self.offer_menu(offered)
        self._choices("course", [("", _("Choose a course")), *offered])
        self._choices("renewal_course", [("", _("The course itself")), *offered])
        self.offer_modules()

    def _choices(self, name: str, choices: list[Any]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def as_sent(self) -> list[tuple[str, str]]:
        """Name and value of everything that was sent, to be sent once more."""
        data = cast(QueryDict, self.data)
        lines = [name for name in data if name.startswith(f"{ROOT}-")]
        return [(name, value) for name in [*self.fields, *lines] for value in data.getlist(name)]

    def policy(self, unit: Unit) -> Policy:
        """What was asked, for the service."""
        given = self.cleaned_data
        return Policy(
            title=given["title"],
            unit=unit,
            audience=self.expression(str(unit.uuid)),
            purpose=given["purpose"],
            **self.due_rule(),
            **(self.renewal_rule() | self.what_is_asked()),
        )


class ChangeForm(RequirementForm):
    """The same of a requirement in force; why it changes, and whether dates do."""

    re_date = forms.BooleanField(
        label=_("Date those anew who have not completed it"),
        help_text=_("Otherwise they keep the due day that they were told."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why it is changed"),
        help_text=_("Kept with the version; whoever audits it reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it is changed.")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(version: RequirementVersion) -> dict[str, Any]:
        """What the version says, as the form begins with it; of whom it is asked aside."""
        return {
            **what_is_asked_by(version),
            "title": version.title,
            "purpose": version.purpose,
            "based_on": version.number,
            **due_rule_of(version),
            **renewal_rule_of(version),
        }


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
