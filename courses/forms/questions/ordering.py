"""The form of an ordering: the rows stand in the right order."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.fields import PassageField, PhraseField
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent


class ItemRow(Row):
    text = PhraseField(label=_("What it says"))
    feedback = PassageField(label=_("Feedback"), required=False, rows=2)


class Items(Rows):
    form = ItemRow
    title = _("The items, in the right order")
    hint = _("Learners always see them in another order.")
    each = _("Item")
    adds = _("Add an item")
    least = 3


class OrderingForm(QuestionForm):
    kind = "ordering"
    own_rows = {"items": Items}

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows = self.said("items")
        keys = self.keys.of_rows([(row["key"], row["text"]) for row in rows])
        return {}, [
            replace(self.keys.before(key), text=row["text"], feedback=row["feedback"])
            for key, row in zip(keys, rows, strict=True)
        ]

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        return flat_rows(
            "items",
            [
                {
                    "key": choice.key,
                    "text": to_markdown_line(choice.text),
                    "feedback": to_markdown(choice.feedback),
                }
                for choice in said.choices
            ],
        )
