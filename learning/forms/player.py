"""What a learner sends from the player."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.rules.marking import Posted, offers, read
from courses.rules.marking.kinds import WHOLE
from courses.services.quizzes import QuestionAsked

PART = ":"  # between a question's key and the part of it that a value is of
ASKED = ":asked"  # the questions that a form showed: one not posted was left open
SEQUENCE = "sequence:"  # before a question's key: the count that the form knew of
LATER = ":later:"  # before a question's key: it is to be looked at once more
MOST = 20_000  # characters of one text
COUNT = re.compile("[0-9]{1,15}")  # as far as a browser counts exactly, and a column holds

Value = Mapping[str, object] | None


class PartsWidget(forms.Widget):
    """What was posted for one question, by part: `KEY` under "", `KEY:part` under `part`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Posted:
        assert isinstance(data, QueryDict)
        prefix = f"{name}{PART}"
        parts = {key[len(prefix) :]: data.getlist(key) for key in data if key.startswith(prefix)}
        return {WHOLE: data.getlist(name)} | parts


class ResponseField(forms.Field):
    """The values posted for one question, read as its kind reads them."""

    widget = PartsWidget

    def __init__(self, question: QuestionAsked) -> None:
        super().__init__(required=False)
        self.question = question

    def clean(self, value: Posted | None) -> Value:
        posted = self._by_key(value or {})
        texts = [text for values in posted.values() for text in values]
        if any("\0" in text for text in texts):
            raise forms.ValidationError(
                _("There is a character in it that cannot be kept."), code="null"
            )
        if any(len(text) > MOST for text in texts):
            raise forms.ValidationError(
                _("That is longer than can be kept: %(most)s characters at most."),
                code="too_long",
                params={"most": f"{MOST:,}"},
            )
        kind, definition = self.question.kind, self.question.definition
        for part, offered in offers(kind, definition).items():
            if not {*offered, ""}.issuperset(posted.get(part, ())):
                raise forms.ValidationError(
                    _("That is not one of the choices."), code="not_a_choice"
                )
        return read(kind, definition, posted)

    def _by_key(self, posted: Posted) -> Posted:
        """What was posted, by the keys of the choices that the page may call otherwise.

        A line ends as the page counts it: as one character.
        """
        keys = {choice.name: choice.key for choice in self.question.choices}
        return {
            keys.get(part, part): [keys.get(text, text.replace("\r\n", "\n")) for text in values]
            for part, values in posted.items()
        }


class ResponsesForm(forms.Form):
    """What was chosen in the questions of a quiz, by their keys."""

    def __init__(self, data: QueryDict, *, questions: Sequence[QuestionAsked]) -> None:
        super().__init__(data)
        self.posted = data
        self.fields = {question.key: ResponseField(question) for question in questions}

    def chosen(self) -> dict[str, Value]:
        """By question key; a question that the form did not show is left out."""
        sent = (name for name in self.posted if not name.startswith(SEQUENCE))
        shown = {*self.posted.getlist(ASKED), *(name.partition(PART)[0] for name in sent)}
        return {key: value for key, value in self.cleaned_data.items() if key in shown}

    def typed(self, key: str) -> str:
        """What was typed as a whole, also where it cannot be kept: the page shows it again."""
        return self.posted.get(key, "").replace("\0", "")

    def later(self, key: str) -> bool | None:
        """Whether the question is to be looked at once more; None if the form does not say."""
        if key not in self.posted.getlist(ASKED):
            return None
        return LATER + key in self.posted

    def sequences(self) -> dict[str, int]:
        """The count that the form knew of each question; a form without them knows of none."""
        counts = {}
        for key in self.fields:
            count = self.posted.get(SEQUENCE + key, "")
            if COUNT.fullmatch(count):
                counts[key] = int(count)
        return counts


class ReflectionForm(forms.Form):
    text = forms.CharField(
        label=_("What you write"),
        help_text=_("Yours alone. Others can see that you have written, never what."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": _("Write a line or two first: that is all this asks for."),
            "max_length": _("That is longer than we can keep: 20,000 characters at most."),
        },
    )


class AttestationForm(forms.Form):
    agreed = forms.BooleanField(
        label=_("I have read the statement above, and I sign it."),
        error_messages={"required": _("Tick the box to sign, or come back later.")},
    )
