"""The form of a case: a text that several questions are about."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import Known, QuestionForm
from courses.forms.questions.fields import PassageField
from courses.forms.questions.rows import Flat, Rows
from courses.rules.content import ChoiceContent, QuestionContent


class StimulusForm(QuestionForm):
    kind = "stimulus"

    prompt = PassageField(
        label=_("The case"),
        rows=10,
        help_text=_("In Markdown. Choose it in each question that is about it."),
    )

    def __init__(
        self, known: Known, *, posted: Mapping[str, str] | None = None, shown: Flat | None = None
    ) -> None:
        super().__init__(known, posted=posted, shown=shown)
        for name in ("explanation", "stimulus"):
            self.fields.pop(name, None)

    def rowsets(self, flat: Mapping[str, str]) -> dict[str, type[Rows]]:
        return {}

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        return {}, []

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        return {}
