"""Banks: making and finding them, finding their questions, changing many of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import UnitChoice
from accounts.models import Unit
from accounts.models.organisation import UnitQuerySet
from courses.interchange.question_files import AIKEN, AUTO, GIFT, LARGEST, MOODLE_XML, too_large
from courses.models import QuestionKind
from courses.services.bank_lists import Narrowing
from courses.services.question_words import KINDS

LANGUAGE = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$"
TAG_LENGTH = 60


class LanguageField(forms.RegexField):
    """A language's code in its usual form: en, pt-BR."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"invalid": _("Write a code such as en or es.")}
        super().__init__(regex=LANGUAGE, max_length=12, error_messages=said, **kwargs)

    def clean(self, value: Any) -> str:
        language, _dash, region = str(super().clean(value)).partition("-")
        if not region:
            return language.lower()
        return f"{language.lower()}-{region.upper() if len(region) == 2 else region.title()}"


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Let a field be one of these."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class BankNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As course packages and quizzes name it: “Consent”."),
        max_length=200,
    )


class BankForm(BankNameForm):
    unit = UnitChoice(
        label=_("Unit"),
        help_text=_("Its trainers, and those of the units above, may write in it."),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose one"),
    )
    language = LanguageField(
        label=_("Language"), help_text=_("Of its questions, as a code: en, es."), initial="en"
    )

    def __init__(self, *args: Any, units: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units


class QuestionFilter(forms.Form):
    """What a bank's questions are narrowed to; all of it is in the address."""

    USED = [("", _("Either")), ("yes", _("In a quiz")), ("no", _("In none"))]
    STATES = [
        ("", _("In use")),
        ("retired", pgettext_lazy("questions", "Retired")),
        ("all", _("All")),
    ]

    q = forms.CharField(
        label=_("Words in it"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    used = forms.ChoiceField(label=_("Drawn by"), choices=USED, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def __init__(self, data: Mapping[str, Any], *, tags: Sequence[str]) -> None:
        super().__init__(data)
        offer(self, "tag", [("", _("Any")), *((tag, tag) for tag in tags)])
        kinds = [(kind.value, KINDS[kind].name) for kind in QuestionKind]
        offer(self, "kind", [("", _("Any")), *kinds])

    def narrowing(self) -> Narrowing:
        """What was asked for; what makes no sense asks for nothing."""
        self.full_clean()
        asked = self.cleaned_data
        return Narrowing(
            words=asked.get("q", ""),
            tag=asked.get("tag", ""),
            kind=asked.get("kind", ""),
            used=asked.get("used", ""),
            state=asked.get("state", ""),
        )


class QuestionFileForm(forms.Form):
    """A file of questions in another system's format."""

    FORMATS = [
        (AUTO, _("By what it looks like")),
        (GIFT, "GIFT"),
        (MOODLE_XML, "Moodle XML"),
        (AIKEN, "Aiken"),
    ]

    file = forms.FileField(
        label=_("The file"),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )
    format = forms.ChoiceField(label=_("Its format"), choices=FORMATS)

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(too_large(), code="too_large")
        return file


class SelectionForm(forms.Form):
    """Which questions of the list something is done to: those ticked, or all that match."""

    found = forms.CharField(required=False, max_length=1000)  # the filters, as in the address
    all = forms.BooleanField(required=False)
    expected = forms.IntegerField(required=False)  # how many the preview counted


class TagForm(forms.Form):
    name = forms.CharField(
        label=_("Tag"),
        help_text=_("One word or a few; quizzes draw by it."),
        max_length=TAG_LENGTH,
    )


class UntagForm(forms.Form):
    name = forms.ChoiceField(label=_("Tag"))

    def __init__(self, *args: Any, tags: Sequence[tuple[str, str | Promise]]) -> None:
        super().__init__(*args)
        offer(self, "name", tags)
