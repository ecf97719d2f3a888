"""What the next 30 days will send: by day and rule, opening to names."""

from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.models.user import UserQuerySet
from accounts.policies import people_under, reporting_paths
from learning.models import RequirementVersion
from learning.rules.reminders import Decision
from learning.services.dates import today
from learning.services.reminder_forecast import Coming, by_day, forecast
from learning.views.requirements import version_seen, with_a_scope

PER_PAGE = 50
PAGE = "learning/reminders/forecast.html"


@with_a_scope
@require_GET
def everything(request: SignedInRequest) -> HttpResponse:
    """Of everybody for whom this person answers."""
    return _page(request, None, now=timezone.now())


@with_a_scope
@require_GET
@vary_on_headers("HX-Request")
def of_requirement(request: SignedInRequest, key: str) -> HttpResponse:
    """Of one requirement; its own page asks, by htmx, for the days and rules alone."""
    now = timezone.now()
    version = version_seen(request, key, now)
    if request.headers.get("HX-Request"):
        people = _people(request, today(now))
        days = by_day(forecast(people, now=now, requirement=version.requirement_id))
        figures = {"mails": days, "today": today(now)}
        return render(request, "learning/requirement_mails.html", figures)
    return _page(request, version, now=now)


def _people(request: SignedInRequest, day: date) -> UserQuerySet:
    """Those for whom this person answers."""
    return people_under(reporting_paths(request.user, day), day)


def _page(
    request: SignedInRequest, version: RequirementVersion | None, *, now: datetime
) -> HttpResponse:
    day = today(now)
    people = _people(request, day)
    of = version.requirement_id if version else None
    coming = forecast(people, now=now, requirement=of)
    sent = [each for each in coming if each.decision == Decision.SENT]
    days = by_day(sent)
    chosen = (request.GET.get("day"), request.GET.get("rule"))
    row = next((r for r in days if (r.on.isoformat(), str(r.rule.uuid)) == chosen), None)
    context: dict[str, object] = {
        "section": "requirements",
        "version": version,
        "today": day,
        "days": days,
        "mails": len({(each.recipient_id, each.at) for each in sent}),
        "spared": len(coming) - len(sent),
    }
    if row:
        those = [each for each in sent if each.on == row.on and each.rule_id == row.rule.pk]
        page = Paginator(those, PER_PAGE).get_page(request.GET.get("page"))
        context |= {"row": row, "page": page, "named": _named(page)}
    return render(request, PAGE, context)


def _named(page: object) -> list[dict[str, object]]:
    """Whom it is about and to whom it goes; one query."""
    rows: list[Coming] = list(page.object_list)  # type: ignore[attr-defined]
    ids = {each.person_id for each in rows} | {each.recipient_id for each in rows}
    people = User.objects.in_bulk(ids)
    return [
        {
            "person": people[each.person_id],
            "recipient": people[each.recipient_id],
            "at": each.at,
            "is_own": each.person_id == each.recipient_id,
        }
        for each in rows
    ]
