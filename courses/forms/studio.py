"""The studio: finding courses, beginning one, and the words of its outline."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms import UnitChoice
from accounts.models import Unit
from accounts.models.organisation import UnitQuerySet
from courses.forms.banks import LanguageField, offer
from courses.forms.plain_text import LineField, LinesField
from courses.models import Course
from courses.services.kinds import WRITTEN
from courses.services.templates import TEMPLATES


class CourseFilter(forms.Form):
    """What the list of courses is narrowed to; all of it is in the address."""

    STATES = [
        ("", _("All in use")),
        ("draft", _("Being written")),
        ("published", _("Published")),
        ("retired", _("Retired")),
        ("all", _("All")),
    ]

    q = forms.CharField(
        label=_("Words of the title"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def asked(self) -> dict[str, str]:
        """What was asked for; what makes no sense asks for nothing."""
        self.full_clean()
        told = self.cleaned_data
        return {"words": told.get("q", ""), "state": told.get("state", "")}


class CourseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, course: Any) -> str:
        return str(getattr(course, "shown_title", course.key))


class NewCourseForm(forms.Form):
    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = LineField(
        label=_("Title"),
        help_text=_("As people will see it. It can be changed at any time."),
        max_length=200,
    )
    unit = UnitChoice(
        label=_("Unit"),
        help_text=_("Its trainers, and those of the units above, may write in it."),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose one"),
    )
    language = LanguageField(
        label=_("Language"),
        help_text=_("The one it is written in first, as a code: en, es."),
        initial="en",
    )
    template = forms.ChoiceField(
        label=_("Begin with"), required=False, widget=forms.RadioSelect, initial=""
    )
    copied = CourseChoice(
        label=_("A copy of"),
        queryset=Course.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("No course"),
        help_text=_("Its texts, questions and files; nobody's progress comes along."),
    )

    def __init__(
        self, *args: Any, units: UnitQuerySet, courses: QuerySet[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("unit", units), ("copied", courses)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        made = [(key, f"{it.name}: {it.for_what}") for key, it in TEMPLATES.items()]
        offer(self, "template", [("", _("Nothing: an empty course")), *made])


class ModuleForm(forms.Form):
    edited = forms.CharField(required=False, widget=forms.HiddenInput)
    title = LineField(label=_("Title"), max_length=200)
    summary = LinesField(
        label=_("What it is about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NewModuleForm(forms.Form):
    title = LineField(label=_("Title of the module"), max_length=200)


class NewActivityForm(forms.Form):
    module = forms.CharField(widget=forms.HiddenInput, max_length=64)
    title = LineField(label=_("Title of the activity"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, it.name) for kind, it in WRITTEN.items()]
    )


class SpotForm(forms.Form):
    """Where an activity goes: `module/place`, as the page of its move offers them."""

    spot = forms.ChoiceField(label=_("Put it"))

    def __init__(self, *args: Any, spots: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(*args)
        offer(self, "spot", spots)


class LanguageForm(forms.Form):
    language = LanguageField(
        label=_("Another language"),
        help_text=_("As a code: es, pt-BR. It begins with the texts of the original."),
    )


class FrontForm(forms.Form):
    """The first page of a course."""

    title = LineField(label=_("Title"), max_length=200)
    summary = LinesField(
        label=_("What it is about"),
        help_text=_("Two or three sentences, shown in the catalogue."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hours = forms.DecimalField(
        label=_("Hours of credit"),
        help_text=_("As certificates and transcripts state them."),
        min_value=Decimal(0),
        max_value=Decimal(9999),
        max_digits=6,
        decimal_places=2,
    )
    at_least = forms.IntegerField(
        label=_("How many of these complete the course"),
        help_text=_("Tick none below, and it is every required activity."),
        required=False,
        min_value=1,
    )
    of = forms.MultipleChoiceField(
        label=_("Activities to choose from"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, activities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "of", activities)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        most, group = told.get("at_least"), told.get("of", [])
        if group and not most:
            self.add_error("at_least", _("Say how many of the ticked ones are enough."))
        elif most and most > len(group):
            self.add_error("at_least", _("That is more than are ticked below."))
        return told

    def completion_rule(self, held: Mapping[str, Any]) -> dict[str, object]:
        """The rule as ticked; the same activities stay in the order they are held in."""
        told = self.cleaned_data
        was = held.get("of", [])
        of = was if set(was) == set(told["of"]) else told["of"]
        return {"at_least": told["at_least"], "of": of} if of else {}

    @staticmethod
    def flat(rule: Mapping[str, Any]) -> dict[str, Any]:
        return {"at_least": rule.get("at_least"), "of": rule.get("of", [])}
