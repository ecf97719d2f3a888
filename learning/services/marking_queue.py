"""What waits for a marker, and how a response is named to people who must not know whose it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from accounts.models.organisation import under_any
from courses.rules.marking import KINDS
from learning.models import HandMark, Response

BY_HAND = [name for name, kind in KINDS.items() if kind.by_hand]
SEEN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class WaitingQuiz:
    """One quiz of one course: how many of its responses wait, and since when the oldest does."""

    course_key: str
    course: str
    key: str
    title: str
    waiting: int
    oldest_at: datetime

    @property
    def address(self) -> str:
        """How the address of the queue names it."""
        return f"{self.course_key}/{self.key}"


def code_of(attempt: UUID) -> str:
    """The few digits by which markers know an attempt: they lead to nobody."""
    return attempt.hex[:SEEN_DIGITS]


def markable(paths: list[str], person: User) -> QuerySet[Response]:
    """Responses that this person may mark, in courses of these subtrees; nobody marks their own.

    `marked_by` of `markers` people have marked each so far.
    """
    marks = HandMark.objects.filter(response=OuterRef("pk")).order_by()
    heard = marks.values("response").annotate(people=Count("by", distinct=True)).values("people")
    asked = Cast(KeyTextTransform("markers", "attempt__activity__settings"), IntegerField())
    return (
        Response.objects.filter(
            under_any(paths, "attempt__enrolment__course__unit__path"),
            question__kind__in=BY_HAND,
            value__isnull=False,
            attempt__submitted_at__isnull=False,
            attempt__enrolment__withdrawn_at__isnull=True,
        )
        .exclude(attempt__enrolment__person=person)
        .annotate(marked_by=Coalesce(Subquery(heard), 0), markers=Coalesce(asked, 1))
        .order_by("attempt__submitted_at", "attempt_id", "place")
    )


def waiting(paths: list[str], person: User) -> QuerySet[Response]:
    """Those of them that wait for this person."""
    mine = HandMark.objects.filter(response=OuterRef("pk"), by=person)
    left = ~Exists(mine) & Q(attempt__score__isnull=True)
    return markable(paths, person).filter(left, marked_by__lt=F("markers"))  # type: ignore[misc]


def marked_lately(paths: list[str], person: User) -> QuerySet[Response]:
    """Those that this person has marked, the last one first: to be looked at again."""
    mine = HandMark.objects.filter(response=OuterRef("pk"), by=person).order_by("-id")
    marked = markable(paths, person).annotate(mine=Subquery(mine.values("id")[:1]))
    return marked.filter(mine__isnull=False).order_by("-mine")


def of_quiz(responses: QuerySet[Response], address: str) -> QuerySet[Response]:
    """Those of one course (`course`) or of one of its quizzes (`course/quiz`); all without."""
    course, _slash, quiz = address.partition("/")
    if course:
        responses = responses.filter(attempt__enrolment__course__key=course)
    return responses.filter(attempt__activity_key=quiz) if quiz else responses


def waiting_by_quiz(responses: QuerySet[Response]) -> list[WaitingQuiz]:
    """The same by course and quiz, one query; each by its title in the newest edition waiting."""
    course, quiz = "attempt__enrolment__course__key", "attempt__activity_key"
    rows = (
        responses.order_by(course, quiz)
        .values_list(course, quiz)
        .annotate(
            Max("attempt__activity__edition__title"),
            Max("attempt__activity__title"),
            Count("pk"),
            Min("attempt__submitted_at"),
        )
    )
    return [
        WaitingQuiz(key, course_title, quiz_key, title, number, oldest)
        for key, quiz_key, course_title, title, number, oldest in rows
    ]


def by_course(quizzes: list[WaitingQuiz]) -> Iterator[tuple[str, str, list[WaitingQuiz]]]:
    """Course key, its title, and its quizzes."""
    for key, group in groupby(quizzes, key=lambda each: each.course_key):
        held = list(group)
        yield key, held[0].course, held


def next_after(queue: QuerySet[Response], response: Response) -> Response | None:
    """The one that comes after it in the queue, else the first; None where no other waits."""
    attempt = response.attempt
    same_moment = Q(attempt__submitted_at=attempt.submitted_at)
    later = (
        Q(attempt__submitted_at__gt=attempt.submitted_at)
        | same_moment & Q(attempt__gt=attempt.pk)
        | Q(attempt=attempt, place__gt=response.place)
    )
    others = queue.exclude(pk=response.pk).select_related("attempt")
    turn = Case(When(later, then=0), default=1)
    return others.order_by(turn, *queue.query.order_by).first()
