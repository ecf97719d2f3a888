"""How assignments stood, held against the facts that were known when each began to stand so."""

from collections.abc import Iterator

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from learning.models import (
    Assignment,
    AssignmentPast,
    AssignmentReason,
    DueDate,
    Enrolment,
    Fulfilment,
    Waiver,
)
from learning.services.caches import SINCE
from learning.services.dates import day_ends_at
from learning.services.fulfilment import decisive

Rows = Iterator[tuple[object, object, object]]


def known_when_it_began(since: str, assignment: str, of: str) -> dict[str, Combinable]:
    """What each cache had to say by the facts known at the instant `since` of a row.

    `assignment` is where the row has its assignment, `of` what the columns of that begin with.
    """
    known, mine = OuterRef(since), Q(assignment=OuterRef(assignment))
    dates = DueDate.objects.known_at(known).filter(mine).order_by("-id")
    waivers = Waiver.objects.known_at(known).filter(mine).order_by("-id")
    reasons = AssignmentReason.objects.known_at(known).filter(mine)
    met = Fulfilment.objects.known_at(known).filter(mine)
    of_hours = Q(**{f"{of}course__isnull": True})
    ended = Subquery(reasons.order_by("-to_at").values("to_at")[:1])
    asked = Exists(reasons.filter(to_at__isnull=True))
    return {
        "due_on": Subquery(dates.values("due_on")[:1]),
        "due_at": Subquery(dates.values("due_at")[:1]),
        "waived_until": Subquery(waivers.values("until_at")[:1]),
        "completed_at": decisive("completion__completed_at", met, of_hours=of_hours),
        "expires_on": decisive("expires_on", met, of_hours=of_hours),
        "withdrawn_at": Case(
            When(~asked, then=Coalesce(ended, F(f"{of}assigned_at"))), default=None
        ),
    }


def since() -> tuple[QuerySet[Assignment], dict[str, Combinable]]:
    """What is cached now was so from the last change on: nothing changed it unseen."""
    return Assignment.objects.annotate(since=SINCE), known_when_it_began("since", "pk", "")


def pasts() -> tuple[QuerySet[AssignmentPast], dict[str, Combinable]]:
    """What was cached before; each row begins where the one before it ends, the first at once."""
    others = AssignmentPast.objects.filter(assignment=OuterRef("assignment"))
    before = others.filter(superseded_at__lte=OuterRef("recorded_at")).order_by("-superseded_at")
    after = others.filter(recorded_at__gte=OuterRef("superseded_at")).order_by("recorded_at")
    rebuilt = known_when_it_began("recorded_at", "assignment", "assignment__")
    rebuilt["recorded_at"] = Coalesce(
        Subquery(before.values("superseded_at")[:1]), F("assignment__assigned_at")
    )
    rebuilt["superseded_at"] = Coalesce(
        Subquery(after.values("recorded_at")[:1]), F("assignment__changed_at")
    )
    return AssignmentPast.objects.all(), rebuilt


def changes() -> tuple[QuerySet[Assignment], dict[str, Combinable]]:
    """When each last changed: when the newest past ended; of none, never, or as it was assigned."""
    mine = AssignmentPast.objects.filter(assignment=OuterRef("pk")).order_by("-superseded_at")
    last = Subquery(mine.values("superseded_at")[:1])
    at_once = Case(When(changed_at__isnull=False, then=F("assigned_at")), default=None)
    return Assignment.objects.all(), {"changed_at": Coalesce(last, at_once)}


def starts_of_old() -> Rows:
    """A start that was shown before is one that there was."""
    begun = Enrolment.objects.filter(
        person=OuterRef("assignment__person"), started_at=OuterRef("started_at")
    )
    of_courses = AssignmentPast.objects.filter(
        assignment__course__isnull=False, started_at__isnull=False
    )
    rows = of_courses.annotate(is_so=Exists(begun)).order_by("pk")
    for pk, started_at, is_so in rows.values_list("pk", "started_at", "is_so").iterator():
        yield pk, started_at, started_at if is_so else None


def previous_expiries_of_old() -> Rows:
    """The end of the day through which the cycle before was valid, as far as was then known."""
    earlier = Fulfilment.objects.known_at(OuterRef("recorded_at")).filter(
        assignment__person=OuterRef("assignment__person"),
        assignment__requirement=OuterRef("assignment__requirement"),
        assignment__cycle=OuterRef("assignment__cycle") - 1,
    )
    of_hours = Q(assignment__course__isnull=True)
    until = decisive("expires_on", earlier, of_hours=of_hours)
    rows = AssignmentPast.objects.annotate(until=until).order_by("pk")
    for pk, stored, day in rows.values_list("pk", "previous_expires_at", "until").iterator():
        yield pk, stored, day and day_ends_at(day)
