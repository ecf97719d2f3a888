"""Forms of the pages about credentials."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credentials.rules.codes import as_typed


class CodeForm(forms.Form):
    """A certificate's code, as somebody typed it."""

    code = forms.CharField(
        label=_("The code on the certificate"),
        max_length=60,
        help_text=_("Twenty letters and digits, such as HC7K-Q29M-4TXA-8W2B-N5DE."),
    )

    def clean_code(self) -> str:
        code = as_typed(self.cleaned_data["code"])
        if not code:
            raise ValidationError(
                _("A code has twenty letters and digits. Please compare it with the certificate."),
                code="not_a_code",
            )
        return code
