"""Why me, why this date, what next, what was sent: of one assignment (UX, journey 8)."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.policies import people_under, reporting_paths
from accounts.rules.roles import Role
from learning.models import Assignment
from learning.services.dates import today
from learning.services.decision_words import decision_words
from learning.services.explained import Explained, due_words, explained
from learning.services.menu_words import hours_shown
from learning.services.requirement_preview import when_it_writes

PAGE = "learning/explained.html"


@require_GET
def assignment(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Everything about one assignment, for its person and for those who answer for them."""
    now = timezone.now()
    seen = Q(person=request.user)
    if {Role.COORDINATOR, Role.ADMIN} & request.user.roles:
        day = today(now)
        seen |= Q(person__in=people_under(reporting_paths(request.user, day), day))
    found = get_object_or_404(Assignment.objects.to_explain().filter(seen), uuid=uuid)
    return page(request, [explained(found, now=now)])


@require_GET
def course(request: SignedInRequest, key: str) -> HttpResponse:
    """Everything about what is asked of oneself in one course, the newest cycle first."""
    now = timezone.now()
    mine = Assignment.objects.to_explain().filter(person=request.user, course__key=key)
    found = mine.order_by("-assigned_at", "-cycle", "-id")
    if not found:
        raise Http404
    return page(request, [explained(each, now=now) for each in found])


def page(request: SignedInRequest, known: list[Explained]) -> HttpResponse:
    mine = known[0].assignment.person_id == request.user.pk
    context = {
        "section": "home" if mine else "requirements",
        "mine": mine,
        "person": known[0].assignment.person,
        "known": [shown(each) for each in known],
        "today": today(timezone.now()),
    }
    return render(request, PAGE, context)


def shown(known: Explained) -> dict[str, object]:
    """One of them, with its rows in words."""
    return {
        "assignment": known.assignment,
        "standing": known.standing,
        "sentences": known.sentences,
        "dates": [(row, due_words(row)) for row in known.dates],
        "waivers": known.waivers,
        "hours": hours_shown(known.hours) if known.hours else None,
        "met_by": [row for row in known.fulfilments if row.superseded_at is None],
        "renewal_opens_on": known.renewal_opens_on,
        "coming": known.coming,
        "reminders": [
            (row, when_it_writes(row.rule.anchor, row.offset_days), decision_words(row))
            for row in reversed(known.reminders)
        ],
    }
