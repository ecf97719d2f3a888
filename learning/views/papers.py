"""A quiz as it lies before the learner: to be answered, or marked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.http import Http404
from django.utils.safestring import SafeString

from accounts.models import User
from courses.rules.marking import Marked, mark
from courses.rules.quiz_settings import Item
from courses.services.quizzes import ChoiceAsked, QuestionAsked, Quiz, quiz_of
from learning.models import Attempt, Response
from learning.rules.attempts import shuffled
from learning.rules.feedback import Told

WHOLE = Decimal(1)
NO_TEXT = SafeString("")
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
    later: bool

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
    judged: bool  # whether it may be told that it is right, or not

    @property
    def mark(self) -> str:
        if self.right:
            return "right"
        if not self.chosen:
            return "none"
        return "not-right" if self.judged else "chosen"


@dataclass(frozen=True, slots=True)
class QuestionMarked:
    """A question as marked: of what was chosen, what is right and why, only what `shows` names.

    What it does not name is not in here either: no template can tell what it was not given.
    """

    number: int
    prompt: SafeString
    more: SafeString
    explanation: SafeString
    points: Decimal
    earned: Decimal
    choices: tuple[ChoiceMarked, ...]
    open: bool  # nothing was chosen; not told where the response is not
    shows: Told

    @property
    def outcome(self) -> str:
        """right, partly or not: a word for a person; none where correctness is not shown."""
        if Item.CORRECTNESS not in self.shows:
            return ""
        if self.earned == self.points:
            return "right"
        return "partly" if self.earned else "not"

    @property
    def earned_shown(self) -> bool:
        """Points earned tell the score, and how right it was."""
        return {Item.CORRECTNESS, Item.SCORE} <= self.shows

    @property
    def counted(self) -> int:
        return 1 if self.points == 1 else 2


def choice_marked(choice: ChoiceAsked, found: Marked, shows: Told) -> ChoiceMarked:
    """A choice, and of what it tells only what is shown: whether it is right is told of a chosen
    one by correctness, of any other by the right answer alone; its feedback likewise."""
    chosen = Item.RESPONSE in shows and choice.key in found.chosen_keys
    judged = Item.RIGHT_ANSWER in shows or (chosen and Item.CORRECTNESS in shows)
    explained = Item.EXPLANATION in shows and (chosen or Item.RIGHT_ANSWER in shows)
    return ChoiceMarked(
        key=choice.key,
        text=choice.text,
        feedback=choice.feedback if explained else NO_TEXT,
        chosen=chosen,
        right=judged and choice.key in found.right_keys,
        judged=judged,
    )


def chosen_keys(response: Response, question: QuestionAsked) -> tuple[str, ...]:
    """The choices that are saved."""
    return mark(question.kind, question.definition, response.value).chosen_keys


@dataclass(frozen=True, slots=True)
class Paper:
    """One attempt with its responses in the order drawn, and the quiz they belong to."""

    attempt: Attempt
    responses: tuple[Response, ...]
    quiz: Quiz

    @property
    def pairs(self) -> list[tuple[Response, QuestionAsked]]:
        """Each response with its question, in the attempt's order."""
        return [(response, self.quiz.by_id[response.question_id]) for response in self.responses]

    @property
    def asked(self) -> list[QuestionAsked]:
        """The questions of this attempt, in its order."""
        return [question for _response, question in self.pairs]

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
                later=response.later_at is not None,
            )
            for response, question in self.pairs
            for chosen in [chosen_keys(response, question)]
        ]

    def marked(self, shows: Told) -> list[QuestionMarked]:
        """Every question, telling of it only what `shows` names.

        A response that has no score yet, its attempt being open, is marked as it is saved.
        """
        made = []
        for response, question in self.pairs:
            found = mark(question.kind, question.definition, response.value)
            score = found.score if response.score is None else response.score
            judged = Item.CORRECTNESS in shows
            made.append(
                QuestionMarked(
                    number=response.place,
                    prompt=question.prompt,
                    more=question.more,
                    explanation=question.explanation if Item.EXPLANATION in shows else NO_TEXT,
                    points=tidy(response.points),
                    earned=tidy(response.points * score) if judged else Decimal(0),
                    choices=tuple(
                        choice_marked(choice, found, shows) for choice in self._in_order(question)
                    ),
                    open=Item.RESPONSE in shows and response.value is None,
                    shows=shows,
                )
            )
        return made

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
    responses = tuple(
        mine.select_related(
            "attempt__enrolment__course",
            "attempt__activity__edition",
            "attempt__activity__module",
        )
        .defer("attempt__activity__body", "attempt__activity__edition__sources")
        .order_by("place")
    )
    if not responses:
        raise Http404
    attempt = responses[0].attempt
    activity = attempt.activity
    return Paper(attempt, responses, quiz_of(activity.pk, activity.content_hash))
