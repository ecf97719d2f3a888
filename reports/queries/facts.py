"""How assignments stand, and stood at an instant by what was known then, or at another.

`stood_…` are what an assignment's caches say, said then, or would have said. The present reads the
caches; what was known at the very instant asked for, what is kept of them (AssignmentPast), by the
same rule; anything else is read from facts. Property tests hold that all of them agree.
"""

from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from learning.models import Assignment, AssignmentReason, Completion, Enrolment, Fulfilment
from learning.models.assignment import AssignmentQuerySet
from learning.rules.standing import Standing
from learning.services.hours import EVER
from reports.queries.clocks import known_at
from reports.queries.moments import Moment

STOOD = "stood_"  # how the names of what was said then begin


def assignments_at(
    moment: Moment, among: AssignmentQuerySet, *, as_sets: bool = False
) -> QuerySet[Assignment]:
    """The newest cycles of these assigned by then, each with `standing_now` and `is_compliant`, and
    the days and instants that decide them as `stood_…`.

    To count many, facts are read `as_sets`: each table once. What is asked for several reasons then
    comes several times, always alike, so that distinct people are to be counted. For a list they
    are looked up for each row that is shown, and each comes once.
    """
    newest = among.newest_cycles(by=moment.now)
    if moment.known is None:
        stood = newest.with_standing(moment.now, moment.due_soon_days)
        return stood.annotate(
            is_compliant=_flag(_compliant_by_caches(moment.now, moment.on)),
            stood_due_on=F("due_on"),
            stood_completed_at=F("completed_at"),
            stood_expires_on=F("expires_on"),
            stood_waived_until=F("waived_until"),
            stood_previous_expires_at=F("previous_expires_at"),
        )
    if not moment.reads_facts:
        then = newest.as_known(moment.known)
        stood = then.with_standing(moment.now, moment.due_soon_days, stood=STOOD)
        compliant = _compliant_by_caches(moment.now, moment.on, stood=STOOD)
        return stood.annotate(is_compliant=_flag(compliant))
    read = _met_and_asked_as_sets if as_sets else _met_and_asked
    by_facts = _by_facts(newest, moment.now, moment.known)
    return read(by_facts, moment.now, moment.known).annotate(
        standing_now=_standing(moment),
        is_compliant=_flag(_compliant_by_facts(moment.now, moment.on)),
    )


def _compliant_by_caches(now: datetime, on: date, *, stood: str = "") -> Q:
    """A waiver in force, or a completion (this cycle's or the one before) still valid that day."""
    expires_on = f"{stood}expires_on"
    still_valid = Q(**{f"{expires_on}__isnull": True}) | Q(**{f"{expires_on}__gte": on})
    return (
        Q(**{f"{stood}waived_until__gt": now})
        | Q(**{f"{stood}completed_at__lte": now}) & still_valid
        | Q(**{f"{stood}previous_expires_at__gt": now})
    )


def _by_facts(newest: QuerySet[Assignment], now: datetime, known: datetime) -> QuerySet[Assignment]:
    return newest.filter(assigned_at__lte=known).annotate(
        dated=FilteredRelation("due_dates", condition=known_at(known, "due_dates__")),
        spared=FilteredRelation(
            "waivers",
            condition=known_at(known, "waivers__")
            & Q(waivers__from_at__lte=now, waivers__until_at__gt=now),
        ),
        stood_due_on=F("dated__due_on"),
        stood_due_at=F("dated__due_at"),
        stood_waived_until=F("spared__until_at"),
        stood_before_on=_before(known),
        is_begun=_flag(_begun(now, known)),
    )


def _met_and_asked(
    stood: QuerySet[Assignment], now: datetime, known: datetime
) -> QuerySet[Assignment]:
    reasons = AssignmentReason.objects.filter(_asking(now, known), assignment=OuterRef("pk"))
    return stood.annotate(
        stood_completed_at=_of_decisive("completion__completed_at", known),
        stood_expires_on=_of_decisive("expires_on", known),
        is_asked=Exists(reasons),
    )


def _of_decisive(column: str, known: datetime) -> Case:
    """As learning.services.fulfilment says it: of what met an assignment, the first; of hours,
    the last."""
    met = Fulfilment.objects.filter(known_at(known), assignment=OuterRef("pk"))
    first = met.order_by("completion__completed_at", "id").values(column)[:1]
    last = met.order_by("-completion__completed_at", "-id").values(column)[:1]
    return Case(When(course__isnull=True, then=Subquery(last)), default=Subquery(first))


def _met_and_asked_as_sets(
    stood: QuerySet[Assignment], now: datetime, known: datetime
) -> QuerySet[Assignment]:
    joined = stood.annotate(
        met=FilteredRelation("fulfilments", condition=known_at(known, "fulfilments__")),
        asked=FilteredRelation("reasons", condition=_asking(now, known, "reasons__")),
        stood_met_by=F("met__id"),
        stood_completed_at=F("met__completion__completed_at"),
        stood_expires_on=F("met__expires_on"),
        is_asked=_flag(Q(asked__isnull=False)),
    )
    return joined.filter(~Exists(_more_decisive(known)))


def _more_decisive(known: datetime) -> QuerySet[Fulfilment]:
    """What is decisive, and not the fulfilment that was joined; of nearly none there is any."""
    at, number = OuterRef("stood_completed_at"), OuterRef("stood_met_by")
    first = Q(completion__completed_at__lt=at) | Q(completion__completed_at=at, id__lt=number)
    last = Q(completion__completed_at__gt=at) | Q(completion__completed_at=at, id__gt=number)
    of_hours = IsNull(OuterRef("course"), True)
    others = Fulfilment.objects.filter(known_at(known), assignment=OuterRef("pk"))
    return others.filter(Q(of_hours) & last | ~Q(of_hours) & first)


def _asking(now: datetime, known: datetime, prefix: str = "") -> Q:
    """Reasons that held at the instant."""
    lasting = Q(**{f"{prefix}to_at__isnull": True}) | Q(**{f"{prefix}to_at__gt": now})
    return known_at(known, prefix) & lasting & Q(**{f"{prefix}from_at__lte": now})


def _begun(now: datetime, known: datetime) -> Q:
    """Its person took the course while it was asked; of hours, something had been earned."""
    taking = Enrolment.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=OuterRef("assigned_at")),
        person=OuterRef("person"),
        course=OuterRef("course"),
        started_at__lte=now,
    )
    earned = Completion.objects.filter(
        known_at(known),
        revoked_at__isnull=True,
        person=OuterRef("person"),
        completed_at__lte=now,
        completed_at__gte=Coalesce(OuterRef("counts_from"), Value(EVER)),
        course__menu_items__version=OuterRef("version"),
    )
    return Q(Exists(taking)) | Q(course__isnull=True) & Q(Exists(earned))


def _before(known: datetime) -> Case:
    """The last day on which the completion of the cycle before is valid; of the first, nothing."""
    earlier = Fulfilment.objects.filter(
        known_at(known),
        assignment__person=OuterRef("person"),
        assignment__requirement=OuterRef("requirement"),
        assignment__cycle=OuterRef("cycle") - 1,
    )
    last = earlier.order_by("-completion__completed_at", "-id").values("expires_on")[:1]
    return Case(When(cycle__gt=1, then=Subquery(last)), default=None)


def _standing(moment: Moment) -> Case:
    """The rule of learning.rules.standing, over facts."""
    now = moment.now
    late = Q(stood_due_at__isnull=False) & Q(stood_completed_at__gte=F("stood_due_at"))
    return Case(
        When(stood_waived_until__isnull=False, then=Value(Standing.WAIVED.value)),
        When(is_asked=False, then=Value(Standing.WITHDRAWN.value)),
        When(Q(stood_completed_at__lte=now) & late, then=Value(Standing.COMPLETED_LATE.value)),
        When(stood_completed_at__lte=now, then=Value(Standing.COMPLETED_ON_TIME.value)),
        When(stood_before_on__lt=moment.on, then=Value(Standing.EXPIRED.value)),
        When(stood_due_at__lte=now, then=Value(Standing.OVERDUE.value)),
        When(is_begun=True, then=Value(Standing.IN_PROGRESS.value)),
        When(stood_due_at__lte=moment.soon, then=Value(Standing.DUE_SOON.value)),
        When(scheduled_from__gt=now, then=Value(Standing.SCHEDULED.value)),
        default=Value(Standing.NOT_STARTED.value),
        output_field=CharField(),
    )


def _compliant_by_facts(now: datetime, on: date) -> Q:
    still_valid = Q(stood_expires_on__isnull=True) | Q(stood_expires_on__gte=on)
    return (
        Q(stood_waived_until__isnull=False)
        | Q(stood_completed_at__lte=now) & still_valid
        | Q(stood_before_on__gte=on)
    )


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
