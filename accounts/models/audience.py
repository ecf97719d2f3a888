"""Audiences kept under a name, and the tags that they may ask for."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models.facts import FactQuerySet
from accounts.models.organisation import SEGMENT, Unit, below, under_any


class TagQuerySet(FactQuerySet["Tag"]):
    pass


class Tag(models.Model):
    """That a person carries a tag ("preceptor"), [from_on, to_on); null is open."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="tags")
    tag = models.SlugField(max_length=64)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tag"],
                condition=Q(to_on__isnull=True, superseded_at__isnull=True),
                name="tag_one_open",
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(to_on__gte=F("from_on")),
                name="tag_ends_after_start",
            ),
        ]
        # Who carries this tag?
        indexes = [models.Index(fields=["tag", "person"], name="tag_people")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.tag}"


class AudienceQuerySet(models.QuerySet["Audience"]):
    def owned_under(self, paths: list[str]) -> "AudienceQuerySet":
        """Audiences of units in these subtrees."""
        return self.filter(under_any(paths, "unit__path"))


class Audience(models.Model):
    """A group of people kept under a name, for several requirements; what it holds is dated."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="audiences")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AudienceQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.uuid)


class AudienceRuleQuerySet(FactQuerySet["AudienceRule"]):
    def seen_from(self, paths: list[str]) -> "AudienceRuleQuerySet":
        """Of audiences not ended, of units in these subtrees and of those above them."""
        above = {path[:end] for path in paths for end in range(SEGMENT, len(path) + 1, SEGMENT)}
        here = Q(audience__unit__path__in=above)
        for path in paths:
            here |= below(path, "audience__unit__path")
        return self.filter(here, audience__ended_at__isnull=True)


class AudienceRule(models.Model):
    """What an audience is called and whom it holds, since it was recorded; frozen."""

    audience = models.ForeignKey(Audience, models.PROTECT, related_name="rules")
    name = models.CharField(max_length=200)
    expression = models.JSONField()  # accounts.rules.audiences
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AudienceRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience"],
                condition=Q(superseded_at__isnull=True),
                name="audiencerule_one_standing",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(superseded_at__isnull=True),
                name="audiencerule_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
