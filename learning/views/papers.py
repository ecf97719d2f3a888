"""A quiz as it lies before the learner: to be answered, or marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from accounts.models import User
from courses.models import Criterion
from courses.services.quizzes import QuestionAsked, Quiz, quiz_of
from courses.views.question_places import Held
from courses.views.questions_marked import EVERYTHING, QuestionMarked, questions_marked
from courses.views.questions_shown import QuestionShown, questions_shown
from learning.models import Attempt, Response


@dataclass(frozen=True, slots=True)
class Paper:
    """One attempt with its responses in the order drawn, and the quiz they belong to."""

    attempt: Attempt
    responses: tuple[Response, ...]
    quiz: Quiz

    @property
    def asked(self) -> list[QuestionAsked]:
        """The questions of this attempt, in its order."""
        return [self.quiz.by_id[response.question_id] for response in self.responses]

    def to_answer(self) -> list[QuestionShown]:
        """As they are asked: nothing in them tells what is right."""
        return questions_shown(self._held())

    def marked(self, shows: frozenset[str] = EVERYTHING) -> list[QuestionMarked]:
        """As they were marked: of each as much as `shows` names."""
        return questions_marked(self._held(), shows)

    def _held(self) -> Iterator[tuple[QuestionAsked, Held]]:
        """Each question with what this attempt holds of it."""
        activity = self.attempt.activity
        for response in self.responses:
            yield (
                self.quiz.by_id[response.question_id],
                Held(
                    number=response.place,
                    points=response.points,
                    seed=self.attempt.seed,
                    value=response.value,
                    score=response.score,
                    shuffle=bool(activity.settings.get("shuffle")),
                    hinted=activity.pass_mark is None
                    and activity.criterion == Criterion.QUIZ_SUBMITTED,
                    sequence=response.sequence,
                    saved_at=response.saved_at,
                ),
            )


def paper(person: User, uuid: UUID) -> Paper:
    """The person's own attempt; anybody else's is not there. Two queries, one where it is kept."""
    mine = Response.objects.filter(
        attempt__uuid=uuid,
        attempt__enrolment__person=person,
        attempt__enrolment__withdrawn_at__isnull=True,
    )
    responses = tuple(
        mine.select_related(
            "attempt__enrolment__course",
            "attempt__activity__edition",
            "attempt__activity__module",
        ).order_by("place")
    )
    if not responses:
        raise Http404
    attempt = responses[0].attempt
    activity = attempt.activity
    return Paper(attempt, responses, quiz_of(activity.pk, activity.content_hash))
