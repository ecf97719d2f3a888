"""Which form an activity has, by its kind; the scenario's holds a form of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.forms.activities import ActivityForm, Around, QuizForm, VideoForm
from courses.forms.questions import focus_after
from courses.forms.rich_text import RichTextField
from courses.forms.scenario import ScenarioForm, rearranged
from courses.forms.survey import SurveyActivityForm
from courses.rules.content import ActivityContent


class ScenarioActivityForm(ActivityForm):
    """Its introduction, and its situations: they are kept only as a whole."""

    body = RichTextField(label=_("Introduction"), required=False, whole=False)

    def __init__(self, held: ActivityContent, around: Around, posted: Any = None) -> None:
        super().__init__(held, around, posted)
        given = {"posted": posted} if posted else {"shown": ScenarioForm.flat(held.settings)}
        self.scenario = ScenarioForm(**given, ever=around.ever)

    def rearrange(self, posted: dict[str, str], deed: str) -> None:
        """Show the situations with a row more or less, or moved."""
        flat = rearranged(posted, deed)
        self.scenario = ScenarioForm(shown=flat, ever=self.around.ever)
        self.scenario.focus_on(*focus_after(flat, deed))

    def is_valid(self) -> bool:
        """Both by themselves; what is wrong with the situations is said above the form too."""
        valid = [super().is_valid(), not self.is_bound or self.scenario.is_valid()]
        if not valid[1] and not self.non_field_errors():
            for trouble in self.scenario.troubles():
                label = f"{trouble.label}: " if trouble.label else ""
                self.add_error(None, f"{label}{trouble.words}")
        return all(valid)

    def own_settings(self, told: Mapping[str, Any]) -> dict[str, Any]:
        own = super().own_settings(told)
        return {**own, **self.scenario.settings()} if self.scenario.is_valid() else own


FORMS: Mapping[str, type[ActivityForm]] = {
    "video": VideoForm,
    "quiz": QuizForm,
    "scenario": ScenarioActivityForm,
    "survey": SurveyActivityForm,
}


def form_for(held: ActivityContent, around: Around, posted: Any = None) -> ActivityForm:
    """The form of this activity's kind, as posted or as it stands."""
    return FORMS.get(held.kind, ActivityForm)(held, around, posted)
