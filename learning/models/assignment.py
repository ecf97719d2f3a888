"""Assignments: what is asked of one person, why, by when, and what met it."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When

from accounts.models import User
from accounts.models.facts import FactQuerySet
from accounts.models.organisation import under_any
from courses.models import Course
from learning.models.completion import Completion
from learning.models.past import CACHES, Caches
from learning.models.requirement import Requirement, RequirementVersion


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def made_to(self, person: User) -> "AssignmentQuerySet":
        return self.filter(person=person)

    def in_force(self) -> "AssignmentQuerySet":
        """Still asked: the audience holds the person, and nothing has met it."""
        return self.filter(withdrawn_at__isnull=True, completed_at__isnull=True)

    def to_explain(self) -> "AssignmentQuerySet":
        """With everything that its explanation names."""
        return self.select_related("person", "requirement__unit", "version__course", "course")

    def newest_cycles(self, by: datetime | None = None) -> "AssignmentQuerySet":
        """Of each person and requirement, the newest cycle assigned (by then): it counts."""
        assigned = Q() if by is None else Q(assigned_at__lte=by)
        later = self.model.objects.filter(
            assigned,
            person=models.OuterRef("person"),
            requirement=models.OuterRef("requirement"),
            cycle__gt=models.OuterRef("cycle"),
        ).filter(cycle__gt=1)  # as any later one is: there are few, and an index of its own
        return self.filter(assigned, ~models.Exists(later))

    def of_people_under(self, paths: list[str], day: datetime) -> "AssignmentQuerySet":
        """Assignments of people with an appointment in these subtrees on that day."""
        from accounts.models import Appointment  # noqa: PLC0415

        held = Appointment.objects.today(day.date()).filter(
            under_any(paths, "unit__path"), person=models.OuterRef("person")
        )
        return self.filter(models.Exists(held))

    def as_known(self, known: datetime) -> "AssignmentQuerySet":
        """Assigned by then, with what their caches said at that instant as `stood_…`.

        Exact of any instant that is past: what changed since is read from AssignmentPast.
        """
        then = Q(pasts__recorded_at__lte=known, pasts__superseded_at__gt=known)
        changed = Q(past__isnull=False)
        stood = {
            f"stood_{name}": Case(When(changed, then=F(f"past__{name}")), default=F(name))
            for name in CACHES
        }
        return self.filter(assigned_at__lte=known).annotate(
            past=models.FilteredRelation("pasts", condition=then), **stood
        )

    def with_standing(
        self, now: datetime, due_soon_days: int, *, stood: str = ""
    ) -> "AssignmentQuerySet":
        """Brings along `standing_now`: the SQL twin of learning.rules.standing (DOMAIN 5).

        By the caches; or by what `as_known` brought along, whose names begin with `stood_`.
        """
        soon = now + timedelta(days=due_soon_days)
        completed, due = f"{stood}completed_at", f"{stood}due_at"
        in_time = Q(**{f"{due}__isnull": True}) | Q(**{f"{completed}__lt": F(due)})
        standings: tuple[tuple[Q, str], ...] = (
            (Q(**{f"{stood}waived_until__gt": now}), "waived"),
            (Q(**{f"{stood}withdrawn_at__lte": now}), "withdrawn"),
            (Q(**{f"{completed}__lte": now}) & in_time, "completed_on_time"),
            (Q(**{f"{completed}__lte": now}), "completed_late"),
            (Q(**{f"{stood}previous_expires_at__lte": now}), "expired"),
            (Q(**{f"{due}__lte": now}), "overdue"),
            (Q(**{f"{stood}started_at__lte": now}), "in_progress"),
            (Q(**{f"{due}__lte": soon}), "due_soon"),
            (Q(scheduled_from__gt=now), "scheduled"),
        )
        return self.annotate(
            standing_now=Case(
                *(When(so, then=Value(name)) for so, name in standings),
                default=Value("not_started"),
                output_field=CharField(),
            )
        )


class Assignment(Caches):
    """One person, one requirement, one cycle. Carries every reason why, and the due date.

    Its caches repeat facts of other tables, for lists and indexes; `verify_records` rebuilds
    them, and learning.services.caches alone changes them.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="assignments")
    cycle = models.PositiveSmallIntegerField(default=1)
    version = models.ForeignKey(RequirementVersion, models.PROTECT, related_name="assignments")
    # What this cycle asks for: the version's course, or in a renewal its shorter one; null: hours.
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    assigned_at = models.DateTimeField()
    counts_from = models.DateTimeField(null=True, blank=True)  # null: a completion of any time
    scheduled_from = models.DateTimeField(null=True, blank=True)
    # When its caches last changed, all of which AssignmentPast tells; null: not since assigned.
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "requirement", "cycle"], name="assignment_once_a_cycle"
            ),
            models.CheckConstraint(condition=Q(cycle__gte=1), name="assignment_cycle_from_one"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_at__isnull=True)
                | Q(due_on__isnull=False, due_at__isnull=False),
                name="assignment_due_day_has_its_instant",
            ),
        ]
        indexes = [
            # Which open assignments fall due around then? (the reminder scan)
            models.Index(
                fields=["requirement", "due_on"],
                condition=Q(withdrawn_at__isnull=True, completed_at__isnull=True),
                name="assignment_open_by_due",
            ),
            # Is there a later cycle? Of most there is none.
            models.Index(
                fields=["person", "requirement", "cycle"],
                condition=Q(cycle__gt=1),
                name="assignment_renewed",
            ),
            # How does this requirement stand? (reports)
            models.Index(fields=["requirement", "person"], name="assignment_of_requirement"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.requirement_id}, cycle {self.cycle}"


class AssignmentReasonQuerySet(FactQuerySet["AssignmentReason"]):
    def open(self) -> FactQuerySet["AssignmentReason"]:
        return self.standing().filter(to_at__isnull=True)


class AssignmentReason(models.Model):
    """One reason why somebody has an assignment, [from_at, to_at); none open: withdrawn."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reasons")
    why = models.CharField(max_length=300)  # unit:<uuid>, or another term of the audience
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentReasonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "why"],
                condition=Q(to_at__isnull=True, superseded_at__isnull=True),
                name="assignmentreason_open_once",
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
                name="assignmentreason_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.why


class DueDateQuerySet(FactQuerySet["DueDate"]):
    pass


class DueDate(models.Model):
    """Why an assignment is due then: its newest row says. `due_at` ends the local due day."""

    class Cause(models.TextChoices):
        POLICY = "policy"
        EXTENSION = "extension"
        RE_DATED = "re_dated"
        LEAVE = "leave"
        RESOLVED = "resolved"  # by hand, where the day that the policy counts from is unknown

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="due_dates")
    due_on = models.DateField()
    zone = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    cause = models.CharField(max_length=20, choices=Cause.choices)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = DueDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(superseded_at__isnull=True),
                name="duedate_one_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.due_on}"


class WaiverQuerySet(FactQuerySet["Waiver"]):
    pass


class Waiver(models.Model):
    """An exemption from one assignment through the day `until_on`; never counts as completed.

    One of the requirement's scope holds for the renewals that open meanwhile, too.
    """

    class Scope(models.TextChoices):
        ASSIGNMENT = "assignment"
        REQUIREMENT = "requirement"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="waivers")
    scope = models.CharField(max_length=20, choices=Scope.choices, default="assignment")
    reason = models.TextField()
    approver = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_on = models.DateField()
    until_at = models.DateTimeField()  # the end of that day in the institution's zone
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(superseded_at__isnull=True),
                name="waiver_one_standing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_says_why"),
            models.CheckConstraint(
                condition=Q(until_at__gte=F("from_at")), name="waiver_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} until {self.until_on}"


class FulfilmentQuerySet(FactQuerySet["Fulfilment"]):
    pass


class Fulfilment(models.Model):
    """That a completion met an assignment, and through which day it holds."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="fulfilments")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="fulfilments")
    expires_on = models.DateField(null=True, blank=True)  # the last valid day; null: no end
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = FulfilmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "completion"],
                condition=Q(superseded_at__isnull=True),
                name="fulfilment_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} by {self.completion_id}"
