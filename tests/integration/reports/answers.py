"""A quiz that many have handed in: rows as attempts leave them, many at once."""

from datetime import timedelta

from accounts.models import User
from courses.models import Activity, Question
from courses.rules.marking import mark, scaled_score
from courses.services.question_rows import read_questions
from courses.services.quizzes import quiz_of
from learning.models import Attempt, Enrolment, Response
from tests.factories import NOW, a_question, an_activity, numbers

NAMES = {"single": "choice", "multiple": "choices", "true_false": "value", "likert": "choice"}


def a_quiz(edition, *kinds, key="quiz"):
    """A quiz of an edition with a question of each kind: q1, q2 …; "a" (or true) is right."""
    module = edition.modules.get()
    quiz = an_activity(module, "quiz", key=key, position=9, title="Words in the chart")
    quiz.questions.all()[0].choices.all().delete()
    quiz.questions.all()[1].choices.all().delete()
    quiz.questions.all().delete()
    for number, kind in enumerate(kinds, 1):
        a_question(quiz, key=f"q{number}", kind=kind, position=number)
    hash_questions(Question.objects.filter(activity=quiz))
    return quiz


def hash_questions(questions):
    """The hashes that writing them through the services gives."""
    from courses.rules.content_hash import question_hash

    for row, said in read_questions(questions):
        row.content_hash = question_hash(said)
        row.save(update_fields=["content_hash"])


def people(number, **fields):
    """So many who need nothing but to exist."""
    return User.objects.bulk_create(
        User(email=f"a{next(numbers)}@example.org", last_name=f"N{next(numbers)}", **fields)
        for _one in range(number)
    )


def responded(question, picked):
    """What a form would have read."""
    if picked is None or isinstance(picked, dict):
        return picked
    if question.kind == "true_false":
        picked = picked == "true"
    if question.kind == "multiple":
        picked = list(picked)
    return {NAMES.get(question.kind, "text"): picked}


def hand_in(quiz: Activity, person, picked, *, at=NOW, score=True, questions=None):
    """One attempt: what was picked for each question, in their order; None is left open.

    `score=False`: it waits for a marker. `questions`: those drawn, else the quiz's own.
    """
    enrolment, _made = Enrolment.objects.get_or_create(
        person=person,
        course=quiz.edition.course,
        closed_at=None,
        defaults={"edition": quiz.edition, "number": 1, "started_at": at},
    )
    number = Attempt.objects.filter(enrolment=enrolment, activity_key=quiz.key).count() + 1
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        activity=quiz,
        activity_key=quiz.key,
        number=number,
        seed="00",
        started_at=at - timedelta(minutes=5),
        submitted_at=at,
    )
    asked = questions or quiz_of(quiz.pk, quiz.content_hash).questions
    responses = []
    for place, (question, choice) in enumerate(zip(asked, picked, strict=True), 1):
        value = responded(question, choice)
        marked = mark(question.kind, question.definition, value).score
        responses.append(
            Response(
                attempt=attempt,
                question_id=question.id,
                place=place,
                points=question.points,
                value=value,
                score=marked,
            )
        )
    Response.objects.bulk_create(responses)
    if score:
        attempt.score = scaled_score((one.points, one.score) for one in responses)
        attempt.save(update_fields=["score"])
        attempt.scores.create(
            score=attempt.score, cause="submitted", edition=quiz.edition, recorded_at=at
        )
    return attempt


def many_hand_in(quiz, patterns, *, at=NOW):
    """Somebody new for each pattern: a letter for each question, "-" left open."""
    for person, pattern in zip(people(len(patterns)), patterns, strict=True):
        hand_in(quiz, person, [None if key == "-" else key for key in pattern], at=at)
