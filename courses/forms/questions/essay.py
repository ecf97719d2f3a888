"""The form of an essay: the rubric by which a person marks it, and how long it may be."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.fields import NumberField, PhraseField
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.marking.numeric import shortest


class CriterionRow(Row):
    text = PhraseField(label=_("Criterion"))
    most = NumberField(label=_("Most points"), negative=False)


class Rubric(Rows):
    form = CriterionRow
    title = _("Rubric")
    hint = _("What its markers look for, and how much each brings.")
    each = _("Criterion")
    adds = _("Add a criterion")


class EssayForm(QuestionForm):
    kind = "essay"
    own = ("words",)
    own_rows = {"rubric": Rubric}

    words = forms.IntegerField(
        label=_("At most so many words"), required=False, min_value=1, max_value=100_000
    )

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows, words = self.said("rubric"), self.cleaned_data["words"]
        keys = self.keys.of_rows([(row["key"], row["text"]) for row in rows])
        stored: dict[str, object] = {
            "rubric": {key: shortest(row["most"]) for key, row in zip(keys, rows, strict=True)}
        }
        return stored | ({"words": words} if words else {}), [
            replace(self.keys.before(key), text=row["text"])
            for key, row in zip(keys, rows, strict=True)
        ]

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        held = said.definition.get("rubric")
        most = held if isinstance(held, dict) else {}
        rows = [
            {
                "key": choice.key,
                "text": to_markdown_line(choice.text),
                "most": str(most.get(choice.key, "")),
            }
            for choice in said.choices
        ]
        words = said.definition.get("words")
        return {"words": str(words) if words else "", **flat_rows("rubric", rows)}
