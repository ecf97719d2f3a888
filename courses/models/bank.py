"""Banks: pools of questions, their tags, and what a quiz draws from them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Unit
from accounts.models.organisation import under_any
from courses.models.outline import Activity


class BankQuerySet(models.QuerySet["Bank"]):
    def under(self, paths: list[str]) -> "BankQuerySet":
        """Banks of the units in these subtrees: those their trainers may write in."""
        return self.filter(under_any(paths, "unit__path"))


class Bank(models.Model):
    """A pool of questions, in one language, that quizzes draw from."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="banks")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField()

    objects = BankQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "language"], name="bank_named_once_in_a_unit"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("courses:bank", args=[self.uuid])


class QuestionTag(models.Model):
    """A word by which a bank's question is found and drawn, whatever its number."""

    bank = models.ForeignKey(Bank, models.PROTECT, related_name="tags")
    key = models.SlugField(max_length=64)  # the question's, in its bank
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "key", "name"], name="questiontag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="questiontag_says_something"),
        ]
        indexes = [
            # Which questions of this bank carry the tag?
            models.Index(fields=["bank", "name"], name="questiontag_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Draw(models.Model):
    """What a quiz draws from a bank for each attempt: so many questions, by a tag or of all."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="draws")
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="draws")
    position = models.PositiveIntegerField()
    tag = models.CharField(max_length=60, blank=True)
    count = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=6, decimal_places=2, default=1)  # of each question
    # Which questions: rows of the bank, in the wording of the day the edition was published.
    questions = models.ManyToManyField("courses.Question", through="DrawQuestion", related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "position"], name="draw_once_a_place"),
            models.CheckConstraint(condition=Q(count__gte=1), name="draw_takes_something"),
            models.CheckConstraint(condition=Q(points__gte=0), name="draw_points_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.bank_id} {self.tag}".strip()


class DrawQuestion(models.Model):
    """One question that a draw may take; frozen with its edition."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="pool")
    question = models.ForeignKey("courses.Question", models.PROTECT, related_name="drawn_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "question"], name="drawquestion_once")
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}: {self.question_id}"
