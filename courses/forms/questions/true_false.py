"""The form of a true or false: which of the two is right, and what is said to each."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.choices import FULL, NONE
from courses.forms.questions.fields import PassageField, PhraseField
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent


class SideRow(Row):
    text = PhraseField(label=gettext_lazy("What it says"))
    feedback = PassageField(label=gettext_lazy("Feedback"), required=False, rows=2)


class Sides(Rows):
    form = SideRow
    title = gettext_lazy("The two choices")
    each = gettext_lazy("Choice")
    adds = ""
    is_fixed = True


class TrueFalseForm(QuestionForm):
    kind = "true_false"
    own = ("right",)
    own_rows = {"choices": Sides}

    right = forms.ChoiceField(
        label=gettext_lazy("The sentence is"),
        choices=[("true", gettext_lazy("True")), ("false", gettext_lazy("False"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it is true or false.")},
    )

    def check(self) -> None:
        if sorted(row["key"] for row in self.said("choices")) != ["false", "true"]:
            self.add_error(None, gettext("The two choices are true and false."))

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        right = self.cleaned_data["right"]
        return {}, [
            ChoiceContent(
                key=row["key"],
                text=row["text"],
                feedback=row["feedback"],
                weight=FULL if row["key"] == right else NONE,
                fixed=self.keys.before(row["key"]).fixed,
            )
            for row in self.said("choices")
        ]

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        right = [choice.key for choice in said.choices if choice.weight == FULL]
        rows = [
            {
                "key": choice.key,
                "text": to_markdown_line(choice.text),
                "feedback": to_markdown(choice.feedback),
            }
            for choice in said.choices
        ]
        return {"right": right[0] if right else "", **flat_rows("choices", rows)}

    @classmethod
    def blank(cls, language: str) -> Flat:
        """Both choices, in the words of the bank's language."""
        with translation.override(language):
            words = {"true": gettext("True"), "false": gettext("False")}
        return flat_rows("choices", [{"key": key, "text": said} for key, said in words.items()])
