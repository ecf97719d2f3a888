"""The policy: which audience must complete what, by when, how often; and how it reminds."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Unit, User
from accounts.models.organisation import under_any
from courses.models import Course


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def in_force(self) -> "RequirementQuerySet":
        return self.filter(ended_at__isnull=True)

    def owned_under(self, paths: list[str]) -> "RequirementQuerySet":
        """Requirements of units in these subtrees."""
        return self.filter(under_any(paths, "unit__path"))


class Requirement(models.Model):
    """A policy through all its versions; belongs to a unit, so that every role has a scope."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="requirements")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("learning:requirement", args=[self.key])


class RequirementVersionQuerySet(models.QuerySet["RequirementVersion"]):
    def newest(self) -> "RequirementVersionQuerySet":
        """Of each requirement, the version in force."""
        later = self.model.objects.filter(
            requirement=models.OuterRef("requirement"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later))


class RequirementVersion(models.Model):
    """What a requirement says from one instant until its next version; frozen once made."""

    class DueBase(models.TextChoices):
        NONE = "none"
        FIXED = "fixed"
        ASSIGNED = "assigned"
        HIRED = "hired"
        APPOINTMENT = "appointment"

    class OffsetUnit(models.TextChoices):
        DAYS = "days"
        MONTHS = "months"

    class Renewal(models.TextChoices):
        NONE = "none"
        COMPLETION = "completion"
        EXPIRY = "expiry"
        FIXED = "fixed"
        ANNIVERSARY = "anniversary"

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)  # why it is asked, said to those of whom it is asked
    # Either one course, or so many hours of a menu's (learning.models.menu).
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="requirement_versions"
    )
    hours = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    audience = models.JSONField()  # an expression: accounts.rules.audiences
    due_base = models.CharField(max_length=20, choices=DueBase.choices)
    due_on = models.DateField(null=True, blank=True)  # base fixed
    due_offset = models.IntegerField(null=True, blank=True)
    due_unit = models.CharField(max_length=10, choices=OffsetUnit.choices, default="days")
    minimum_days = models.PositiveIntegerField(null=True, blank=True)
    renewal = models.CharField(max_length=20, choices=Renewal.choices, default="none")
    active_months = models.PositiveIntegerField(null=True, blank=True)
    window_months = models.PositiveIntegerField(null=True, blank=True)
    minimum_months = models.PositiveIntegerField(null=True, blank=True)
    anniversary = models.CharField(max_length=5, blank=True)  # MM-DD
    # What a renewal asks for instead, where that is shorter; the course itself still counts.
    renewal_course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Or the keys of the modules that a renewal asks for, apart by blanks; none: all of them.
    renewal_modules = models.TextField(blank=True)
    counts_from = models.DateTimeField(null=True, blank=True)  # null: whatever is still valid
    in_force_from = models.DateTimeField()
    reason = models.TextField(blank=True)  # why it was changed
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RequirementVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "number"], name="requirementversion_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(due_base="none", due_on__isnull=True, due_offset__isnull=True)
                | Q(due_base="fixed", due_on__isnull=False, due_offset__isnull=True)
                | Q(
                    due_base__in=["assigned", "hired", "appointment"],
                    due_on__isnull=True,
                    due_offset__isnull=False,
                ),
                name="requirementversion_due_rule_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(renewal="none", active_months__isnull=True)
                | ~Q(renewal="none") & Q(active_months__gte=1),
                name="requirementversion_renewal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=False, hours__isnull=True)
                | Q(course__isnull=True, hours__isnull=False, hours__gt=0),
                name="requirementversion_course_or_hours",
            ),
            models.CheckConstraint(
                condition=Q(renewal_modules="")
                | ~Q(renewal="none") & Q(course__isnull=False, renewal_course__isnull=True),
                name="requirementversion_modules_of_a_renewal",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def planned(self) -> "ReminderRuleQuerySet":
        """Those that write by themselves: all but the one that stands for asking by hand."""
        return self.exclude(anchor=ReminderRule.Anchor.BY_HAND)


class ReminderRule(models.Model):
    """When to remind of a requirement's assignments; never edited, only ended (DOMAIN 10).

    Reminders that somebody asks for at once have a rule, too, so that the ledger can name it.
    """

    class Anchor(models.TextChoices):
        DUE = "due"
        ASSIGNED = "assigned"
        WINDOW = "window"
        EXPIRY = "expiry"
        COMPLETION = "completion"
        BY_HAND = "by_hand"

    class Recipient(models.TextChoices):
        LEARNER = "learner"
        SUPERVISOR = "supervisor"
        COORDINATOR = "coordinator"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="reminder_rules")
    anchor = models.CharField(max_length=20, choices=Anchor.choices)
    offset_days = models.SmallIntegerField()
    recipient = models.CharField(max_length=20, choices=Recipient.choices, default="learner")
    channel = models.CharField(max_length=20, default="mail")
    optional = models.BooleanField(default=False)  # its recipients may switch it off
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "anchor", "offset_days", "recipient", "channel"],
                condition=Q(ended_at__isnull=True),
                name="reminderrule_once_while_it_runs",
            )
        ]

    def __str__(self) -> str:
        return f"{self.anchor} {self.offset_days:+d}"
