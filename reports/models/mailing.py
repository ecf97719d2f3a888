"""Reports that people have mailed to themselves."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Mail, User
from reports.models.saved_view import MOST_QUERY, SavedView
from reports.rules.mailings import Every


class MailingQuerySet(models.QuerySet["Mailing"]):
    def of(self, person: User) -> "MailingQuerySet":
        return self.filter(person=person, ended_at__isnull=True)

    def due(self, now: datetime) -> "MailingQuerySet":
        return self.filter(ended_at__isnull=True, next_at__lte=now).order_by("next_at", "id")


class Mailing(models.Model):
    """A view of a report that its person gets a link to, every week or month; of nobody else's.

    It holds an address and no figure: whoever follows the link sees what they may see then.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="mailings")
    name = models.CharField(max_length=100)
    page = models.CharField(max_length=20, choices=SavedView.Page.choices)
    query = models.CharField(max_length=MOST_QUERY, blank=True)  # of the address, without its "?"
    every = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Every])
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                condition=Q(ended_at__isnull=True),
                name="mailing_one_of_a_name_each_person",
            )
        ]
        # What is to go out?
        indexes = [
            models.Index(fields=["next_at"], condition=Q(ended_at__isnull=True), name="mailing_due")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address that it is of."""
        address = reverse(f"reports:{self.page}")
        return f"{address}?{self.query}" if self.query else address


class Mailed(models.Model):
    """That a mailing was due at an instant, and the mail that carries its link: decided once."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="mailed")
    due_at = models.DateTimeField()
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="mailed_report")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "due_at"], name="mailed_once_an_instant")
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} at {self.due_at:%Y-%m-%d %H:%M}"
