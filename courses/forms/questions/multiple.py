"""The form of a multiple response: any number of rows are right, scored by one of three rules."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.choices import FULL, NONE, Choices, choices_of, flat_choices
from courses.forms.questions.rows import Flat
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.marking.multiple import ALL_OR_NOTHING
from courses.services.question_words import RULES

WEIGHTS = "weights"


class MultipleChoices(Choices):
    hint = _("Tick those that are right. By weights, say instead what each brings or takes.")


class MultipleForm(QuestionForm):
    kind = "multiple"
    own = ("rule",)
    own_rows = {"choices": MultipleChoices}

    rule = forms.ChoiceField(
        label=_("How it is scored"),
        choices=list(RULES.items()),
        widget=forms.RadioSelect,
        initial=ALL_OR_NOTHING,
    )

    def check(self) -> None:
        rows = self.said("choices")
        if self.cleaned_data["rule"] == WEIGHTS:
            if not any((row["share"] or NONE) > NONE for row in rows):
                self.add_error(
                    "rule", _("By weights, some choice must bring more than 0 per cent.")
                )
        elif any(row["share"] is not None for row in rows):
            self.add_error("rule", _("Only by weights do choices have a share of their own."))
        elif not any(row["right"] for row in rows):
            self.add_error("rule", _("Tick at least one of the choices as right."))

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows, rule = self.said("choices"), self.cleaned_data["rule"]
        weights: list[Decimal] = [
            (row["share"] or NONE) if rule == WEIGHTS else FULL if row["right"] else NONE
            for row in rows
        ]
        return {"rule": rule}, choices_of(rows, self.keys, weights)

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        rule = str(said.definition.get("rule", ALL_OR_NOTHING))
        return {"rule": rule, **flat_choices("choices", said, by_weight=rule == WEIGHTS)}
