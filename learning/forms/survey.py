"""What a learner answers in a survey: everything may be left open, not all of it at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.rules.survey import Asks, Item, Survey
from learning.services.surveys import Answers

MOST = 5_000  # characters of a comment
BEFORE = "item-"  # before an item's key, in the name of its field


class SurveyForm(forms.Form):
    """A field for each item, in order."""

    use_required_attribute = False

    def __init__(self, survey: Survey, posted: Any = None) -> None:
        super().__init__(posted)
        self.fields = {BEFORE + item.key: field_of(item) for item in survey.items}

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not self.errors and not any(told.values()):
            raise forms.ValidationError(_("Answer one item at least, whichever you like."))
        return told

    def answers(self) -> Answers:
        """By item, once the form is valid."""
        return {
            name.removeprefix(BEFORE): [answer] if self.is_single(name) and answer else answer
            for name, answer in self.cleaned_data.items()
        }

    def is_single(self, name: str) -> bool:
        return type(self.fields[name]) is forms.ChoiceField


def field_of(item: Item) -> forms.Field:
    """As its kind is answered."""
    choices = [(option.key, option.text) for option in item.options]
    if item.asks == Asks.SINGLE:
        return forms.ChoiceField(
            label=item.prompt, choices=choices, required=False, widget=forms.RadioSelect
        )
    if item.asks == Asks.MULTIPLE:
        return forms.MultipleChoiceField(
            label=item.prompt,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("As many as you like."),
        )
    return forms.CharField(
        label=item.prompt,
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
