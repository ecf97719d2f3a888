"""Two hundred and forty people hand in the demo's quiz on words: always the same ones.

Run on the site's own database, by `manage.py shell`: the browser's site is another process.
"""

from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from accounts.models import User
from courses.models import Activity
from courses.rules.marking import mark, scaled_score
from courses.services.quizzes import QuestionAsked, quiz_of
from learning.models import Attempt, Enrolment, Response

PEOPLE = 240
DAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
# How hard each question is, and how well it tells; the last one misleads those who know most.
HARD = {"what-it-shows": 0.2, "must-stay": -3.0, "next-reader": -0.4, "old-label": 0.9}
TELLS = {"what-it-shows": 1.4, "must-stay": 0.8, "next-reader": 1.8, "old-label": -0.3}


def fill() -> None:
    """Everyone once; people whom no other test looks at."""
    quiz = Activity.objects.filter(key="quiz-words", edition__number__isnull=False).latest("id")
    chance = Random(4)
    asked = quiz_of(quiz.pk, quiz.content_hash).questions
    people = User.objects.bulk_create(
        User(email=f"answers{n}@example.org", last_name=f"Zz {n}", sort_name=f"zz {n:03}")
        for n in range(PEOPLE)
    )
    for number, person in enumerate(people):
        at = DAY + timedelta(hours=number)
        enrolment = Enrolment.objects.create(
            person=person,
            course=quiz.edition.course,
            edition=quiz.edition,
            number=1,
            started_at=at,
        )
        hand_in(enrolment, quiz, asked, at, chance)


def hand_in(
    enrolment: Enrolment,
    quiz: Activity,
    asked: tuple[QuestionAsked, ...],
    at: datetime,
    chance: Random,
) -> None:
    knows = chance.gauss(0, 1)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        activity=quiz,
        activity_key=quiz.key,
        number=1,
        seed="00",
        started_at=at,
        submitted_at=at + timedelta(minutes=3),
    )
    responses = [
        Response(
            attempt=attempt,
            question_id=question.id,
            place=place,
            points=question.points,
            value=(value := picked(question, knows, chance)),
            score=mark(question.kind, question.definition, value).score,
        )
        for place, question in enumerate(asked, 1)
    ]
    Response.objects.bulk_create(responses)
    attempt.score = scaled_score((one.points, one.score) for one in responses)
    attempt.save(update_fields=["score"])


def picked(question: QuestionAsked, knows: float, chance: Random) -> dict[str, object] | None:
    keys = [choice.key for choice in question.choices]
    right = set(mark(question.kind, question.definition, None).right_keys)
    if question.kind == "multiple":
        likely = {key: 0.55 + 0.2 * knows if key in right else 0.4 - 0.15 * knows for key in keys}
        return {"choices": [key for key in keys if chance.random() < likely[key]]}
    off = knows * TELLS[question.key] - HARD[question.key]
    if chance.random() < 1 / (1 + exp(-off)):
        key = next(iter(right))
    else:
        wrong = [key for key in keys if key not in right]
        key = chance.choices(wrong, weights=[8, 3, 1][: len(wrong)])[0]
    if question.kind == "true_false":
        return {"value": key == "true"}
    return {"choice": key}
