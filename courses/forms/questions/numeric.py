"""The form of a numeric question: accepted values with their tolerance, and units."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.fields import (
    NumberField,
    PassageField,
    PhraseField,
    ShareField,
    per_cent,
)
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.marking.numeric import number, shortest, to_decimal

FULL = Decimal(1)
ABSOLUTE, RELATIVE = "absolute", "relative"


class ValueRow(Row):
    value = NumberField(label=_("Value"))
    tolerance = NumberField(label=_("Give or take"), required=False, negative=False)
    counted = forms.ChoiceField(
        label=_("Counted in"),
        required=False,
        choices=[(ABSOLUTE, _("the same")), (RELATIVE, _("per cent of it"))],
        initial=ABSOLUTE,
    )
    share = ShareField(label=_("Earns, per cent"), initial=100)
    text = PhraseField(label=_("Note, for trainers"), required=False)
    feedback = PassageField(label=_("Feedback"), required=False, rows=2)


class Values(Rows):
    form = ValueRow
    title = _("What is accepted")
    hint = _("The edge of the tolerance is inside.")
    each = _("Value")
    adds = _("Add a value")
    least = 1


class UnitRow(Row):
    unit = forms.CharField(label=_("Unit"), max_length=40)
    factor = NumberField(label=_("Times"))


class Units(Rows):
    form = UnitRow
    title = _("Units")
    hint = _(
        "What a number in this unit is multiplied by, to be compared with the values: with values "
        "in mg, g has 1000. Leave them out where a number alone is asked for."
    )
    each = _("Unit")
    adds = _("Add a unit")
    least = 1

    def check(self, said: Sequence[Mapping[str, Any]]) -> None:
        names = [row["unit"] for row in said]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("The same unit stands here twice."))
        if any(not row["factor"] for row in said):
            raise forms.ValidationError(_("Nothing can be multiplied by 0 and compared."))


class NumericForm(QuestionForm):
    kind = "numeric"
    own = ("unit_required",)
    own_rows = {"values": Values, "units": Units}

    unit_required = forms.BooleanField(
        label=_("A number without a unit earns nothing"), required=False
    )

    def check(self) -> None:
        if self.cleaned_data["unit_required"] and not self.said("units"):
            self.add_error("unit_required", _("Name the units first, or do not require one."))

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows = self.said("values")
        keys = self.keys.of_rows([(row["key"], "") for row in rows])
        stored: dict[str, object] = {
            "accepted": {key: _accepted(row) for key, row in zip(keys, rows, strict=True)},
            "units": {row["unit"]: shortest(row["factor"]) for row in self.said("units")},
            "unit_required": self.cleaned_data["unit_required"],
        }
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
        accepted, units = said.definition.get("accepted"), said.definition.get("units")
        values = accepted if isinstance(accepted, Mapping) else {}
        rows = [
            {
                "key": choice.key,
                **_flat_value(values.get(choice.key, {})),
                "share": per_cent(choice.weight),
                "text": to_markdown_line(choice.text),
                "feedback": to_markdown(choice.feedback),
            }
            for choice in said.choices
        ]
        factors = units.items() if isinstance(units, Mapping) else ()
        named = [{"unit": str(unit), "factor": str(factor)} for unit, factor in factors]
        required = {"unit_required": "on"} if said.definition.get("unit_required") else {}
        return {**required, **flat_rows("values", rows), **flat_rows("units", named)}


def _accepted(row: Mapping[str, Any]) -> dict[str, object]:
    relative = row["counted"] == RELATIVE
    return {
        "value": shortest(row["value"]),
        "tolerance": shortest(row["tolerance"] or Decimal(0), shifted=-2 if relative else 0),
        "relative": relative,
    }


def _flat_value(stored: Mapping[str, Any]) -> Flat:
    """Value and tolerance as they are typed; what is no number is shown as it is, to be mended."""
    relative = stored.get("relative") is True
    near = str(stored.get("tolerance", "0"))
    if number(near) is not None:
        near = shortest(to_decimal(near), shifted=2 if relative else 0)
    return {
        "value": str(stored.get("value", "")),
        "tolerance": "" if near == "0" else near,
        "counted": RELATIVE if relative else ABSOLUTE,
    }
