"""One form for each kind of question; a new kind is a new module, named in `FORMS`."""

from collections.abc import Mapping

from courses.forms.questions.base import Known, QuestionForm
from courses.forms.questions.cloze import ClozeForm
from courses.forms.questions.essay import EssayForm
from courses.forms.questions.likert import LikertForm
from courses.forms.questions.matching import MatchingForm
from courses.forms.questions.multiple import MultipleForm
from courses.forms.questions.numeric import NumericForm
from courses.forms.questions.ordering import OrderingForm
from courses.forms.questions.rows import focus_after, rearranged
from courses.forms.questions.short_text import ShortTextForm
from courses.forms.questions.single import SingleForm
from courses.forms.questions.stimulus import StimulusForm
from courses.forms.questions.true_false import TrueFalseForm

__all__ = ["FORMS", "Known", "QuestionForm", "focus_after", "rearranged"]

FORMS: Mapping[str, type[QuestionForm]] = {
    form.kind: form
    for form in (
        SingleForm,
        MultipleForm,
        TrueFalseForm,
        MatchingForm,
        OrderingForm,
        ShortTextForm,
        NumericForm,
        ClozeForm,
        LikertForm,
        EssayForm,
        StimulusForm,
    )
}
