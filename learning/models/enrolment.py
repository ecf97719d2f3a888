"""Taking a course: enrolments, and what has been done in them."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from courses.models import Activity, Course, Edition


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def made_by(self, person: User) -> "EnrolmentQuerySet":
        return self.filter(person=person)

    def open(self) -> "EnrolmentQuerySet":
        """Neither completed nor withdrawn."""
        return self.filter(closed_at__isnull=True)

    def newest_first(self) -> "EnrolmentQuerySet":
        return self.order_by("-number")


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
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("learning:enrolment", args=[self.uuid])


class Progress(models.Model):
    """What an enrolment has done of one activity, by its key, and on which wording of it."""

    # The largest table: no index of a column that the constraint below begins with, and none of
    # keys alone, of which nobody asks.
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="progress", db_index=False
    )
    activity_key = models.SlugField(max_length=64, db_index=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    satisfied_at = models.DateTimeField(null=True, blank=True)

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
