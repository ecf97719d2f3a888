"""Views of a report that somebody comes back to."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Unit, User
from accounts.models.organisation import under_any

MOST_QUERY = 2000  # characters of an address that is kept


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def kept_by(self, person: User) -> "SavedViewQuerySet":
        return self.filter(person=person)

    def shared_with(self, person: User, paths: Sequence[str]) -> "SavedViewQuerySet":
        """Those of others, shared, of a unit for which this person answers (its paths)."""
        shared = self.filter(shared_at__isnull=False).exclude(person=person)
        return shared.filter(under_any(list(paths), "unit__path"))


class SavedView(models.Model):
    """A view of a report under a name of somebody's own: nothing but its address.

    It opens nothing: whoever follows the address sees what their own scope holds.
    """

    class Page(models.TextChoices):
        OVERVIEW = "overview"
        PEOPLE = "people"
        TRENDS = "trends"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=100)
    page = models.CharField(max_length=20, choices=Page.choices)
    query = models.CharField(max_length=MOST_QUERY, blank=True)  # of the address, without its "?"
    # Where it looks, if that is one unit: who answers for it may share in the view.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"], name="savedview_one_of_a_name_each_person"
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True) | Q(unit__isnull=False),
                name="savedview_shared_is_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address that it is."""
        address = reverse(f"reports:{self.page}")
        return f"{address}?{self.query}" if self.query else address
