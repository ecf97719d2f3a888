"""What is counted as the choice made, by kind of question."""

from collections.abc import Callable, Mapping

from courses.models import QuestionKind
from courses.rules.marking import mark, scored
from courses.rules.marking.kinds import weights
from courses.services.quizzes import QuestionAsked
from learning.rules.item_disclosure import Question
from reports.queries.sheets import Answered

RIGHT, PARTLY, WRONG = "right", "partly", "wrong"  # counted where nothing is picked from a list
OUTCOMES = (RIGHT, PARTLY, WRONG)

Picked = Callable[[Mapping[str, object]], object]

PICKED: dict[str, Picked] = {
    QuestionKind.SINGLE: lambda value: [value.get("choice")],
    QuestionKind.LIKERT: lambda value: [value.get("choice")],
    QuestionKind.MULTIPLE: lambda value: value.get("choices"),
    QuestionKind.TRUE_FALSE: lambda value: [str(value.get("value")).lower()],
}


def counted_as(asked: QuestionAsked) -> Question:
    """What its choices are, and what they are worth.

    Single, multiple, true/false and Likert count what was picked. Everything else counts how it
    came out: what is matched or put in order is no one choice, and a text may name its writer.
    """
    keys = tuple(choice.key for choice in asked.choices)
    if asked.kind not in PICKED:
        return Question(OUTCOMES, in_order=True, scored=scored(asked.kind))
    if not scored(asked.kind):
        return Question(keys, in_order=True, scored=False)
    right = mark(asked.kind, asked.definition, None).right_keys
    if asked.kind == QuestionKind.MULTIPLE:
        return Question(keys, right=frozenset(right), several=True)
    shares = {key: float(weight) for key, weight in weights(asked.definition).items()}
    worth = {key: share for key, share in shares.items() if share > 0}
    return Question(keys, right=frozenset(right), worth={**worth, **dict.fromkeys(right, 1.0)})


def chosen(asked: QuestionAsked, question: Question, answered: Answered) -> tuple[str, ...]:
    """The keys that a response counts for; none where it was left open, or picks what is none."""
    if not isinstance(answered.value, Mapping):
        return ()
    if asked.kind not in PICKED:
        return (outcome(answered.score),)
    picked = PICKED[asked.kind](answered.value)
    if not isinstance(picked, list):
        return ()
    return tuple(key for key in question.choices if key in picked)


def outcome(score: float) -> str:
    if score >= 1:
        return RIGHT
    return PARTLY if score > 0 else WRONG
