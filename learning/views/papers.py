"""A quiz as it lies before the learner: to be answered, or marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.http import Http404

from accounts.models import User
from accounts.services.prepared import Columns, Prepared
from courses.models import Activity, Course, Criterion, Edition, Module
from courses.rules.marking import by_hand, mark
from courses.services.quizzes import QuestionAsked, Quiz, quiz_of
from courses.views.question_places import ByHand, Held
from courses.views.questions_marked import QuestionMarked, questions_marked
from courses.views.questions_shown import QuestionShown, questions_shown
from learning.models import Attempt, Enrolment, Response, Score
from learning.services.marking import marks_of, points_of
from learning.services.tries import GRANTED, Granted

NO_MARKS: Mapping[int, tuple[ByHand, ...]] = {}


@dataclass(frozen=True, slots=True)
class Paper:
    """One attempt with its responses in the order drawn, and the quiz they belong to.

    `made` counts the person's attempts at this wording of the quiz.
    """

    attempt: Attempt
    responses: tuple[Response, ...]
    quiz: Quiz
    made: int
    marked_by: int | None  # the number of the edition whose questions gave the score that counts
    taken_back: bool  # whether a person took back a pass with it
    said_now: Mapping[str, Any]  # by the quiz in the edition that the enrolment is on: its settings
    granted: Granted  # the person's standing accommodation

    @property
    def pairs(self) -> list[tuple[Response, QuestionAsked]]:
        """Each response with its question, in the attempt's order."""
        return [(response, self.quiz.by_id[response.question_id]) for response in self.responses]

    @property
    def asked(self) -> list[QuestionAsked]:
        """The questions of this attempt, in its order."""
        return [question for _response, question in self.pairs]

    def to_answer(self) -> list[QuestionShown]:
        """As they are asked: nothing in them tells what is right."""
        return questions_shown(self._held())

    def marked(self, shows: frozenset[str]) -> list[QuestionMarked]:
        """As they were marked: of each as much as `shows` names. A query where a person marks."""
        return questions_marked(self._held(self._by_hand()), shows)

    def _by_hand(self) -> dict[int, tuple[ByHand, ...]]:
        """What each marker gave in the end, by response; nothing before there is a score."""
        essays = [response for response, asked in self.pairs if by_hand(asked.kind)]
        if not essays or self.attempt.score is None:
            return {}
        found = {}
        for response, marks in marks_of(essays).items():
            newest = {each.by_id: each for each in marks}
            found[response] = tuple(
                ByHand(points_of(each), each.comment) for each in newest.values()
            )
        return found

    def _held(
        self, marks: Mapping[int, tuple[ByHand, ...]] = NO_MARKS
    ) -> Iterator[tuple[QuestionAsked, Held]]:
        """Each question with what this attempt holds of it."""
        activity = self.attempt.activity
        for response, question in self.pairs:
            yield (
                question,
                Held(
                    number=response.place,
                    points=response.points,
                    seed=self.attempt.seed,
                    value=response.value,
                    score=self._score(response, question),
                    shuffle=bool(activity.settings.get("shuffle")),
                    hinted=activity.pass_mark is None
                    and activity.criterion == Criterion.QUIZ_SUBMITTED,
                    sequence=response.sequence,
                    saved_at=response.saved_at,
                    later=response.later_at is not None,
                    by_hand=marks.get(response.pk, ()),
                ),
            )

    def _score(self, response: Response, question: QuestionAsked) -> Decimal | None:
        """What the response is worth, as far as is known; None where a person has yet to tell.

        As long as the attempt is open, what is saved is worth what it would be.
        """
        if by_hand(question.kind) and self.attempt.score is None:
            return None
        if response.score is None:
            return mark(question.kind, question.definition, response.value).score
        return response.score


RESPONSE = Columns(Response)
ATTEMPT = Columns(Attempt, "attempt")
ENROLMENT = Columns(Enrolment, "attempt__enrolment")
COURSE = Columns(Course, "attempt__enrolment__course")
ACTIVITY = Columns(Activity, "attempt__activity", without=["body"])
EDITION = Columns(Edition, "attempt__activity__edition", without=["sources"])
MODULE = Columns(Module, "attempt__activity__module")
PARTS = [
    path
    for part in (RESPONSE, ATTEMPT, ENROLMENT, COURSE, ACTIVITY, EDITION, MODULE)  # as read below
    for path in part.paths
]


def _rows(person: int, uuid: UUID) -> QuerySet[Any, Any]:
    """An attempt's responses, each with all that the attempt belongs to."""
    newest = Score.objects.filter(attempt=OuterRef("attempt")).order_by("-recorded_at", "-id")
    here = Activity.objects.filter(
        edition=OuterRef("attempt__enrolment__edition"), key=OuterRef("attempt__activity_key")
    )
    standing = Q(attempt__enrolment__person__accommodations__superseded_at__isnull=True)
    mine = Response.objects.filter(
        attempt__uuid=uuid,
        attempt__enrolment__person=person,
        attempt__enrolment__withdrawn_at__isnull=True,
    )
    return (
        mine.annotate(
            made=_once(_alike()),
            marked_by=_once(newest.values("edition__number")[:1]),
            taken_back=_once(newest.values("withdraws_pass")[:1]),
            said_now=_once(here.values("settings")[:1]),
            granted=FilteredRelation(
                "attempt__enrolment__person__accommodations", condition=standing
            ),
        )
        .order_by("place")
        .values_list(
            *(*PARTS, "made", "marked_by", "taken_back", "said_now"),
            *(f"granted__{name}" for name in GRANTED),
        )
    )


def _once(of_the_attempt: QuerySet[Any, Any]) -> Case:
    """Asked with its first response alone: it is the same for all."""
    return Case(When(place=1, then=Subquery(of_the_attempt)))


def _alike() -> QuerySet[Attempt, Any]:
    """How many attempts there are at what a response's attempt is at."""
    same = Attempt.objects.filter(
        enrolment=OuterRef("attempt__enrolment"),
        activity_key=OuterRef("attempt__activity_key"),
        activity__content_hash=OuterRef("attempt__activity__content_hash"),
    )
    return same.order_by().values("activity_key").annotate(n=Count("pk")).values("n")


ONE_ATTEMPT = Prepared(_rows, person=int, uuid=UUID)


def paper(person: User, uuid: UUID) -> Paper:
    """The person's own attempt; anybody else's is not there (404).

    One query, written once in a process; one more where the quiz is not in its memory.
    """
    rows = [iter(row) for row in ONE_ATTEMPT.rows(person=person.pk, uuid=uuid)]
    responses = tuple(RESPONSE.made(row) for row in rows)
    if not responses:
        raise Http404
    first = rows[0]
    attempt, enrolment = ATTEMPT.made(first), ENROLMENT.made(first)
    enrolment.course, activity = COURSE.made(first), ACTIVITY.made(first)
    activity.edition, activity.module = EDITION.made(first), MODULE.made(first)
    attempt.enrolment, attempt.activity = enrolment, activity
    made, marked_by, taken_back, said_now, *granted = first
    quiz = quiz_of(activity.pk, activity.content_hash)
    return Paper(
        attempt,
        responses,
        quiz,
        made=made,
        marked_by=marked_by,
        taken_back=bool(taken_back),
        said_now=said_now or {},
        granted=tuple(granted),
    )
