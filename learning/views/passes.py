"""Taking back a pass that no score gives any more."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from courses.views.authors import authors_only
from learning.models import Attempt
from learning.services.regrade_lists import editions_after_another, passes_that_stay
from learning.services.revoking import consequence_of_withdrawing, withdraw_pass
from learning.views.regrade import STAY, address, code_in_words, course_in_scope, sees_names


@never_cache
@authors_only
@require_http_methods(["GET", "POST"])
def take_back(request: SignedInRequest, key: str, uuid: UUID) -> HttpResponse:
    """Take back the pass of one attempt, after saying what that means and why."""
    course = course_in_scope(request, key)
    rows = Attempt.objects.filter(activity__edition__course=course, score__isnull=False)
    rows = rows.select_related("activity__edition__course", "enrolment__person")
    attempt = get_object_or_404(rows, uuid=uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw_pass(attempt, reason=reason, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The pass is taken back."))
            return redirect(passes_of(attempt))
    by_name = sees_names(request, course, attempt.activity_key)
    return show(request, attempt, form, by_name=by_name)


def show(
    request: SignedInRequest, attempt: Attempt, form: ReasonForm, *, by_name: bool
) -> HttpResponse:
    """The page; not there for an attempt whose pass its score gives, or that never passed."""
    staying = passes_that_stay(attempt.activity.edition.course, attempt.activity_key)
    passed_with = staying.filter(pk=attempt.pk).values_list("passed_with", flat=True).first()  # type: ignore[misc]
    if passed_with is None and not form.errors:
        raise Http404
    person = attempt.enrolment.person
    context = {
        "section": "marking",
        "form": form,
        "attempt": attempt,
        "activity": attempt.activity,
        "passed_with": passed_with,
        "who": person.display_name if by_name else code_in_words(attempt.uuid),
        "consequence": consequence_of_withdrawing(attempt),
        "back_url": passes_of(attempt),
    }
    status = 422 if form.errors else 200
    return render(request, "learning/take_back.html", context, status=status)


def passes_of(attempt: Attempt) -> str:
    """The list that it stands in."""
    course = attempt.activity.edition.course
    editions = editions_after_another(course)
    if not editions:
        return reverse("learning:regrade", args=[course.key])
    return address(course, attempt.activity_key, editions[0], show=STAY)
