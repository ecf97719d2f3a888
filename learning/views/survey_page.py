"""What the player shows of a survey: what becomes of names, said first, then the items."""

from typing import Any

from courses.rules.survey import Survey, from_settings
from courses.services.reading import reading
from learning.forms.survey import SurveyForm
from learning.services.surveys import BATCH
from learning.views.standpoint import Standpoint


def survey_page(at: Standpoint, way: str) -> dict[str, object]:
    """As it is asked now, with nothing answered yet."""
    return asking(from_settings(reading(at.activity, at.outline.sources).settings))


def asking(survey: Survey, form: Any = None) -> dict[str, object]:
    """The form, and what is promised above it."""
    return {"privacy": survey.privacy, "batch": BATCH, "form": form or SurveyForm(survey)}
