"""A quiz as it lies before the learner: to be answered, or marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.http import Http404
from django.utils.safestring import SafeString

from accounts.models import User
from courses.rules.marking import mark
from courses.services.quizzes import ChoiceAsked, QuestionAsked, Quiz, quiz_of
from learning.models import Attempt, Response
from learning.rules.attempts import shuffled

WHOLE = Decimal(1)
SEVERAL = "multiple"  # the kind of which any number of choices may be right
TRUE_FALSE = "true_false"  # the kind that nobody expects the other way round


def tidy(number: Decimal) -> Decimal:
    """Without zeros at its end, and never as 1E+1."""
    return number.quantize(WHOLE) if number == number.to_integral() else number.normalize()


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """A choice to be picked; nothing here tells whether it is right."""

    key: str
    text: SafeString
    chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question to be answered, with what is saved of it."""

    key: str
    number: int
    prompt: SafeString
    more: SafeString
    points: Decimal
    several: bool
    choices: tuple[ChoiceShown, ...]
    sequence: int
    saved_at: datetime | None

    @property
    def counted(self) -> int:
        """The points, as far as one or many makes a difference to words."""
        return 1 if self.points == 1 else 2

    @property
    def answered(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class ChoiceMarked:
    key: str
    text: SafeString
    feedback: SafeString
    chosen: bool
    right: bool

    @property
    def mark(self) -> str:
        if self.right:
            return "right"
        return "not-right" if self.chosen else "none"


@dataclass(frozen=True, slots=True)
class QuestionMarked:
    """A question handed in: what was chosen, what is right, and why."""

    number: int
    prompt: SafeString
    more: SafeString
    explanation: SafeString
    points: Decimal
    earned: Decimal
    choices: tuple[ChoiceMarked, ...]

    @property
    def outcome(self) -> str:
        """right, partly or not: a word for a person."""
        if self.earned == self.points:
            return "right"
        return "partly" if self.earned else "not"

    @property
    def counted(self) -> int:
        return 1 if self.points == 1 else 2

    @property
    def open(self) -> bool:
        """Nothing was chosen."""
        return not any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Paper:
    """One attempt with its responses in the order drawn, and the quiz they belong to.

    `made` counts the person's attempts at this wording of the quiz.
    """

    attempt: Attempt
    responses: tuple[Response, ...]
    quiz: Quiz
    made: int

    @property
    def asked(self) -> list[QuestionAsked]:
        """The questions of this attempt, in its order."""
        return [self.quiz.by_id[response.question_id] for response in self.responses]

    def to_answer(self) -> list[QuestionShown]:
        return [
            QuestionShown(
                key=question.key,
                number=response.place,
                prompt=question.prompt,
                more=question.more,
                points=tidy(response.points),
                several=question.kind == SEVERAL,
                choices=tuple(
                    ChoiceShown(choice.key, choice.text, choice.key in chosen)
                    for choice in self._in_order(question)
                ),
                sequence=response.sequence,
                saved_at=response.saved_at,
            )
            for response, question, chosen, _right in self._marked()
        ]

    def marked(self) -> list[QuestionMarked]:
        return [
            QuestionMarked(
                number=response.place,
                prompt=question.prompt,
                more=question.more,
                explanation=question.explanation,
                points=tidy(response.points),
                earned=tidy(response.points * (response.score or 0)),
                choices=tuple(
                    ChoiceMarked(
                        key=choice.key,
                        text=choice.text,
                        feedback=choice.feedback,
                        chosen=choice.key in chosen,
                        right=choice.key in right,
                    )
                    for choice in self._in_order(question)
                ),
            )
            for response, question, chosen, right in self._marked()
        ]

    def _marked(
        self,
    ) -> Iterator[tuple[Response, QuestionAsked, tuple[str, ...], tuple[str, ...]]]:
        """Each response with its question, the choices picked and the right ones."""
        for response in self.responses:
            question = self.quiz.by_id[response.question_id]
            found = mark(question.kind, question.definition, response.value)
            yield response, question, found.chosen_keys, found.right_keys

    def _in_order(self, question: QuestionAsked) -> list[ChoiceAsked]:
        """The choices as this attempt shows them: where they are shuffled, drawn from its seed."""
        if question.kind == TRUE_FALSE or not self.attempt.activity.settings.get("shuffle"):
            return list(question.choices)
        by_key = {choice.key: choice for choice in question.choices}
        fixed = [choice.key for choice in question.choices if choice.fixed]
        keys = shuffled(tuple(by_key), seed=self.attempt.seed, question=question.key, fixed=fixed)
        return [by_key[key] for key in keys]


def paper(person: User, uuid: UUID) -> Paper:
    """The person's own attempt; anybody else's is not there. Two queries, one where it is kept."""
    mine = Response.objects.filter(
        attempt__uuid=uuid,
        attempt__enrolment__person=person,
        attempt__enrolment__withdrawn_at__isnull=True,
    )
    rows = mine.select_related(
        "attempt__enrolment__course", "attempt__activity__edition", "attempt__activity__module"
    ).annotate(made=Case(When(place=1, then=Subquery(_alike()))))
    responses = tuple(rows.order_by("place"))
    if not responses:
        raise Http404
    attempt = responses[0].attempt
    quiz = quiz_of(attempt.activity_id, attempt.activity.content_hash)
    return Paper(attempt, responses, quiz, made=responses[0].made)


def _alike() -> QuerySet[Attempt, Any]:
    """How many attempts there are at what a response's attempt is at."""
    same = Attempt.objects.filter(
        enrolment=OuterRef("attempt__enrolment"),
        activity_key=OuterRef("attempt__activity_key"),
        activity__content_hash=OuterRef("attempt__activity__content_hash"),
    )
    return same.order_by().values("activity_key").annotate(n=Count("pk")).values("n")
