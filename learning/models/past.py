"""What assignments repeat of facts; and what each repeated before, for as long as it did."""

from django.db import models
from django.db.models import F, Q


class Caches(models.Model):
    """What decides how an assignment stands, repeated from facts for lists, indexes and reports."""

    due_on = models.DateField(null=True, blank=True)  # the newest DueDate
    due_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # no reason is open since
    waived_until = models.DateTimeField(null=True, blank=True)  # the waiver in force
    started_at = models.DateTimeField(null=True, blank=True)  # the enrolment that serves it
    completed_at = models.DateTimeField(null=True, blank=True)  # the fulfilling completion
    expires_on = models.DateField(null=True, blank=True)  # last day on which that is valid
    previous_expires_at = models.DateTimeField(null=True, blank=True)  # of the cycle before

    class Meta:
        abstract = True


CACHES = tuple(field.name for field in Caches._meta.local_fields)


class AssignmentPast(Caches):
    """What an assignment's caches said in [recorded_at, superseded_at), before they changed.

    Written by learning.services.caches alone, with the change; never touched again. What they say
    now is on the assignment itself. `verify_records` holds each row against the facts known when
    it began.
    """

    assignment = models.ForeignKey(
        "learning.Assignment", models.PROTECT, related_name="pasts", db_index=False
    )
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "recorded_at"], name="assignmentpast_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__gt=F("recorded_at")), name="assignmentpast_lasted"
            ),
        ]
        indexes = [
            # Which have changed since that instant? (reports of a past day)
            models.Index(fields=["superseded_at"], name="assignmentpast_superseded"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} until {self.superseded_at}"
