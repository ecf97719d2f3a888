"""What a person is granted on every quiz: for admins only, and why for nobody else."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from accounts.views.access import admins_only, person_in_scope, posted
from courses.views.questions_shown import tidy
from learning.forms.accommodations import AccommodationForm
from learning.models import Accommodation
from learning.services.accommodations import (
    end_accommodation,
    grant_accommodation,
    in_force,
)
from learning.services.dates import today

DAY = timedelta(days=1)


@admins_only
@require_http_methods(["GET", "POST"])
def accommodation(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What is granted today; and granting something else in its place."""
    person = person_in_scope(request, uuid)
    now = timezone.now()
    held = in_force(person, today(now))
    form = AccommodationForm(posted(request), initial=said_by(held), today=today(now))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            grant_accommodation(person, form.granted(), reason=reason, now=now, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It holds for every quiz begun from now on."))
            return redirect("learning:accommodation", uuid)
    context = {
        "section": "people",
        "person": person,
        "held": held,
        "factor": held and tidy(held.factor),
        "last_on": held and held.to_on and held.to_on - DAY,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "learning/accommodation.html", context, status=status)


def said_by(held: Accommodation | None) -> dict[str, object]:
    """The form as it would say what is granted now; the reason is asked afresh."""
    if held is None:
        return {}
    return {
        "factor": tidy(held.factor),
        "no_time_limit": held.no_time_limit,
        "extra_attempts": held.extra_attempts,
        "last_on": held.to_on and held.to_on - DAY,
    }


@admins_only
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """End what is granted, with a reason."""
    person = person_in_scope(request, uuid)
    now = timezone.now()
    if in_force(person, today(now)) is None:
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        end_accommodation(person, reason=form.cleaned_data["reason"], now=now, by=request.user)
        messages.success(request, _("Quizzes begun from now on are as for everybody."))
        return redirect("learning:accommodation", uuid)
    context = {"section": "people", "person": person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "learning/accommodation_end.html", context, status=status)
