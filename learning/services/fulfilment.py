"""What meets an assignment: a completion of its course, now or from before (DOMAIN 3).

One that asks for hours is met by several together: see learning.services.hours.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from accounts.services.set_based import insert_select, tell_planner
from learning.models import Assignment, Completion, Enrolment, Fulfilment, RequirementVersion
from learning.services.caches import keep
from learning.services.counting import counting_for, courses_met_by
from learning.services.dates import day_ends_at, expiry, renewal_policy
from learning.services.hours import EVER, meet_hours
from learning.services.shorter import covering, covers, modules_asked


@transaction.atomic
def fulfil(completion: Completion, *, now: datetime) -> list[Assignment]:
    """Let a completion meet every assignment of its person, still open, that it counts for.

    Returns those it met: those that ask for its course, or for one that it is an equivalent of;
    also a renewal by a shorter course, where it is of the whole one; where it is of some modules,
    those renewals alone that ask for no others; and those for whose hours it
    was the last that they took. Safe to repeat: what is met stays met, by the first that met it.
    """
    met = _meet_by_course(completion, now=now)
    return [*met, *_meet_by_hours(completion.person_id, now=now)]


def _meet_by_course(completion: Completion, *, now: datetime) -> list[Assignment]:
    counts = Q(counts_from__isnull=True) | Q(counts_from__lte=completion.completed_at)
    courses = courses_met_by(completion)
    asks = Q(course__in=courses) | Q(course__isnull=False, version__course__in=courses)
    if completion.modules:
        asks = Q(course=completion.course_id, cycle__gt=1) & ~Q(version__renewal_modules="")
    open_ones = (
        Assignment.objects.in_force()
        .filter(counts, asks, person_id=completion.person_id)
        .select_related("version")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return [
        _meet(assignment, completion, now=now)
        for assignment in open_ones
        if covers(completion.modules, modules_asked(assignment))
    ]


def _meet_by_hours(person: int, *, now: datetime) -> list[Assignment]:
    """The person's open assignments that ask for hours, where what they have is enough."""
    asked = Assignment.objects.in_force().filter(person=person, version__hours__isnull=False)
    open_ones = list(asked.select_related("version").order_by("pk"))
    versions = {each.version_id: each.version for each in open_ones}
    if not sum(meet_hours(version, now=now, person=person) for version in versions.values()):
        return []
    mine = Assignment.objects.filter(pk__in=[each.pk for each in open_ones])
    _repeat_on_assignments(mine, now=now)
    return list(mine.filter(completed_at__isnull=False).order_by("pk"))


def _meet(assignment: Assignment, completion: Completion, *, now: datetime) -> Assignment:
    """Write down that it is met, and repeat it on the assignment for the lists."""
    expires_on = expiry(
        assignment.version,
        completed_at=completion.completed_at,
        due_on=assignment.due_on,
        previous_expires_at=assignment.previous_expires_at,
        first_completed_at=_first_completed_at(assignment),
    )
    fulfilment, _ = Fulfilment.objects.standing().get_or_create(
        assignment=assignment,
        completion=completion,
        superseded_at=None,
        defaults={"expires_on": expires_on, "recorded_at": _not_before_changed(assignment, now)},
    )
    assignment.completed_at = completion.completed_at
    assignment.expires_on = fulfilment.expires_on
    keep(
        Assignment.objects.filter(pk=assignment.pk),
        now=now,
        completed_at=assignment.completed_at,
        expires_on=assignment.expires_on,
    )
    return assignment


def _not_before_changed(assignment: Assignment, now: datetime) -> datetime:
    """As its caches have it, of a clock that was put back."""
    return max(now, assignment.changed_at or assignment.assigned_at)


def _first_completed_at(assignment: Assignment) -> datetime | None:
    """When this person first met the requirement; None if this is the first time."""
    if assignment.cycle == 1:
        return None
    earlier = Fulfilment.objects.standing().filter(
        assignment__person=assignment.person_id, assignment__requirement=assignment.requirement_id
    )
    first: datetime | None = earlier.aggregate(at=Min("completion__completed_at"))["at"]
    return first


@transaction.atomic
def unmeet(completion: Completion, *, now: datetime) -> list[Assignment]:
    """Open again what a revoked completion met, unless another one that counts meets it.

    Returns the assignments it had met. Safe to repeat: then there are none.
    """
    held = Fulfilment.objects.standing().filter(completion__uuid=completion.uuid)
    met = Assignment.objects.filter(pk__in=list(held.values_list("assignment", flat=True)))
    assignments = list(met.select_for_update(of=("self",)).order_by("pk"))
    held.supersede(now)
    # Hours are met by several together: what is left of them is counted anew.
    Fulfilment.objects.filter(
        assignment__in=[it.pk for it in assignments if not it.course_id]
    ).supersede(now)
    _repeat(met, now=now)
    others = Completion.objects.valid().filter(person_id=completion.person_id)
    for other in others.order_by("-completed_at", "-id"):
        _meet_by_course(other, now=now)
    _meet_by_hours(completion.person_id, now=now)
    # What was begun after it had been met was not begun for it.
    keep(met.filter(started_at__gt=F("completed_at")), now=now, started_at=None)
    for assignment in met:
        _tell_next_cycle(assignment, now=now)
    return assignments


def _tell_next_cycle(assignment: Assignment, *, now: datetime) -> None:
    """A renewal repeats until when the cycle before it is valid."""
    expires_on = assignment.expires_on
    next_one = Assignment.objects.filter(
        person=assignment.person_id,
        requirement=assignment.requirement_id,
        cycle=assignment.cycle + 1,
    )
    keep(next_one, now=now, previous_expires_at=expires_on and day_ends_at(expires_on))


@transaction.atomic
def note_start(enrolment: Enrolment, *, now: datetime) -> int:
    """Show every open assignment of this course as started; how many there were.

    Safe to repeat: the first start stays.
    """
    not_started = Assignment.objects.in_force().filter(
        person=enrolment.person_id, course=enrolment.course_id, started_at__isnull=True
    )
    return keep(not_started, now=now, started_at=enrolment.started_at)


@transaction.atomic
def meet_from_history(version: RequirementVersion, *, now: datetime) -> int:
    """Meet the version's open assignments by what their people did already; how many it met.

    What would still be valid counts, the newest of it; who has the course open has started.
    Safe to repeat, and to run beside `fulfil`: what one of them missed, the other finds. A
    constant number of statements where nothing expires.
    """
    open_ones = Assignment.objects.in_force().filter(version=version)
    if version.hours is not None:
        found = meet_hours(version, now=now)
        if found:
            _repeat_on_assignments(open_ones, now=now)
        return found
    show_started(open_ones, now=now)
    asked = dict.fromkeys(filter(None, (version.course_id, version.renewal_course_id)))
    found = sum(_meet_asking(course, open_ones, version, now=now) for course in asked)
    if found:
        _repeat_on_assignments(open_ones, now=now)
    return found


def _meet_asking(
    course: int, open_ones: QuerySet[Assignment], version: RequirementVersion, *, now: datetime
) -> int:
    """Those of a version's open assignments that ask for this course, by the newest that counts."""
    counting = counting_for(filter(None, {course, version.course_id}))
    if enough := covering(version):
        renews = GreaterThan(OuterRef("cycle"), Value(1))
        counting |= Q(renews, course=course, modules__in=enough)
    completions = Completion.objects.valid().filter(
        counting,
        person=OuterRef("person"),
        completed_at__gte=Coalesce(OuterRef("counts_from"), Value(EVER)),
        completed_at__lte=now,
    )
    newest = completions.order_by("-completed_at", "-id")
    met = open_ones.annotate(met_by=Subquery(newest.values("id")[:1])).filter(
        met_by__isnull=False, course=course
    )
    if renewal_policy(version) is not None:
        return _meet_until(met, newest, version, now=now)
    columns: dict[str, Combinable] = {
        "assignment_id": F("id"),
        "completion_id": F("met_by"),
        "recorded_at": Value(now),
    }
    return insert_select(Fulfilment, met, columns)


def open_enrolments(*, person: OuterRef, course: OuterRef | int) -> QuerySet[Enrolment]:
    """What shows an assignment as started: the person has the course open that it asks for."""
    return Enrolment.objects.open().filter(person=person, course=course)


def show_started(open_ones: QuerySet[Assignment], *, now: datetime) -> None:
    """Show as started those whose person has the course open that they ask for."""
    enrolments = open_enrolments(person=OuterRef("person"), course=OuterRef("course"))
    not_started = open_ones.filter(Exists(enrolments), started_at__isnull=True)
    keep(not_started, now=now, started_at=Subquery(enrolments.values("started_at")[:1]))


def _meet_until(
    met: QuerySet[Assignment],
    newest: QuerySet[Completion],
    version: RequirementVersion,
    *,
    now: datetime,
) -> int:
    """Fulfilments that expire: each on its own day."""
    first = Fulfilment.objects.standing().filter(
        assignment__person=OuterRef("person"), assignment__requirement=OuterRef("requirement")
    )
    rows = met.annotate(
        met_at=Subquery(newest.values("completed_at")[:1]),
        first_at=Subquery(
            first.order_by("completion__completed_at").values("completion__completed_at")[:1]
        ),
    ).values_list("id", "met_by", "met_at", "due_on", "previous_expires_at", "first_at")
    fulfilments = [
        Fulfilment(
            assignment_id=assignment,
            completion_id=completion,
            recorded_at=now,
            expires_on=expiry(
                version,
                completed_at=met_at,
                due_on=due_on,
                previous_expires_at=previous,
                first_completed_at=first_at,
            ),
        )
        for assignment, completion, met_at, due_on, previous, first_at in rows
    ]
    made = len(Fulfilment.objects.bulk_create(fulfilments, ignore_conflicts=True))
    tell_planner(Fulfilment, made)
    return made


def _repeat_on_assignments(open_ones: QuerySet[Assignment], *, now: datetime) -> None:
    """Copy what meets each to its assignment, where lists and indexes read it."""
    standing = Fulfilment.objects.standing().filter(assignment=OuterRef("pk"))
    _repeat(open_ones.filter(Exists(standing)), now=now)


def _repeat(assignments: QuerySet[Assignment], *, now: datetime) -> None:
    """The same of these, also where nothing meets them."""
    keep(
        assignments,
        now=now,
        completed_at=of_decisive("completion__completed_at"),
        expires_on=of_decisive("expires_on"),
    )


def of_decisive(column: str) -> Case:
    """Of what meets an assignment, the first: later ones change nothing; of hours, the last."""
    standing = Fulfilment.objects.standing().filter(assignment=OuterRef("pk"))
    return decisive(column, standing, of_hours=Q(course__isnull=True))


def decisive(column: str, met: QuerySet[Fulfilment], *, of_hours: Q) -> Case:
    """The same of any fulfilments of one assignment: as known at some instant, say."""
    first = met.order_by("completion__completed_at", "id")
    last = met.order_by("-completion__completed_at", "-id")
    return Case(
        When(of_hours, then=Subquery(last.values(column)[:1])),
        default=Subquery(first.values(column)[:1]),
    )
