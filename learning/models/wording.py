"""What reminders say, as admins word it."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.models.facts import FactQuerySet
from learning.models.requirement import ReminderRule, Requirement


class ReminderWordingQuerySet(FactQuerySet["ReminderWording"]):
    pass


class ReminderWording(models.Model):
    """Subject and text of reminders to one kind of recipient in one language; frozen.

    Of a requirement, or (null) of all that have none of their own.
    """

    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="wordings"
    )
    recipient = models.CharField(max_length=20, choices=ReminderRule.Recipient.choices)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    body = models.TextField()  # Markdown with {placeholders}
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "recipient", "language"],
                condition=Q(superseded_at__isnull=True, requirement__isnull=False),
                name="reminderwording_one_a_requirement",
            ),
            models.UniqueConstraint(
                fields=["recipient", "language"],
                condition=Q(superseded_at__isnull=True, requirement__isnull=True),
                name="reminderwording_one_for_all",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
