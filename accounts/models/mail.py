"""The outbox."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q

MOST_TRIES = 5
UNDELIVERABLE = "undeliverable"  # why a mail was withdrawn: the mail server will not take it
BOUNCED = "bounced"  # … an earlier one came back, and the address is marked
UNSUBSCRIBED = "unsubscribed"  # … its recipient has switched such mails off

# Given up: refused for now too often, or taken without an answer so often that it may have arrived.
SPENT = Q(tries__gte=MOST_TRIES) | Q(unanswered__gte=MOST_TRIES)


class MailQuerySet(models.QuerySet["Mail"]):
    def open(self) -> "MailQuerySet":
        """Neither sent nor withdrawn."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True)

    def waiting(self) -> "MailQuerySet":
        """Owed and neither sent, withdrawn nor given up."""
        return self.open().exclude(SPENT)

    def claimable(self, now: datetime, lease: timedelta) -> "MailQuerySet":
        """Due by `now`, and leased by nobody, or by somebody whose lease ran out.

        The least tried first: a mail that fails, or kills its worker, holds up no other.
        """
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease)
        due = self.waiting().filter(free, not_before__lte=now)
        return due.order_by("tries", "not_before", "id")

    def parked(self) -> "MailQuerySet":
        """Tried too often: somebody must look."""
        return self.open().filter(SPENT)

    def undeliverable(self) -> "MailQuerySet":
        """Refused for good, or not sent at all because the address had refused one before."""
        return self.filter(
            withdrawn_at__isnull=False, withdrawn_because__in=[UNDELIVERABLE, BOUNCED]
        )


class Mail(models.Model):
    """One message owed to one person; its words are written when it is sent, by its kind."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    unanswered = models.PositiveSmallIntegerField(default=0)  # taken whole, and not a word
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    address = models.EmailField(max_length=254, blank=True)  # where it went, or was to go
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


class MailPace(models.Model):
    """How fast one mail domain is written to; locked while somebody takes turns of it."""

    domain = models.CharField(max_length=254, unique=True)
    turns = models.JSONField(default=list)  # the last minute's, in seconds since 1970

    def __str__(self) -> str:
        return self.domain
