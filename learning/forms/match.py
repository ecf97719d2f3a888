"""Of whom it is asked why they belong."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WhoForm(forms.Form):
    """Words that find people, and the one who was chosen; both are in the address."""

    q = forms.CharField(
        label=_("Name, e-mail address or HR id"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
