"""Certificates."""

from uuid import uuid4

from django.db import models
from django.urls import reverse

from accounts.models import User
from learning.models import Completion


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def made_to(self, person: User) -> "CertificateQuerySet":
        return self.filter(completion__person=person)


class Certificate(models.Model):
    """The credential of one completion, as it was printed; its code lets anyone verify it."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    completion = models.OneToOneField(Completion, models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=310)
    title = models.CharField(max_length=200)
    edition = models.CharField(max_length=40)  # as printed: "2", or "" for prior learning
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    completed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    institution = models.CharField(max_length=200)
    office = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    issued_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("credentials:certificate", args=[self.uuid])
