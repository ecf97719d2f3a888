"""Rows of choices that are picked: what single and multiple have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import Keys
from courses.forms.questions.fields import PassageField, PhraseField, ShareField, per_cent
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent

FULL, NONE = Decimal(1), Decimal(0)


class ChoiceRow(Row):
    text = PhraseField(label=_("What it says"))
    right = forms.BooleanField(label=_("Right"), required=False)
    share = ShareField(label=_("Earns, per cent"), least=-100)
    fixed = forms.BooleanField(label=_("Stays in its place"), required=False)
    feedback = PassageField(label=_("Feedback"), required=False, rows=2)


class Choices(Rows):
    form = ChoiceRow
    title = _("Choices")
    each = _("Choice")
    adds = _("Add a choice")
    least = 4


def choices_of(
    rows: Sequence[Mapping[str, Any]], keys: Keys, weights: Sequence[Decimal]
) -> list[ChoiceContent]:
    """The choices that these rows say, each with its weight."""
    given = keys.of_rows([(row["key"], row["text"]) for row in rows])
    return [
        replace(
            keys.before(key),
            text=row["text"],
            feedback=row["feedback"],
            weight=weight,
            fixed=row.get("fixed", False),
        )
        for key, row, weight in zip(given, rows, weights, strict=True)
    ]


def flat_choices(name: str, said: QuestionContent, *, by_weight: bool = False) -> Flat:
    """The choices as their rows would post them; the full weight is ticked, unless by weight."""
    return flat_rows(
        name,
        [
            {
                "key": choice.key,
                "text": to_markdown_line(choice.text),
                "right": "on" if choice.weight == FULL and not by_weight else "",
                "share": _share(choice.weight, by_weight=by_weight),
                "fixed": "on" if choice.fixed else "",
                "feedback": to_markdown(choice.feedback),
            }
            for choice in said.choices
        ],
    )


def _share(weight: Decimal, *, by_weight: bool) -> str:
    if weight == NONE or (weight == FULL and not by_weight):
        return ""
    return per_cent(weight)
