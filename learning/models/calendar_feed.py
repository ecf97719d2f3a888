"""Calendars that people have subscribed to."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class CalendarFeed(models.Model):
    """The secret address of one person's due dates; revoked, it answers nobody any more."""

    person = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64, unique=True)  # SHA-256, in hex
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="calendarfeed_one_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.person_id}"
