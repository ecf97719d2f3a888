"""The outbox."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q

MOST_TRIES = 5


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> "MailQuerySet":
        """Owed and neither sent, withdrawn nor given up."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True, tries__lt=MOST_TRIES)

    def claimable(self, now: datetime, lease: timedelta) -> "MailQuerySet":
        """Due by `now`, and leased by nobody, or by somebody whose lease ran out.

        The least tried first: a mail that fails, or kills its worker, holds up no other.
        """
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease)
        due = self.waiting().filter(free, not_before__lte=now)
        return due.order_by("tries", "not_before", "id")

    def parked(self) -> "MailQuerySet":
        """Tried too often: somebody must look."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True, tries__gte=MOST_TRIES)


class Mail(models.Model):
    """One message owed to one person; its words are written when it is sent, by its kind."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="mail_sent_or_withdrawn",
            ),
        ]
        indexes = [
            # What is due to be sent?
            models.Index(
                fields=["not_before", "id"],
                condition=Q(sent_at__isnull=True, withdrawn_at__isnull=True),
                name="mail_waiting",
            ),
            # Was this person written to today?
            models.Index(fields=["recipient", "created_at"], name="mail_of_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"
