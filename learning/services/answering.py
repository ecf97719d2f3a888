"""One question of an attempt, found for its response to be saved."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.services.prepared import Prepared
from courses.services.quizzes import QuestionAsked, quiz_of
from learning.models import Response

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Answering:
    """An attempt at one of its questions: what saving needs, and no more."""

    response: int
    deadline: datetime | None
    question: QuestionAsked


def _responses(person: int, uuid: UUID, key: str) -> QuerySet[Any, Any]:
    return Response.objects.filter(
        attempt__uuid=uuid,
        attempt__enrolment__person=person,
        attempt__enrolment__withdrawn_at__isnull=True,
        question__key=key,
    ).values_list(
        *("id", "attempt__deadline", "question_id"),
        *("attempt__activity_id", "attempt__activity__content_hash"),
    )


ONE_QUESTION = Prepared(_responses, person=int, uuid=UUID, key=str)


def answering(person: User, uuid: UUID, key: str) -> Answering | None:
    """The person's own attempt at this question, of the quiz or of a bank; else nothing.

    One query; the quiz itself comes from the process's memory.
    """
    if not KEY.fullmatch(key):
        return None
    for response, deadline, question, *quiz in ONE_QUESTION.rows(
        person=person.pk, uuid=uuid, key=key
    ):
        return Answering(response, deadline, quiz_of(*quiz).by_id[question])
    return None
