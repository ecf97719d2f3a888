"""What programs sign in with."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def of(self, person: User) -> "AccessTokenQuerySet":
        return self.filter(person=person)

    def answering(self, now: datetime) -> "AccessTokenQuerySet":
        """Neither ended nor run out, of somebody who may sign in."""
        return self.filter(
            ended_at__isnull=True, expires_at__gt=now, person__deactivated_at__isnull=True
        )


class AccessToken(models.Model):
    """A secret with which a program reads the reports as one person; only its hash is kept.

    It has no scope of its own: what it opens is what its person answers for that day.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="access_tokens")
    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)  # SHA-256, in hex
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                condition=Q(ended_at__isnull=True),
                name="accesstoken_one_of_a_name_each_person",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="accesstoken_expires_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name
