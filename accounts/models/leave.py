"""When people are away."""

from django.db import models
from django.db.models import F, Q

from accounts.models.facts import FactQuerySet


class LeaveQuerySet(FactQuerySet["Leave"]):
    pass


class Leave(models.Model):
    """Days on which a person is away, [from_on, to_on); to_on is the first day back, if known."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="leaves")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(to_on__isnull=True, superseded_at__isnull=True),
                name="leave_one_open",
            ),
            models.UniqueConstraint(
                fields=["person", "from_on"],
                condition=Q(superseded_at__isnull=True),
                name="leave_begins_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="leave_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.from_on} to {self.to_on}"
