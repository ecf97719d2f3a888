"""The ledger of reminders: every decision, and why."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Mail, User
from learning.models.assignment import Assignment
from learning.models.requirement import ReminderRule


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def deferred_until(self, now: datetime) -> "ReminderQuerySet":
        """Those that waited until now, or should have."""
        return self.filter(decision="deferred", until__lte=now)


class Reminder(models.Model):
    """One decision to tell someone about one assignment: sent, deferred or suppressed, and why.

    Its key holds the anchor's day, so that a moved due day reminds afresh. A deferred
    row is decided again from `until` on; sent and suppressed are final (DOMAIN 6).
    """

    class Decision(models.TextChoices):
        SENT = "sent"
        DEFERRED = "deferred"
        SUPPRESSED = "suppressed"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reminders")
    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="reminders")
    anchor_on = models.DateField()
    offset_days = models.SmallIntegerField()
    recipient = models.ForeignKey(User, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, default="mail")
    planned_at = models.DateTimeField()
    decision = models.CharField(max_length=20, choices=Decision.choices)
    because = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()
    mail = models.ForeignKey(Mail, models.PROTECT, null=True, blank=True, related_name="reminders")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "assignment",
                    "rule",
                    "anchor_on",
                    "offset_days",
                    "recipient",
                    "channel",
                ],
                name="reminder_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(decision="sent", mail__isnull=False)
                | Q(decision="deferred", until__isnull=False, mail__isnull=True)
                | Q(decision="suppressed", mail__isnull=True) & ~Q(because=""),
                name="reminder_decision_is_whole",
            ),
        ]
        indexes = [
            # Which deferred ones are to be decided again?
            models.Index(
                fields=["until"], condition=Q(decision="deferred"), name="reminder_deferred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.decision}"
