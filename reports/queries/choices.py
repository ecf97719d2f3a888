"""What is counted as the choice made, by kind of question."""

import json
from collections.abc import Callable, Mapping

from courses.models import QuestionKind
from courses.rules.marking import mark, scored
from courses.rules.marking.kinds import weights
from courses.services.quizzes import QuestionAsked
from learning.rules.item_disclosure import Question

RIGHT, PARTLY, WRONG = "right", "partly", "wrong"  # counted where nothing is picked from a list
OUTCOMES = (RIGHT, PARTLY, WRONG)

NOTHING = (None, "null")  # how a response that was left open may be stored

Picked = Callable[[Mapping[str, object]], object]
Chosen = tuple[str, ...]

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
        return Question(OUTCOMES, scored=scored(asked.kind), apart=frozenset({RIGHT}))
    if not scored(asked.kind):
        return Question(keys, in_order=True, scored=False)
    right = mark(asked.kind, asked.definition, None).right_keys
    if asked.kind == QuestionKind.MULTIPLE:
        return Question(keys, right=frozenset(right), several=True)
    shares = {key: float(weight) for key, weight in weights(asked.definition).items()}
    worth = {key: share for key, share in shares.items() if share > 0}
    return Question(keys, right=frozenset(right), worth={**worth, **dict.fromkeys(right, 1.0)})


def reading(asked: QuestionAsked, question: Question) -> Callable[[str | None, float], Chosen]:
    """How stored responses are read: JSON and score → what they count for.

    Left open, or what picks no choice of the question, counts for none.
    """
    if asked.kind not in PICKED:
        return lambda text, score: () if text in NOTHING else (outcome(score),)
    known: dict[str | None, Chosen] = dict.fromkeys(NOTHING, ())

    def picked(text: str | None, _score: float) -> Chosen:
        if text not in known:
            known[text] = chosen(asked.kind, question, json.loads(text or "null"))
        return known[text]

    return picked


def chosen(kind: str, question: Question, value: object) -> Chosen:
    picked = PICKED[kind](value) if isinstance(value, Mapping) else None
    if not isinstance(picked, list):
        return ()
    return tuple(key for key in question.choices if key in picked)


def outcome(score: float) -> str:
    if score >= 1:
        return RIGHT
    return PARTLY if score > 0 else WRONG
