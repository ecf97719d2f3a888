"""Courses and their editions."""

from collections.abc import Iterable
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import Unit, User
from accounts.models.organisation import under_any


class CourseQuerySet(models.QuerySet["Course"]):
    def offered(self) -> "CourseQuerySet":
        """Not retired, with a published edition."""
        published = Edition.objects.published().filter(course=OuterRef("pk"))
        return self.filter(Exists(published), retired_at__isnull=True)

    def written_by(self, person: User, paths: list[str]) -> "CourseQuerySet":
        """Those of the units in these subtrees, and those in whose own team the person is."""
        mine = TeamMember.objects.current().filter(course=OuterRef("pk"), person=person)
        return self.filter(under_any(paths, "unit__path") | Q(Exists(mine)))

    def with_newest(self, language: str) -> "CourseQuerySet":
        """Brings along `newest_id`: the newest edition in that language, else the course's own."""
        published = Edition.objects.published().filter(course=OuterRef("pk")).order_by("-number")
        own = published.filter(language=OuterRef("language"))
        return self.annotate(
            newest_id=models.functions.Coalesce(
                Subquery(published.filter(language=language).values("id")[:1]),
                Subquery(own.values("id")[:1]),
            )
        )


class Course(models.Model):
    """A subject taught, whatever its current wording; what people are required to complete."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="courses")
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    needs_approval = models.BooleanField(default=False)  # by a reviewer of its team, to publish

    objects = CourseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("learning:course", args=[self.key])


class Part(models.TextChoices):
    """What somebody does in a course's own team."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def current(self) -> "TeamMemberQuerySet":
        """Those whose part has not ended."""
        return self.filter(to_at__isnull=True)


class TeamMember(models.Model):
    """One person with one part in a course's own team, from a time on, perhaps until another."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="team")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=Part.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person", "part"],
                condition=Q(to_at__isnull=True),
                name="teammember_one_of_a_part",
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
                name="teammember_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.part} of {self.course_id}"


class Effect(models.TextChoices):
    """What publishing does to those in progress (DOMAIN 2)."""

    MINOR = "minor"
    CARRY_OVER = "carry_over"
    NEW_LEARNERS = "new_learners"


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        return self.filter(number__isnull=False)

    def drafts(self) -> "EditionQuerySet":
        return self.filter(number__isnull=True)

    def newest_first(self) -> "EditionQuerySet":
        return self.order_by(F("number").desc(nulls_first=True), "id")


class Edition(models.Model):
    """One numbered issue of a course's content in one language; without a number, the draft.

    Frozen once published: nothing in it or under it changes again.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="editions")
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    completion_rule = models.JSONField(default=dict)  # {}: all required; see docs/course-package.md
    sources = models.JSONField(default=dict)  # citation id → authors, title, year, venue …
    effect = models.CharField(max_length=20, choices=Effect.choices, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "language", "number"], name="edition_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["course", "language"],
                condition=Q(number__isnull=True),
                name="edition_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, published_at__isnull=True)
                | Q(number__gte=1, published_at__isnull=False) & ~Q(content_hash=""),
                name="edition_published_is_numbered_and_hashed",
            ),
            models.CheckConstraint(condition=Q(hours__gte=0), name="edition_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class AssetQuerySet(models.QuerySet["Asset"]):
    def with_hashes(self, hashes: Iterable[str]) -> "AssetQuerySet":
        return self.filter(sha256__in=hashes)


class Asset(models.Model):
    """One uploaded file, named by its content and never overwritten: editions share it."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)  # as first uploaded
    type = models.CharField(max_length=100)  # its media type
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)  # pixels, of a picture
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to="assets/")
    created_at = models.DateTimeField()  # or when it was last brought in again
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("courses:asset", args=[self.sha256, self.name])


class EditionAsset(models.Model):
    """A file as one edition knows it: by its name in the course package."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)  # figures/circle.svg

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="editionasset_named_once")
        ]

    def __str__(self) -> str:
        return self.name
