"""A course package, taken in as a zip."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from accounts.forms import UnitChoice
from accounts.models import Unit
from accounts.models.organisation import UnitQuerySet

MOST_MEGABYTES = 100


class PackageForm(forms.Form):
    file = forms.FileField(
        label=_("The package"),
        help_text=_("A zip of the course's folder, as its export gives it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )
    unit = UnitChoice(
        label=_("Unit"),
        help_text=_("Of a new course. One that is there already stays where it is."),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose one"),
    )

    def __init__(self, *args: Any, units: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB: leave the films out, or link to them.")
                % {"most": MOST_MEGABYTES},
                code="too_large",
            )
        return file
