"""The form of a short text: the patterns that are accepted, and whether case and accents count."""

from dataclasses import replace
from decimal import Decimal
from html import escape, unescape
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.fields import WIDE, PassageField, ShareField, per_cent
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown
from courses.rules.content import ChoiceContent, QuestionContent
from courses.services.richtext import sanitise_phrase

FULL = Decimal(1)


class PatternField(forms.CharField):
    """What is accepted as typed; becomes plain text as it is stored."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, widget=forms.TextInput(attrs=WIDE), **options)

    def clean(self, value: object) -> str:
        return sanitise_phrase(escape(super().clean(value), quote=False))


def flat_pattern(stored: str) -> str:
    """A pattern as it was typed."""
    return unescape(stored)


class PatternRow(Row):
    text = PatternField(label=_("Accepted"))
    share = ShareField(label=_("Earns, per cent"), initial=100)
    feedback = PassageField(label=_("Feedback"), required=False, rows=2)


class Patterns(Rows):
    form = PatternRow
    title = _("What is accepted")
    hint = _("A star stands for any run of letters, a backslash before it for the star itself.")
    each = _("Pattern")
    adds = _("Add a pattern")


class ShortTextForm(QuestionForm):
    kind = "short_text"
    own = ("case", "accents")
    own_rows = {"patterns": Patterns}

    case = forms.BooleanField(label=_("Capitals and small letters differ"), required=False)
    accents = forms.BooleanField(label=_("Accents count"), required=False)

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows = self.said("patterns")
        keys = self.keys.of_rows([(row["key"], row["text"]) for row in rows])
        stored: dict[str, object] = {name: self.cleaned_data[name] for name in ("case", "accents")}
        return stored, [
            replace(
                self.keys.before(key),
                text=row["text"],
                feedback=row["feedback"],
                weight=FULL if row["share"] is None else row["share"],
            )
            for key, row in zip(keys, rows, strict=True)
        ]

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        rows = [
            {
                "key": choice.key,
                "text": flat_pattern(choice.text),
                "share": per_cent(choice.weight),
                "feedback": to_markdown(choice.feedback),
            }
            for choice in said.choices
        ]
        ticked = {name: "on" for name in ("case", "accents") if said.definition.get(name)}
        return {**ticked, **flat_rows("patterns", rows)}
