"""The front page of a stranger, the home page of everyone else: one address."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from learning.rules.standing import Standing
from learning.services.agenda import Agenda, agenda
from learning.services.dates import today as institution_day
from learning.views.ledger import row

NEWEST = 3  # completions shown here; the transcript has them all
OFFERS = 4  # and the catalogue all courses
WEEK = timedelta(days=7)


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is owed, what comes next and what is done; to a stranger, what this is."""
    if not request.user.is_authenticated:
        return render(request, "accounts/front.html")
    now = timezone.now()
    page = agenda(
        request.user,
        now=now,
        language=get_language() or settings.LANGUAGE_CODE,
        due_soon_days=settings.DUE_SOON_DAYS,
    )
    today = institution_day(now)
    context = {
        "section": "home",
        "agenda": page,
        "required": [row(item, today) for item in page.required],
        "offers": [row(item, today) for item in page.optional[:OFFERS]],
        "newest": page.done[:NEWEST],
        "hour": timezone.localtime(now).hour,
        "today": today,
        **pressing(page, today),
    }
    return render(request, "learning/home.html", context)


def pressing(page: Agenda, today: date) -> dict[str, object]:
    """How much is asked and how soon; the next day on which something opens."""
    asked = page.asked
    late = [item for item in asked if item.standing in (Standing.OVERDUE, Standing.EXPIRED)]
    days = [item.asked.due_on for item in asked if item.asked and item.asked.due_on]
    opening = [
        item.asked.opens_on
        for item in page.required
        if item.standing == Standing.SCHEDULED and item.asked and item.asked.opens_on
    ]
    return {
        "late": len(late),
        "soon": len([day for day in days if today <= day <= today + WEEK]),
        "asked": len(asked),
        "hours": any(item.hours for item in asked),  # then not all of them are courses
        "opens": min(opening, default=None),
    }
