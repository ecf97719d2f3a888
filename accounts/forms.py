"""What people type on the pages of this package, turned into values."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.rules.roles import Role
from accounts.rules.time_zones import time_zones, zones_by_region

MOST_MEGABYTES = 20
INDENT = "\N{EM SPACE}"


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, shown as deep as it lies."""

    def label_from_instance(self, unit: Unit) -> str:
        return INDENT * unit.depth + unit.name


class ProfileForm(forms.Form):
    preferred_name = forms.CharField(
        label=_("The name you go by"),
        help_text=_(
            "In place of your first name, where we address you. Certificates keep your full name."
        ),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times are shown in it. A due day always ends where the institution is."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _("As the institution has it (%(zone)s)") % {"zone": settings.INSTITUTION_TIME_ZONE}
        self._choices("language", [("", _("As your browser asks")), *settings.LANGUAGES])
        kept = self.initial.get("time_zone", "")
        listed = {zone for _region, zones in zones_by_region() for zone, _place in zones}
        unlisted = [(kept, kept)] if kept in time_zones() - listed else []
        self._choices("time_zone", [("", own), ("UTC", "UTC"), *unlisted, *zones_by_region()])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to; all of it is in the address."""

    STATES = [("", _("Active")), ("deactivated", _("Deactivated")), ("all", _("All"))]

    q = forms.CharField(
        label=_("Name, e-mail address or HR id"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    unit = UnitChoice(
        label=_("Unit and below"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="uuid",
        empty_label=_("All"),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units


class OutboxFilter(forms.Form):
    """What the list of mails is narrowed to; all of it is in the address."""

    STATES = [
        ("", _("Needs a look")),
        ("parked", _("Parked")),
        ("undeliverable", _("Undeliverable")),
        ("waiting", _("Waiting")),
        ("sent", _("Sent")),
    ]
    KINDS = [
        ("", _("All")),
        ("reminder", _("Reminders")),
        ("marked", _("Marked responses")),
        ("invitation", _("Invitations")),
        ("bounces", _("Addresses that take no mail")),
        ("report", _("Reports")),
        ("extension_answered", _("Answers about more time")),
    ]

    q = forms.CharField(
        label=_("Name, e-mail address or HR id"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)

    def cleaned(self, name: str) -> str:
        """One filter's value; what cannot be read filters nothing."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class CsvForm(forms.Form):
    """A file to be taken in."""

    file = forms.FileField(
        label=_("The file"),
        help_text=format_lazy(
            _("A CSV file in UTF-8, at most {most} megabytes."), most=MOST_MEGABYTES
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                _(
                    "This file is larger than %(most)d megabytes. "
                    "Leave out the columns that are not asked for, or split it."
                ),
                code="too_large",
                params={"most": MOST_MEGABYTES},
            )
        return file


class RosterForm(CsvForm):
    full = forms.BooleanField(
        label=_("This is the whole roster: deactivate whoever is not in it"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The roster")


class ApplyForm(forms.Form):
    force = forms.BooleanField(required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It is kept with the record of what you did."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _PlacingForm(forms.Form):
    """A form that asks for a unit, of those its admin runs."""

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units


ROLES = [
    (Role.TRAINER.value, _("Trainer: writes and publishes courses")),
    (Role.COORDINATOR.value, _("Coordinator: sees how people stand")),
    (Role.ADMIN.value, _("Admin: runs the site")),
]


class GrantForm(_PlacingForm, ReasonForm):
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose one")), *ROLES])
    unit = UnitChoice(
        label=_("For this unit and all below it"),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose one"),
    )
    field_order = ["role", "unit", "reason"]


class InvitationForm(_PlacingForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"invalid": _("Write an address like name@example.org.")},
    )
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    unit = UnitChoice(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose one"),
    )
    position = forms.CharField(label=_("Position"), max_length=200, required=False)
    role = forms.ChoiceField(
        label=_("Role, for this unit and all below it"),
        help_text=_("Everybody is a learner; most need no other role."),
        choices=[("", _("No other role")), *ROLES],
        required=False,
    )


class LeaveForm(ReasonForm):
    from_on = forms.DateField(
        label=_("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write a day like 2026-12-31."),
        },
    )
    to_on = forms.DateField(
        label=_("First day back"),
        help_text=_("Leave it empty while nobody knows."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day like 2026-12-31.")},
    )
    field_order = ["from_on", "to_on", "reason"]


class TagForm(ReasonForm):
    tag = forms.CharField(
        label=_("Tag"),
        max_length=64,
        error_messages={"required": _("Write a tag.")},
    )
    field_order = ["tag", "reason"]

    def __init__(self, *args: Any, known: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names := ", ".join(known):
            self.fields["tag"].help_text = _("In use: %(names)s.") % {"names": names}
