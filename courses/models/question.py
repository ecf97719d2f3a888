"""Questions, of a quiz or of a bank, and their choices."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from courses.models.bank import Bank, DrawQuestion, QuestionTag
from courses.models.course import Edition
from courses.models.outline import Activity


class QuestionKind(models.TextChoices):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT_TEXT = "short_text"
    NUMERIC = "numeric"
    CLOZE = "cloze"
    LIKERT = "likert"
    ESSAY = "essay"
    STIMULUS = "stimulus"


class QuestionQuerySet(models.QuerySet["Question"]):
    def as_they_stand(self, bank: Bank) -> "QuestionQuerySet":
        """Of each question of the bank the newest number, retired or not."""
        return self.filter(bank=bank).newest()

    def newest_of(self, bank: Bank) -> "QuestionQuerySet":
        """The bank's questions as they stand: of each key the newest number, none retired."""
        return self.as_they_stand(bank).filter(retired_at__isnull=True)

    def newest(self) -> "QuestionQuerySet":
        """Of banks' questions, those of which there is no later number."""
        later = Question.objects.filter(
            bank=OuterRef("bank"), key=OuterRef("key"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))

    def retired(self) -> "QuestionQuerySet":
        return self.filter(retired_at__isnull=False)

    def tagged(self, tag: str) -> "QuestionQuerySet":
        tags = QuestionTag.objects.filter(bank=OuterRef("bank"), key=OuterRef("key"), name=tag)
        return self.filter(Exists(tags))

    def drawn_in(self, editions: models.QuerySet[Edition]) -> "QuestionQuerySet":
        """Those that a quiz of one of these editions may draw."""
        drawn = DrawQuestion.objects.filter(draw__activity__edition__in=editions)
        return self.filter(pk__in=drawn.values("question"))

    def showing(self, sha256: str) -> "QuestionQuerySet":
        """Those whose texts show the file with this SHA-256, or lead to it."""
        address = f"/assets/{sha256}/"
        said = Q(text__contains=address) | Q(feedback__contains=address)
        choices = Choice.objects.filter(said, question=OuterRef("pk"))
        named = Q(prompt__contains=address) | Q(explanation__contains=address)
        return self.filter(named | Q(hints__icontains=address) | Exists(choices))

    def with_courses(self) -> "QuestionQuerySet":
        """Brings along `courses`: in how many courses a quiz may draw it, in any number."""
        drawn = DrawQuestion.objects.filter(
            question__bank=OuterRef("bank"), question__key=OuterRef("key")
        )
        counted = drawn.order_by().values("question__key")
        counted = counted.annotate(n=Count("draw__activity__edition__course", distinct=True))
        return self.annotate(courses=Coalesce(Subquery(counted.values("n")), 0))


class Question(models.Model):
    """A question of one quiz of one edition, or of a bank. A bank's is never edited: a new number.

    `definition` holds what marking needs beyond the choices (which rule, a tolerance) and is the
    same in every language; which choice is right is the choice's own weight.
    """

    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    bank = models.ForeignKey(Bank, models.PROTECT, null=True, blank=True, related_name="questions")
    key = models.SlugField(max_length=64)
    number = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=QuestionKind.choices)
    prompt = models.TextField()  # sanitised HTML
    explanation = models.TextField(blank=True)  # sanitised HTML, shown after the quiz
    definition = models.JSONField(default=dict)
    stimulus = models.SlugField(max_length=64, blank=True)  # the key of the case it is about
    hints = models.JSONField(default=list)  # sanitised HTML, one leading on to the next
    points = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)  # of a bank's: when, and by whom
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)  # of a bank's: drawn no more

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False, bank__isnull=True)
                | Q(activity__isnull=True, bank__isnull=False),
                name="question_of_a_quiz_or_of_a_bank",
            ),
            models.UniqueConstraint(
                fields=["activity", "key"],
                condition=Q(activity__isnull=False),
                name="question_key_once_in_a_quiz",
            ),
            models.UniqueConstraint(
                fields=["bank", "key", "number"],
                condition=Q(bank__isnull=False),
                name="question_numbered_once_in_a_bank",
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="question_points_not_negative"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(bank__isnull=False),
                name="question_retires_from_a_bank",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Choice(models.Model):
    """One choice of a question; its weight is the share of the score it brings.

    What is chosen, matched or put in order, what is accepted as typed, the criterion of a rubric:
    whatever of a question is said in a language and has a key.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="choices")
    key = models.SlugField(max_length=64)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()  # sanitised HTML, inline
    feedback = models.TextField(blank=True)  # sanitised HTML
    weight = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    fixed = models.BooleanField(default=False)  # keeps its place when choices are shuffled

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="choice_key_once"),
            models.CheckConstraint(
                condition=Q(weight__range=(-1, 1)), name="choice_weight_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.key
