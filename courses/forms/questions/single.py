"""The form of a single choice: one row is right; a wrong one may earn a share."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.choices import FULL, NONE, ChoiceRow, Choices, choices_of, flat_choices
from courses.forms.questions.fields import ShareField
from courses.forms.questions.rows import Flat
from courses.rules.content import ChoiceContent, QuestionContent


class SingleRow(ChoiceRow):
    share = ShareField(label=_("If wrong, earns per cent"))


class SingleChoices(Choices):
    form = SingleRow
    hint = _("Tick the right one. Another may earn a share of the score.")

    def check(self, said: Sequence[Mapping[str, Any]]) -> None:
        if len([row for row in said if row["right"]]) != 1:
            raise forms.ValidationError(_("Tick just one of the choices as right."))
        if any(row["share"] == FULL for row in said if not row["right"]):
            raise forms.ValidationError(_("Only the right choice earns the full score."))


class SingleForm(QuestionForm):
    kind = "single"
    own_rows = {"choices": SingleChoices}

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows = self.said("choices")
        weights: list[Decimal] = [FULL if row["right"] else row["share"] or NONE for row in rows]
        return {}, choices_of(rows, self.keys, weights)

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        return flat_choices("choices", said)
