"""More time, asked for."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from learning.models.assignment import Assignment


class ExtensionRequest(models.Model):
    """That a learner asked for a later due day, and what was answered. Decided once, then final.

    The day itself, if granted, is a DueDate whose cause is extension.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extension_requests")
    until_on = models.DateField()  # the day asked for
    reason = models.TextField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    granted_until_on = models.DateField(null=True, blank=True)  # null once decided: refused
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(decided_at__isnull=True),
                name="extensionrequest_one_open",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extensionrequest_says_why"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | Q(granted_until_on__isnull=True),
                name="extensionrequest_granted_when_decided",
            ),
        ]
        indexes = [
            # Which wait for an answer?
            models.Index(
                fields=["asked_at"],
                condition=Q(decided_at__isnull=True),
                name="extensionrequest_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} until {self.until_on}"
