"""What one attempt asks, drawn by its seed from what its quiz may ask."""

from decimal import Decimal

from courses.rules.marking import scored
from courses.services.quizzes import QuestionAsked, Quiz
from learning.rules.drawing import Asked, Pool, asked_in_order


def draw(quiz: Quiz, seed: str, *, shuffle: bool) -> list[QuestionAsked]:
    """What an attempt with this seed asks, in its order."""
    pools = [
        Pool(each.count, tuple(_asked(quiz.by_id[question]) for question in each.pool))
        for each in quiz.draws
    ]
    own = [_asked(question) for question in quiz.questions]
    by_key = {question.key: question for question in quiz.by_id.values()}
    return [by_key[key] for key in asked_in_order(own, pools, seed=seed, shuffle=shuffle)]


def weighs(question: QuestionAsked) -> Decimal:
    """Its points; where there is nothing to be right about, none."""
    return question.points if scored(question.kind) else Decimal(0)


def _asked(question: QuestionAsked) -> Asked:
    return Asked(question.key, question.case.key if question.case else "")
