"""Accommodations: what one person is granted on every quiz."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.models.facts import FactQuerySet


class AccommodationQuerySet(FactQuerySet["Accommodation"]):
    pass


class Accommodation(models.Model):
    """More time, more attempts or no limit for one person on every quiz, [from_on, to_on).

    The reason is for those who grant it: no trainer ever sees it (DOMAIN 4).
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="accommodations")
    factor = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(1))  # of time
    no_time_limit = models.BooleanField(default=False)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(superseded_at__isnull=True),
                name="accommodation_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(factor__gte=1) & Q(factor__lte=10),
                name="accommodation_factor_gives_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="accommodation_says_why"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="accommodation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.from_on}"
