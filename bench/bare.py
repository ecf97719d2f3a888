"""The control of an attempt: the same requests as a bare prototype would answer them.

Session, person, a lock, an update, a plain template; no product around it: none of our middleware,
no drawn order, no receipts, no audit, no completion. It writes the same two tables.
"""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from courses.models import Question
from learning.models import Attempt, Enrolment, Response

PAGE = engines["django"].from_string(
    """<!doctype html><html lang="en"><head><title>Quiz</title></head><body>
<p>{{ user.email }}</p><form method="post" action="submit/">{% csrf_token %}
{% for response in responses %}<fieldset><legend>{{ response.question.prompt|safe }}</legend>
{% for choice in response.question.choices.all %}<label><input type="radio"
name="{{ response.question.key }}" value="{{ choice.key }}"
{% if response.value.choice == choice.key %}checked{% endif %}> {{ choice.text|safe }}</label>
{% endfor %}{{ response.score|default:"" }}</fieldset>{% endfor %}<button>Hand in</button></form>
</body></html>"""
)


@login_required
@require_POST
def start(request: HttpRequest, enrolment: int) -> HttpResponse:
    with transaction.atomic():
        row = get_object_or_404(
            Enrolment.objects.select_for_update(), pk=enrolment, person=request.user.pk
        )
        made = Attempt.objects.filter(enrolment=row).count()
        quiz = row.edition.activities.get(kind="quiz")
        attempt = Attempt.objects.create(
            enrolment=row,
            activity=quiz,
            activity_key=quiz.key,
            number=made + 1,
            seed="",
            started_at=datetime.now(UTC),
        )
        Response.objects.bulk_create(
            Response(attempt=attempt, question=question, place=place)
            for place, question in enumerate(Question.objects.filter(activity=quiz), 1)
        )
    return redirect("page", attempt.uuid)


@login_required
@require_GET
def page(request: HttpRequest, uuid: str) -> HttpResponse:
    attempt = get_object_or_404(Attempt, uuid=uuid, enrolment__person=request.user.pk)
    responses = attempt.responses.select_related("question").prefetch_related("question__choices")
    return HttpResponse(PAGE.render({"responses": responses}, request))


@login_required
@require_POST
def save(request: HttpRequest, uuid: str) -> HttpResponse:
    key = request.POST[":question"]
    with transaction.atomic():
        attempt = get_object_or_404(
            Attempt.objects.select_for_update(), uuid=uuid, enrolment__person=request.user.pk
        )
        attempt.responses.filter(question__key=key).update(value={"choice": request.POST[key]})
    return JsonResponse({"saved": key})


@login_required
@require_POST
def submit(request: HttpRequest, uuid: str) -> HttpResponse:
    with transaction.atomic():
        attempt = get_object_or_404(
            Attempt.objects.select_for_update(), uuid=uuid, enrolment__person=request.user.pk
        )
        responses = list(
            attempt.responses.select_related("question").prefetch_related("question__choices")
        )
        for response in responses:
            chosen = request.POST.get(response.question.key, "")
            right = [each.key for each in response.question.choices.all() if each.weight == 1]
            response.value = {"choice": chosen}
            response.score = int([chosen] == right)
        Response.objects.bulk_update(responses, ["value", "score"])
        attempt.score = sum(response.score or 0 for response in responses) / len(responses)
        attempt.submitted_at = datetime.now(UTC)
        attempt.save(update_fields=["score", "submitted_at"])
    return redirect("page", attempt.uuid)


urlpatterns = [
    path("healthz", lambda request: HttpResponse()),
    path("bare/<int:enrolment>/start/", start, name="start"),
    path("bare/<uuid:uuid>/", page, name="page"),
    path("bare/<uuid:uuid>/save/", save, name="save"),
    path("bare/<uuid:uuid>/submit/", submit, name="submit"),
]
