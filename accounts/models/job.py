"""Long work that somebody waits for."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

MOST_TRIES = 3


class JobQuerySet(models.QuerySet["Job"]):
    def claimable(self, now: datetime, lease: timedelta) -> "JobQuerySet":
        """Not finished, and worked on by nobody, or by somebody whose lease ran out."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease)
        return self.filter(free, finished_at__isnull=True, tries__lt=MOST_TRIES).order_by("id")

    def asked_by(self, person_id: int) -> "JobQuerySet":
        return self.filter(by_id=person_id)


class Job(models.Model):
    """One import or export that a worker does while its asker may leave and come back."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="jobs")
    parameters = models.JSONField(default=dict)
    file = models.FileField(upload_to="jobs/%Y/%m/", blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_a_share")
        ]
        # What is there to do?
        indexes = [
            models.Index(
                fields=["id"], condition=Q(finished_at__isnull=True), name="job_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:job", args=[self.uuid])

    def is_stuck(self, now: datetime, lease: timedelta) -> bool:
        """Whether the last try was dropped by its worker: nobody will take it up again."""
        dropped = self.claimed_at is not None and self.claimed_at <= now - lease
        return self.finished_at is None and self.tries >= MOST_TRIES and dropped
