"""Goes at a quiz, their responses, and how they were marked."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from courses.models import Activity, Edition, Question
from learning.models.enrolment import Enrolment


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def made_by(self, person: User) -> "AttemptQuerySet":
        return self.filter(enrolment__person=person)

    def open(self) -> "AttemptQuerySet":
        """Neither handed in nor discarded."""
        return self.filter(submitted_at__isnull=True, discarded_at__isnull=True)

    def to_mark(self) -> "AttemptQuerySet":
        """Handed in, with a response that only a person can mark."""
        return self.filter(submitted_at__isnull=False, score__isnull=True)

    def at(self, enrolment: UUID, activity_key: str) -> "AttemptQuerySet":
        """One enrolment's attempts at one quiz, in order, each with the wording it is of."""
        mine = self.filter(enrolment__uuid=enrolment, activity_key=activity_key).order_by("number")
        return mine.select_related("activity").defer("activity__body", "activity__settings")


class Attempt(models.Model):
    """One go by one learner at one quiz; frozen once submitted, scored by rows of its own.

    Discarded: its time ran out, and the quiz says that nothing of it counts then. Submitted and
    without a score: a person must mark some of it first.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    activity_key = models.SlugField(max_length=64)  # outlives the edition that `activity` is in
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)  # of the order drawn
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    accommodation = models.JSONField(default=dict)  # as it was at the start
    submitted_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    # Its newest Score's:
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity_key", "number"], name="attempt_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "activity_key"],
                condition=Q(submitted_at__isnull=True, discarded_at__isnull=True),
                name="attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(discarded_at__isnull=True),
                name="attempt_submitted_or_discarded",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(submitted_at__gte=F("started_at")),
                name="attempt_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)),
                name="attempt_score_is_scaled",
            ),
            # A CHECK that comes out NULL passes, so this one spells out its nulls.
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | Q(score__isnull=True),
                name="attempt_unscored_while_open",
            ),
        ]
        indexes = [
            # Which attempts have run out of time?
            models.Index(
                fields=["deadline"],
                condition=Q(
                    submitted_at__isnull=True, discarded_at__isnull=True, deadline__isnull=False
                ),
                name="attempt_running",
            ),
            # Which attempts wait for somebody to mark them?
            models.Index(
                fields=["activity", "submitted_at"],
                condition=Q(submitted_at__isnull=False, score__isnull=True),
                name="attempt_to_mark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.activity_key}, attempt {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("learning:attempt", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        """Neither handed in nor discarded."""
        return self.submitted_at is None and self.discarded_at is None


class Response(models.Model):
    """What a learner chose for one question of an attempt. Made at its start; a save updates it."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=6, decimal_places=2, default=1)  # what it weighs here
    value = models.JSONField(null=True, blank=True)  # the shape of vectors' `response`, by kind
    sequence = models.PositiveBigIntegerField(default=0)  # the browser's count; the highest wins
    saved_at = models.DateTimeField(null=True, blank=True)
    later_at = models.DateTimeField(null=True, blank=True)  # marked to be looked at once more
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "question"], name="response_once_a_question"
            ),
            models.UniqueConstraint(fields=["attempt", "place"], name="response_once_a_place"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)),
                name="response_score_is_scaled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.place}"


class HandMark(models.Model):
    """How one marker marked one response, criterion by criterion; each one's newest counts."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="hand_marks")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    criteria = models.JSONField(default=dict)  # criterion's key → points given, as text
    score = models.DecimalField(max_digits=5, decimal_places=4)
    comment = models.TextField(blank=True)  # to the learner
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="handmark_is_scaled")
        ]
        indexes = [
            # How was this response marked, and by whom?
            models.Index(fields=["response", "by", "recorded_at"], name="handmark_of_response"),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.score}"


class ScoreQuerySet(models.QuerySet["Score"]):
    def passing(self) -> "ScoreQuerySet":
        """Those that reach their quiz's pass mark, and were not taken back by a person since."""
        withdrawn = Score.objects.filter(
            attempt=OuterRef("attempt"), withdraws_pass=True, id__gte=OuterRef("id")
        )
        return self.filter(~Exists(withdrawn), score__gte=F("attempt__activity__pass_mark"))


class Score(models.Model):
    """One marking of an attempt; the newest counts, none is ever changed."""

    class Cause(models.TextChoices):
        SUBMITTED = "submitted"
        EXPIRED = "expired"
        REGRADED = "regraded"
        BY_HAND = "by_hand"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="scores")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    # A person took back a pass: from this marking on only what comes later can pass again.
    withdraws_pass = models.BooleanField(default=False)
    reason = models.TextField(blank=True)  # of a marking that a person decided
    recorded_at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="score_is_scaled"),
            models.CheckConstraint(
                condition=Q(withdraws_pass=False) | ~Q(reason="") & Q(by__isnull=False),
                name="score_withdraws_with_a_reason",
            ),
        ]
        indexes = [
            # Which scores was this attempt given, in order?
            models.Index(fields=["attempt", "recorded_at"], name="score_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.score}"
