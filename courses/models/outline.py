"""What an edition holds, in order: modules, and activities in them."""

from django.db import models
from django.db.models import Q

from courses.models.course import Edition


class Kind(models.TextChoices):
    """The kinds of activity (DOMAIN 1)."""

    PAGE = "page"
    VIDEO = "video"
    QUIZ = "quiz"
    REFLECTION = "reflection"
    SCENARIO = "scenario"
    SURVEY = "survey"
    SESSION = "session"
    ATTESTATION = "attestation"
    PACKAGE = "package"


class Criterion(models.TextChoices):
    """What satisfies an activity (DOMAIN 3)."""

    VIEWED = "viewed"
    MINIMUM_TIME = "minimum_time"
    TICKED = "ticked"
    QUIZ_PASSED = "quiz_passed"
    QUIZ_SUBMITTED = "quiz_submitted"
    REFLECTION_WRITTEN = "reflection_written"
    SURVEY_ANSWERED = "survey_answered"
    SESSION_ATTENDED = "session_attended"
    ATTESTATION_SIGNED = "attestation_signed"


class Module(models.Model):
    """A part of one edition, holding activities in order."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="modules")
    key = models.SlugField(max_length=64)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="module_key_once")]

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """One thing to do in a module of one edition. Its key outlives the edition.

    The body is sanitised HTML: what a page says, a video's transcript, a quiz's
    introduction, a reflection's prompt, the statement that an attestation signs.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="activities")
    module = models.ForeignKey(Module, models.PROTECT, related_name="activities")
    key = models.SlugField(max_length=64)
    position = models.PositiveIntegerField()  # within the edition
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    required = models.BooleanField(default=True)
    criterion = models.CharField(max_length=20, choices=Criterion.choices)
    minutes = models.PositiveSmallIntegerField(default=0)
    pass_mark = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    settings = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="activity_key_once"),
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=True) | Q(pass_mark__range=(0, 1)),
                name="activity_pass_mark_is_scaled",
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=False) | ~Q(criterion="quiz_passed"),
                name="activity_to_pass_has_a_pass_mark",
            ),
        ]

    def __str__(self) -> str:
        return self.title
