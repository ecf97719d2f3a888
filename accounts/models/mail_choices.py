"""What people do not wish to be sent, and addresses that refuse what is sent."""

from django.db import models
from django.db.models import Q

from accounts.models.facts import FactQuerySet
from accounts.models.mail import Mail


class OptOutQuerySet(FactQuerySet["OptOut"]):
    pass


class OptOut(models.Model):
    """That a person wants no optional mail of this kind, until it is superseded."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="opt_outs")
    kind = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="optout_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: no {self.kind}"


class BounceQuerySet(FactQuerySet["Bounce"]):
    pass


class Bounce(models.Model):
    """That an address refused a mail; a permanent one that stands marks the address."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="bounces")
    address = models.EmailField(max_length=254)
    mail = models.ForeignKey(Mail, models.PROTECT, null=True, blank=True, related_name="bounces")
    permanent = models.BooleanField()
    code = models.CharField(max_length=20, blank=True)  # RFC 3463: 5.1.1
    said = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = BounceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mail", "code"],
                condition=Q(superseded_at__isnull=True, mail__isnull=False),
                name="bounce_once_a_mail",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.code}"
