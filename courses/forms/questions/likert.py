"""The form of a scale of opinion: its points in order; nothing is right."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.fields import PhraseField
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent


class PointRow(Row):
    text = PhraseField(label=_("What it says"))


class Points(Rows):
    form = PointRow
    title = _("The points of the scale")
    hint = _("From one end to the other. It is not scored.")
    each = _("Point")
    adds = _("Add a point")
    least = 5


class LikertForm(QuestionForm):
    kind = "likert"
    own_rows = {"points": Points}

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows = self.said("points")
        keys = self.keys.of_rows([(row["key"], row["text"]) for row in rows])
        return {}, [
            replace(self.keys.before(key), text=row["text"])
            for key, row in zip(keys, rows, strict=True)
        ]

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        rows = [{"key": it.key, "text": to_markdown_line(it.text)} for it in said.choices]
        return flat_rows("points", rows)
