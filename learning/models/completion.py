"""Completions: dated, immutable, with their evidence."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.models.facts import FactQuerySet
from courses.models import Course, Edition
from learning.models.enrolment import Enrolment


class CompletionQuerySet(FactQuerySet["Completion"]):
    def valid(self) -> FactQuerySet["Completion"]:
        """Known now, and not revoked."""
        return self.standing().filter(revoked_at__isnull=True)


class Completion(models.Model):
    """That a person completed a course, and when: the time of the last satisfying fact.

    Revoked or corrected: a new row of the same uuid that says so, by whom and why;
    this one is superseded.
    """

    class Source(models.TextChoices):
        ENROLMENT = "enrolment"
        PRIOR_LEARNING = "prior_learning"
        BY_HAND = "by_hand"

    uuid = models.UUIDField(default=uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="completions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="completions")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="completions"
    )
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField()
    source = models.CharField(max_length=20, choices=Source.choices)
    # Of these modules only (as Enrolment.modules): it meets renewals that ask for no others.
    modules = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    evidence = models.JSONField(default=dict)  # {"satisfied": {activity key: instant}, …}
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of a revocation or correction
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["uuid"],
                condition=Q(superseded_at__isnull=True),
                name="completion_one_standing_row",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(superseded_at__isnull=True, enrolment__isnull=False),
                name="completion_once_an_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(reason=""),
                name="completion_revoked_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(source="enrolment")
                | Q(enrolment__isnull=False, edition__isnull=False),
                name="completion_by_enrolment_names_it",
            ),
        ]
        indexes = [
            # Which completions of this course has this person?
            models.Index(fields=["person", "course", "completed_at"], name="completion_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} completed {self.course_id}"
