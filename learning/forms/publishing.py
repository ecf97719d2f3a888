"""Publishing: the effect, and that it is meant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Effect


class PublishForm(forms.Form):
    effect = forms.ChoiceField(
        label=_("What should it do?"),
        choices=[(each, each) for each in Effect.values],
        error_messages={"required": _("Choose what it should do.")},
    )
    sure = forms.BooleanField(
        label=_("Yes, publish it"),
        error_messages={"required": _("Tick that you mean it: what is published stays.")},
    )
