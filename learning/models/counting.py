"""Which courses count for others."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.models.facts import FactQuerySet
from courses.models import Course


class EquivalentQuerySet(FactQuerySet["Equivalent"]):
    pass


class Equivalent(models.Model):
    """That completing `course` counts as `counts_for`, not the other way round.

    For completions on the days [from_on, to_on); null is open.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="equivalents")
    counts_for = models.ForeignKey(Course, models.PROTECT, related_name="met_by")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = EquivalentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "counts_for"],
                condition=Q(superseded_at__isnull=True, to_on__isnull=True),
                name="equivalent_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(course=F("counts_for")), name="equivalent_is_another_course"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
                name="equivalent_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} for {self.counts_for_id}"
