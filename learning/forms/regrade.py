"""Which quiz is marked again, by which edition, and why."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts.forms import ReasonForm
from courses.models import Edition


class RegradeForm(forms.Form):
    """A quiz, and the newer edition by whose questions it is marked."""

    quiz = forms.ChoiceField(label=gettext_lazy("Quiz"))
    edition = forms.ChoiceField(label=gettext_lazy("By the questions of"))

    def __init__(
        self, chosen: QueryDict, *, quizzes: Mapping[str, str], editions: Sequence[Edition]
    ) -> None:
        whole = {"quiz", "edition"} <= chosen.keys()
        super().__init__(chosen if whole else None, initial=chosen.dict())
        self.editions = {name_of(each): each for each in editions}
        self._choose("quiz", list(quizzes.items()))
        self._choose("edition", [(name, words(each)) for name, each in self.editions.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def chosen_edition(self) -> Edition:
        """Once the form is valid."""
        return self.editions[self.cleaned_data["edition"]]


def name_of(edition: Edition) -> str:
    """How an address names it: en-3."""
    return f"{edition.language}-{edition.number}"


def words(edition: Edition) -> str:
    """Edition 3, English."""
    try:
        language = get_language_info(edition.language)["name_translated"]
    except KeyError:
        language = edition.language
    said = {"number": edition.number, "language": language}
    return _("Edition %(number)s, %(language)s") % said


class ApplyForm(ReasonForm):
    """Why; and the numbers that whoever says so has seen."""

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)
