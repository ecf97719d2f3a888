"""Answering a survey in the player: once, and thanked for."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from courses.models import Kind
from courses.rules.survey import from_settings
from learning.forms.survey import SurveyForm
from learning.services.surveys import answer_survey
from learning.views import player
from learning.views.standpoint import own_rows, stand
from learning.views.survey_page import asking


@require_POST
def answer(request: SignedInRequest, uuid: UUID, key: str) -> HttpResponse:
    """Keep the response; refused, the page comes again with what was typed."""
    now = timezone.now()
    opened = player.opened_by(request, uuid, key, now=now)
    row, asked = own_rows(request.user, uuid, key, Kind.SURVEY, edition=opened.edition)
    survey = from_settings(asked.settings)
    form = SurveyForm(survey, request.POST)
    if not form.is_valid():
        at, more = stand(request.user, uuid, key), asking(survey, form)
        return player.show(request, at, now=now, more=more, status=422)
    try:
        answer_survey(row, asked, form.answers(), now=now, opened_at=opened.at)
    except ValidationError as refusal:
        return player.refused(request, uuid, key, refusal)
    messages.success(request, _("Thank you: your response is kept."))
    return player.onward(row, asked)
