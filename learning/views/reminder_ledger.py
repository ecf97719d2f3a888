"""Every decision about a reminder, with its reason: one's own, and of those one answers for."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.policies import people_under, reporting_paths
from learning.forms.reminders import LedgerFilter
from learning.models import Reminder, ReminderRule
from learning.rules.due_dates import start_of_day
from learning.services.dates import day_ends_at, institution_zone, today
from learning.services.decision_words import decision_words
from learning.services.reminder_words import rule_words
from learning.views.requirements import version_seen, with_a_scope

PER_PAGE = 50
PAGE = "learning/reminders/ledger.html"


@require_GET
def own(request: SignedInRequest) -> HttpResponse:
    """What we wrote to this person, and what we did not."""
    found = Reminder.objects.filter(recipient=request.user)
    return _page(request, found, {"section": "home", "mine": True})


@with_a_scope
@require_GET
def everyone(request: SignedInRequest) -> HttpResponse:
    """About everybody for whom this person answers."""
    return _page(request, _under(request, timezone.now()), {"scope": "all"})


@with_a_scope
@require_GET
def of_requirement(request: SignedInRequest, key: str) -> HttpResponse:
    """Of one requirement."""
    now = timezone.now()
    version = version_seen(request, key, now)
    found = _under(request, now).filter(rule__requirement=version.requirement)
    return _page(request, found, {"version": version})


@with_a_scope
@require_GET
def of_person(request: SignedInRequest, uuid: str) -> HttpResponse:
    """About one person, and to them."""
    now = timezone.now()
    day = today(now)
    person = get_object_or_404(people_under(reporting_paths(request.user, day), day), uuid=uuid)
    found = Reminder.objects.filter(Q(assignment__person=person) | Q(recipient=person))
    return _page(request, found, {"of": person})


def _under(request: SignedInRequest, now: datetime) -> QuerySet[Reminder]:
    day = today(now)
    people = people_under(reporting_paths(request.user, day), day)
    return Reminder.objects.filter(assignment__person__in=people.values("pk"))


def _page(
    request: SignedInRequest, found: QuerySet[Reminder], context: dict[str, object]
) -> HttpResponse:
    filters = LedgerFilter(request.GET)
    filters.full_clean()
    narrowed = _narrowed(found, filters).select_related(
        "assignment__person", "assignment__version", "recipient", "rule", "mail"
    )
    in_order = narrowed.order_by("-decided_at", "-id")
    page = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    uuid = filters.cleaned_data.get("rule")
    rule = ReminderRule.objects.filter(uuid=uuid).first() if uuid else None
    shown = {
        "section": "requirements",
        "filters": filters,
        "page": page,
        "rows": [(row, rule_words(row.rule), decision_words(row)) for row in page.object_list],
        "narrowed": any(filters.cleaned_data.values()),
        "rule_words": rule_words(rule) if rule else "",
    }
    return render(request, PAGE, shown | context)


def _narrowed(found: QuerySet[Reminder], filters: LedgerFilter) -> QuerySet[Reminder]:
    said = filters.cleaned_data
    if said.get("q"):
        found = found.filter(assignment__person__in=User.objects.search(said["q"]))
    for name, column in (("decision", "decision"), ("because", "because"), ("rule", "rule__uuid")):
        if said.get(name):
            found = found.filter(**{column: said[name]})
    if day := said.get("day"):
        begins = start_of_day(day, institution_zone())
        found = found.filter(decided_at__gte=begins, decided_at__lt=day_ends_at(day))
    return found
