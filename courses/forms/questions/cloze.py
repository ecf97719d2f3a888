"""The form of gaps in a text: the marks in its prompt say which gaps there are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from string import ascii_lowercase
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms.questions.base import Known, Part, QuestionForm
from courses.forms.questions.fields import (
    NumberField,
    PassageField,
    PhraseField,
    ShareField,
    per_cent,
)
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.forms.questions.short_text import PatternField, flat_pattern
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.marking.cloze import MENU, TYPED, gaps_marked, gaps_of
from courses.rules.marking.kinds import listed
from courses.rules.marking.numeric import shortest

ESCAPED_MARK = re.compile(r"\\\[\\\[([0-9]{1,3})\\\]\\\]")
FULL, NONE = Decimal(1), Decimal(0)


class TypedRow(Row):
    text = PatternField(label=gettext_lazy("Accepted"))
    share = ShareField(label=gettext_lazy("Earns, per cent"), initial=100)
    feedback = PassageField(label=gettext_lazy("Feedback"), required=False, rows=2)


class MenuRow(Row):
    text = PhraseField(label=gettext_lazy("Offered"))
    right = forms.BooleanField(label=gettext_lazy("Right"), required=False)
    feedback = PassageField(label=gettext_lazy("Feedback"), required=False, rows=2)


class TypedGap(Rows):
    form = TypedRow
    title = gettext_lazy("What is accepted")
    hint = gettext_lazy("A star stands for any run of letters.")
    each = gettext_lazy("Pattern")
    adds = gettext_lazy("Add a pattern")
    least = 1


class MenuGap(Rows):
    form = MenuRow
    title = gettext_lazy("What is offered")
    each = gettext_lazy("Choice")
    adds = gettext_lazy("Add a choice")
    least = 3

    def check(self, said: Sequence[Mapping[str, Any]]) -> None:
        if len([row for row in said if row["right"]]) != 1:
            raise forms.ValidationError(_("Tick just one of the choices as right."))


class ClozeForm(QuestionForm):
    kind = "cloze"

    prompt = PassageField(
        label=gettext_lazy("The text"),
        rows=6,
        help_text=gettext_lazy(
            "In Markdown, with [[1]], [[2]] and so on where the gaps are. Then set them up below."
        ),
    )

    def __init__(
        self, known: Known, *, posted: Mapping[str, str] | None = None, shown: Flat | None = None
    ) -> None:
        flat = (shown or {}) if posted is None else posted
        self.gaps = gaps_in(flat.get("prompt", ""))
        if posted is not None:
            posted = _not_set_up(posted, self.gaps) | dict(posted.items())
        super().__init__(known, posted=posted, shown=shown)
        for gap in self.gaps:
            self.fields |= _settings(gap, is_typed=_is_typed(flat, gap))

    def rowsets(self, flat: Mapping[str, str]) -> dict[str, type[Rows]]:
        gaps = {f"gap-{gap}": TypedGap if _is_typed(flat, gap) else MenuGap for gap in self.gaps}
        return {**gaps, **super().rowsets(flat)}

    def parts(self) -> list[Part]:
        return [
            Part(
                title=_("Gap {number}").format(number=gap),
                fields=[self[name] for name in self.fields if name.endswith(f"-{gap}")],
                rows=self.rows[f"gap-{gap}"],
            )
            for gap in self.gaps
        ]

    def clean_prompt(self) -> str:
        prompt: str = self.cleaned_data["prompt"]
        marks = gaps_marked(prompt)
        if not marks:
            raise forms.ValidationError(_("Mark at least one gap in the text: [[1]]."))
        if len(set(marks)) < len(marks):
            raise forms.ValidationError(_("Each gap has a number of its own."))
        return prompt

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        gaps: dict[str, object] = {}
        choices: list[ChoiceContent] = []
        for gap in self.gaps:
            stored, held = self._gap(gap)
            gaps[gap] = stored
            choices += held
        return {"gaps": gaps}, choices

    def _gap(self, gap: str) -> tuple[dict[str, object], list[ChoiceContent]]:
        """One gap as it is stored, and the choices that belong to it."""
        told, rows = self.cleaned_data, self.said(f"gap-{gap}")
        keys = self.keys.of_rows(
            [(row["key"], row["text"]) for row in rows],
            tuple(f"{gap}-{letter}" for letter in ascii_lowercase),
            among=[key for key in self.keys.held if key.startswith(f"{gap}-")],
        )
        stored: dict[str, object] = {
            "kind": told[f"kind-{gap}"],
            "weight": shortest(told[f"weight-{gap}"] or FULL),
            "choices": keys,
        }
        if stored["kind"] == TYPED:
            stored |= {name: told[f"{name}-{gap}"] for name in ("case", "accents")}
        choices = [
            replace(
                self.keys.before(key),
                text=row["text"],
                feedback=row["feedback"],
                weight=_weight(row),
            )
            for key, row in zip(keys, rows, strict=True)
        ]
        return stored, choices

    @classmethod
    def flat_prompt(cls, prompt: str) -> str:
        """The marks are written as they are: nothing else reads brackets within brackets."""
        return ESCAPED_MARK.sub(r"[[\1]]", to_markdown(prompt))

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        flat: Flat = {}
        for gap, stored in gaps_of(said.definition).items():
            is_typed = stored.get("kind") == TYPED
            flat |= {
                f"kind-{gap}": TYPED if is_typed else MENU,
                f"weight-{gap}": str(stored.get("weight", "1")),
            }
            flat |= {f"{name}-{gap}": "on" for name in ("case", "accents") if stored.get(name)}
            choices = [choice for choice in said.choices if choice.key in listed(stored, "choices")]
            flat |= flat_rows(f"gap-{gap}", [_flat_choice(it, is_typed) for it in choices])
        return flat


def gaps_in(prompt: str) -> list[str]:
    """The numbers of the gaps that are marked, each once, in order."""
    return sorted(set(gaps_marked(prompt)), key=lambda gap: (len(gap), gap))


def _not_set_up(posted: Mapping[str, str], gaps: Sequence[str]) -> Flat:
    """What a gap would post that was marked in the text since the form was shown: nothing yet."""
    new = [gap for gap in gaps if f"kind-{gap}" not in posted]
    flat: Flat = {f"kind-{gap}": TYPED for gap in new}
    for gap in new:
        flat |= flat_rows(f"gap-{gap}", [{"share": "100"}])
    return flat


def _is_typed(flat: Mapping[str, str], gap: str) -> bool:
    return flat.get(f"kind-{gap}", TYPED) != MENU


def _settings(gap: str, *, is_typed: bool) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"kind-{gap}": forms.ChoiceField(
            label=gettext_lazy("It is filled"),
            choices=[
                (TYPED, gettext_lazy("by typing")),
                (MENU, gettext_lazy("from a list")),
            ],
            initial=TYPED,
        ),
        f"weight-{gap}": NumberField(
            label=gettext_lazy("It counts"), required=False, negative=False, initial="1"
        ),
    }
    if is_typed:
        fields[f"case-{gap}"] = forms.BooleanField(
            label=gettext_lazy("Capitals and small letters differ"), required=False
        )
        fields[f"accents-{gap}"] = forms.BooleanField(
            label=gettext_lazy("Accents count"), required=False
        )
    return fields


def _weight(row: Mapping[str, Any]) -> Decimal:
    if "right" in row:
        return FULL if row["right"] else NONE
    return FULL if row["share"] is None else Decimal(row["share"])


def _flat_choice(choice: ChoiceContent, is_typed: bool) -> dict[str, str]:
    flat = {"key": choice.key, "feedback": to_markdown(choice.feedback)}
    if is_typed:
        return flat | {"text": flat_pattern(choice.text), "share": per_cent(choice.weight)}
    right = "on" if choice.weight == FULL else ""
    return flat | {"text": to_markdown_line(choice.text), "right": right}
