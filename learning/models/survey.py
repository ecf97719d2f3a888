"""What people answered in surveys; of an anonymous one, without anything that leads to them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from courses.models import Activity
from learning.models.enrolment import Enrolment


class SurveyResponse(models.Model):
    """One person's response to the wording of one edition (DOMAIN 8).

    Anonymous: no enrolment. It waits without a batch, under a random id, and is made anew when its
    batch is released, in shuffled order and with the batch's day: nothing of it tells when it came.
    `answers`: the key of an item → the keys of the options chosen, or the words of a comment.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="survey_responses")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="survey_responses"
    )
    answers = models.JSONField()
    answered_on = models.DateField()
    batch = models.PositiveIntegerField(null=True, blank=True)  # from 1 on; none while it waits

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "enrolment"], name="survey_response_once_an_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) | Q(batch__gte=1),
                name="survey_response_batch_from_one",
            ),
        ]
        indexes = [models.Index(fields=["activity", "batch"], name="survey_response_batches")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.id}"
