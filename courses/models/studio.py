"""How a course is written: who is at it now, what changed, comments, approvals."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from courses.models.course import Course, Edition


class Deed(models.TextChoices):
    """What was done to a draft."""

    BEGUN = "begun"  # how it stood before the first change that is on record
    ADDED = "added"
    SAVED = "saved"
    MOVED = "moved"
    REMOVED = "removed"
    RESTORED = "restored"


class DraftChange(models.Model):
    """One change to a draft, and what the changed part said afterwards (removed: before).

    It outlives the draft: what was written stays to be read and restored in later ones. Somebody's
    saves of one thing shortly after one another are one change.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="changes")
    language = models.CharField(max_length=12)
    part = models.CharField(max_length=10)  # front, module or activity
    key = models.CharField(max_length=64, blank=True)  # of the module or activity
    title = models.CharField(max_length=200, blank=True)  # its title then
    deed = models.CharField(max_length=10, choices=Deed.choices)
    said = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)  # of what it says
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)  # a removal that was taken back

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=["front", "module", "activity"]),
                name="draftchange_of_a_known_part",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(deed="removed"),
                name="draftchange_undoes_removals",
            ),
        ]
        indexes = [
            # What happened to this activity, the newest last? · When was the course last written?
            models.Index(
                fields=["course", "language", "part", "key", "id"], name="draftchange_of_part"
            ),
            models.Index(fields=["course", "id"], name="draftchange_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.part} {self.key}".strip()


class Writing(models.Model):
    """One person at one activity of a draft, and when their page last said that it is open."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    activity_key = models.CharField(max_length=64)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "activity_key", "person"], name="writing_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.activity_key}"


class Comment(models.Model):
    """What somebody remarked on an activity of a course; resolved or not, it stays."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="comments")
    language = models.CharField(max_length=12)
    activity_key = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_somebody",
            ),
        ]
        # What is said about this activity?
        indexes = [
            models.Index(fields=["course", "language", "activity_key"], name="comment_of_activity")
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Approval(models.Model):
    """A reviewer's yes to a draft as it stood, which its hash says; a later change needs another.

    It goes with a draft that is discarded; what is published keeps it.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="approvals")
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "content_hash", "by"], name="approval_once_a_wording"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_id} approves {self.edition_id}"
