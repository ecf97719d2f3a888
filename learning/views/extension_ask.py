"""A learner asks for more time, and reads what was answered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import User
from learning.forms.cases import AskForm
from learning.models import Assignment
from learning.services.dates import today
from learning.services.extension_requests import ask_extension

FIELDS = {"reason_missing": "reason", "not_later": "day", "until_is_past": "day"}


def asked_in(person: User, key: str) -> Assignment:
    """What this course is asked of the person for, due first; else there is nothing to ask."""
    mine = Assignment.objects.newest_cycles().made_to(person).in_force()
    due = mine.filter(course__key=key, due_on__isnull=False)
    first = due.select_related("version", "course").order_by(F("due_on"), "pk").first()
    if first is None:
        raise Http404
    return first


@require_http_methods(["GET", "POST"])
def more_time(request: SignedInRequest, key: str) -> HttpResponse:
    """Until which day, and why; who asked already reads what they asked and what was answered."""
    now = timezone.now()
    assignment = asked_in(request.user, key)
    form = AskForm(request.POST or None, today=today(now))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            ask_extension(assignment, until_on=said["day"], reason=said["reason"], now=now)
        except ValidationError as refusal:
            form.add_error(FIELDS.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("You have asked. You will be told the answer by mail."))
            return redirect("learning:course", key)
    context = {
        "section": "courses",
        "assignment": assignment,
        "asked": assignment.extension_requests.order_by("-asked_at", "-id"),
        "form": form,
        "key": key,
    }
    status = 422 if form.errors else 200
    return render(request, "learning/more_time.html", context, status=status)
