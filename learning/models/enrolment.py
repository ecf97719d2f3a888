"""Taking a course: enrolments, and what has been done in them."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from courses.models import Activity, Course, Edition, Effect
from learning.rules.completion import CourseRule


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def on(self, edition: Edition, known: datetime | None = None) -> "EnrolmentQuerySet":
        """Those on this edition now; or those that had begun, and were on it, at that instant."""
        if known is None:
            return self.filter(edition=edition)
        moves = EnrolmentMove.objects.filter(enrolment=OuterRef("pk"), moved_at__gt=known)
        left = moves.order_by("moved_at", "pk").values("left")[:1]
        was_on = Coalesce(Subquery(left), F("edition"), output_field=models.BigIntegerField())
        begun = self.filter(course=edition.course_id, started_at__lte=known)
        return begun.alias(was_on=was_on).filter(was_on=edition.pk)

    def made_by(self, person: User) -> "EnrolmentQuerySet":
        return self.filter(person=person)

    def open(self) -> "EnrolmentQuerySet":
        """Neither completed nor withdrawn."""
        return self.filter(closed_at__isnull=True)

    def newest_first(self) -> "EnrolmentQuerySet":
        return self.order_by("-number")

    def moved_by(self, edition: Edition) -> "EnrolmentQuerySet":
        """Those in progress whom publishing this edition moves to it, within its language.

        A minor change is one of the edition just before it, and moves only who is on that one.
        """
        number = edition.number or 0
        older = Edition.objects.published().filter(
            course=edition.course_id, language=edition.language, number__lt=number
        )
        if edition.effect == Effect.MINOR:
            return self.open().filter(edition__in=older.filter(number=number - 1))
        if edition.effect == Effect.CARRY_OVER:
            return self.open().filter(edition__in=older)
        return self.none()

    def having_met(self, rule: CourseRule) -> "EnrolmentQuerySet":
        """Those who have met all that the rule asks; of a rule that asks nothing, everybody."""
        found = self
        for name, keys, least in (
            ("required_met", rule.required, len(rule.required)),
            ("group_met", rule.group, rule.at_least),
        ):
            if least:
                met = Q(progress__met_at__isnull=False, progress__activity_key__in=keys)
                found = found.alias(**{name: Count("progress", filter=met)})
                found = found.filter(**{f"{name}__gte": least})
        return found


class Enrolment(models.Model):
    """One person taking one course once, pinned to an edition from its start.

    It knows no assignment: which ones it serves follows from person, course and dates.
    `closed_at` repeats the completion's or the withdrawal's time.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="enrolments")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    # Begun for a renewal that asks for these modules only: their keys, apart by blanks.
    modules = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "number"], name="enrolment_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(closed_at__isnull=True),
                name="enrolment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(closed_at__isnull=False),
                name="enrolment_withdrawn_is_closed",
            ),
        ]
        indexes = [
            # Who takes this course, on which edition?
            models.Index(fields=["course", "edition"], name="enrolment_of_course"),
            # Who takes it for some of its modules only? (asked by every reconciling; few do)
            models.Index(
                fields=["person", "course"],
                condition=Q(closed_at__isnull=True) & ~Q(modules=""),
                name="enrolment_open_for_modules",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("learning:enrolment", args=[self.uuid])


class EnrolmentMove(models.Model):
    """That an enrolment moved, by publishing or to another language, and which edition it left."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="moves", db_index=False)
    left = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            # On which edition was this enrolment then?
            models.Index(fields=["enrolment", "moved_at"], name="enrolmentmove_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} left {self.left_id}"


class Progress(models.Model):
    """What an enrolment has done of one activity, by its key, and on which wording of it.

    That it was satisfied stays, with its first instant. Where an edition that carries over says
    something else, a review is asked, and until it is made the activity is not met.
    """

    # The largest table: no index of a column that the constraint below begins with, and none of
    # keys alone, of which nobody asks.
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="progress", db_index=False
    )
    activity_key = models.SlugField(max_length=64, db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    satisfied_at = models.DateTimeField(null=True, blank=True)
    review_asked_at = models.DateTimeField(null=True, blank=True)  # the last time
    reviewed_at = models.DateTimeField(null=True, blank=True)  # the last time
    # Since when it counts; null while it is not satisfied, or a review is asked and not made.
    # Whoever asks what is done reads this column, so that all say the same.
    met_at = models.GeneratedField(
        expression=Case(
            When(
                Q(review_asked_at__isnull=True) | Q(reviewed_at__gte=F("review_asked_at")),
                then=Coalesce("reviewed_at", "satisfied_at"),
            )
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity_key"], name="progress_once_an_activity"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True)
                | Q(satisfied_at__isnull=True)
                | Q(satisfied_at__gte=F("opened_at")),
                name="progress_satisfied_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(review_asked_at__isnull=True)
                | Q(satisfied_at__isnull=False, review_asked_at__gte=F("satisfied_at")),
                name="progress_review_asked_of_what_was_satisfied",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True)
                | Q(review_asked_at__isnull=False, reviewed_at__gte=F("satisfied_at")),
                name="progress_reviewed_where_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.activity_key}"


class Reflection(models.Model):
    """What a learner wrote, theirs alone: nobody else ever reads the text (DOMAIN 8)."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="reflections")
    activity_key = models.SlugField(max_length=64)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity_key"], name="reflection_once_an_activity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.activity_key}"
