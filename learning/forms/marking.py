"""What a marker gives: points by criterion, and words to the learner."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

POINTS = "points:"  # before a criterion's key
SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric, and the most points it brings."""

    key: str
    text: SafeString
    most: Decimal


class MarkingForm(forms.Form):
    """Points for each criterion of a rubric, from 0 to its most."""

    comment = forms.CharField(
        label=gettext_lazy("Comment to the learner"),
        help_text=gettext_lazy("Shown beside the points, without your name."),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, rubric: Sequence[Criterion], **initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        points = {f"{POINTS}{criterion.key}": _field(criterion) for criterion in rubric}
        self.fields = {**points, **self.fields}

    def points(self) -> dict[str, Decimal]:
        """By criterion, once the form is valid."""
        return {
            name.removeprefix(POINTS): value
            for name, value in self.cleaned_data.items()
            if name.startswith(POINTS)
        }


def _field(criterion: Criterion) -> forms.DecimalField:
    most = f"{criterion.most.normalize():f}"
    beyond = _("Give from 0 to %(most)s points.") % {"most": most}
    return forms.DecimalField(
        label=criterion.text,
        help_text=_("From 0 to %(most)s points.") % {"most": most},
        min_value=Decimal(0),
        max_value=criterion.most,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages={
            "required": beyond,
            "invalid": beyond,
            "min_value": beyond,
            "max_value": beyond,
        },
    )
